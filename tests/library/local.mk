# The library as others use it: the shared library, its public headers and the examples.
check_PROGRAMS += examples/hash-files
examples_hash_files_SOURCES = examples/hash-files.c
examples_hash_files_CPPFLAGS = -I$(top_srcdir)/src
examples_hash_files_CFLAGS = $(GLIB_CFLAGS)
examples_hash_files_LDADD = src/libswimlane-1.la $(GLIB_LIBS)
dist_noinst_DATA += examples/hash-files.py tests/library/bad-arguments.py \
	tests/library/run-result.py
shell_tests += \
	tests/library/examples.sh \
	tests/library/hardening.sh \
	tests/library/symbols.sh
