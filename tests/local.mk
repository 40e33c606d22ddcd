# One Check program for each module, run through TAP; the shell tests in tests/cli run the real program.
AM_TESTS_ENVIRONMENT = CK_TAP_LOG_FILE_NAME=- CK_VERBOSITY=silent \
	SWIM_TEST_DATADIR=$(abs_top_srcdir)/data SWIM_TEST_SRCDIR=$(abs_top_srcdir) \
	SWIMLANE=$(abs_top_builddir)/src/swimlane G_DEBUG=fatal-criticals \
	GIO_USE_PROXY_RESOLVER=dummy; \
	export CK_TAP_LOG_FILE_NAME CK_VERBOSITY SWIM_TEST_DATADIR SWIM_TEST_SRCDIR SWIMLANE \
	G_DEBUG GIO_USE_PROXY_RESOLVER;
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)

# A test is one line in the list of its folder. Its source has its name, and all link the same libraries.
LDADD = tests/libfixtures.la src/liblab.la src/libwatch.la src/libswimlane-core.la $(CHECK_LIBS)

# Tests that only .ci/run runs: they need a browser, a build for ThreadSanitizer, programs with windows, or an
# engine for several machines.
include tests/scale/local.mk
special_tests = tests/browser/report.sh tests/tsan/hand-overs.sh tests/watch/programs.sh $(scale_tests)
EXTRA_DIST += $(special_tests) tests/browser/look.py tests/fuzz/corpus tests/hostile tests/report/words tests/swim-test.h tests/lsan.supp \
	tests/valgrind.supp

include tests/tsan/local.mk

# Data files of the tests go to dist_noinst_DATA: without Check, EXTRA_DIST in here would not be shipped.
if HAVE_CHECK
unit_tests =
shell_tests =
# Those for which make check-long is: whatever the documents show and promise, each shell's completions, and
# lists of a hundred thousand items.
long_tests =
shell_helpers =
check_LTLIBRARIES += tests/libfixtures.la
tests_libfixtures_la_SOURCES = \
	tests/jobs/swim-download-fixture.c \
	tests/jobs/swim-download-fixture.h \
	tests/net/swim-dns-stub.c \
	tests/net/swim-dns-stub.h \
	tests/net/test-http-server.c \
	tests/net/test-http-server.h \
	tests/run/swim-fake-job.c \
	tests/run/swim-fake-job.h \
	tests/watch/watch-fixture.c \
	tests/watch/watch-fixture.h
# First what waits longest, so that others run meanwhile.
include tests/contract/local.mk
include tests/base/local.mk
include tests/job/local.mk
include tests/jobs/local.mk
include tests/net/local.mk
include tests/lab/local.mk
include tests/loop/local.mk
include tests/mode/local.mk
include tests/compare/local.mk
include tests/fuzz/local.mk
include tests/program/local.mk
include tests/report/local.mk
include tests/run/local.mk
include tests/cli/local.mk
include tests/watch/local.mk
include tests/exec/local.mk
include tests/library/local.mk

check_PROGRAMS += $(unit_tests)
dist_check_SCRIPTS += $(shell_tests) $(long_tests)
dist_noinst_DATA += $(shell_helpers)
TESTS += $(unit_tests) $(shell_tests)

# A test that is in no list would never be run.
unlisted_tests = $(filter-out $(unit_tests:=.c) $(watch_tests:=.c) $(shell_tests) $(long_tests) $(shell_helpers) $(special_tests) \
	$(tests_libfixtures_la_SOURCES), $(patsubst $(top_srcdir)/%,%,$(wildcard \
	$(top_srcdir)/tests/*/test-*.c $(top_srcdir)/tests/*/*.sh)))
check-local:
	@test -z "$(unlisted_tests)" || { echo "tests in no local.mk: $(unlisted_tests)" >&2; exit 1; }

check-long:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(long_tests)'

# The unit tests of some folders: make list-tests FOLDERS="base net"
list-tests:
	@echo $(filter $(addsuffix /%,$(addprefix tests/,$(FOLDERS))),$(unit_tests))
endif
include tests/bench/local.mk
