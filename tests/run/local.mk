unit_tests += \
	tests/run/test-context \
	tests/run/test-drop \
	tests/run/test-join \
	tests/run/test-origin \
	tests/run/test-outcome-json \
	tests/run/test-overdue \
	tests/run/test-overlap \
	tests/run/test-run \
	tests/run/test-run-result
