/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which URLs a run has fetched or is fetching, so that one that is given twice is fetched once.
 * Shared by the copies of a job, on whichever threads. */
#pragma once

#include "base/swim-status.h"

G_BEGIN_DECLS

typedef struct _SwimFetchOnce SwimFetchOnce;
typedef struct _SwimFetchWaiter SwimFetchWaiter;

/* Embedded by who waits for another's fetch. wake is called once, on the thread-default context of
 * the thread that began to wait. */
struct _SwimFetchWaiter
{
  void (*wake) (SwimFetchWaiter *self);

  /* Private. */
  guint64 key;
  GMainContext *context;
};

typedef enum
{
  SWIM_FETCH_OURS,      /* nobody has fetched it: do, and call swim_fetch_once_end() */
  SWIM_FETCH_DONE,      /* status says how it ended */
  SWIM_FETCH_IN_FLIGHT, /* somebody is fetching it */
} SwimFetchState;

SwimFetchOnce *swim_fetch_once_new (void);
SwimFetchOnce *swim_fetch_once_ref (SwimFetchOnce *self);
void swim_fetch_once_unref (SwimFetchOnce *self);

/* What stands for a URL that goes to a file of its own choice (NULL) or of that name. */
guint64 swim_fetch_once_get_key (SwimFetchOnce *self, const char *url, const char *path);

/* A waiter is woken when somebody else's fetch ends. NULL: the state alone. */
SwimFetchState swim_fetch_once_begin (SwimFetchOnce *self,
                                      guint64 key,
                                      SwimStatus *status,
                                      SwimFetchWaiter *waiter);
/* The same, but waits here; never on a loop that somebody's fetch may need. */
SwimFetchState swim_fetch_once_begin_blocking (SwimFetchOnce *self,
                                               guint64 key,
                                               SwimStatus *status);
void swim_fetch_once_end (SwimFetchOnce *self, guint64 key, SwimStatus status);

G_END_DECLS
