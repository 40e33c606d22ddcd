unit_tests += \
	tests/program/test-terminal
