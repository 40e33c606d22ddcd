/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of names and URLs, and what each job makes of a line: an item, or one with a problem. */
#include "config.h"

#include "jobs/download/download-items.h"
#include "jobs/probe/probe-items.h"
#include "net/file/file-name.h"
#include "net/file/file-name.h"
#include "swim-fuzz.h"

#include <string.h>

static void
on_wake (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
check_item (const SwimItem *item)
{
  g_assert (item->name != NULL);
  g_assert (g_utf8_validate (item->name, -1, NULL) || item->problem != NULL);
  g_assert (item->path == NULL || swim_file_path_check (item->path) == NULL);
}

/* Pulls all items. */
static void
drain (SwimItems *items)
{
  gboolean woken = FALSE;

  swim_items_set_wake (items, on_wake, &woken);
  for (;;)
    {
      g_autoptr (SwimItem) item = NULL;
      SwimNext next = swim_items_next (items, &item);

      if (next == SWIM_NEXT_END)
        return;
      if (next == SWIM_NEXT_ITEM)
        check_item (item);
      while (next == SWIM_NEXT_WAIT && !woken)
        g_main_context_iteration (NULL, TRUE);
      woken = FALSE;
    }
}

/* The first byte chooses the job. */
void
swim_fuzz_list (const guint8 *data, gsize size)
{
  char *names[] = { NULL };
  SwimCountries countries = { FALSE, (char *) "http://flags.lab/flags" };
  g_autoptr (SwimItems) items = NULL;
  SwimJobSetup setup = { .shard = { .index = 1 }, .expect = -1 };
  SwimFuzzFile file;

  if (size == 0)
    return;
  swim_fuzz_file_open (&file, data + 1, size - 1);
  setup.input = file.path;
  setup.shard.count = (data[0] & 4) != 0 ? 2 : 0;
  setup.shard.by = (data[0] & 8) != 0 ? SWIM_SHARD_BY_HOST : SWIM_SHARD_BY_ITEM;
  setup.end_marker = (data[0] & 16) != 0 ? "end" : NULL;
  countries.every = (data[0] & 2) != 0;
  if (data[0] & 1)
    items = swim_download_items_new (names, 0, &countries, NULL, &setup, NULL);
  else
    items = swim_probe_items_new ((const char *const *) names, ".dev", &setup, NULL);
  g_assert (items != NULL);
  drain (items);
  swim_fuzz_file_close (&file);
}
