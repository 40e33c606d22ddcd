/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The metadata of a file: metadata.json, which stands beside it on its server and names what it is
 * of, as in `{"country": "France"}`. It comes from outside and may be anything. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_METADATA_MOST (64 * 1024) /* bytes */

/* Where the metadata of what that URL leads to is (transfer full); any query is left out. */
char *swim_metadata_dup_url (const char *url);

/* What a file is called whose metadata is that text, in place of the last part of path, which may
 * have folders: by the string “country”, made safe, with the extension of path (transfer full).
 * NULL, and an error that says why, where the text names nothing. */
char *swim_metadata_name_file (const char *text, gsize length, const char *path, GError **error);

G_END_DECLS
