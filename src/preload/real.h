/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions that ours stand before. */
#pragma once

/* Never NULL: where there is none, a function that fails with ENOSYS. version is for functions of
 * which libc has an older kind, or NULL. Keeps errno. */
void *swim_real (const char *symbol, const char *version);
