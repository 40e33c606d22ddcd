unit_tests += \
	tests/job/test-items \
	tests/job/test-resume \
	tests/job/test-shard \
	tests/job/test-tally-set
