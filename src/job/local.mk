src_libswimlane_core_la_SOURCES += \
	src/job/call.c \
	src/job/call.h \
	src/job/closing-line.c \
	src/job/closing-line.h \
	src/job/digest.c \
	src/job/digest.h \
	src/job/item-list.c \
	src/job/items-private.h \
	src/job/job-info.h \
	src/job/resume.c \
	src/job/resume.h \
	src/job/shard.c \
	src/job/shard.h \
	src/job/swim-item.c \
	src/job/swim-item.h \
	src/job/swim-items.c \
	src/job/swim-items.h \
	src/job/swim-job.c \
	src/job/swim-job.h \
	src/job/swim-outcome.c \
	src/job/swim-outcome.h \
	src/job/taken-over.h \
	src/job/tally-set.c \
	src/job/tally-set.h
