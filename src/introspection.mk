# The library's description for other languages, made from the public headers and the comments in
# the sources, and the reference that is made from that.

if HAVE_INTROSPECTION
girdir = $(datadir)/gir-1.0
gir_DATA = Swimlane-1.0.gir
typelibdir = $(libdir)/girepository-1.0
typelib_DATA = Swimlane-1.0.typelib
CLEANFILES += $(gir_DATA) $(typelib_DATA)

public_headers = $(swiminclude_HEADERS) $(swimbase_HEADERS) $(swimdns_HEADERS) $(swimjob_HEADERS) \
	$(swimdownload_HEADERS) $(swimloop_HEADERS) $(swimprobe_HEADERS) $(swimprogram_HEADERS) $(swimrun_HEADERS)
# The sources that the doc comments are in: each public header's own, and those whose public
# functions belong to the class of another file's header. tests/library/symbols.sh finds one that is missing.
public_sources = src/base/swim-error.c src/base/swim-status.c src/net/dns/swim-dns-response.c src/jobs/download/swim-download.c \
	src/jobs/download/download-options.c src/jobs/download/download-request.c src/jobs/download/download-transfer.c \
	src/job/swim-item.c src/job/item-list.c src/job/swim-items.c src/job/swim-job.c \
	src/job/swim-outcome.c src/jobs/probe/probe-setters.c src/jobs/probe/swim-probe.c src/program/swim-comparison-runner.c \
	src/loop/loop-figures.c src/loop/swim-loop-meter.c src/program/swim-main.c src/run/swim-run.c src/run/run-options.c \
	src/run/run-overdue.c src/run/run-record.c src/run/run-result.c

Swimlane-1.0.gir: src/libswimlane-1.la $(public_headers) $(public_sources) src/introspection.mk
	$(AM_V_GEN)CC='$(CC)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' $(G_IR_SCANNER) --quiet \
	  --warn-all --libtool='$(SHELL) $(abs_top_builddir)/libtool' \
	  --namespace=Swimlane --nsversion=1.0 --identifier-prefix=Swim --symbol-prefix=swim \
	  --include=Gio-2.0 --pkg=gio-2.0 --pkg-export=swimlane-1 --c-include=swimlane.h \
	  --library=src/libswimlane-1.la -I$(top_srcdir)/src --sources-top-dirs=$(top_srcdir) \
	  --output=$@ \
	  $(patsubst %,$(top_srcdir)/%,$(filter %.h,$(public_headers)) $(public_sources))

Swimlane-1.0.typelib: Swimlane-1.0.gir
	$(AM_V_GEN)$(G_IR_COMPILER) --output=$@ $<

if ENABLE_DOCS
referencedir = $(docdir)/reference
all-local: docs/reference/index.html
docs/reference/index.html: Swimlane-1.0.gir docs/reference.toml docs/tutorial.md
	$(AM_V_GEN)$(MKDIR_P) docs && $(GI_DOCGEN) generate --quiet --no-namespace-dir --content-dir=docs \
	  --config=$(top_srcdir)/docs/reference.toml --output-dir=docs/reference Swimlane-1.0.gir
# The page of the manual, in HTML.
docs/tutorial.md: man/swimlane-tutorial.7 docs/tutorial.sed
	$(AM_V_GEN)$(MKDIR_P) docs && { printf 'Title: Tutorial\nSlug: tutorial\n\n' && \
	  $(MANDOC) -T html -O fragment $< | sed -f $(top_srcdir)/docs/tutorial.sed; } >$@.new && \
	  mv $@.new $@
CLEANFILES += docs/tutorial.md
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(referencedir)'
	cp -R docs/reference/. '$(DESTDIR)$(referencedir)'
uninstall-local:
	rm -rf '$(DESTDIR)$(referencedir)'
clean-local:
	rm -rf docs/reference
endif
endif

EXTRA_DIST += docs/reference.toml docs/tutorial.sed
