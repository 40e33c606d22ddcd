src_libswimlane_core_la_SOURCES += \
	src/report/exports.def \
	src/report/swim-csv.c \
	src/report/swim-csv.h \
	src/report/swim-export.c \
	src/report/swim-export.h \
	src/report/swim-format.c \
	src/report/swim-format.h \
	src/report/swim-grid.c \
	src/report/swim-grid.h \
	src/report/swim-report.h \
	src/report/swim-report-change.c \
	src/report/swim-report-csv.c \
	src/report/swim-report-heading.c \
	src/report/swim-report-items-csv.c \
	src/report/swim-report-json.c \
	src/report/swim-report-markdown.c \
	src/report/swim-report-ndjson.c \
	src/report/swim-report-stalls.c \
	src/report/swim-report-timeline.c \
	src/report/swim-report-trace.c \
	src/report/swim-results.h \
	src/report/swim-report-sweep.c \
	src/report/swim-report-sweep-json.c \
	src/report/swim-report-sweep-words.c \
	src/report/swim-report-record.c \
	src/report/swim-report-table.c \
	src/report/swim-report-words.c
