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
	src/net/swim-dns-wheel.h
