src_libswimlane_core_la_SOURCES += \
	src/watch/watch-report.c \
	src/watch/watch-report.h

if HAVE_WATCH
src_libwatch_la_SOURCES += \
	src/watch/debug-file.c \
	src/watch/debug-file.h \
	src/watch/demangle.c \
	src/watch/demangle.h \
	src/watch/own-frame.c \
	src/watch/sampler.h \
	src/watch/symbols.c \
	src/watch/symbols.h
endif
