src_libswimlane_core_la_SOURCES += \
	src/base/child-processes.c \
	src/base/child-processes.h \
	src/base/countries.c \
	src/base/countries.def \
	src/base/countries.h \
	src/base/data.c \
	src/base/data.h \
	src/base/hash.c \
	src/base/hash.h \
	src/base/idn.c \
	src/base/idn.h \
	src/base/inherited.c \
	src/base/inherited.h \
	src/base/input.c \
	src/base/input.h \
	src/base/ipv4.c \
	src/base/ipv4.h \
	src/base/json-fields.c \
	src/base/json-fields.h \
	src/base/json-print.c \
	src/base/json-print.h \
	src/base/json-scan.c \
	src/base/json-scan.h \
	src/base/loop-turn.h \
	src/base/mailbox.c \
	src/base/mailbox.h \
	src/base/messages.c \
	src/base/messages.h \
	src/base/nearest.c \
	src/base/nearest.h \
	src/base/option-group.h \
	src/base/out-file.c \
	src/base/out-file.h \
	src/base/outbox.c \
	src/base/outbox.h \
	src/base/own-context.c \
	src/base/own-context.h \
	src/base/printable.c \
	src/base/printable.h \
	src/base/properties.c \
	src/base/properties.h \
	src/base/quantity.c \
	src/base/quantity.h \
	src/base/reader-gone.c \
	src/base/reader-gone.h \
	src/base/siphash.c \
	src/base/siphash.h \
	src/base/slots.c \
	src/base/slots.h \
	src/base/statuses.def \
	src/base/swim-error.c \
	src/base/swim-error.h \
	src/base/swim-macros.h \
	src/base/swim-status.c \
	src/base/swim-status.h \
	src/base/uri.c \
	src/base/uri.h \
	src/base/zone.c \
	src/base/zone.h

# What is compiled in.
nodist_src_libswimlane_core_la_SOURCES = src/base/resources.c
resource_files = \
	data/scenarios/delay.scenario \
	data/scenarios/error.scenario \
	data/scenarios/faults.scenario \
	data/scenarios/local.scenario \
	data/scenarios/quick.scenario \
	data/style/page.css \
	data/style/pictures.css
EXTRA_DIST += data/swimlane.gresource.xml $(resource_files)
CLEANFILES += src/base/resources.c
src/base/resources.c: data/swimlane.gresource.xml $(resource_files)
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GLIB_COMPILE_RESOURCES) --generate-source --internal --c-name swim \
		--sourcedir=$(srcdir)/data --target=$@ $<

if HAVE_MAKECONTEXT
src_libswimlane_core_la_SOURCES += \
	src/base/fiber.c \
	src/base/fiber.h
endif
