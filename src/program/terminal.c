/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/terminal.h"

#include <string.h>
#include <sys/ioctl.h>

#define DEFAULT_WIDTH 80
#define LEAST_WIDTH 20
#define MOST_WIDTH 1000

static guint
ask_terminal (int fd)
{
  struct winsize size;

  return ioctl (fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* The columns that text is made for: what COLUMNS says, as other programs have it; else those of
 * the terminal behind that descriptor, or 80. */
guint
swim_terminal_get_width (int fd)
{
  const char *columns = g_getenv ("COLUMNS");
  guint real = ask_terminal (fd);
  guint64 width;

  if (columns != NULL
      && g_ascii_string_to_unsigned (columns, 10, LEAST_WIDTH, MOST_WIDTH, &width, NULL))
    return (guint) width;
  return real > 0 ? real : DEFAULT_WIDTH;
}

/* The same, but no more than there are: for what must not be wrapped. */
guint
swim_terminal_get_real_width (int fd)
{
  guint real = ask_terminal (fd);
  guint width = swim_terminal_get_width (fd);

  return real > 0 ? MIN (real, width) : width;
}

/* Appends the bar, and puts the cursor at its beginning. A terminal may be narrower already than it
 * says: without automatic margins the bar stays in one line there, too. */
void
swim_terminal_append_bar (GString *codes, const char *bar)
{
  g_string_append_printf (codes, "\r\033[?7l%s\r\033[?7h", bar);
}

/* How many bytes of the text are lines that are complete. Only these are written where a bar is
 * drawn below: to go on with an unfinished line one would have to know where a terminal of another
 * width has put it. */
gsize
swim_terminal_count_whole (const char *text)
{
  const char *newline = strrchr (text, '\n');

  return newline != NULL ? (gsize) (newline + 1 - text) : 0;
}
