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
void swim_markup_open_array (SwimMarkup *markup,
                             const char *element,
                             const char *names,
                             const char *const *values);
void swim_markup_attribute (SwimMarkup *markup, const char *name, const char *value);
void swim_markup_number_array (SwimMarkup *markup, const char *names, const double *numbers);
void swim_markup_text (SwimMarkup *markup, const char *text);
void swim_markup_close (SwimMarkup *markup);
void swim_markup_element (SwimMarkup *markup, const char *name, const char *text);
void swim_markup_append_array (GString *text, const char *pattern, const double *numbers);

/* The same with the values as arguments. */
#define swim_markup_open_with(markup, element, names, ...) \
  swim_markup_open_array (markup, element, names, (const char *[]){ __VA_ARGS__ })
#define swim_markup_numbers(markup, names, ...) \
  swim_markup_number_array (markup, names, (const double[]){ __VA_ARGS__ })
#define swim_markup_append_numbers(text, pattern, ...) \
  swim_markup_append_array (text, pattern, (const double[]){ __VA_ARGS__ })

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimMarkup, swim_markup_clear)

G_END_DECLS
