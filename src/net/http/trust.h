/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose certificates are trusted where that is not for the system to say. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The authorities in a file of PEM and no others. NULL with SWIM_ERROR_USAGE where it holds
 * none. */
GTlsDatabase *swim_trust_new_from_file (const char *path, GError **error);

G_END_DECLS
