/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An asynchronous iterator over probes of domains, in the order in which
 * their answers arrive. It is asked as GFileEnumerator is: next_async()
 * calls back when there is a result, and then it may be asked again. */
#pragma once

#include "chapter.h"

typedef struct
{
  const char *domain;
  gboolean found;
} Probe;

typedef struct _MultiProbe MultiProbe;

MultiProbe *multi_probe_new (
    GResolver *resolver,
    const char *const *domains); /* starts all of them */
void multi_probe_next_async (MultiProbe *probes,
                             GAsyncReadyCallback callback,
                             gpointer data);
Probe *multi_probe_next_finish (
    GAsyncResult
        *result); /* NULL: there are no more; free it by g_free() */
void multi_probe_free (MultiProbe *probes); /* when there are no more */
