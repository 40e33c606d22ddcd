src_libswimlane_core_la_SOURCES += \
	src/loop/causes.def \
	src/loop/clock.h \
	src/loop/distribution.c \
	src/loop/distribution.h \
	src/loop/heartbeat.c \
	src/loop/heartbeat.h \
	src/loop/histogram.c \
	src/loop/histogram.h \
	src/loop/ledger.c \
	src/loop/ledger.h \
	src/loop/loop-figures.c \
	src/loop/loop-figures.h \
	src/loop/loop-report.c \
	src/loop/loop-report.h \
	src/loop/meter.c \
	src/loop/meter.h \
	src/loop/sightings.c \
	src/loop/sightings.h \
	src/loop/spans.c \
	src/loop/spans.h \
	src/loop/stall-json.c \
	src/loop/stall-json.h \
	src/loop/stall.c \
	src/loop/stall.h \
	src/loop/swim-loop-figures.h \
	src/loop/swim-loop-meter.c \
	src/loop/swim-loop-meter.h \
	src/loop/syscalls.def \
	src/loop/thread-state.c \
	src/loop/thread-state.h \
	src/loop/usage.c \
	src/loop/usage.h \
	src/loop/watchdog.c \
	src/loop/watchdog.h

# The names of all system calls of the architecture, from the headers of the kernel. Two macros there are
# no calls.
nodist_src_libswimlane_core_la_SOURCES += src/loop/syscall-names.h
BUILT_SOURCES += src/loop/syscall-names.h
CLEANFILES += src/loop/syscall-names.h
src/loop/thread-state.lo: src/loop/syscall-names.h
src/loop/syscall-names.h: Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && echo '#include <asm/unistd.h>' | $(CC) $(CPPFLAGS) -E -dM - \
		| LC_ALL=C sed -n -e '/__NR_syscalls /d' -e '/__NR_arch_specific_syscall /d' \
		-e 's/^#define __NR_\([a-z0-9_]*\) .*/SWIM_SYSCALL_NAME (\1)/p' | LC_ALL=C sort >$@.tmp \
		&& grep -q '(read)' $@.tmp && mv $@.tmp $@
