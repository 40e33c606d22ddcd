/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/zone.h"

#include <net/if.h>

/* The index of the network interface that a zone names, by its name or its number; 0 where there is
 * none. Asks the kernel. */
guint
swim_zone_find_interface (const char *zone)
{
  char name[IF_NAMESIZE];
  guint64 number;
  guint index = if_nametoindex (zone);

  if (index == 0 && g_ascii_string_to_unsigned (zone, 10, 1, G_MAXUINT32, &number, NULL)
      && if_indextoname ((guint) number, name) != NULL)
    index = (guint) number;
  return index;
}
