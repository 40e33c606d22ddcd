unit_tests += \
	tests/base/test-data \
	tests/base/test-input \
	tests/base/test-json-print \
	tests/base/test-json-scan \
	tests/base/test-mailbox \
	tests/base/test-nearest \
	tests/base/test-out-file \
	tests/base/test-printable \
	tests/base/test-quantity \
	tests/base/test-siphash \
	tests/base/test-slots \
	tests/base/test-status \
	tests/base/test-uri
if HAVE_MAKECONTEXT
unit_tests += tests/base/test-fiber
endif
