/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/download-text.h"

#include <string.h>

#include "base/printable.h"
#include "job/closing-line.h"
#include "jobs/jobs.h"

#define CODE_WIDTH 3 /* with the space behind it */
#define THERE "already there"

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
  params->column = 0;
}

/* No code is split at the margin, and none ends there: a cursor behind the last column cannot be
 * put back. */
static void
append_code (SwimDownloadParams *params, const SwimJobSetup *setup, const char *code, GString *text)
{
  if (setup->width > 0 && params->column + CODE_WIDTH >= setup->width)
    end_line (params, text);
  g_string_append_printf (text, "%s ", code);
  params->within_line = TRUE;
  params->column += CODE_WIDTH;
}

/* Whether --resume found the file, so that nothing was asked for. */
static gboolean
was_there (const SwimDownloadParams *params, const SwimOutcome *outcome)
{
  return params->resume && outcome->status == SWIM_STATUS_OK && outcome->tries == 0
         && outcome->http_status == 0;
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

  if (was_there (params, outcome))
    {
      params->n_there++;
      words = setup->verbose ? THERE : NULL;
    }
  if (words == NULL && is_code (item->name) && !setup->verbose)
    {
      append_code (params, setup, item->name, text);
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

  end_line (params, text);
  swim_append_printable (aside, outcome->item->name);
  g_string_append (aside, ": ");
  swim_status_append_words (outcome->status, swim_status_in_words (outcome->status), setup->color,
                            aside);
  if (outcome->detail != NULL)
    {
      g_string_append (aside, ": ");
      swim_append_printable (aside, outcome->detail);
    }
  g_string_append_c (aside, '\n');
}

void
swim_download_text_end (gpointer data,
                        const SwimJobSetup *setup,
                        const SwimTally *tally,
                        GString *text)
{
  SwimDownloadParams *params = data;
  SwimClosingLine line = { .info = &swim_job_info_download,
                           .ok = "downloaded",
                           .others = { { params->n_there, THERE },
                                       { params->transfer.unchanged, "not modified" } },
                           .folder = params->dest != NULL ? params->dest : SWIM_DOWNLOAD_FOLDER,
                           .color = setup->color };

  end_line (params, text);
  swim_closing_line_append (&line, tally, text);
  if (tally->unverified > 0)
    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT " unverified (a truncated file would look the "
                            "same; --require-verified refuses them)\n",
                            tally->unverified);
}

/* What can be tried. Without a status of HTTP it was the way to the server that failed. */
const char *
swim_download_text_hint (gpointer data, const SwimOutcome *outcome)
{
  SwimDownloadParams *params = data;
  gboolean unanswered = outcome->http_status == 0;

  if (outcome->http_status == 401)
    return "401: the server asks for a login; give one with --netrc or --user-file=FILE";
  if (outcome->http_status == 429)
    return "429: the server wants fewer requests; try --rate=1/s, or --per-host=1";
  switch (outcome->status)
    {
    case SWIM_STATUS_NOT_FOUND:
      return unanswered
                 ? "host not found: is the name spelt right? Ask for it with swimlane probe, "
                   "or try another DNS server with --nameserver=ADDR"
                 : NULL;
    case SWIM_STATUS_SERVER_ERROR:
      return unanswered ? "no DNS server could look the host up; try another with "
                          "--nameserver=ADDR, or again later"
                        : NULL;
    case SWIM_STATUS_TLS_ERROR:
      return "TLS error: are the host and this machine's clock right? A private certificate "
             "authority is named with --cacert=FILE; of a server without TLS try http://";
    case SWIM_STATUS_REFUSED:
      return params->no_local ? NULL
                              : "refused: does the server run, and on that port? A firewall or a "
                                "proxy (see http_proxy) may also refuse";
    case SWIM_STATUS_TIMEOUT:
      return "timed out: try a longer --timeout, or fewer at once with --jobs or --per-host";
    default:
      return NULL;
    }
}

void
swim_download_text_notes (gpointer data, const SwimTally *tally, GString *text)
{
  SwimDownloadParams *params = data;

  swim_transfer_choice_append_notes (&params->transfer, tally, text);
}
