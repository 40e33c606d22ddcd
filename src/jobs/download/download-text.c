/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/download-text.h"

#include <string.h>

#include "base/printable.h"

static gboolean
is_code (const char *name)
{
  return strlen (name) == 2;
}

void
swim_download_text_begin (gpointer data, const SwimJobSetup *setup, gint64 count, GString *text)
{
  SwimDownloadParams *params = data;

  if (!setup->verbose)
    return;
  if (count == 1)
    g_string_append (text, "Searching for 1 file");
  else if (count >= 0)
    g_string_append_printf (text, "Searching for %" G_GINT64_FORMAT " %s", count,
                            params->first != NULL ? "flags" : "files");
  else
    g_string_append (text, "Searching for files");
  if (params->first != NULL)
    g_string_append_printf (text, ": from %s to %s", params->first, params->last);
  g_string_append_printf (text, "\n%u concurrent connection%s will be used.\n", setup->jobs,
                          setup->jobs == 1 ? "" : "s");
}

static void
end_line (SwimDownloadParams *params, GString *text)
{
  if (params->within_line)
    g_string_append_c (text, '\n');
  params->within_line = FALSE;
}

/* Codes stand side by side as they complete, as in the book; all else has a line of its own. */
void
swim_download_text_line (gpointer data,
                         const SwimJobSetup *setup,
                         const SwimOutcome *outcome,
                         GString *text)
{
  SwimDownloadParams *params = data;
  const SwimItem *item = outcome->item;
  const char *words = swim_transfer_choice_describe (&params->transfer, outcome);

  params->any_code |= is_code (item->name);
  if (words == NULL && is_code (item->name) && !setup->verbose)
    {
      g_string_append_printf (text, "%s ", item->name);
      params->within_line = TRUE;
      return;
    }
  end_line (params, text);
  swim_append_printable (text, item->name);
  if (words == NULL)
    words = setup->verbose || outcome->file == NULL ? "ok" : outcome->file;
  g_string_append_printf (text, ": %s\n", words);
}

void
swim_download_text_failure (gpointer data,
                            const SwimJobSetup *setup,
                            const SwimOutcome *outcome,
                            GString *text,
                            GString *aside)
{
  SwimDownloadParams *params = data;

  params->any_code |= is_code (outcome->item->name);
  end_line (params, text);
  swim_append_printable (aside, outcome->item->name);
  g_string_append_printf (aside, ": %s", swim_status_in_words (outcome->status));
  if (outcome->detail != NULL)
    {
      g_string_append (aside, ": ");
      swim_append_printable (aside, outcome->detail);
    }
  g_string_append_c (aside, '\n');
}

/* Of flags the book's own line. */
void
swim_download_text_end (gpointer data,
                        const SwimJobSetup *setup,
                        const SwimTally *tally,
                        GString *text)
{
  SwimDownloadParams *params = data;
  guint64 done = tally->by_status[SWIM_STATUS_OK];

  end_line (params, text);
  if (params->any_code)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT " download%s in %.2fs\n", done,
                            done == 1 ? "" : "s", tally->wall / 1e6);
  else
    swim_transfer_choice_append_end (
        &params->transfer, tally, params->dest != NULL ? params->dest : SWIM_DOWNLOAD_FOLDER, text);
  if (tally->unverified > 0)
    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT " unverified (a truncated file would look the "
                            "same; --require-verified refuses them)\n",
                            tally->unverified);
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (i != SWIM_STATUS_OK && tally->by_status[i] > 0)
      g_string_append_printf (text, "%" G_GUINT64_FORMAT " %s\n", tally->by_status[i],
                              swim_status_in_words (i));
}

void
swim_download_text_notes (gpointer data, const SwimTally *tally, GString *text)
{
  SwimDownloadParams *params = data;

  swim_transfer_choice_append_notes (&params->transfer, tally, text);
}
