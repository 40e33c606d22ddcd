src_libswimlane_core_la_SOURCES += \
	src/loop/causes.def \
	src/loop/clock.h \
	src/loop/distribution.c \
	src/loop/distribution.h \
	src/loop/heartbeat.c \
	src/loop/heartbeat.h \
	src/loop/ledger.c \
	src/loop/ledger.h \
	src/loop/loop-report.c \
	src/loop/loop-report.h \
	src/loop/meter.c \
	src/loop/meter.h \
	src/loop/sightings.c \
	src/loop/sightings.h \
	src/loop/spans.c \
	src/loop/spans.h \
	src/loop/stall-json.c \
	src/loop/stall-json.h \
	src/loop/stall.c \
	src/loop/stall.h \
	src/loop/syscalls.def \
	src/loop/thread-state.c \
	src/loop/thread-state.h \
	src/loop/usage.c \
	src/loop/usage.h \
	src/loop/watchdog.c \
	src/loop/watchdog.h
