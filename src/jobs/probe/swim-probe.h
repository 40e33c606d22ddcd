/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The probe job: looks the name, or the address, of each item up. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

/**
 * SwimProbe:
 *
 * A job that looks the name of each item up. A name that does not exist is an outcome of the class
 * `not-found`.
 *
 * The properties can be set while the job is not open. `timeout`, `tries`, `rate`, `types`,
 * `edns-size` and `keep-responses` have setters of their names; swim_probe_set_wildcard() sets
 * `wildcard` and `seed`, and swim_probe_set_dns() `by-dns` (whether DNS servers are asked directly)
 * and `nameservers`.
 *
 * Since: 0.1
 */
#define SWIM_TYPE_PROBE (swim_probe_get_type ())
SWIM_API
G_DECLARE_FINAL_TYPE (SwimProbe, swim_probe, SWIM, PROBE, GObject)

SWIM_API SwimProbe *swim_probe_new (void);
SWIM_API void swim_probe_set_timeout (SwimProbe *self, double seconds);
SWIM_API void swim_probe_set_tries (SwimProbe *self, guint tries);
SWIM_API void swim_probe_set_rate (SwimProbe *self, double rate);
SWIM_API void swim_probe_set_wildcard (SwimProbe *self, gboolean wildcard, guint64 seed);
SWIM_API void swim_probe_set_types (SwimProbe *self, const char *const *types);
SWIM_API void swim_probe_set_edns_size (SwimProbe *self, guint bytes);
SWIM_API void swim_probe_set_keep_responses (SwimProbe *self, gboolean keep);
SWIM_API void swim_probe_set_dns (SwimProbe *self, const char *const *nameservers);

G_END_DECLS
