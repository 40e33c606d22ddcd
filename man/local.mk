dist_man_MANS += \
	man/swimlane.1 \
	man/swimlane-compare.1 \
	man/swimlane-download.1 \
	man/swimlane-modes.7 \
	man/swimlane-probe.1 \
	man/swimlane-record.5 \
	man/swimlane-report.1 \
	man/swimlane-scale.7 \
	man/swimlane-scenario.5 \
	man/swimlane-serve.1 \
	man/swimlane-sweep.1 \
	man/swimlane-tutorial.7 \
	man/swimlane-watch.1
