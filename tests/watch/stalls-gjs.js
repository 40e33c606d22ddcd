// SPDX-License-Identifier: LGPL-2.1-or-later
// The program of stalls.c in JavaScript, as far as its library goes.
//
// usage: gjs stalls-gjs.js NAME…
const {Gio, GLib} = imports.gi;

const STALL_US = 100000;

const acts = {
    nap() {
        GLib.usleep(STALL_US);
    },

    read_pipe() {
        const child = Gio.Subprocess.new(['sh', '-c', `sleep ${STALL_US / 1e6}; echo`],
            Gio.SubprocessFlags.STDOUT_PIPE);
        child.get_stdout_pipe().read_bytes(1, null);
    },

    wait_for_child() {
        GLib.spawn_sync(null, ['sleep', `${STALL_US / 1e6}`], null, GLib.SpawnFlags.SEARCH_PATH, null);
    },

    compute_thumbnail() {
        const until = GLib.get_monotonic_time() + STALL_US;
        let total = 0;

        while (GLib.get_monotonic_time() < until)
            total++;
    },
};

const names = [...ARGV];
const loop = GLib.MainLoop.new(null, false);

GLib.timeout_add(GLib.PRIORITY_DEFAULT, 5, () => {
    const name = names.shift();
    const began = GLib.get_monotonic_time();

    if (name === undefined) {
        loop.quit();
        return false;
    }
    acts[name]();
    print(name, (GLib.get_monotonic_time() - began) * 1000, 0);
    return true;
});
loop.run();
