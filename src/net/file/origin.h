/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which URL a file is of. What is kept in the file's attributes, in the note of a part and in names
 * is a digest: it has one size for any URL, and tells nobody the secrets that a URL may hold. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_ORIGIN_DIGITS 32
#define SWIM_ORIGIN_SHORT 10 /* digits that make a name unique */

/* For names and notes: it depends on the URL alone. */
typedef struct
{
  char digits[SWIM_ORIGIN_DIGITS + 1];
} SwimOrigin;

void swim_origin_init (SwimOrigin *self, const char *url);

typedef enum
{
  SWIM_MARK_NONE, /* or none can be read */
  SWIM_MARK_SAME, /* of this URL */
  SWIM_MARK_OTHER
} SwimMark;

/* Marks an open file as one of a URL. FALSE with errno where the file system keeps no marks. */
gboolean swim_origin_mark (int fd, const char *url);
SwimMark swim_origin_check_mark (int fd, const char *url);

G_END_DECLS
