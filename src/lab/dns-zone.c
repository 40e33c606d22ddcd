/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of the book's sample run, the lab's own hosts, and a coin for every other name. Names
 * are in lower case, without the dot at the end. */
#include "config.h"

#include "lab/dns-zone.h"

#include "base/hash.h"
#include "lab/fault.h"

#include <string.h>

/* The hosts of the lab are no items: a download asks for its host before each of them, and a delay
 * there would be counted against the download. So they are answered at once, always. */
#define HTTP_HOST "flags.lab"
#define LOCAL_HOST "localhost"

/* A name with more addresses than an answer over UDP can hold: what shows that a resolver goes on
 * to TCP. */
#define BIG_HOST "many.lab"
#define N_BIG 64

/* Whether the keywords of Python were domains under .dev when the book was written. */
static const struct
{
  const char *name;
  gboolean exists;
} known_names[] = {
  { "and.dev", TRUE },   { "as.dev", TRUE },    { "def.dev", TRUE },   { "del.dev", TRUE },
  { "elif.dev", FALSE }, { "else.dev", FALSE }, { "for.dev", FALSE },  { "from.dev", TRUE },
  { "if.dev", FALSE },   { "in.dev", TRUE },    { "is.dev", FALSE },   { "none.dev", FALSE },
  { "not.dev", TRUE },   { "or.dev", FALSE },   { "pass.dev", FALSE }, { "true.dev", FALSE },
  { "try.dev", TRUE },   { "with.dev", FALSE },
};

static gboolean
coin_says_it_exists (const char *name)
{
  return swim_hash_to_unit (swim_hash_string (name, 0)) < 0.5;
}

/* The names that ask for a fault exist, so that what comes of them is the fault's doing. */
static gboolean
asks_for_fault (const char *name)
{
  SwimFault fault;

  return swim_fault_find (SWIM_LAB_DNS, name, &fault);
}

static gboolean
is_found (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_names); i++)
    if (strcmp (name, known_names[i].name) == 0)
      return known_names[i].exists;
  return asks_for_fault (name) || coin_says_it_exists (name);
}

/* What name has. A name that exists may still have no addresses of a family. */
SwimZoneEntry
swim_zone_find (const char *name)
{
  const SwimZoneEntry host = { .exists = TRUE, .at_once = TRUE, .n_v4 = 1 };
  const SwimZoneEntry big = { .exists = TRUE, .n_v4 = N_BIG, .n_v6 = N_BIG };
  const SwimZoneEntry bare = { .exists = TRUE };
  const SwimZoneEntry found = { .exists = TRUE, .n_v4 = 1, .n_v6 = 1 };
  const SwimZoneEntry missing = { .exists = FALSE };

  if (strcmp (name, HTTP_HOST) == 0 || strcmp (name, LOCAL_HOST) == 0)
    return host;
  if (strcmp (name, BIG_HOST) == 0)
    return big;
  if (strcmp (name, "") == 0 || strcmp (name, "dev") == 0 || strcmp (name, "lab") == 0)
    return bare;
  if (g_str_has_suffix (name, ".lab"))
    return missing;
  return is_found (name) ? found : missing;
}

/* The IPv4 address of that index: loopback for the lab's hosts, else from the block that is set
 * aside for documentation, 192.0.2.0/24. */
void
swim_zone_get_v4 (const char *name, guint index, guint8 address[4])
{
  guint64 hash = swim_hash_string (name, 4) + index;
  const guint8 loopback[4] = { 127, 0, 0, 1 };
  const guint8 example[4] = { 192, 0, 2, (guint8) (1 + hash % 254) };

  memcpy (address, swim_zone_find (name).at_once ? loopback : example, 4);
}

/* The IPv6 address of that index, from 2001:db8::/64, likewise for documentation. */
void
swim_zone_get_v6 (const char *name, guint index, guint8 address[16])
{
  static const guint8 prefix[8] = { 0x20, 0x01, 0x0d, 0xb8 };
  guint64 low = GUINT64_TO_BE (swim_hash_string (name, 6) + index);

  memcpy (address, prefix, sizeof prefix);
  memcpy (address + sizeof prefix, &low, sizeof low);
}
