unit_tests += \
	tests/watch/test-watch-report

if HAVE_WATCH
unit_tests += \
	tests/watch/test-collect \
	tests/watch/test-preload \
	tests/watch/test-program \
	tests/watch/test-sampler \
	tests/watch/test-symbols \
	tests/watch/test-unwind
tests_watch_test_collect_SOURCES = \
	tests/watch/fake-image.c \
	tests/watch/fake-image.h \
	tests/watch/test-collect.c
# They look for their own functions and lines.
tests_watch_test_sampler_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_symbols_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_unwind_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_preload_SOURCES = \
	tests/watch/preload-fixture.c \
	tests/watch/preload-fixture.h \
	tests/watch/test-preload.c \
	tests/watch/watched.h

# What they watch stands on GLib alone.
check_PROGRAMS += \
	tests/watch/held \
	tests/watch/stalls \
	tests/watch/watched \
	tests/watch/watched-allocator
tests_watch_held_SOURCES = tests/watch/held.c
tests_watch_held_LDADD = $(GLIB_LIBS)
# Each of its functions is to be found in a stack.
tests_watch_stalls_CFLAGS = $(WARN_CFLAGS) $(GLIB_CFLAGS) -g -O1 -fno-inline \
	-fno-optimize-sibling-calls
tests_watch_stalls_LDADD = $(GLIB_LIBS) -lpthread
tests_watch_watched_SOURCES = \
	tests/watch/watched-calls.c \
	tests/watch/watched-faults.c \
	tests/watch/watched.c \
	tests/watch/watched.h
# What makes a call is to be its caller, which a jump to it at the end of a function is not.
tests_watch_watched_CFLAGS = $(AM_CFLAGS) -fno-optimize-sibling-calls
tests_watch_watched_LDADD = $(GLIB_LIBS)
tests_watch_watched_allocator_SOURCES = tests/watch/watched-allocator.c tests/watch/watched.h
tests_watch_watched_allocator_CFLAGS = $(AM_CFLAGS) -fno-builtin-malloc
tests_watch_watched_allocator_LDADD = $(GLIB_LIBS)
endif

shell_tests += tests/watch/ci.sh tests/watch/stalls.sh tests/watch/watch.sh
shell_helpers += tests/watch/lib.sh
dist_noinst_DATA += tests/watch/programs.py tests/watch/stalls.py
