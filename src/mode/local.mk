src_libswimlane_core_la_SOURCES += \
	src/mode/cancel.c \
	src/mode/flight.c \
	src/mode/flight.h \
	src/mode/lost.c \
	src/mode/mode-async.c \
	src/mode/mode-mixed.c \
	src/mode/mode-offload.c \
	src/mode/mode-sequential.c \
	src/mode/mode-tasks.c \
	src/mode/mode-threads.c \
	src/mode/mode.c \
	src/mode/mode.h \
	src/mode/modes.def \
	src/mode/overdue.c \
	src/mode/pool.c \
	src/mode/pool.h \
	src/mode/share.c \
	src/mode/share.h \
	src/mode/window-config.h \
	src/mode/window-state.h \
	src/mode/window.c \
	src/mode/window.h \
	src/mode/worker-loop.c \
	src/mode/worker-loop.h

if HAVE_MAKECONTEXT
src_libswimlane_core_la_SOURCES += src/mode/mode-coroutine.c
endif
