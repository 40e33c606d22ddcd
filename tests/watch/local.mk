unit_tests += \
	tests/watch/test-watch-report

if HAVE_WATCH
unit_tests +=
endif
