/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of trusted authorities in place of the system's. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The authorities in a PEM file and no others. NULL with SWIM_ERROR_USAGE where it has none. */
GTlsDatabase *swim_trust_new_from_file (const char *path, GError **error);

G_END_DECLS
