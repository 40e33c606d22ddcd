/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The call for an item that a thread is in, so that another thread can say that it has to end and
 * does not. */
#pragma once

#include "base/swim-status.h"

G_BEGIN_DECLS

typedef struct _SwimCall SwimCall;

/* Embedded by whoever makes the call. */
struct _SwimCall
{
  /* The call does not return, and the item has come to this end; for a non-blocking one, the loop
   * that made it does not come back. From any thread, and before the call returns, if it ever does.
   * FALSE: its maker knows better, or cannot do without it; else this is not called again. */
  gboolean (*lost) (SwimCall *call, SwimStatus status, const char *detail);
};

/* This thread makes that call from now on; NULL: it has returned. */
void swim_call_set_current (SwimCall *call);
/* NULL where nobody wants to know. */
SwimCall *swim_call_get_current (void);

G_END_DECLS
