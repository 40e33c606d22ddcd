/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The body of an answer of the HTTP server: of known length, in memory or read piece by piece. A
 * fault may change the fields, to send a part of it or to send it slowly. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_CONTENT_BLOCK (64 * 1024)
#define SWIM_CONTENT_ENDLESS G_MAXINT64

typedef struct
{
  const char *type;
  guint64 length;   /* of the whole, wherever it begins or ends early */
  guint64 version;  /* differs between contents that differ */
  guint64 next;     /* where the next piece begins */
  guint64 end;      /* where the last one ends: the length, or less if it is cut */
  gsize piece_size; /* the most that is given out at once */
  gint64 pause_us;  /* after each piece */
  GBytes *block;    /* the whole, or what is repeated; NULL: a file */
  int fd;           /* -1: not a file */
} SwimContent;

SwimContent *swim_content_new (const char *type, GBytes *block, guint64 length);
SwimContent *swim_content_new_file (const char *type, int fd, guint64 length, guint64 version);
SwimContent *swim_content_new_status (guint status);
GBytes *swim_content_next (SwimContent *self);
void swim_content_free (SwimContent *self);

const char *swim_status_phrase (guint status);

G_END_DECLS
