/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The zone of the lab's DNS: which names exist, and their addresses. It is the same for every
 * scenario and seed, so that runs with different ones can be compared. */
#pragma once

#include <glib.h>
#include <ldns/ldns.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean exists;
  gboolean at_once; /* never delayed, never failed */
  guint n_v4;
  guint n_v6;
} SwimZoneEntry;

SwimZoneEntry swim_zone_find (const char *name);
ldns_rdf *swim_zone_get_address (const char *name, ldns_rr_type type, guint index);

G_END_DECLS
