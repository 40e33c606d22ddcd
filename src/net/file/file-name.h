/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of files made from URLs: safe in a folder on any system. Two URLs may want the same name;
 * then one of them gets a hash of its URL. */
#pragma once

#include "net/file/origin.h"

G_BEGIN_DECLS

#define SWIM_FILE_NAME_MAX 200 /* bytes; leaves room for what the name of a part adds */

char *swim_file_name_clean (const char *name, gsize length);
char *swim_file_name_from_uri (GUri *uri);
/* Where the extension begins, with its dot; the end of the name where there is none to keep. */
const char *swim_file_name_find_extension (const char *name);
/* Likewise with folders: each part between slashes is made safe, those that are empty or dots are
 * left out. */
char *swim_file_path_clean (const char *path, gsize length);
char *swim_file_path_from_uri (GUri *uri);
/* NULL, or what is wrong with a path that somebody chose, as the end of a sentence. */
const char *swim_file_path_check (const char *path);
/* The name with the hash of its URL before the extension; path may have folders. */
char *swim_file_name_add_hash (const char *path, const SwimOrigin *origin);

/* Which names are taken by which URLs. */
typedef struct _SwimNameSet SwimNameSet;

SwimNameSet *swim_name_set_new (void);
void swim_name_set_free (SwimNameSet *set);
/* FALSE: the name is that of another URL. One time in 65536, it is TRUE then: the folder has the
 * last word on who gets a name. */
gboolean swim_name_set_claim (SwimNameSet *set, const char *name, const char *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimNameSet, swim_name_set_free)

G_END_DECLS
