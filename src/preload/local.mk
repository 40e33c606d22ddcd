# The library that `swimlane watch` loads into the program that it watches. It stands on libc alone.
if HAVE_WATCH
pkglib_LTLIBRARIES += src/preload/swimlane-watch.la
endif
src_preload_swimlane_watch_la_SOURCES = \
	src/preload/functions.def \
	src/preload/library.c \
	src/preload/region.h
src_preload_swimlane_watch_la_CFLAGS = $(WARN_CFLAGS) $(PRELOAD_CFLAGS)
src_preload_swimlane_watch_la_LDFLAGS = $(HARDEN_LDFLAGS) -module -avoid-version -shared
