/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the outcomes of any job read as text: the line at the end, and the colours of the classes. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

/* ok: what an item of the class ok was: `found`
 * n_other, other: how many of them were something else, which is called so: `not modified`
 * folder: (nullable): where files went */
typedef struct
{
  const SwimJobInfo *info;
  const char *ok;
  guint64 n_other;
  const char *other;
  const char *folder;
  gboolean color;
} SwimClosingLine;

void swim_closing_line_append (const SwimClosingLine *line, const SwimTally *tally, GString *text);
void swim_status_append_words (SwimStatus status, const char *words, gboolean color, GString *text);

G_END_DECLS
