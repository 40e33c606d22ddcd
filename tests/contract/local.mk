unit_tests += \
	tests/contract/test-faults \
	tests/contract/test-strict
dist_noinst_DATA += tests/contract/swim-lab-child.h
