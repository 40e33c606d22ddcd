unit_tests += \
	tests/loop/test-distribution \
	tests/loop/test-histogram \
	tests/loop/test-loop \
	tests/loop/test-loop-meter \
	tests/loop/test-spans \
	tests/loop/test-watchdog
