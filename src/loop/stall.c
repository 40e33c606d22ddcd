/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "loop/stall.h"

static const struct
{
  const char *name;
  const char *words;
} causes[] = {
#define SWIM_CAUSE(id, name, words) [SWIM_CAUSE_##id] = { name, words },
#include "loop/causes.def"
#undef SWIM_CAUSE
};

/* The cause's name in records, or NULL where it is not known. */
const char *
swim_cause_to_string (SwimCause cause)
{
  return causes[cause].name;
}

const char *
swim_cause_in_words (SwimCause cause)
{
  return causes[cause].words;
}

/* FALSE if no cause has that name; NULL is the unknown one. */
gboolean
swim_cause_from_string (const char *name, SwimCause *cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (g_strcmp0 (name, causes[i].name) == 0)
      {
        *cause = (SwimCause) i;
        return TRUE;
      }
  return FALSE;
}

/* A stall of which nothing more is known yet. */
SwimStall *
swim_stall_new (gint64 start, gint64 duration)
{
  SwimStall *stall = g_new0 (SwimStall, 1);

  stall->start = start;
  stall->duration = duration;
  stall->fd = -1;
  return stall;
}

/* One like it (transfer full). */
SwimStall *
swim_stall_copy (const SwimStall *stall)
{
  SwimStall *copy = g_memdup2 (stall, sizeof *stall);

  copy->subject = g_strdup (stall->subject);
  copy->call = g_strdup (stall->call);
  copy->fd_target = g_strdup (stall->fd_target);
  return copy;
}

void
swim_stall_free (SwimStall *stall)
{
  if (stall == NULL)
    return;
  g_free (stall->subject);
  g_free (stall->call);
  g_free (stall->fd_target);
  g_free (stall);
}
