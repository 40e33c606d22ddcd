/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of the book's sample run, and the lab's own hosts; any other name exists by its hash.
 * Names are in lower case, without the dot at the end. */
#include "config.h"

#include "lab/dns-zone.h"

#include "base/hash.h"
#include "lab/fault.h"

#include <string.h>

/* The hosts of the lab are always answered at once: they are not items, and a delay of the host
 * would be counted as one of the download. */
#define HTTP_HOST "flags.lab"
#define LOCAL_HOST "localhost"

/* A name with more addresses than an answer over UDP can hold: shows whether a resolver goes on to
 * TCP. */
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
exists_by_hash (const char *name)
{
  return swim_hash_to_unit (swim_hash_string (name, 0)) < 0.5;
}

/* Names that ask for a fault exist, so that their outcome is that of the fault. */
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
  return asks_for_fault (name) || exists_by_hash (name);
}

/* The entry of a name. A name that exists may have no addresses of a family. */
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

/* The address of that index. IPv4: loopback for the lab's hosts, else from the block reserved for
 * documentation, 192.0.2.0/24. IPv6: from 2001:db8::/64, likewise. The caller owns it. */
ldns_rdf *
swim_zone_get_address (const char *name, ldns_rr_type type, guint index)
{
  guint64 v4 = swim_hash_string (name, 4) + index;
  guint64 v6 = GUINT64_TO_BE (swim_hash_string (name, 6) + index);
  const guint8 loopback[4] = { 127, 0, 0, 1 };
  const guint8 example[4] = { 192, 0, 2, (guint8) (1 + v4 % 254) };
  guint8 address[16] = { 0x20, 0x01, 0x0d, 0xb8 };

  if (type == LDNS_RR_TYPE_A)
    return ldns_rdf_new_frm_data (LDNS_RDF_TYPE_A, 4,
                                  swim_zone_find (name).at_once ? loopback : example);
  memcpy (address + 8, &v6, sizeof v6);
  return ldns_rdf_new_frm_data (LDNS_RDF_TYPE_AAAA, sizeof address, address);
}
