check_PROGRAMS += tests/net/test-dns
TESTS += tests/net/test-dns
tests_net_test_dns_SOURCES = tests/net/test-dns.c tests/net/swim-dns-stub.c tests/net/swim-dns-stub.h
tests_net_test_dns_CPPFLAGS = $(TEST_CPPFLAGS)
tests_net_test_dns_CFLAGS = $(TEST_CFLAGS)
tests_net_test_dns_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/net/test-resolver
TESTS += tests/net/test-resolver
tests_net_test_resolver_SOURCES = tests/net/test-resolver.c tests/net/swim-dns-stub.c \
	tests/net/swim-dns-stub.h
tests_net_test_resolver_CPPFLAGS = $(TEST_CPPFLAGS)
tests_net_test_resolver_CFLAGS = $(TEST_CFLAGS)
tests_net_test_resolver_LDADD = $(TEST_LIBS)
