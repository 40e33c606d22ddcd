/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text for people; the numbers in it are printed by base/quantity.h. */
#pragma once

#include "base/quantity.h"

G_BEGIN_DECLS

void swim_format_use_utf8 (void);
char *swim_format_wrap (const char *text, guint width);
char *swim_format_hang (const char *line, guint width, guint indent);

G_END_DECLS
