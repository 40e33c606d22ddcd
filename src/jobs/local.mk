src_libswimlane_core_la_SOURCES += \
	src/jobs/download/download-info.c \
	src/jobs/download/download-items.c \
	src/jobs/download/download-items.h \
	src/jobs/download/download-names.c \
	src/jobs/download/download-options.c \
	src/jobs/download/download-private.h \
	src/jobs/download/download-request.c \
	src/jobs/download/output-names.c \
	src/jobs/download/output-names.h \
	src/jobs/download/request-options.c \
	src/jobs/download/request-options.h \
	src/jobs/download/swim-download.c \
	src/jobs/download/swim-download.h \
	src/jobs/download/transfer-choice.c \
	src/jobs/download/transfer-choice.h \
	src/jobs/jobs.c \
	src/jobs/jobs.def \
	src/jobs/jobs.h \
	src/jobs/probe/probe-cache.c \
	src/jobs/probe/probe-cache.h \
	src/jobs/probe/probe-info.c \
	src/jobs/probe/probe-items.c \
	src/jobs/probe/probe-items.h \
	src/jobs/probe/swim-probe.c \
	src/jobs/probe/swim-probe.h \
	src/jobs/resolver-choice.c \
	src/jobs/resolver-choice.h
