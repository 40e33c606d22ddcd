unit_tests += \
	tests/net/test-address \
	tests/net/test-chunks \
	tests/net/test-content-disposition \
	tests/net/test-content-range \
	tests/net/test-deadline \
	tests/net/test-dns \
	tests/net/test-dns-batch \
	tests/net/test-dns-congestion \
	tests/net/test-dns-limiter \
	tests/net/test-dns-message \
	tests/net/test-dns-stream-input \
	tests/net/test-dns-types \
	tests/net/test-fields \
	tests/net/test-file \
	tests/net/test-file-name \
	tests/net/test-framing \
	tests/net/test-host-limiter \
	tests/net/test-http \
	tests/net/test-netrc \
	tests/net/test-proxy \
	tests/net/test-range \
	tests/net/test-rate \
	tests/net/test-resolver \
	tests/net/test-retry-after \
	tests/net/test-soup-wire \
	tests/net/test-timer
