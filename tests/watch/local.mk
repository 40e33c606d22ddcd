if HAVE_WATCH
unit_tests += \
	tests/watch/test-symbols \
	tests/watch/test-unwind
# They look for their own lines.
tests_watch_test_symbols_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_unwind_CFLAGS = $(AM_CFLAGS) -g
endif
