src_libswimlane_core_la_SOURCES += \
	src/net/http/body-version.c \
	src/net/http/body-version.h \
	src/net/http/chunks.c \
	src/net/http/chunks.h \
	src/net/http/client-soup-body.c \
	src/net/http/client-soup-connections.c \
	src/net/http/client-soup-head.c \
	src/net/http/client-soup-signals.c \
	src/net/http/client-soup-tap.c \
	src/net/http/client-soup-tls.c \
	src/net/http/client-soup-wire.c \
	src/net/http/client-soup.c \
	src/net/http/client-soup.h \
	src/net/http/client.c \
	src/net/http/client.h \
	src/net/http/clients.def \
	src/net/http/connections.c \
	src/net/http/connections.h \
	src/net/http/content-disposition.c \
	src/net/http/content-disposition.h \
	src/net/http/failure.c \
	src/net/http/fields.c \
	src/net/http/fields.h \
	src/net/http/framing.c \
	src/net/http/framing.h \
	src/net/http/head.c \
	src/net/http/head.h \
	src/net/http/http.c \
	src/net/http/http.h \
	src/net/http/meter.h \
	src/net/http/netrc.c \
	src/net/http/netrc.h \
	src/net/http/proxy.c \
	src/net/http/proxy.h \
	src/net/http/range.c \
	src/net/http/range.h \
	src/net/http/reach.c \
	src/net/http/request.c \
	src/net/http/request.h \
	src/net/http/resume.c \
	src/net/http/schedule.c \
	src/net/http/stuck.c
if HAVE_CURL
src_libswimlane_core_la_SOURCES += \
	src/net/http/client-curl-answer.c \
	src/net/http/client-curl-hosts.c \
	src/net/http/client-curl-loop.c \
	src/net/http/client-curl-kept.c \
	src/net/http/client-curl-sockets.c \
	src/net/http/client-curl-tls.c \
	src/net/http/client-curl-url.c \
	src/net/http/client-curl-wait.c \
	src/net/http/client-curl-way.c \
	src/net/http/client-curl.c
endif
EXTRA_DIST += src/net/http/client-curl.h
