/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which URL a file is of. What is kept in the file's attributes, in the note of a part and in names
 * is a digest: it has one size for any URL, and tells nobody the secrets that a URL may hold. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_ORIGIN_DIGITS 32
#define SWIM_ORIGIN_SHORT 10 /* digits that make a name unique */

typedef struct
{
  char digits[SWIM_ORIGIN_DIGITS + 1]; /* empty: none */
} SwimOrigin;

void swim_origin_init (SwimOrigin *self, const char *url);

/* The digest of the URL of an open file; empty where it has none, or none can be read. */
void swim_origin_read (SwimOrigin *self, int fd);
/* FALSE with errno where the file system keeps none. */
gboolean swim_origin_write (const SwimOrigin *self, int fd);

G_END_DECLS
