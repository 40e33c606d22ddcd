/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/call.h"

static GPrivate current = G_PRIVATE_INIT (NULL);

void
swim_call_set_current (SwimCall *call)
{
  g_private_set (&current, call);
}

SwimCall *
swim_call_get_current (void)
{
  return g_private_get (&current);
}
