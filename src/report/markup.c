/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/markup.h"

#include <string.h>

/* HTML reads "<p/>" as an opening tag: only elements that never have content may end in "/>". */
static const char *const empty[] = { "circle", "line", "link", "meta", "path", "rect", NULL };

/* A line break after one of these would show. */
static const char *const inlines[] = { "b", "code", "span", "td", "th", "title", "tspan", NULL };

void
swim_markup_init (SwimMarkup *self, FILE *file)
{
  self->file = file;
  self->open = g_ptr_array_new ();
  self->in_tag = FALSE;
}

/* Closes all open elements. May be called again, and without swim_markup_init (). */
void
swim_markup_clear (SwimMarkup *self)
{
  while (self->open != NULL && self->open->len > 0)
    swim_markup_close (self);
  g_clear_pointer (&self->open, g_ptr_array_unref);
}

static void
end_tag (SwimMarkup *self)
{
  if (self->in_tag)
    putc ('>', self->file);
  self->in_tag = FALSE;
}

/* Begins an element. @name lives as long as the program. */
void
swim_markup_open (SwimMarkup *self, const char *name)
{
  end_tag (self);
  fprintf (self->file, "<%s", name);
  g_ptr_array_add (self->open, (gpointer) name);
  self->in_tag = TRUE;
}

/* Characters that change the direction of the text around them or that XML forbids: the page would
 * read differently, or not be parsed. */
static gboolean
is_harmful (gunichar c)
{
  return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0)
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c & 0xfffe) == 0xfffe;
}

static void
write_character (SwimMarkup *self, const char *at, gboolean in_tag)
{
  gunichar c = g_utf8_get_char (at);

  if (c == '&')
    fputs ("&amp;", self->file);
  else if (c == '<')
    fputs ("&lt;", self->file);
  else if (c == '>')
    fputs ("&gt;", self->file);
  else if (c == '"' && in_tag)
    fputs ("&quot;", self->file);
  else if (is_harmful (c))
    fprintf (self->file, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
  else
    fwrite (at, 1, (gsize) (g_utf8_next_char (at) - at), self->file);
}

static void
write_escaped (SwimMarkup *self, const char *text, gboolean in_tag)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    write_character (self, at, in_tag);
}

/* An attribute of the element that was just begun. */
void
swim_markup_attribute (SwimMarkup *self, const char *name, const char *value)
{
  fprintf (self->file, " %s=\"", name);
  write_escaped (self, value, TRUE);
  putc ('"', self->file);
}

/* To a hundredth, with a point in every locale. */
static void
append_number (GString *text, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  g_ascii_formatd (number, sizeof number, "%.2f", value);
  length = strlen (number);
  while (number[length - 1] == '0')
    length--;
  if (number[length - 1] == '.')
    length--;
  if (length == 2 && strncmp (number, "-0", length) == 0)
    g_string_append_c (text, '0');
  else
    g_string_append_len (text, number, (gssize) length);
}

/* Appends @pattern with each '#' replaced by the next number. */
void
swim_markup_append_array (GString *text, const char *pattern, const double *numbers)
{
  for (; *pattern != '\0'; pattern++)
    if (*pattern == '#')
      append_number (text, *numbers++);
    else
      g_string_append_c (text, *pattern);
}

/* More attributes of that element: a number for each of the names, which spaces separate. */
void
swim_markup_number_array (SwimMarkup *self, const char *names, const double *numbers)
{
  g_auto (GStrv) attributes = g_strsplit (names, " ", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (char **name = attributes; *name != NULL; name++)
    {
      append_number (g_string_truncate (text, 0), *numbers++);
      swim_markup_attribute (self, *name, text->str);
    }
}

void
swim_markup_text (SwimMarkup *self, const char *text)
{
  end_tag (self);
  write_escaped (self, text, FALSE);
}

/* Begins an element with attributes: a string for each of the names, which spaces separate. */
void
swim_markup_open_array (SwimMarkup *self,
                        const char *element,
                        const char *names,
                        const char *const *values)
{
  g_auto (GStrv) attributes = g_strsplit (names, " ", -1);

  swim_markup_open (self, element);
  for (char **name = attributes; *name != NULL; name++)
    swim_markup_attribute (self, *name, *values++);
}

/* Ends the innermost open element. */
void
swim_markup_close (SwimMarkup *self)
{
  const char *name = g_ptr_array_steal_index (self->open, self->open->len - 1);

  if (self->in_tag && g_strv_contains (empty, name))
    fputs ("/>", self->file);
  else
    {
      end_tag (self);
      fprintf (self->file, "</%s>", name);
    }
  self->in_tag = FALSE;
  if (!g_strv_contains (inlines, name))
    putc ('\n', self->file);
}

/* An element that contains only text. */
void
swim_markup_element (SwimMarkup *self, const char *name, const char *text)
{
  swim_markup_open (self, name);
  swim_markup_text (self, text);
  swim_markup_close (self);
}
