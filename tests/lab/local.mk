dist_noinst_DATA += tests/lab/swim-lab-thread.h
LAB_TEST_LIBS = src/liblab.la $(TEST_LIBS)

check_PROGRAMS += tests/lab/test-delay-queue
TESTS += tests/lab/test-delay-queue
tests_lab_test_delay_queue_SOURCES = tests/lab/test-delay-queue.c
tests_lab_test_delay_queue_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lab_test_delay_queue_CFLAGS = $(TEST_CFLAGS)
tests_lab_test_delay_queue_LDADD = $(LAB_TEST_LIBS)

check_PROGRAMS += tests/lab/test-scenario
TESTS += tests/lab/test-scenario
tests_lab_test_scenario_SOURCES = tests/lab/test-scenario.c
tests_lab_test_scenario_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lab_test_scenario_CFLAGS = $(TEST_CFLAGS)
tests_lab_test_scenario_LDADD = $(LAB_TEST_LIBS)

check_PROGRAMS += tests/lab/test-lab-http
TESTS += tests/lab/test-lab-http
tests_lab_test_lab_http_SOURCES = tests/lab/test-lab-http.c
tests_lab_test_lab_http_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lab_test_lab_http_CFLAGS = $(TEST_CFLAGS)
tests_lab_test_lab_http_LDADD = $(LAB_TEST_LIBS)

check_PROGRAMS += tests/lab/test-lab-dns
TESTS += tests/lab/test-lab-dns
tests_lab_test_lab_dns_SOURCES = tests/lab/test-lab-dns.c
tests_lab_test_lab_dns_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lab_test_lab_dns_CFLAGS = $(TEST_CFLAGS) $(LDNS_CFLAGS)
tests_lab_test_lab_dns_LDADD = $(LAB_TEST_LIBS)
