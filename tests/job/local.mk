unit_tests += \
	tests/job/test-items \
	tests/job/test-job \
	tests/job/test-resume \
	tests/job/test-shard \
	tests/job/test-tally-set
