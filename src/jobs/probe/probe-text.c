/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/probe/probe-text.h"

#include <string.h>

#include "base/printable.h"
#include "job/closing-line.h"
#include "jobs/jobs.h"

/* Where the second column begins. */
#define COLUMN 16

#define FOUND (1u << SWIM_STATUS_OK)
#define MISSING (1u << SWIM_STATUS_NOT_FOUND)

void
swim_probe_text_begin (gpointer data, const SwimJobSetup *setup, gint64 count, GString *text)
{
  SwimProbeParams *params = data;

  if (params->columns)
    g_string_append_printf (text, "%-*s%s\n%-*s%s\n", COLUMN, "FOUND", "NOT FOUND", COLUMN,
                            "=====", "=========");
}

/* The detail, without the name that it may begin with: that of a bad line does. */
static const char *
get_detail (const SwimOutcome *outcome)
{
  const char *name = outcome->item->name;

  if (outcome->detail != NULL && g_str_has_prefix (outcome->detail, name)
      && g_str_has_prefix (outcome->detail + strlen (name), ": "))
    return outcome->detail + strlen (name) + 2;
  return outcome->detail;
}

/* Each record once on a line of its own: several questions may follow the same aliases. */
static void
append_records (GString *text, const SwimOutcome *outcome)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; outcome->responses != NULL && i < outcome->responses->len; i++)
    {
      const SwimDnsResponse *response = outcome->responses->pdata[i];

      for (char **record = response->records; record != NULL && *record != NULL; record++)
        if (g_hash_table_add (seen, *record))
          g_string_append_printf (text, "\t%s\n", *record);
    }
}

static void
append_failure (GString *text, const SwimOutcome *outcome, gboolean color)
{
  const char *detail = get_detail (outcome);

  g_string_append (text, "! ");
  swim_append_printable (text, outcome->item->name);
  g_string_append (text, ": ");
  swim_status_append_words (outcome->status, swim_status_in_words (outcome->status), color, text);
  if (detail != NULL)
    {
      g_string_append (text, ": ");
      swim_append_printable (text, detail);
    }
}

void
swim_probe_text_line (gpointer data,
                      const SwimJobSetup *setup,
                      const SwimOutcome *outcome,
                      GString *text)
{
  SwimProbeParams *params = data;
  gboolean found = outcome->status == SWIM_STATUS_OK;
  gboolean marked = params->only != FOUND && params->only != MISSING;

  if (!found && outcome->status != SWIM_STATUS_NOT_FOUND)
    append_failure (text, outcome, setup->color);
  else
    {
      if (!params->columns && marked)
        swim_status_append_words (outcome->status, found ? "+ " : "  ", setup->color && found,
                                  text);
      else if (params->columns && !found)
        g_string_append_printf (text, "%*s", COLUMN, "");
      swim_append_printable (text, outcome->item->name);
      if (outcome->wildcard)
        g_string_append (text, " (wildcard)");
      else if (outcome->wildcard_unknown)
        g_string_append (text, " (wildcard?)");
    }
  g_string_append_c (text, '\n');
  if (params->show != NULL)
    append_records (text, outcome);
}

/* The queries, and what became of them. */
static void
append_counts (GString *text, const SwimDnsCounts *counts, const SwimTally *tally)
{
  const char *separator = ": ";

  g_string_append_printf (text, "%" G_GUINT64_FORMAT " %s, ", counts->queries,
                          counts->queries == 1 ? "query" : "queries");
  if (tally->wall > 0)
    g_string_append_printf (text, "%.0f/s, ",
                            (double) counts->queries * 1e6 / (double) tally->wall);
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " %s", counts->retries,
                          counts->retries == 1 ? "retry" : "retries");
  for (guint i = 0; i < SWIM_DNS_N_RCODES; i++)
    if (counts->rcodes[i] > 0)
      {
        g_string_append_printf (text, "%s%" G_GUINT64_FORMAT " %s", separator, counts->rcodes[i],
                                swim_dns_rcode_to_string (i));
        separator = ", ";
      }
  g_string_append_c (text, '\n');
}

/* Each a line. */
static void
append_lame (SwimDnsCounter *counter, GString *text)
{
  g_auto (GStrv) lame = swim_dns_counter_describe_lame (counter);

  for (guint i = 0; lame[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", lame[i]);
}

void
swim_probe_text_end (gpointer data,
                     const SwimJobSetup *setup,
                     const SwimTally *tally,
                     GString *text)
{
  SwimProbeParams *params = data;
  SwimDnsCounts counts = swim_dns_counter_get (params->counter);
  guint64 good = tally->by_status[SWIM_STATUS_OK] + tally->by_status[SWIM_STATUS_NOT_FOUND];
  SwimClosingLine line = { .info = &swim_job_info_probe, .ok = "found", .color = setup->color };

  append_lame (params->counter, text);
  if (!setup->closing && !setup->verbose && good == tally->total)
    return;
  swim_closing_line_append (&line, tally, text);
  if (!setup->verbose && good == tally->total)
    return;
  if (counts.queries > 0)
    append_counts (text, &counts, tally);
}

void
swim_probe_text_notes (gpointer data, const SwimTally *tally, GString *text)
{
  SwimProbeParams *params = data;
  guint n = params->n_skipped;

  /* Where text is printed they are in it. */
  if (params->ndjson)
    append_lame (params->counter, text);
  if (n == 0 || params->words == NULL)
    return;
  swim_append_printable (text, params->words);
  g_string_append_printf (text, ": %u word%s longer than --max-length=%d and left out\n", n,
                          n == 1 ? " is" : "s are", params->max_length);
}

/* What can be tried: the classes of a probe come from DNS servers, and from what is between them
 * and us. */
const char *
swim_probe_text_hint (gpointer data, const SwimOutcome *outcome)
{
  switch (outcome->status)
    {
    case SWIM_STATUS_TIMEOUT:
      return "timed out: is the network up? Try another server with --nameserver=ADDR, a longer "
             "--timeout, or fewer --jobs";
    case SWIM_STATUS_REFUSED:
      return "refused: no DNS server is there, or it does not serve this machine; try another "
             "with --nameserver=ADDR, or ask more slowly with --rate=N";
    case SWIM_STATUS_SERVER_ERROR:
      return "server error: the DNS server could not find out; try another with "
             "--nameserver=ADDR, or again later";
    default:
      return NULL;
    }
}
