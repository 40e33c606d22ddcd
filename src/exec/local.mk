src_libwatch_la_SOURCES += \
	src/exec/command.c \
	src/exec/command.h \
	src/exec/hook.c \
	src/exec/hook.h \
	src/exec/launch.c \
	src/exec/launch.h \
	src/exec/ledger.c \
	src/exec/ledger.h \
	src/exec/left.c \
	src/exec/left.h \
	src/exec/run.c \
	src/exec/run.h \
	src/exec/streams.c \
	src/exec/streams.h \
	src/exec/wait.c \
	src/exec/wait.h
