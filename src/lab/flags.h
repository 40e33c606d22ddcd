/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The flags the lab holds: a small GIF for each country, made here, so that nothing has to be
 * shipped or fetched. The same bytes in every process and on every machine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_FLAG_WIDTH 72
#define SWIM_FLAG_HEIGHT 48

GBytes *swim_flag_new (const char *country);

G_END_DECLS
