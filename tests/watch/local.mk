unit_tests += \
	tests/watch/test-watch-report

watch_tests = \
	tests/watch/test-collect \
	tests/watch/test-last-turns \
	tests/watch/test-preload \
	tests/watch/test-program \
	tests/watch/test-python \
	tests/watch/test-sampler \
	tests/watch/test-symbols \
	tests/watch/test-unwind \
	tests/watch/test-what-if

if HAVE_WATCH
unit_tests += $(watch_tests)
tests_watch_test_collect_SOURCES = \
	tests/watch/fake-image.c \
	tests/watch/fake-image.h \
	tests/watch/test-collect.c
tests_watch_test_what_if_SOURCES = \
	tests/watch/fake-image.c \
	tests/watch/fake-image.h \
	tests/watch/test-what-if.c
tests_watch_test_python_SOURCES = \
	tests/watch/fake-image.c \
	tests/watch/fake-image.h \
	tests/watch/test-python.c
# They look for their own functions and lines.
tests_watch_test_sampler_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_symbols_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_unwind_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_last_turns_SOURCES = \
	tests/watch/preload-fixture.c \
	tests/watch/preload-fixture.h \
	tests/watch/test-last-turns.c
tests_watch_test_preload_SOURCES = \
	tests/watch/preload-fixture.c \
	tests/watch/preload-fixture.h \
	tests/watch/test-preload.c \
	tests/watch/watched.h

# What they watch stands on GLib alone.
check_PROGRAMS += \
	tests/watch/chores \
	tests/watch/held \
	tests/watch/last-turns \
	tests/watch/stalls \
	tests/watch/watched \
	tests/watch/watched-allocator
tests_watch_chores_SOURCES = \
	tests/watch/chores.c \
	tests/watch/stalls-peers.c \
	tests/watch/stalls-peers.h \
	tests/watch/watched.h
tests_watch_chores_CFLAGS = $(WARN_CFLAGS) $(GLIB_CFLAGS)
tests_watch_chores_LDADD = $(GLIB_LIBS) -lpthread -lresolv
tests_watch_held_SOURCES = tests/watch/held.c
tests_watch_held_LDADD = $(GLIB_LIBS)
# A jump at the end of a function would take its frame away.
tests_watch_last_turns_SOURCES = tests/watch/last-turns.c tests/watch/watched.h
tests_watch_last_turns_CFLAGS = $(AM_CFLAGS) -fno-optimize-sibling-calls
tests_watch_last_turns_LDADD = $(GLIB_LIBS)
# Each of its functions is to be found in a stack.
tests_watch_stalls_SOURCES = \
	tests/watch/stalls-peers.c \
	tests/watch/stalls-peers.h \
	tests/watch/stalls.c
tests_watch_stalls_CFLAGS = $(WARN_CFLAGS) $(GLIB_CFLAGS) -g -O1 -fno-inline \
	-fno-optimize-sibling-calls
tests_watch_stalls_LDADD = $(GLIB_LIBS) -lpthread -lresolv
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

shell_tests += \
	tests/watch/ci.sh \
	tests/watch/gjs.sh \
	tests/watch/last-turns.sh \
	tests/watch/python.sh \
	tests/watch/stalls.sh \
	tests/watch/watch.sh
long_tests += \
	tests/watch/chapter.sh \
	tests/watch/manual.sh \
	tests/watch/strace.sh
shell_helpers += tests/watch/lib.sh
dist_noinst_DATA += \
	tests/watch/last-turns.js \
	tests/watch/last-turns.py \
	tests/watch/manual.py \
	tests/watch/programs.py \
	tests/watch/scripts.py \
	tests/watch/stalls-gi.py \
	tests/watch/stalls-gjs.js \
	tests/watch/stalls.py \
	tests/watch/strace.py
