# The fuzz targets, a function each. An ordinary build runs them on the seeds; with --enable-fuzzing
# fuzz-main is a libFuzzer program.
FUZZ_SOURCES = \
	tests/fuzz/fuzz-dns_answer.c \
	tests/fuzz/fuzz-file_name.c \
	tests/fuzz/fuzz-framing.c \
	tests/fuzz/fuzz-gate.c \
	tests/fuzz/fuzz-headers.c \
	tests/fuzz/fuzz-hyperfine.c \
	tests/fuzz/fuzz-join.c \
	tests/fuzz/fuzz-json_scan.c \
	tests/fuzz/fuzz-lab_dns.c \
	tests/fuzz/fuzz-list.c \
	tests/fuzz/fuzz-metadata.c \
	tests/fuzz/fuzz-netrc.c \
	tests/fuzz/fuzz-record.c \
	tests/fuzz/fuzz-redirect.c \
	tests/fuzz/fuzz-scenario.c \
	tests/fuzz/fuzz-sweep.c \
	tests/fuzz/fuzz-watch_region.c \
	tests/fuzz/fuzz-watch_report.c \
	tests/fuzz/fuzz-words.c \
	tests/fuzz/swim-fuzz.c \
	tests/fuzz/swim-fuzz.h \
	tests/fuzz/targets.def

unit_tests += tests/fuzz/test-corpora
tests_fuzz_test_corpora_SOURCES = tests/fuzz/test-corpora.c $(FUZZ_SOURCES)

EXTRA_PROGRAMS += tests/fuzz/fuzz-main
tests_fuzz_fuzz_main_SOURCES = tests/fuzz/fuzz-main.c $(FUZZ_SOURCES)
tests_fuzz_fuzz_main_LDFLAGS = -fsanitize=fuzzer
CLEANFILES += tests/fuzz/fuzz-main
