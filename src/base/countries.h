/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The countries that have a flag: what a download's two-letter argument may be, and what the lab
 * holds. One list for both, so that they cannot disagree. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_N_COUNTRIES 194

const char *const *swim_countries (void);
const char *swim_country_get_name (guint index);
gboolean swim_country_is_code (const char *code);

G_END_DECLS
