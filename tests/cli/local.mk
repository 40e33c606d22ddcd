# Tests of the real program; lib.sh explains how to write one.
dist_noinst_DATA += tests/cli/causes.py tests/cli/surplus.py tests/cli/same-port.py tests/cli/two-addresses.py tests/cli/check-export.py tests/cli/busy-dns.py tests/cli/connect-proxy.py tests/cli/failing-proxy.py \
	tests/cli/endings-server.py tests/cli/files-server.py tests/cli/hostile-server.py tests/cli/late-end-server.py tests/cli/lame-dns.py \
	tests/cli/rebinding-dns.py tests/cli/resolv-dns.py tests/cli/strace.awk tests/cli/validate.py tests/cli/versions-server.py
shell_helpers += tests/cli/lib.sh tests/cli/own-network.sh tests/cli/servers.sh tests/cli/shares.sh
# The first wait longest for deadlines, and let others run meanwhile.
shell_tests += \
	tests/cli/lost.sh \
	tests/cli/lame.sh \
	tests/cli/endings.sh \
	tests/cli/requests.sh \
	tests/cli/causes.sh \
	tests/cli/surplus.sh \
	tests/cli/closing.sh \
	tests/cli/commands.sh \
	tests/cli/compare.sh \
	tests/cli/disk.sh \
	tests/cli/docs.sh \
	tests/cli/download.sh \
	tests/cli/faults.sh \
	tests/cli/export.sh \
	tests/cli/download-names.sh \
	tests/cli/download-resume.sh \
	tests/cli/download-turns.sh \
	tests/cli/download-versions.sh \
	tests/cli/help.sh \
	tests/cli/hostile.sh \
	tests/cli/http2.sh \
	tests/cli/interrupt.sh \
	tests/cli/join.sh \
	tests/cli/kill.sh \
	tests/cli/late-end.sh \
	tests/cli/loops.sh \
	tests/cli/many.sh \
	tests/cli/metadata.sh \
	tests/cli/nothing-vanishes.sh \
	tests/cli/odd-numbers.sh \
	tests/cli/no-local.sh \
	tests/cli/no-local-names.sh \
	tests/cli/passwords.sh \
	tests/cli/probe.sh \
	tests/cli/probe-busy.sh \
	tests/cli/probe-resume.sh \
	tests/cli/progress.sh \
	tests/cli/proxy.sh \
	tests/cli/real-servers.sh \
	tests/cli/record-types.sh \
	tests/cli/report.sh \
	tests/cli/resolv-conf.sh \
	tests/cli/saved.sh \
	tests/cli/shard.sh \
	tests/cli/scale.sh \
	tests/cli/slow-reader.sh \
	tests/cli/strace.sh \
	tests/cli/socks.sh \
	tests/cli/stuck.sh \
	tests/cli/sweep.sh \
	tests/cli/system-resolver.sh \
	tests/cli/terminal.sh \
	tests/cli/transfer.sh \
	tests/cli/usage.sh
long_tests += \
	tests/cli/completions.sh \
	tests/cli/examples.sh \
	tests/cli/export-many.sh \
	tests/cli/locales.sh \
	tests/cli/overload.sh
dist_noinst_DATA += \
	tests/cli/golden/comparison.csv \
	tests/cli/golden/comparison.json \
	tests/cli/golden/comparison.md \
	tests/cli/golden/items.csv \
	tests/cli/golden/table-80.txt \
	tests/cli/golden/table-200.txt \
	tests/saved/comparison.json \
	tests/saved/record.json \
	tests/saved/sweep.json \
	tests/saved/watch.json

# Preloaded by disk.sh. The -rpath makes libtool build a shared object that is not installed.
check_LTLIBRARIES += tests/cli/disk-shim.la
tests_cli_disk_shim_la_SOURCES = tests/cli/disk-shim.c
tests_cli_disk_shim_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_cli_disk_shim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
tests_cli_disk_shim_la_LIBADD = -ldl

# Likewise by late-end.sh.
check_LTLIBRARIES += tests/cli/late-end-shim.la
tests_cli_late_end_shim_la_SOURCES = tests/cli/late-end-shim.c
tests_cli_late_end_shim_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_cli_late_end_shim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
tests_cli_late_end_shim_la_LIBADD = -ldl

# Likewise by lost.sh.
check_LTLIBRARIES += tests/cli/stuck-shim.la
tests_cli_stuck_shim_la_SOURCES = tests/cli/stuck-shim.c
tests_cli_stuck_shim_la_CFLAGS = $(AM_CFLAGS) -fvisibility=default
tests_cli_stuck_shim_la_LDFLAGS = -module -avoid-version -shared -rpath /nowhere
tests_cli_stuck_shim_la_LIBADD = -ldl
