src_swimlane_SOURCES += \
	src/cli/arguments.c \
	src/cli/arguments.h \
	src/cli/closing.c \
	src/cli/closing.h \
	src/cli/cmd-compare.c \
	src/cli/cmd-job.c \
	src/cli/cmd-report.c \
	src/cli/cmd-serve.c \
	src/cli/cmd-sweep.c \
	src/cli/command-names.c \
	src/cli/command-names.h \
	src/cli/command-options.c \
	src/cli/command-options.h \
	src/cli/command.h \
	src/cli/commands.def \
	src/cli/compare-commands.c \
	src/cli/compare-commands.h \
	src/cli/compare-job.c \
	src/cli/compare-job.h \
	src/cli/lab-namespace.c \
	src/cli/lab-namespace.h \
	src/cli/lab-process.c \
	src/cli/lab-process.h \
	src/cli/lists.c \
	src/cli/lists.h \
	src/cli/main.c \
	src/cli/meanings.def \
	src/cli/options.c \
	src/cli/options.h \
	src/cli/record-warnings.c \
	src/cli/record-warnings.h \
	src/cli/report-join.c \
	src/cli/report-join.h \
	src/cli/saved.c \
	src/cli/saved-only.c \
	src/cli/saved.h \
	src/cli/single-options.c \
	src/cli/single-options.h \
	src/cli/watch-files.c \
	src/cli/watch-files.h

if HAVE_WATCH
src_swimlane_SOURCES += \
	src/cli/cmd-watch.c
endif
