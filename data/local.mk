pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = data/swimlane-1.pc

datafilesdir = $(pkgdatadir)
nobase_dist_pkgdata_DATA =
dist_datafiles_DATA = \
	data/swimlane-comparison.schema.json \
	data/swimlane-record.schema.json \
	data/swimlane-sweep.schema.json \
	data/swimlane-watch.schema.json

# Completions. They ask complete.sh, and that asks the program, so there is nothing to keep in step.
completionsdir = $(pkgdatadir)
dist_completions_SCRIPTS = data/completions/complete.sh
bashcompletionsdir = $(datadir)/bash-completion/completions
bashcompletions_DATA = data/completions/swimlane
zshcompletionsdir = $(datadir)/zsh/site-functions
zshcompletions_DATA = data/completions/_swimlane
fishcompletionsdir = $(datadir)/fish/vendor_completions.d
fishcompletions_DATA = data/completions/swimlane.fish
EXTRA_DIST += \
	data/completions/_swimlane.in \
	data/completions/swimlane.bash.in \
	data/completions/swimlane.fish.in
CLEANFILES += $(bashcompletions_DATA) $(zshcompletions_DATA) $(fishcompletions_DATA)

fill_in_pkgdatadir = $(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed 's|@pkgdatadir[@]|$(pkgdatadir)|' $< >$@.tmp && mv $@.tmp $@
data/completions/swimlane: data/completions/swimlane.bash.in Makefile
	$(fill_in_pkgdatadir)
data/completions/_swimlane: data/completions/_swimlane.in Makefile
	$(fill_in_pkgdatadir)
data/completions/swimlane.fish: data/completions/swimlane.fish.in Makefile
	$(fill_in_pkgdatadir)
