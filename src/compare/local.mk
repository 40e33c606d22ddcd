src_libswimlane_core_la_SOURCES += \
	src/compare/gates.def \
	src/compare/swim-child.c \
	src/compare/swim-child.h \
	src/compare/swim-comparison.c \
	src/compare/swim-comparison.h \
	src/compare/swim-gate.c \
	src/compare/swim-gate.h \
	src/compare/swim-rounds.c \
	src/compare/swim-rounds.h \
	src/compare/swim-statistics.c \
	src/compare/swim-statistics.h \
	src/compare/verdicts.def
