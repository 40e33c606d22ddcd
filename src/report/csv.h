/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cells of a CSV file (RFC 4180). The first of a row stands alone, each other one after a comma. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

void swim_csv_text (const char *text, gboolean first, FILE *file);
void swim_csv_number (double number, FILE *file);
void swim_csv_integer (gint64 number, FILE *file);
void swim_csv_us (gint64 us, FILE *file);
void swim_csv_end (FILE *file);

G_END_DECLS
