src_libswimlane_core_la_SOURCES += \
	src/watch/watch-report-json.c \
	src/watch/watch-report-json.h \
	src/watch/watch-report.c \
	src/watch/watch-report.h

if HAVE_WATCH
src_libwatch_la_SOURCES +=
endif
