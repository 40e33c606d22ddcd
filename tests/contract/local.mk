check_PROGRAMS += tests/contract/test-faults
TESTS += tests/contract/test-faults
tests_contract_test_faults_SOURCES = tests/contract/test-faults.c tests/contract/swim-lab-child.h
tests_contract_test_faults_CPPFLAGS = $(TEST_CPPFLAGS)
tests_contract_test_faults_CFLAGS = $(TEST_CFLAGS)
tests_contract_test_faults_LDADD = src/liblab.la $(TEST_LIBS)
