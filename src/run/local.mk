src_libswimlane_core_la_SOURCES += \
	src/run/context.c \
	src/run/context.h \
	src/run/load.c \
	src/run/load.h \
	src/run/metrics.def \
	src/run/outcome-json.c \
	src/run/outcome-json.h \
	src/run/record-json.c \
	src/run/record.c \
	src/run/record.h \
	src/run/recorder.c \
	src/run/recorder.h \
	src/run/response-json.c \
	src/run/response-json.h \
	src/run/run-options.c \
	src/run/run-overdue.c \
	src/run/run-private.h \
	src/run/run-record.c \
	src/run/run-result.c \
	src/run/run-state.h \
	src/run/run-stuck.c \
	src/run/save.c \
	src/run/save.h \
	src/run/swim-run.c \
	src/run/swim-run.h
