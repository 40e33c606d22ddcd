unit_tests += \
	tests/report/test-golden-words \
	tests/report/test-markup \
	tests/report/test-scale \
	tests/report/test-timeline \
	tests/report/test-words
dist_noinst_DATA += tests/report/swim-comma-locale.h
