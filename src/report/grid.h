/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A table of text, for a terminal, Markdown or HTML. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The colour of a cell, if there are colours; its text says the same. */
typedef enum
{
  SWIM_TONE_PLAIN,
  SWIM_TONE_GOOD,
  SWIM_TONE_BAD,
  SWIM_TONE_DOUBT,
} SwimTone;

typedef struct
{
  char *text; /* not NULL */
  SwimTone tone;
} SwimGridCell;

typedef struct
{
  const char *heading; /* borrowed */
  gboolean left;       /* aligned left, otherwise right */
} SwimGridColumn;

typedef struct
{
  GArray *columns; /* of SwimGridColumn */
  GArray *cells;   /* of SwimGridCell, row by row */
  gboolean fold;   /* the first column, where the table would be too wide */
} SwimGrid;

SwimGrid *swim_grid_new (void);
void swim_grid_free (SwimGrid *grid);
void swim_grid_add_column (SwimGrid *grid, const char *heading, gboolean left);
void swim_grid_add_cell (SwimGrid *grid, char *text, SwimTone tone);
void swim_grid_make_compact (SwimGrid *grid);
guint swim_grid_count_rows (const SwimGrid *grid);
const SwimGridCell *swim_grid_get (const SwimGrid *grid, guint row, guint column);
char *swim_grid_print (const SwimGrid *grid, guint width, const char *separator, gboolean color);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimGrid, swim_grid_free)

G_END_DECLS
