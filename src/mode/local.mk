src_libswimlane_core_la_SOURCES += \
	src/mode/modes.def \
	src/mode/swim-flight.c \
	src/mode/swim-loop.c \
	src/mode/swim-loop.h \
	src/mode/swim-mode.c \
	src/mode/swim-mode.h \
	src/mode/swim-mode-async.c \
	src/mode/swim-mode-mixed.c \
	src/mode/swim-mode-offload.c \
	src/mode/swim-mode-sequential.c \
	src/mode/swim-mode-threads.c \
	src/mode/swim-patience.c \
	src/mode/swim-share.c \
	src/mode/swim-share.h \
	src/mode/swim-window.c \
	src/mode/swim-window-private.h \
	src/mode/swim-window.h
