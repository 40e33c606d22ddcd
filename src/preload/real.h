/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions that ours stand before. */
#pragma once

/* Never NULL: where there is none, a function that fails with ENOSYS. version is for functions of
 * which libc has an older kind, or NULL. Keeps errno. */
void *swim_real (const char *symbol, const char *version);

/* What dlerror () has yet to tell the program is lost by any call of dlsym () or dlopen (): taken
 * before ours (NULL: there is none) and put back after them. */
char *swim_error_take (void);
void swim_error_put_back (char *error);

/* What dlerror () tells, in memory that calls of ours leave alone. */
char *swim_error_tell (void);
