src_libswimlane_core_la_SOURCES += \
	src/measure/causes.def \
	src/measure/swim-distribution.c \
	src/measure/swim-distribution.h \
	src/measure/swim-heartbeat.c \
	src/measure/swim-heartbeat.h \
	src/measure/swim-ledger.c \
	src/measure/swim-ledger.h \
	src/measure/swim-meter.c \
	src/measure/swim-meter.h \
	src/measure/swim-recorder.c \
	src/measure/swim-recorder.h \
	src/measure/swim-stall.c \
	src/measure/swim-stall.h \
	src/measure/swim-thread-state.c \
	src/measure/swim-thread-state.h \
	src/measure/swim-usage.c \
	src/measure/swim-usage.h \
	src/measure/swim-watchdog.c \
	src/measure/swim-watchdog.h \
	src/measure/syscalls.def
