/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/page.h"

#include "base/data.h"

static const char *const tones[] = {
  [SWIM_TONE_PLAIN] = NULL,
  [SWIM_TONE_GOOD] = "good",
  [SWIM_TONE_BAD] = "bad",
  [SWIM_TONE_DOUBT] = "doubt",
};

static void
write_meta (SwimMarkup *markup, const char *names, const char *name, const char *content)
{
  swim_markup_open_with (markup, "meta", names, name, content);
  swim_markup_close (markup);
}

static void
write_head (SwimMarkup *markup, const char *title)
{
  g_autofree char *pictures = swim_data_load ("style/pictures.css");
  g_autofree char *page = swim_data_load ("style/page.css");

  swim_markup_open (markup, "head");
  swim_markup_open_with (markup, "meta", "charset", "utf-8");
  swim_markup_close (markup);
  write_meta (markup, "http-equiv content", "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'");
  write_meta (markup, "name content", "viewport", "width=device-width, initial-scale=1");
  write_meta (markup, "name content", "color-scheme", "light dark");
  write_meta (markup, "name content", "generator", PACKAGE_STRING);
  swim_markup_element (markup, "title", title);
  swim_markup_element (markup, "style", pictures);
  swim_markup_element (markup, "style", page);
  swim_markup_close (markup);
}

/* Begins a page, up to its heading. @css_class says how wide it is. The caller clears @markup,
 * which closes all. */
void
swim_page_begin (SwimMarkup *markup, FILE *file, const char *title, const char *css_class)
{
  swim_markup_init (markup, file);
  fputs ("<!DOCTYPE html>\n", file);
  swim_markup_open (markup, "html");
  swim_markup_attribute (markup, "xmlns", "http://www.w3.org/1999/xhtml");
  swim_markup_attribute (markup, "lang", "en");
  write_head (markup, title);
  swim_markup_open (markup, "body");
  swim_markup_open_with (markup, "main", "class", css_class);
  swim_markup_element (markup, "h1", title);
}

/* Writes nothing if there is no text. */
void
swim_page_paragraph (SwimMarkup *markup, const char *css_class, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  swim_markup_open_with (markup, "p", "class", css_class);
  swim_markup_text (markup, text);
  swim_markup_close (markup);
}

/* Begins a figure; the caller closes it. */
void
swim_page_figure (SwimMarkup *markup, const char *css_class, const char *caption, const char *note)
{
  swim_markup_open_with (markup, "figure", "class", css_class);
  swim_markup_open (markup, "figcaption");
  swim_markup_text (markup, caption);
  swim_markup_text (markup, " ");
  swim_markup_element (markup, "span", note);
  swim_markup_close (markup);
}

/* Begins a part that may be wider than the page and can also be scrolled by keys; the caller closes
 * it. */
void
swim_page_scroll (SwimMarkup *markup, const char *label)
{
  swim_markup_open_with (markup, "div", "class tabindex role aria-label", "scroll", "0", "region",
                         label);
}

static void
write_cell (SwimMarkup *markup, const SwimGrid *grid, guint row, guint column, gboolean header)
{
  const SwimGridCell *cell = swim_grid_get (grid, row, column);
  gboolean left = g_array_index (grid->columns, SwimGridColumn, column).left;
  g_autofree char *css_class = g_strjoin (" ", left ? "left" : "right", tones[cell->tone], NULL);

  swim_markup_open_with (markup, header ? "th" : "td", header ? "class scope" : "class", css_class,
                         "row");
  swim_markup_text (markup, cell->text);
  swim_markup_close (markup);
}

static void
write_heading (SwimMarkup *markup, const SwimGrid *grid)
{
  swim_markup_open (markup, "thead");
  swim_markup_open (markup, "tr");
  for (guint i = 0; i < grid->columns->len; i++)
    {
      const SwimGridColumn *column = &g_array_index (grid->columns, SwimGridColumn, i);

      swim_markup_open_with (markup, "th", "scope class", "col", column->left ? "left" : "right");
      swim_markup_text (markup, column->heading);
      swim_markup_close (markup);
    }
  swim_markup_close (markup);
  swim_markup_close (markup);
}

/* @row_header is the column that names a row. */
void
swim_page_grid (SwimMarkup *markup, const SwimGrid *grid, guint row_header, const char *caption)
{
  swim_page_scroll (markup, caption);
  swim_markup_open (markup, "table");
  swim_markup_element (markup, "caption", caption);
  write_heading (markup, grid);
  swim_markup_open (markup, "tbody");
  for (guint row = 0; row < swim_grid_count_rows (grid); row++)
    {
      swim_markup_open (markup, "tr");
      for (guint i = 0; i < grid->columns->len; i++)
        write_cell (markup, grid, row, i, i == row_header);
      swim_markup_close (markup);
    }
  swim_markup_close (markup);
  swim_markup_close (markup);
  swim_markup_close (markup);
}

static void
write_fact (SwimMarkup *markup, const char *name, const char *value)
{
  swim_markup_element (markup, "dt", name);
  swim_markup_element (markup, "dd", value);
}

/* What is known of the machine and the libraries; inside of a dl element. */
void
swim_page_context (SwimMarkup *markup, JsonObject *context)
{
  g_autoptr (GList) names = json_object_get_members (context);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *value = swim_report_context (context, name->data);

      if (value != NULL)
        write_fact (markup, name->data, value);
    }
}

static void
write_order (SwimMarkup *markup, const SwimComparison *comparison)
{
  if (comparison->order->len == 0)
    return;
  swim_markup_element (markup, "h3", "Order of the rounds");
  swim_markup_open (markup, "ol");
  for (guint i = 0; i < comparison->order->len; i++)
    {
      g_autofree char *modes = g_strjoinv (", ", g_ptr_array_index (comparison->order, i));

      swim_markup_element (markup, "li", modes);
    }
  swim_markup_close (markup);
}

/* Where, when and in which order it was measured: figures mean little without it. */
void
swim_page_environment (SwimMarkup *markup, const SwimComparison *comparison)
{
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, comparison->seed);
  g_autofree char *rounds =
      g_strdup_printf ("%u, after %u to warm up", comparison->rounds, comparison->warmup);

  g_autofree char *heading = g_strdup_printf ("Where and how %s was measured", comparison->job);

  swim_markup_open_with (markup, "section", "class", "environment");
  swim_markup_element (markup, "h2", heading);
  swim_markup_open (markup, "dl");
  if (comparison->context != NULL)
    swim_page_context (markup, comparison->context);
  write_fact (markup, "rounds", rounds);
  write_fact (markup, "seed", seed);
  swim_markup_close (markup);
  write_order (markup, comparison);
  swim_markup_close (markup);
}
