unit_tests += \
	tests/mode/test-share \
	tests/mode/test-window
