unit_tests += \
	tests/program/test-comparison-runner \
	tests/program/test-terminal
