unit_tests += \
	tests/mode/test-share
