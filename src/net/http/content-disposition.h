/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name of a file in a Content-Disposition header field (RFC 6266). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A safe name (transfer full), or NULL where the value has none. `filename*` goes before
 * `filename`; folders in either are dropped. */
char *swim_content_disposition_get_name (const char *value);

G_END_DECLS
