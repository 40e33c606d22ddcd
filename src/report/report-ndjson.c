/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outcomes as NDJSON: one object a line, as they complete. It is written without a tree, since it
 * is written for each item while the job runs. */
#include "config.h"

#include <string.h>

#include "base/json-print.h"
#include "base/printable.h"
#include "report/report.h"
#include "run/response-json.h"

static void
append_name (GString *text, const char *name)
{
  gsize length = strlen (name);
  gsize at = text->len;

  g_string_set_size (text, at + length + 4);
  memcpy (text->str + at, ",\"", 2);
  memcpy (text->str + at + 2, name, length);
  memcpy (text->str + at + 2 + length, "\":", 2);
}

static void
append_string (GString *text, const char *name, const char *value)
{
  append_name (text, name);
  if (value != NULL)
    swim_json_append_string (text, value);
  else
    g_string_append (text, "null");
}

static void
append_integer (GString *text, const char *name, gint64 value)
{
  append_name (text, name);
  swim_json_append_integer (text, value);
}

/* In seconds; exact to the µs. */
static void
append_time (GString *text, const char *name, gint64 us)
{
  append_name (text, name);
  swim_json_append_us (text, us);
}

static void
append_addresses (GString *text, const SwimOutcome *outcome)
{
  if (outcome->addresses != NULL)
    {
      append_name (text, "addresses");
      g_string_append_c (text, '[');
      for (guint i = 0; outcome->addresses[i] != NULL; i++)
        {
          if (i > 0)
            g_string_append_c (text, ',');
          swim_json_append_string (text, outcome->addresses[i]);
        }
      g_string_append_c (text, ']');
    }
  if (outcome->ttl >= 0)
    append_integer (text, "ttl", outcome->ttl);
  else if (outcome->addresses != NULL)
    append_string (text, "ttl", NULL);
}

/* Where that is not the name, or was so only for its password. */
static void
append_target (GString *text, const SwimItem *item)
{
  g_autofree char *public = item->target != NULL ? swim_url_dup_public (item->target) : NULL;
  const char *target = public != NULL ? public : item->target;

  if (target != NULL && g_strcmp0 (target, item->name) != 0)
    append_string (text, "target", target);
}

static void
append_transfer (GString *text, const SwimOutcome *outcome)
{
  append_target (text, outcome->item);
  append_addresses (text, outcome);
  if (outcome->http_status > 0)
    append_integer (text, "http_status", outcome->http_status);
  if (outcome->bytes > 0)
    append_integer (text, "bytes", (gint64) outcome->bytes);
  if (outcome->resumed > 0)
    append_integer (text, "resumed", (gint64) outcome->resumed);
  if (outcome->http_status > 0 && outcome->status == SWIM_STATUS_OK)
    append_string (text, "integrity", outcome->unverified ? "unverified" : "verified");
  if (outcome->file != NULL)
    append_string (text, "file", outcome->file);
  if (outcome->rtt >= 0)
    append_time (text, "rtt", outcome->rtt);
  if (outcome->server != NULL)
    append_string (text, "server", outcome->server);
  if (outcome->responses != NULL)
    {
      append_name (text, "responses");
      swim_responses_append_json (text, outcome->responses);
    }
  if (outcome->wildcard)
    g_string_append (text, ",\"wildcard\":true");
  else if (outcome->wildcard_unknown)
    g_string_append (text, ",\"wildcard\":null");
}

/* Appends the outcome as a line; with a share, if it is one of several. */
void
swim_report_ndjson (const SwimOutcome *outcome, const SwimShard *shard, GString *text)
{
  g_string_append (text, "{\"name\":");
  swim_json_append_string (text, outcome->item->name);
  append_string (text, "status", swim_status_to_string (outcome->status));
  append_string (text, "detail", outcome->detail);
  append_transfer (text, outcome);
  append_integer (text, "tries", outcome->tries);
  append_time (text, "seconds", MAX (outcome->finished - outcome->started, 0));
  if (shard->count > 0)
    g_string_append_printf (text, ",\"shard\":\"%u/%u\"", shard->index, shard->count);
  g_string_append (text, "}\n");
}
