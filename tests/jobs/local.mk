unit_tests += \
	tests/jobs/test-checksum-list \
	tests/jobs/test-download \
	tests/jobs/test-download-info \
	tests/jobs/test-download-names \
	tests/jobs/test-download-request \
	tests/jobs/test-download-resume \
	tests/jobs/test-download-turns \
	tests/jobs/test-metadata \
	tests/jobs/test-probe \
	tests/jobs/test-properties
