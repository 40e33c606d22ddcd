src_libswimlane_core_la_SOURCES += \
	src/job/jobs.def \
	src/job/swim-download.c \
	src/job/swim-download.h \
	src/job/swim-download-info.c \
	src/job/swim-download-items.c \
	src/job/swim-download-items.h \
	src/job/swim-download-names.c \
	src/job/swim-download-options.c \
	src/job/swim-download-private.h \
	src/job/swim-item.c \
	src/job/swim-item.h \
	src/job/swim-item-list.c \
	src/job/swim-items.c \
	src/job/swim-items.h \
	src/job/swim-job.c \
	src/job/swim-job.h \
	src/job/swim-job-info.c \
	src/job/swim-job-info.h \
	src/job/swim-outcome.c \
	src/job/swim-outcome.h
src_libswimlane_core_la_SOURCES += \
	src/job/swim-answers.c \
	src/job/swim-answers.h \
	src/job/swim-probe.c \
	src/job/swim-probe.h \
	src/job/swim-probe-info.c \
	src/job/swim-probe-items.c \
	src/job/swim-probe-items.h \
	src/job/swim-resolver-choice.c \
	src/job/swim-resolver-choice.h \
	src/job/swim-resume.c \
	src/job/swim-resume.h \
	src/job/swim-tally-set.c \
	src/job/swim-tally-set.h
