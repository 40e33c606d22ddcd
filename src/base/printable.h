/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text from outside, made fit for a terminal. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_printable (const char *text);
void swim_append_printable (GString *text, const char *string);

G_END_DECLS
