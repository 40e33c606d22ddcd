src_libswimlane_core_la_SOURCES += \
	src/watch/watch-gate.c \
	src/watch/watch-gate.h \
	src/watch/watch-report-json.c \
	src/watch/watch-report-json.h \
	src/watch/watch-report.c \
	src/watch/watch-report.h

if HAVE_WATCH
src_libwatch_la_SOURCES += \
	src/watch/audit.c \
	src/watch/audit.h \
	src/watch/collect.c \
	src/watch/collect.h \
	src/watch/debug-file.c \
	src/watch/debug-file.h \
	src/watch/demangle.c \
	src/watch/demangle.h \
	src/watch/dispatched.c \
	src/watch/dispatched.h \
	src/watch/live.c \
	src/watch/live.h \
	src/watch/looks.c \
	src/watch/looks.h \
	src/watch/maps.c \
	src/watch/maps.h \
	src/watch/notes.c \
	src/watch/notes.h \
	src/watch/own-frame.c \
	src/watch/process.c \
	src/watch/process.h \
	src/watch/program.c \
	src/watch/program.h \
	src/watch/region.c \
	src/watch/region.h \
	src/watch/ring.c \
	src/watch/ring.h \
	src/watch/rules.c \
	src/watch/rules.h \
	src/watch/sampler.c \
	src/watch/sampler.h \
	src/watch/sighting.c \
	src/watch/sighting.h \
	src/watch/signals.c \
	src/watch/signals.h \
	src/watch/sites.c \
	src/watch/sites.h \
	src/watch/snapshot.c \
	src/watch/snapshot.h \
	src/watch/spawn.c \
	src/watch/spawn.h \
	src/watch/stalls.c \
	src/watch/stalls.h \
	src/watch/symbols.c \
	src/watch/symbols.h \
	src/watch/thread.c \
	src/watch/thread.h \
	src/watch/track.c \
	src/watch/track.h \
	src/watch/turn.c \
	src/watch/turn.h \
	src/watch/unwind.c \
	src/watch/unwind.h \
	src/watch/watch.c \
	src/watch/watch.h \
	src/watch/what-if.c \
	src/watch/what-if.h
endif
