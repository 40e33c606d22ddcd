src_libswimlane_core_la_SOURCES += \
	src/report/swim-format.c \
	src/report/swim-format.h \
	src/report/swim-report.h \
	src/report/swim-report-json.c \
	src/report/swim-report-ndjson.c \
	src/report/swim-report-table.c \
	src/report/swim-report-words.c
