// SPDX-License-Identifier: LGPL-2.1-or-later
// A loop is left in a turn in which the program computes: see last-turns.py.
const {GLib} = imports.gi;

function now() {
    return GLib.get_monotonic_time() / 1e6;
}

function compute() {
    const start = now();
    while (now() - start < 0.1)
        ;
    return now() - start;
}

const loop = GLib.MainLoop.new(null, false);
let took;
GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
    took = compute();
    loop.quit();
    return false;
});
const began = now();
loop.run();
print(took, now() - began);
for (let i = 0; i < 3; i++)
    compute();
