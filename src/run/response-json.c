/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/response-json.h"

#include <string.h>

#include "base/json-print.h"
#include "net/dns/swim-dns-response.h"

#define N_FIELDS 5 /* of a record: owner, time to live, class, type, data */

static void
append_name (GString *text, const char *name)
{
  g_string_append (text, ",\"");
  g_string_append (text, name);
  g_string_append (text, "\":");
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

/* Splits the text of a record in place. FALSE where it has too few fields. */
static gboolean
split_record (char *record, char *fields[N_FIELDS])
{
  for (guint i = 0; i < N_FIELDS; i++)
    {
      fields[i] = record;
      record = i + 1 < N_FIELDS ? strchr (record, '\t') : NULL;
      if (record != NULL)
        *record++ = '\0';
      else if (i + 1 < N_FIELDS)
        return FALSE;
    }
  return TRUE;
}

/* An object for each record that can be split. */
static void
append_records (GString *text, char **records)
{
  const char *separator = "{\"name\":";

  for (; records != NULL && *records != NULL; records++)
    {
      g_autofree char *record = g_strdup (*records);
      char *fields[N_FIELDS];

      if (!split_record (record, fields))
        continue;
      g_string_append (text, separator);
      swim_json_append_string (text, fields[0]);
      append_name (text, "ttl");
      g_string_append (text, fields[1]);
      append_string (text, "type", fields[3]);
      append_string (text, "data", fields[4]);
      g_string_append_c (text, '}');
      separator = ",{\"name\":";
    }
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
  const char *separator = "\"";

  append_name (text, "flags");
  g_string_append_c (text, '[');
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (flags & names[i].flag)
      {
        g_string_append (text, separator);
        g_string_append (text, names[i].name);
        g_string_append_c (text, '"');
        separator = ",\"";
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
  g_string_append (text, ",\"answers\":[");
  append_records (text, response->records);
  g_string_append (text, "]}");
}

void
swim_responses_append_json (GString *text, const GPtrArray *responses)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < responses->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      append_response (text, responses->pdata[i]);
    }
  g_string_append_c (text, ']');
}
