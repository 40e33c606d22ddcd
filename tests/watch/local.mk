unit_tests += \
	tests/watch/test-watch-report

if HAVE_WATCH
unit_tests += \
	tests/watch/test-preload \
	tests/watch/test-sampler \
	tests/watch/test-symbols \
	tests/watch/test-unwind
shell_tests += tests/watch/ci.sh
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
check_PROGRAMS += tests/watch/watched tests/watch/watched-allocator
tests_watch_watched_SOURCES = tests/watch/watched.c tests/watch/watched.h
tests_watch_watched_LDADD = $(GLIB_LIBS)
tests_watch_watched_allocator_SOURCES = tests/watch/watched-allocator.c tests/watch/watched.h
tests_watch_watched_allocator_CFLAGS = $(AM_CFLAGS) -fno-builtin-malloc
tests_watch_watched_allocator_LDADD = $(GLIB_LIBS)
endif
