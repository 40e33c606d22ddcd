src_libswimlane_core_la_SOURCES += \
	src/compare/change.c \
	src/compare/change.h \
	src/compare/child.c \
	src/compare/child.h \
	src/compare/comparison-json-read.c \
	src/compare/comparison-json.c \
	src/compare/comparison-json.h \
	src/compare/comparison.c \
	src/compare/comparison.h \
	src/compare/gate.c \
	src/compare/gate.h \
	src/compare/measurements-json.c \
	src/compare/measurements-json.h \
	src/compare/merge.c \
	src/compare/merge.h \
	src/compare/metric.c \
	src/compare/metric.h \
	src/compare/rounds.c \
	src/compare/rounds.h \
	src/compare/statistics.c \
	src/compare/statistics.h \
	src/compare/sweep-json.c \
	src/compare/sweep-json.h \
	src/compare/sweep.c \
	src/compare/sweep.h \
	src/compare/verdicts.def
