unit_tests += \
	tests/exec/test-digest \
	tests/exec/test-exec-command \
	tests/exec/test-exec-run
