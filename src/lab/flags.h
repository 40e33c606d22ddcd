/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The flags that the lab serves: a small GIF for each country, computed, so that none are shipped
 * or fetched. The bytes are the same in every process and on every machine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_FLAG_WIDTH 72
#define SWIM_FLAG_HEIGHT 48

GBytes *swim_flag_new (const char *country);

G_END_DECLS
