if HAVE_WATCH
unit_tests += tests/watch/test-preload
tests_watch_test_preload_SOURCES = \
	tests/watch/preload-fixture.c \
	tests/watch/preload-fixture.h \
	tests/watch/test-preload.c \
	tests/watch/watched.h

# What it watches stands on GLib alone.
check_PROGRAMS += tests/watch/watched
tests_watch_watched_SOURCES = tests/watch/watched.c tests/watch/watched.h
tests_watch_watched_LDADD = $(GLIB_LIBS)
endif
