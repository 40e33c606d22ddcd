src_libswimlane_core_la_SOURCES += \
	src/compare/gates.def \
	src/compare/swim-change.c \
	src/compare/swim-change.h \
	src/compare/swim-child.c \
	src/compare/swim-child.h \
	src/compare/swim-comparison.c \
	src/compare/swim-comparison.h \
	src/compare/swim-comparison-json.c \
	src/compare/swim-comparison-json.h \
	src/compare/swim-comparison-json-read.c \
	src/compare/swim-gate.c \
	src/compare/swim-gate.h \
	src/compare/swim-measurements-json.c \
	src/compare/swim-measurements-json.h \
	src/compare/swim-merge.c \
	src/compare/swim-merge.h \
	src/compare/swim-metric.c \
	src/compare/swim-metric.h \
	src/compare/swim-rounds.c \
	src/compare/swim-rounds.h \
	src/compare/swim-statistics.c \
	src/compare/swim-statistics.h \
	src/compare/swim-sweep.c \
	src/compare/swim-sweep.h \
	src/compare/swim-sweep-json.c \
	src/compare/swim-sweep-json.h \
	src/compare/verdicts.def
