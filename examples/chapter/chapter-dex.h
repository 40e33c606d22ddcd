/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the coroutines of the chapter need, and libdex 0.10 does not have.
 */
#pragma once

#include "chapter.h"

#include <libdex.h>

/* soup_session_send_and_read_async() as a future, to be awaited. */
DexFuture *chapter_dex_send_and_read (SoupSession *session,
                                      SoupMessage *message);

/* Runs a fiber for each of the items, at once, and the main loop until
 * all have ended; prints the errors of those that failed. */
void chapter_dex_run (DexFiberFunc fiber, const char *const *items);
