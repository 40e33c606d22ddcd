# The library that `swimlane watch` loads into the program that it watches. It stands on libc alone.
if HAVE_WATCH
pkglib_LTLIBRARIES += src/preload/swimlane-watch.la
endif
src_preload_swimlane_watch_la_SOURCES = \
	src/preload/call-path.h \
	src/preload/callers.c \
	src/preload/callers.h \
	src/preload/calls.c \
	src/preload/calls.h \
	src/preload/contexts.c \
	src/preload/contexts.h \
	src/preload/frame-kind.c \
	src/preload/frame-kind.h \
	src/preload/functions.def \
	src/preload/modules.c \
	src/preload/modules.h \
	src/preload/numbers.c \
	src/preload/numbers.h \
	src/preload/process.c \
	src/preload/process.h \
	src/preload/python.c \
	src/preload/python.h \
	src/preload/raw.h \
	src/preload/real.c \
	src/preload/real.h \
	src/preload/records.c \
	src/preload/records.h \
	src/preload/region.h \
	src/preload/scripts.c \
	src/preload/scripts.h \
	src/preload/sites.c \
	src/preload/sites.h \
	src/preload/targets.c \
	src/preload/targets.h \
	src/preload/threads.c \
	src/preload/threads.h \
	src/preload/trap.c \
	src/preload/trap.h \
	src/preload/turns.c \
	src/preload/turns.h \
	src/preload/unwind.c \
	src/preload/unwind.h \
	src/preload/wrap-exec.c \
	src/preload/wrap-files.c \
	src/preload/wrap-glib.c \
	src/preload/wrap-locks.c \
	src/preload/wrap-loops.c \
	src/preload/wrap-names.c \
	src/preload/wrap-paths.c \
	src/preload/wrap-processes.c \
	src/preload/wrap-signals.c \
	src/preload/wrap-sockets.c \
	src/preload/wrap-stdio.c \
	src/preload/wrap-syscall.c \
	src/preload/wrap-time.c \
	src/preload/wrap.h
# Its wrappers have a prototype each, from a macro. Tail calls keep the caller of a function visible.
src_preload_swimlane_watch_la_CFLAGS = $(WARN_CFLAGS) $(PRELOAD_CFLAGS) -fvisibility=hidden \
	-foptimize-sibling-calls
src_preload_swimlane_watch_la_LDFLAGS = $(HARDEN_LDFLAGS) -module -avoid-version -shared
