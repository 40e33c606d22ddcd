unit_tests += \
	tests/compare/test-auto-rounds \
	tests/compare/test-change \
	tests/compare/test-child \
	tests/compare/test-comparison \
	tests/compare/test-comparison-json \
	tests/compare/test-gate \
	tests/compare/test-hyperfine-json \
	tests/compare/test-merge \
	tests/compare/test-statistics \
	tests/compare/test-sweep
dist_noinst_DATA += tests/compare/swim-hand-made.h
