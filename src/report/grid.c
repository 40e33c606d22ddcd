/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/grid.h"

#include <libsmartcols.h>
#include <stdlib.h>

static const char *const colors[] = {
  [SWIM_TONE_PLAIN] = NULL,
  [SWIM_TONE_GOOD] = "green",
  [SWIM_TONE_BAD] = "red",
  [SWIM_TONE_DOUBT] = "brown", /* dark yellow */
};

static void
clear_cell (gpointer data)
{
  g_free (((SwimGridCell *) data)->text);
}

SwimGrid *
swim_grid_new (void)
{
  SwimGrid *self = g_new0 (SwimGrid, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (SwimGridColumn));
  self->cells = g_array_new (FALSE, FALSE, sizeof (SwimGridCell));
  g_array_set_clear_func (self->cells, clear_cell);
  return self;
}

void
swim_grid_free (SwimGrid *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  g_array_unref (self->cells);
  g_free (self);
}

/* Call it for each column before the first cell. */
void
swim_grid_add_column (SwimGrid *self, const char *heading, gboolean left)
{
  SwimGridColumn column = { heading, left };

  g_array_append_val (self->columns, column);
}

/* Adds the next cell of the row, or the first of the next row. Takes ownership of the text; NULL is
 * empty. */
void
swim_grid_add_cell (SwimGrid *self, char *text, SwimTone tone)
{
  SwimGridCell cell = { text != NULL ? text : g_strdup (""), tone };

  g_array_append_val (self->cells, cell);
}

/* Removes the spaces before units from right-aligned columns: on a narrow terminal spaces separate
 * the columns. */
void
swim_grid_make_compact (SwimGrid *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      SwimGridCell *cell = &g_array_index (self->cells, SwimGridCell, i);
      g_auto (GStrv) parts = NULL;

      if (g_array_index (self->columns, SwimGridColumn, i % self->columns->len).left)
        continue;
      parts = g_strsplit (cell->text, " ", -1);
      g_free (cell->text);
      cell->text = g_strjoinv ("", parts);
    }
}

guint
swim_grid_count_rows (const SwimGrid *self)
{
  return self->cells->len / self->columns->len;
}

const SwimGridCell *
swim_grid_get (const SwimGrid *self, guint row, guint column)
{
  return &g_array_index (self->cells, SwimGridCell, row * self->columns->len + column);
}

static void
add_line (struct libscols_table *table, const SwimGrid *self, guint row, gboolean color)
{
  struct libscols_line *line = scols_table_new_line (table, NULL);

  for (guint i = 0; i < self->columns->len; i++)
    {
      const SwimGridCell *cell = swim_grid_get (self, row, i);

      scols_line_set_data (line, i, cell->text);
      if (color && colors[cell->tone] != NULL)
        scols_cell_set_color (scols_line_get_cell (line, i), colors[cell->tone]);
    }
}

/* The table for that many columns of a terminal (transfer full), without a newline at the end. */
char *
swim_grid_print (const SwimGrid *self, guint width, const char *separator, gboolean color)
{
  struct libscols_table *table = scols_new_table ();
  char *text = NULL;
  char *copy;

  scols_table_set_termforce (table, SCOLS_TERMFORCE_ALWAYS);
  scols_table_set_termwidth (table, width);
  scols_table_set_column_separator (table, separator);
  scols_table_enable_colors (table, color);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const SwimGridColumn *column = &g_array_index (self->columns, SwimGridColumn, i);

      scols_table_new_column (table, column->heading, 0,
                              (column->left ? 0 : SCOLS_FL_RIGHT)
                                  | (i == 0 && self->fold ? SCOLS_FL_WRAP : 0));
    }
  for (guint row = 0; row < swim_grid_count_rows (self); row++)
    add_line (table, self, row, color);
  scols_print_table_to_string (table, &text);
  copy = g_strdup (text != NULL ? text : "");
  free (text);
  scols_unref_table (table);
  return copy;
}
