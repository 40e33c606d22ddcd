src_libswimlane_core_la_SOURCES += \
	src/program/swim-comparison-runner.c \
	src/program/swim-comparison-runner.h \
	src/program/swim-main.c \
	src/program/swim-main.h
