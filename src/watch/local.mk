src_libswimlane_core_la_SOURCES += \
	src/watch/watch-report.c \
	src/watch/watch-report.h

if HAVE_WATCH
src_libwatch_la_SOURCES += \
	src/watch/debug-file.c \
	src/watch/debug-file.h \
	src/watch/demangle.c \
	src/watch/demangle.h \
	src/watch/dispatched.c \
	src/watch/dispatched.h \
	src/watch/maps.c \
	src/watch/maps.h \
	src/watch/own-frame.c \
	src/watch/sampler.c \
	src/watch/sampler.h \
	src/watch/sighting.c \
	src/watch/sighting.h \
	src/watch/snapshot.c \
	src/watch/snapshot.h \
	src/watch/symbols.c \
	src/watch/symbols.h \
	src/watch/unwind.c \
	src/watch/unwind.h
endif
