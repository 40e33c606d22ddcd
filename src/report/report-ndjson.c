/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outcomes as NDJSON: one object a line, as they complete. It is written without a tree, since it
 * is written for each item while the job runs. */
#include "config.h"

#include <string.h>

#include "base/json-print.h"
#include "base/printable.h"
#include "report/report.h"

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
  if (outcome->addresses == NULL)
    return;
  append_name (text, "addresses");
  g_string_append_c (text, '[');
  for (guint i = 0; outcome->addresses[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      swim_json_append_string (text, outcome->addresses[i]);
    }
  g_string_append_c (text, ']');
  if (outcome->ttl >= 0)
    append_integer (text, "ttl", outcome->ttl);
  else
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

/* A record, which is text with tabs: owner, time to live, class, type, data. */
static void
append_record (GString *text, const char *record)
{
  g_auto (GStrv) fields = g_strsplit (record, "\t", 5);

  if (g_strv_length (fields) < 5)
    return;
  if (text->str[text->len - 1] == '}')
    g_string_append_c (text, ',');
  g_string_append (text, "{\"name\":");
  swim_json_append_string (text, fields[0]);
  append_integer (text, "ttl", g_ascii_strtoll (fields[1], NULL, 10));
  append_string (text, "type", fields[3]);
  append_string (text, "data", fields[4]);
  g_string_append_c (text, '}');
}

static void
append_flags (GString *text, SwimDnsFlags flags)
{
  static const struct
  {
    SwimDnsFlags flag;
    const char *name;
  } names[] = {
    { SWIM_DNS_FLAG_AA, "aa" }, { SWIM_DNS_FLAG_TC, "tc" }, { SWIM_DNS_FLAG_RD, "rd" },
    { SWIM_DNS_FLAG_RA, "ra" }, { SWIM_DNS_FLAG_AD, "ad" }, { SWIM_DNS_FLAG_CD, "cd" },
  };
  const char *separator = "";

  append_name (text, "flags");
  g_string_append_c (text, '[');
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (flags & names[i].flag)
      {
        g_string_append_printf (text, "%s\"%s\"", separator, names[i].name);
        separator = ",";
      }
  g_string_append_c (text, ']');
}

static void
append_response (GString *text, const SwimDnsResponse *response)
{
  g_string_append (text, "{\"name\":");
  swim_json_append_string (text, response->name);
  append_string (text, "type", response->type);
  append_string (text, "status", swim_status_to_string (response->status));
  append_string (text, "detail", response->detail);
  append_string (text, "rcode", response->rcode);
  if (response->rcode != NULL)
    append_flags (text, response->flags);
  append_name (text, "answers");
  g_string_append_c (text, '[');
  for (char **record = response->records; record != NULL && *record != NULL; record++)
    append_record (text, *record);
  g_string_append (text, "]}");
}

static void
append_responses (GString *text, const GPtrArray *responses)
{
  if (responses == NULL)
    return;
  append_name (text, "responses");
  g_string_append_c (text, '[');
  for (guint i = 0; i < responses->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_response (text, responses->pdata[i]);
    }
  g_string_append_c (text, ']');
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
  append_responses (text, outcome->responses);
  if (outcome->wildcard)
    g_string_append (text, ",\"wildcard\":true");
}

/* Appends the outcome as a line. */
void
swim_report_ndjson (const SwimOutcome *outcome, GString *text)
{
  g_string_append (text, "{\"name\":");
  swim_json_append_string (text, outcome->item->name);
  append_string (text, "status", swim_status_to_string (outcome->status));
  append_string (text, "detail", outcome->detail);
  append_transfer (text, outcome);
  append_integer (text, "tries", outcome->tries);
  append_time (text, "seconds", MAX (outcome->finished - outcome->started, 0));
  g_string_append (text, "}\n");
}
