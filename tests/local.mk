# One Check program a module, run through TAP; shell tests in tests/cli drive the real binary.
AM_TESTS_ENVIRONMENT = CK_TAP_LOG_FILE_NAME=- CK_VERBOSITY=silent \
	SWIM_TEST_DATADIR=$(abs_top_srcdir)/data SWIM_TEST_SRCDIR=$(abs_top_srcdir) \
	SWIMLANE=$(abs_top_builddir)/src/swimlane G_DEBUG=fatal-criticals \
	SWIM_DATADIR=$(abs_top_srcdir)/data GIO_USE_PROXY_RESOLVER=dummy; \
	export CK_TAP_LOG_FILE_NAME CK_VERBOSITY SWIM_TEST_DATADIR SWIM_TEST_SRCDIR SWIMLANE \
	G_DEBUG SWIM_DATADIR GIO_USE_PROXY_RESOLVER;
TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)

TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
TEST_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
TEST_LIBS = src/libswimlane-core.la $(CHECK_LIBS)

EXTRA_DIST += tests/browser/look.py tests/browser/report.sh tests/fuzz/corpus tests/swim-test.h \
	tests/lsan.supp tests/valgrind.supp

include tests/tsan/local.mk

# What these ship is dist_noinst_DATA and not EXTRA_DIST, which a build without tests would not ship.
if HAVE_CHECK
include tests/base/local.mk
include tests/job/local.mk
include tests/net/local.mk
include tests/lab/local.mk
include tests/measure/local.mk
include tests/mode/local.mk
include tests/contract/local.mk
include tests/compare/local.mk
include tests/fuzz/local.mk
include tests/report/local.mk
include tests/run/local.mk
include tests/cli/local.mk
include tests/library/local.mk
endif
include tests/bench/local.mk
