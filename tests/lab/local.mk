unit_tests += \
	tests/lab/test-delay-queue \
	tests/lab/test-lab-dns \
	tests/lab/test-lab-http \
	tests/lab/test-scenario
dist_noinst_DATA += tests/lab/swim-lab-thread.h
