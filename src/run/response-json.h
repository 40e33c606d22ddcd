/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The responses of DNS servers as JSON, without a tree: they are written for each item. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends an array with an object for each SwimDnsResponse. */
void swim_responses_append_json (GString *text, const GPtrArray *responses);

G_END_DECLS
