src_libswimlane_core_la_SOURCES += \
	src/program/compare.c \
	src/program/compare.h \
	src/program/driver.c \
	src/program/driver.h \
	src/program/exit.c \
	src/program/exit.h \
	src/program/output-options.c \
	src/program/output-options.h \
	src/program/gate-options.c \
	src/program/gate-options.h \
	src/program/interrupt.c \
	src/program/interrupt.h \
	src/program/output.c \
	src/program/output.h \
	src/program/parser.c \
	src/program/parser.h \
	src/program/progress-bar.c \
	src/program/progress-bar.h \
	src/program/show.c \
	src/program/show.h \
	src/program/swim-comparison-runner.c \
	src/program/swim-comparison-runner.h \
	src/program/swim-main.c \
	src/program/swim-main.h \
	src/program/values.c \
	src/program/values.h
