/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users and passwords by host, from a file in the form of ~/.netrc, as ftp(1), curl and wget read
 * it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimNetrc SwimNetrc;

typedef struct
{
  char *host; /* NULL: the default, for any host */
  char *user;
  char *password;
} SwimNetrcEntry;

/* NULL with SWIM_ERROR_USAGE, which names the line but shows nothing of it. */
SwimNetrc *swim_netrc_parse (const char *text, GError **error);
/* Blocks. */
SwimNetrc *swim_netrc_load (const char *path, GError **error);
void swim_netrc_free (SwimNetrc *netrc);

/* The first entry that is for the host; with user not NULL, for that user. NULL for none. */
const SwimNetrcEntry *swim_netrc_lookup (const SwimNetrc *netrc,
                                         const char *host,
                                         const char *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimNetrc, swim_netrc_free)

G_END_DECLS
