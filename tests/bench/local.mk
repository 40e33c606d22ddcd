# Benchmarks: built and run by "make bench" only.
EXTRA_PROGRAMS += tests/bench/bench-measure
tests_bench_bench_measure_SOURCES = tests/bench/bench-measure.c tests/run/swim-fake-job.c
# Its own flags, since the same fixture is built with libtool for the tests.
tests_bench_bench_measure_CPPFLAGS = $(AM_CPPFLAGS)
tests_bench_bench_measure_LDADD = src/libswimlane-core.la
CLEANFILES += tests/bench/bench-measure


# Of libc alone, so that they start quickly; bench-turns is a GLib program.
EXTRA_PROGRAMS += tests/bench/bench-spin tests/bench/bench-spawn tests/bench/bench-turns
tests_bench_bench_spin_SOURCES = tests/bench/bench-spin.c tests/bench/spin.h
tests_bench_bench_spin_LDADD =
tests_bench_bench_spawn_SOURCES = tests/bench/bench-spawn.c
tests_bench_bench_spawn_LDADD =
tests_bench_bench_turns_SOURCES = tests/bench/bench-turns.c tests/bench/spin.h
tests_bench_bench_turns_LDADD = $(GLIB_LIBS)
CLEANFILES += tests/bench/bench-spin tests/bench/bench-spawn tests/bench/bench-turns

bench-commands: tests/bench/bench-spin tests/bench/bench-spawn tests/bench/bench-turns src/swimlane
	$(srcdir)/tests/bench/commands src/swimlane tests/bench

if HAVE_WATCH
EXTRA_PROGRAMS += tests/bench/bench-watch
tests_bench_bench_watch_SOURCES = tests/bench/bench-watch.c
tests_bench_bench_watch_LDADD = $(GLIB_LIBS)
EXTRA_PROGRAMS += tests/bench/bench-timers
tests_bench_bench_timers_SOURCES = tests/bench/bench-timers.c
tests_bench_bench_timers_LDADD = $(GLIB_LIBS)
CLEANFILES += tests/bench/bench-timers tests/bench/bench-watch

bench-watch: tests/bench/bench-timers tests/bench/bench-watch src/preload/swimlane-watch.la src/swimlane
	tests/bench/bench-watch src/preload/.libs/swimlane-watch.so
	tests/bench/bench-timers 9 src/swimlane watch --quiet --

bench-what-if: src/swimlane src/preload/swimlane-watch.la
	python3 $(srcdir)/tests/bench/what_if.py src/swimlane
endif

# How long it takes to take up ten million results, 5.6 GB, and in how much memory.
bench-resume: src/swimlane
	python3 $(srcdir)/tests/bench/resume_lines.py 10000000 >bench-resume.ndjson
	/usr/bin/time -v src/swimlane probe --nameserver=127.0.0.1:9 --resume=bench-resume.ndjson \
	  name0.example; status=$$?; rm -f bench-resume.ndjson; exit $$status

# A long list; some minutes. NAMES says how long.
bench-names: src/swimlane
	$(srcdir)/tests/bench/names src/swimlane $(NAMES)

.PHONY: bench bench-commands bench-names bench-resume bench-watch bench-what-if
bench: tests/bench/bench-measure src/swimlane
	tests/bench/bench-measure src/swimlane
EXTRA_DIST += \
	tests/bench/bench-files.c \
	tests/bench/bench_servers.py \
	tests/bench/busy-gtk \
	tests/bench/busy-gtk.py \
	tests/bench/commands \
	tests/bench/fetch_aiohttp.py \
	tests/bench/fetch_httpx.py \
	tests/bench/join \
	tests/bench/join-records \
	tests/bench/names \
	tests/bench/peers.py \
	tests/bench/resume_lines.py \
	tests/bench/run \
	tests/bench/what_if.py
