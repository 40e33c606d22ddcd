src_libswimlane_core_la_SOURCES += \
	src/base/country-codes.def \
	src/base/statuses.def \
	src/base/swim-countries.c \
	src/base/swim-countries.h \
	src/base/swim-duration.c \
	src/base/swim-duration.h \
	src/base/swim-error.c \
	src/base/swim-error.h \
	src/base/swim-hash.c \
	src/base/swim-hash.h \
	src/base/swim-macros.h \
	src/base/swim-mailbox.c \
	src/base/swim-mailbox.h \
	src/base/swim-printable.c \
	src/base/swim-printable.h \
	src/base/swim-status.c \
	src/base/swim-status.h
