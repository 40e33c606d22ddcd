/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the outcomes of any job read as text: the line at the end, and the colours of the classes. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

#define SWIM_CLOSING_OTHERS 2

/* How many of the class ok were something else, and what. */
typedef struct
{
  guint64 n;
  const char *words;
} SwimClosingCount;

/* ok: what an item of the class ok was: `found`
 * others: what others of them were: `not modified`
 * folder: (nullable): where files went */
typedef struct
{
  const SwimJobInfo *info;
  const char *ok;
  SwimClosingCount others[SWIM_CLOSING_OTHERS];
  const char *folder;
  gboolean color;
} SwimClosingLine;

void swim_closing_line_append (const SwimClosingLine *line, const SwimTally *tally, GString *text);
void swim_status_append_words (SwimStatus status, const char *words, gboolean color, GString *text);

G_END_DECLS
