src_libswimlane_core_la_SOURCES += \
	src/run/swim-context.c \
	src/run/swim-context.h \
	src/run/swim-json-fields.c \
	src/run/swim-json-fields.h \
	src/run/swim-json-print.c \
	src/run/swim-json-print.h \
	src/run/swim-load.c \
	src/run/swim-load.h \
	src/run/swim-loop-json.c \
	src/run/swim-loop-json.h \
	src/run/swim-outcome-json.c \
	src/run/swim-outcome-json.h \
	src/run/swim-record.c \
	src/run/swim-record.h \
	src/run/swim-record-json.c \
	src/run/swim-run.c \
	src/run/swim-run.h \
	src/run/swim-run-overdue.c \
	src/run/swim-run-private.h \
	src/run/swim-run-program.c \
	src/run/swim-run-record.c \
	src/run/swim-run-state.h \
	src/run/swim-save.c \
	src/run/swim-save.h
