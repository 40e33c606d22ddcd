pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = data/swimlane-1.pc

datafilesdir = $(pkgdatadir)
nobase_dist_pkgdata_DATA =
dist_datafiles_DATA = \
	data/swimlane-comparison.schema.json \
	data/swimlane-record.schema.json \
	data/swimlane-sweep.schema.json

scenariosdir = $(pkgdatadir)/scenarios
dist_scenarios_DATA = \
	data/scenarios/delay.scenario \
	data/scenarios/error.scenario \
	data/scenarios/faults.scenario \
	data/scenarios/local.scenario \
	data/scenarios/quick.scenario
