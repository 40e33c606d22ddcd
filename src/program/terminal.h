/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A terminal that text scrolls through, with a bar below that is drawn anew: how wide it is, and
 * the orders that it is given. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes the bar away: its line, and what is below, where a terminal that was made narrower has put
 * the rest of it. The cursor stands at its beginning, and stays there. Both could be cleared by one
 * order, but where they are the whole screen some terminals keep that in their history. */
#define SWIM_TERMINAL_HIDE "\r\033[K\0337\033[B\033[J\0338"

guint swim_terminal_get_width (int fd);
guint swim_terminal_get_real_width (int fd);
void swim_terminal_append_bar (GString *codes, const char *bar);
gsize swim_terminal_count_whole (const char *text);

G_END_DECLS
