/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/child-processes.h"

GArray *
swim_child_processes_list (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", pid, pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  GArray *children;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  children = g_array_new (FALSE, FALSE, sizeof (int));
  words = g_strsplit (g_strstrip (text), " ", -1);
  for (char **word = words; *word != NULL; word++)
    {
      int child = (int) g_ascii_strtoll (*word, NULL, 10);

      if (child > 0)
        g_array_append_val (children, child);
    }
  return children;
}
