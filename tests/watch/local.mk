if HAVE_WATCH
unit_tests += \
	tests/watch/test-symbols
# They look for their own lines.
tests_watch_test_symbols_CFLAGS = $(AM_CFLAGS) -g
endif
