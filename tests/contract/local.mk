unit_tests += \
	tests/contract/test-faults
dist_noinst_DATA += tests/contract/swim-lab-child.h
