pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = data/swimlane-1.pc

datafilesdir = $(pkgdatadir)
nobase_dist_pkgdata_DATA =
