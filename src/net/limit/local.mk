src_libswimlane_core_la_SOURCES += \
	src/net/limit/deadline.c \
	src/net/limit/deadline.h \
	src/net/limit/host-limiter.c \
	src/net/limit/host-limiter.h \
	src/net/limit/loop-guard.c \
	src/net/limit/loop-guard.h \
	src/net/limit/rate.c \
	src/net/limit/rate.h \
	src/net/limit/timer.c \
	src/net/limit/timer.h
