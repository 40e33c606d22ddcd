# What ThreadSanitizer has to be told about GLib. It is part of the library's objects in a build for
# ThreadSanitizer, so that the program and every test link it before GLib. atexit_sleep_ms: a process with
# threads would wait for a second at its end.
EXTRA_DIST += tests/tsan.supp
if TSAN
noinst_LTLIBRARIES += tests/tsan/libtsan-glib.la
tests_tsan_libtsan_glib_la_SOURCES = tests/tsan/swim-tsan-locks.c tests/tsan/swim-tsan-loops.c \
	tests/tsan/swim-tsan-memory.c tests/tsan/swim-tsan.h
tests_tsan_libtsan_glib_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_tsan_libtsan_glib_la_LIBADD = -ldl
src_libswimlane_core_la_LIBADD += tests/tsan/libtsan-glib.la

check_PROGRAMS += tests/tsan/hand-overs
TESTS += tests/tsan/hand-overs.sh

AM_TESTS_ENVIRONMENT += \
	TSAN_OPTIONS="suppressions=$(abs_top_srcdir)/tests/tsan.supp history_size=7 \
	second_deadlock_stack=1 atexit_sleep_ms=0 $$TSAN_OPTIONS" G_SLICE=always-malloc; \
	export TSAN_OPTIONS G_SLICE;
endif
