# libswimlane: everything but cli/ and lab/. It is built once as a convenience library, which the
# program and the tests link so that they reach private symbols, and once as the shared library,
# which exports only what the public headers mark with SWIM_API.

noinst_LTLIBRARIES += src/libswimlane-core.la
src_libswimlane_core_la_SOURCES =
src_libswimlane_core_la_LIBADD = $(GLIB_LIBS) $(SOUP_LIBS) $(CURL_LIBS) $(CARES_LIBS) \
	$(LDNS_LIBS) $(JSON_LIBS) $(XXHASH_LIBS) $(IDN_LIBS) $(SMARTCOLS_LIBS) -lm

noinst_LTLIBRARIES += src/liblab.la
src_liblab_la_SOURCES =
src_liblab_la_LIBADD = $(GLIB_LIBS) $(SOUP_LIBS) $(LDNS_LIBS) $(XXHASH_LIBS)

# Of watch/, all but its report, which the formats need: it brings a library for debugging information.
noinst_LTLIBRARIES += src/libwatch.la
src_libwatch_la_SOURCES =
src_libwatch_la_LIBADD = $(GLIB_LIBS) $(DW_LIBS)

bin_PROGRAMS += src/swimlane
src_swimlane_SOURCES =
src_swimlane_LDFLAGS = $(AM_LDFLAGS) $(PIE_LDFLAGS)
# The lab stands on base/, so its archive comes first.
src_swimlane_LDADD = src/liblab.la src/libwatch.la src/libswimlane-core.la

include src/base/local.mk
include src/net/limit/local.mk
include src/net/file/local.mk
include src/net/dns/local.mk
include src/net/http/local.mk
include src/loop/local.mk
include src/job/local.mk
include src/jobs/local.mk
include src/mode/local.mk
include src/run/local.mk
include src/compare/local.mk
include src/watch/local.mk
include src/exec/local.mk
include src/report/local.mk
include src/program/local.mk
include src/lab/local.mk
include src/cli/local.mk
include src/preload/local.mk

lib_LTLIBRARIES += src/libswimlane-1.la
src_libswimlane_1_la_SOURCES = src/swimlane.h
src_libswimlane_1_la_LIBADD = src/libswimlane-core.la
src_libswimlane_1_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined

# The public headers, each in its folder: what src/swimlane.h includes, and what that does.
swimincludedir = $(includedir)/swimlane-1
swiminclude_HEADERS = src/swimlane.h
swimbasedir = $(swimincludedir)/base
swimbase_HEADERS = src/base/statuses.def src/base/swim-error.h src/base/swim-macros.h \
	src/base/swim-status.h
swimjobdir = $(swimincludedir)/job
swimjob_HEADERS = src/job/swim-item.h src/job/swim-items.h src/job/swim-job.h src/job/swim-outcome.h
swimdnsdir = $(swimincludedir)/net/dns
swimdns_HEADERS = src/net/dns/swim-dns-response.h
swimdownloaddir = $(swimincludedir)/jobs/download
swimdownload_HEADERS = src/jobs/download/swim-download.h
swimprobedir = $(swimincludedir)/jobs/probe
swimprobe_HEADERS = src/jobs/probe/swim-probe.h
swimloopdir = $(swimincludedir)/loop
swimloop_HEADERS = src/loop/swim-loop-figures.h src/loop/swim-loop-meter.h
swimprogramdir = $(swimincludedir)/program
swimprogram_HEADERS = src/program/swim-comparison-runner.h src/program/swim-main.h
swimrundir = $(swimincludedir)/run
swimrun_HEADERS = src/run/swim-run.h

include src/introspection.mk
