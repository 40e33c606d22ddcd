# Starts the commands: as little as can be, since its size is the least that a command is said to have.
pkglibexec_PROGRAMS = src/exec/swimlane-launch
src_exec_swimlane_launch_SOURCES = src/exec/launcher.c src/exec/launcher.h
src_exec_swimlane_launch_LDADD =

src_libwatch_la_SOURCES += \
	src/exec/command.c \
	src/exec/command.h \
	src/exec/digest.c \
	src/exec/digest.h \
	src/exec/files.c \
	src/exec/files.h \
	src/exec/hook.c \
	src/exec/hook.h \
	src/exec/launch.c \
	src/exec/launch.h \
	src/exec/ledger.c \
	src/exec/ledger.h \
	src/exec/left.c \
	src/exec/left.h \
	src/exec/overhead.c \
	src/exec/overhead.h \
	src/exec/run.c \
	src/exec/run.h \
	src/exec/streams.c \
	src/exec/streams.h \
	src/exec/wait.c \
	src/exec/wait.h
