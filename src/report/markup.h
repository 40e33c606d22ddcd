/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes elements of SVG and HTML that are also well-formed XML. All text and values are escaped;
 * names are constants of the program. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct
{
  FILE *file;
  GPtrArray *open; /* of const char: the elements that are begun, borrowed names */
  gboolean in_tag; /* attributes may follow */
} SwimMarkup;

void swim_markup_init (SwimMarkup *markup, FILE *file);
void swim_markup_clear (SwimMarkup *markup);
void swim_markup_open (SwimMarkup *markup, const char *name);
void swim_markup_open_with (SwimMarkup *markup, const char *element, const char *names, ...);
void swim_markup_attribute (SwimMarkup *markup, const char *name, const char *value);
void swim_markup_numbers (SwimMarkup *markup, const char *names, ...);
void swim_markup_text (SwimMarkup *markup, const char *text);
void swim_markup_close (SwimMarkup *markup);
void swim_markup_element (SwimMarkup *markup, const char *name, const char *text);
void swim_markup_append_numbers (GString *text, const char *pattern, ...);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimMarkup, swim_markup_clear)

G_END_DECLS
