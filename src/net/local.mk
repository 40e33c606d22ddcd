src_libswimlane_core_la_SOURCES += \
	src/net/swim-dns.c \
	src/net/swim-dns.h \
	src/net/swim-dns-answer.c \
	src/net/swim-dns-client.c \
	src/net/swim-dns-engine.c \
	src/net/swim-dns-engine.h \
	src/net/swim-dns-lookup.c \
	src/net/swim-dns-lookup.h \
	src/net/swim-dns-server.c \
	src/net/swim-dns-server.h \
	src/net/swim-dns-servers.c \
	src/net/swim-dns-servers.h \
	src/net/swim-dns-wheel.c \
	src/net/swim-dns-wheel.h \
	src/net/swim-resolver.c \
	src/net/swim-resolver.h \
	src/net/swim-system-resolver.c \
	src/net/swim-system-resolver.h
src_libswimlane_core_la_SOURCES += \
	src/net/swim-alarm.c \
	src/net/swim-alarm.h \
	src/net/swim-deadline.c \
	src/net/swim-deadline.h \
	src/net/swim-file.c \
	src/net/swim-file.h \
	src/net/swim-file-name.c \
	src/net/swim-file-name.h \
	src/net/swim-file-writer.c \
	src/net/swim-file-writer.h \
	src/net/swim-hosts.c \
	src/net/swim-hosts.h \
	src/net/swim-http.c \
	src/net/swim-http.h \
	src/net/swim-http-exchange.c \
	src/net/swim-http-fetch.c \
	src/net/swim-http-get.c \
	src/net/swim-http-lanes.c \
	src/net/swim-http-private.h \
	src/net/swim-http-status.c \
	src/net/swim-http-turn.c \
	src/net/swim-rate.c \
	src/net/swim-rate.h \
	src/net/swim-retry-after.c \
	src/net/swim-retry-after.h
