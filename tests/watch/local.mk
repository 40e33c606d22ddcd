unit_tests += \
	tests/watch/test-watch-report

if HAVE_WATCH
unit_tests += \
	tests/watch/test-sampler \
	tests/watch/test-symbols \
	tests/watch/test-unwind
# They look for their own functions and lines.
tests_watch_test_sampler_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_symbols_CFLAGS = $(AM_CFLAGS) -g
tests_watch_test_unwind_CFLAGS = $(AM_CFLAGS) -g
endif
