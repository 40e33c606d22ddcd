src_liblab_la_SOURCES += \
	src/lab/swim-delay-queue.c \
	src/lab/swim-delay-queue.h \
	src/lab/swim-dns-reply.c \
	src/lab/swim-dns-reply.h \
	src/lab/swim-dns-tcp.c \
	src/lab/swim-dns-tcp.h \
	src/lab/swim-dns-zone.c \
	src/lab/swim-dns-zone.h \
	src/lab/swim-flags.c \
	src/lab/swim-flags.h \
	src/lab/swim-lab.c \
	src/lab/swim-lab.h \
	src/lab/swim-lab-dns.c \
	src/lab/swim-lab-dns.h \
	src/lab/swim-lab-files.c \
	src/lab/swim-lab-files.h \
	src/lab/swim-lab-http.c \
	src/lab/swim-lab-http.h \
	src/lab/swim-lab-socket.c \
	src/lab/swim-lab-socket.h \
	src/lab/swim-scenario.c \
	src/lab/swim-scenario-file.c \
	src/lab/swim-scenario-file.h \
	src/lab/swim-scenario.h
