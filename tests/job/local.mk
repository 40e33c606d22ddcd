check_PROGRAMS += tests/job/test-download
TESTS += tests/job/test-download
tests_job_test_download_SOURCES = tests/job/test-download.c \
	tests/job/swim-download-fixture.c tests/job/swim-download-fixture.h \
	tests/net/test-http-server.c tests/net/test-http-server.h
tests_job_test_download_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/tests/net
tests_job_test_download_CFLAGS = $(TEST_CFLAGS)
tests_job_test_download_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-download-turns
TESTS += tests/job/test-download-turns
tests_job_test_download_turns_SOURCES = tests/job/test-download-turns.c \
	tests/job/swim-download-fixture.c tests/job/swim-download-fixture.h \
	tests/net/test-http-server.c tests/net/test-http-server.h
tests_job_test_download_turns_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/tests/net
tests_job_test_download_turns_CFLAGS = $(TEST_CFLAGS)
tests_job_test_download_turns_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-download-resume
TESTS += tests/job/test-download-resume
tests_job_test_download_resume_SOURCES = tests/job/test-download-resume.c \
	tests/job/swim-download-fixture.c tests/job/swim-download-fixture.h \
	tests/net/test-http-server.c tests/net/test-http-server.h
tests_job_test_download_resume_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/tests/net
tests_job_test_download_resume_CFLAGS = $(TEST_CFLAGS)
tests_job_test_download_resume_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-probe
TESTS += tests/job/test-probe
tests_job_test_probe_SOURCES = tests/job/test-probe.c tests/net/swim-dns-stub.c \
	tests/net/swim-dns-stub.h
tests_job_test_probe_CPPFLAGS = $(TEST_CPPFLAGS)
tests_job_test_probe_CFLAGS = $(TEST_CFLAGS)
tests_job_test_probe_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-items
TESTS += tests/job/test-items
tests_job_test_items_SOURCES = tests/job/test-items.c
tests_job_test_items_CPPFLAGS = $(TEST_CPPFLAGS)
tests_job_test_items_CFLAGS = $(TEST_CFLAGS)
tests_job_test_items_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-download-info
TESTS += tests/job/test-download-info
tests_job_test_download_info_SOURCES = tests/job/test-download-info.c
tests_job_test_download_info_CPPFLAGS = $(TEST_CPPFLAGS)
tests_job_test_download_info_CFLAGS = $(TEST_CFLAGS)
tests_job_test_download_info_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-resume
TESTS += tests/job/test-resume
tests_job_test_resume_SOURCES = tests/job/test-resume.c
tests_job_test_resume_CPPFLAGS = $(TEST_CPPFLAGS)
tests_job_test_resume_CFLAGS = $(TEST_CFLAGS)
tests_job_test_resume_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/job/test-tally-set
TESTS += tests/job/test-tally-set
tests_job_test_tally_set_SOURCES = tests/job/test-tally-set.c
tests_job_test_tally_set_CPPFLAGS = $(TEST_CPPFLAGS)
tests_job_test_tally_set_CFLAGS = $(TEST_CFLAGS)
tests_job_test_tally_set_LDADD = $(TEST_LIBS)
