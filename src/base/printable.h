/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text from outside, made fit for a terminal, and without passwords. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_printable (const char *text);
void swim_append_printable (GString *text, const char *string);

/* A URL without user and password, for all that is printed and written (transfer full); NULL where
 * it has neither. */
char *swim_url_dup_public (const char *url);
/* The same for what is no URL but may have been meant as one: all up to the last @ is left out. */
char *swim_dup_public (const char *text);

G_END_DECLS
