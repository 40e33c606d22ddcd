# The library as others use it: the shared library, its public headers and the examples.
check_PROGRAMS += examples/hash-files examples/watch-own-loop
examples_hash_files_SOURCES = examples/hash-files.c
examples_hash_files_CPPFLAGS = -I$(top_srcdir)/src
examples_hash_files_CFLAGS = $(GLIB_CFLAGS)
examples_hash_files_LDADD = src/libswimlane-1.la $(GLIB_LIBS)
examples_watch_own_loop_SOURCES = examples/watch-own-loop.c
examples_watch_own_loop_CPPFLAGS = -I$(top_srcdir)/src
examples_watch_own_loop_CFLAGS = $(GLIB_CFLAGS)
examples_watch_own_loop_LDADD = src/libswimlane-1.la $(GLIB_LIBS)
# What the figures of the tutorial follow from.
check_PROGRAMS += tests/library/lab-delays
tests_library_lab_delays_SOURCES = tests/library/lab-delays.c
if HAVE_MAKECONTEXT
check_PROGRAMS += examples/await-outcomes
examples_await_outcomes_SOURCES = examples/await-outcomes.c
examples_await_outcomes_CPPFLAGS = -I$(top_srcdir)/src
examples_await_outcomes_CFLAGS = $(GLIB_CFLAGS)
examples_await_outcomes_LDADD = src/libswimlane-1.la $(GLIB_LIBS)
endif
# Programs that know nothing of this library, to be watched: with all their functions and lines.
check_PROGRAMS += examples/stutter examples/stutter-repaired
stutter_flags = $(GLIB_CFLAGS) -g -fno-inline -fno-optimize-sibling-calls
examples_stutter_SOURCES = examples/stutter.c
examples_stutter_CFLAGS = $(stutter_flags)
examples_stutter_LDADD = $(GLIB_LIBS)
examples_stutter_repaired_SOURCES = examples/stutter-repaired.c
examples_stutter_repaired_CFLAGS = $(stutter_flags)
examples_stutter_repaired_LDADD = $(GLIB_LIBS)
dist_noinst_DATA += examples/await-outcomes.py examples/hash-files.py examples/watch-own-loop.py examples/watch-ci.sh \
	tests/library/bad-arguments.py tests/library/described.py tests/library/figures.py tests/library/holding.py tests/library/loop-meter.py tests/library/measuring.py \
	tests/library/run-result.py tests/library/tutorial-html.py tests/library/tutorial.py
# The programs of the chapter, which have a Makefile of their own and do without the library.
dist_noinst_DATA += examples/chapter/Makefile \
	examples/chapter/chapter.h examples/chapter/chapter-dex.h examples/chapter/domainlib.h \
	examples/chapter/chapter.c examples/chapter/chapter-dex.c examples/chapter/domainlib.c \
	examples/chapter/lab-resolver.c \
	examples/chapter/blogdom-sequential.c examples/chapter/blogdom-threads.c \
	examples/chapter/blogdom-callbacks.c examples/chapter/blogdom-coroutines.c \
	examples/chapter/domaincheck.c examples/chapter/domaincheck-coroutines.c \
	examples/chapter/flags-sequential.c examples/chapter/flags-threads.c \
	examples/chapter/flags-callbacks.c examples/chapter/flags-coroutines.c \
	examples/chapter/flags2-callbacks.c examples/chapter/flags2-coroutines.c \
	examples/chapter/flags3-callbacks.c examples/chapter/flags3-coroutines.c \
	examples/chapter/mistake.c examples/chapter/repair.c \
	examples/chapter/flags.py examples/chapter/flags_threads.py examples/chapter/flags_asyncio.py
shell_helpers += tests/library/chapter-lib.sh
shell_tests += \
	tests/library/hardening.sh \
	tests/library/symbols.sh
long_tests += \
	tests/library/chapter.sh \
	tests/library/examples.sh \
	tests/library/figures.sh \
	tests/library/tutorial.sh
