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
	tests/library/bad-arguments.py tests/library/loop-meter.py tests/library/run-result.py
shell_tests += \
	tests/library/examples.sh \
	tests/library/hardening.sh \
	tests/library/symbols.sh
