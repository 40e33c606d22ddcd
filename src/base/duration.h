/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A duration as people write it, in a scenario and on the command line alike. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_DURATION_LONGEST_SECONDS 3600

gboolean swim_duration_parse (const char *text, gint64 *duration_us);

G_END_DECLS
