/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/response-json.h"

#include "base/json-print.h"
#include "net/dns/swim-dns-response.h"

#define N_FIELDS 5 /* of a record: owner, time to live, class, type, data */

static void
append_string (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, ",\"%s\":", name);
  if (value != NULL)
    swim_json_append_string (text, value);
  else
    g_string_append (text, "null");
}

/* An object for each record that can be split. */
static void
append_records (GString *text, char **records)
{
  const char *separator = "";

  for (; records != NULL && *records != NULL; records++)
    {
      g_auto (GStrv) fields = g_strsplit (*records, "\t", N_FIELDS);

      if (g_strv_length (fields) < N_FIELDS)
        continue;
      g_string_append_printf (text, "%s{\"name\":", separator);
      swim_json_append_string (text, fields[0]);
      g_string_append_printf (text, ",\"ttl\":%" G_GUINT64_FORMAT,
                              g_ascii_strtoull (fields[1], NULL, 10));
      append_string (text, "type", fields[3]);
      append_string (text, "data", fields[4]);
      g_string_append_c (text, '}');
      separator = ",";
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
  const char *separator = "";

  g_string_append (text, ",\"flags\":[");
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
