unit_tests += \
	tests/run/test-others \
	tests/run/test-outcome-json \
	tests/run/test-overdue \
	tests/run/test-run \
	tests/run/test-run-result
