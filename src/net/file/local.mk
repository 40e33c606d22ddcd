src_libswimlane_core_la_SOURCES += \
	src/net/file/claim.c \
	src/net/file/file-digest.c \
	src/net/file/file-digest.h \
	src/net/file/file-name.c \
	src/net/file/file-name.h \
	src/net/file/file-private.h \
	src/net/file/file-writer.c \
	src/net/file/file-writer.h \
	src/net/file/file.c \
	src/net/file/file.h \
	src/net/file/origin.c \
	src/net/file/origin.h \
	src/net/file/partial-file.c \
	src/net/file/partial-file.h
