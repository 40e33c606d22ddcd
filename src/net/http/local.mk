src_libswimlane_core_la_SOURCES += \
	src/net/http/connections.c \
	src/net/http/content-range.c \
	src/net/http/content-range.h \
	src/net/http/http-async.c \
	src/net/http/http-blocking.c \
	src/net/http/http-private.h \
	src/net/http/http-status.c \
	src/net/http/http.c \
	src/net/http/http.h \
	src/net/http/proxy.c \
	src/net/http/proxy.h \
	src/net/http/request.c \
	src/net/http/resume.c \
	src/net/http/retry-after.c \
	src/net/http/retry-after.h \
	src/net/http/schedule.c \
	src/net/http/trust.c \
	src/net/http/trust.h
