/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of files made from URLs: safe in a folder on any system, and made unique before anything is
 * fetched, so that they do not depend on what completes first. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_FILE_NAME_MAX 200 /* bytes; leaves room for the suffixes that make names unique */

char *swim_file_name_clean (const char *name, gsize length);
char *swim_file_name_from_uri (GUri *uri);

typedef struct _SwimNameSet SwimNameSet;

SwimNameSet *swim_name_set_new (void);
void swim_name_set_free (SwimNameSet *set);
char *swim_name_set_claim (SwimNameSet *set, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimNameSet, swim_name_set_free)

G_END_DECLS
