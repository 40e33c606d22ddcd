/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/transfer-choice.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/printable.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "jobs/download/download-private.h"
#include "net/http/head.h"

#define MOST_NAMED 20
#define LONGEST (30 * 86400.0) /* seconds */

void
swim_transfer_choice_init (SwimTransferChoice *choice)
{
  choice->meter = g_atomic_rc_box_new0 (SwimHttpMeter);
}

void
swim_transfer_choice_clear (SwimTransferChoice *choice)
{
  g_atomic_rc_box_release (choice->meter);
  g_free (choice->checksum);
  g_free (choice->if_modified_since);
  g_clear_pointer (&choice->checksums, swim_checksum_list_unref);
}

static gboolean
check_time (const char *option, double seconds, GError **error)
{
  return seconds == 0
         || swim_quantity_check (SWIM_QUANTITY_DURATION, option, seconds, 0.001, LONGEST, error);
}

/* A date in a form of HTTP's or of ISO 8601, which is local time where it names no zone. */
static gboolean
parse_date (const char *text, gint64 *seconds)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autofree char *midnight = g_strconcat (text, "T00:00:00", NULL);
  g_autoptr (GDateTime) date = NULL;

  if (swim_http_date_parse (text, seconds))
    return TRUE;
  date = g_date_time_new_from_iso8601 (strlen (text) == strlen ("2026-11-25") ? midnight : text,
                                       local);
  if (date != NULL)
    *seconds = g_date_time_to_unix (date);
  return date != NULL;
}

/* Whether it is rather the name of a file than a date that is misspelt. */
static gboolean
looks_like_file (const char *text)
{
  return strpbrk (text, "./") != NULL
         && strpbrk (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

/* From a date, or from when a file was modified. Anything is newer than a file that is not there
 * yet. */
static gboolean
settle_since (SwimTransferChoice *choice, GError **error)
{
  const char *given = choice->if_modified_since;
  GStatBuf info;

  if (given == NULL)
    return TRUE;
  if (!parse_date (given, &choice->since))
    {
      if (g_stat (given, &info) < 0)
        {
          if (errno == ENOENT && looks_like_file (given))
            return TRUE;
          g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "--if-modified-since takes a date, such as 2026-11-25 or "
                       "2026-11-25T08:00:00Z, or a file; “%s” is no date, and no file: %s",
                       given, g_strerror (errno));
          return FALSE;
        }
      choice->since = info.st_mtime;
    }
  if (choice->since > 0)
    return TRUE;
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "--if-modified-since must be a date after 1970");
  return FALSE;
}

gboolean
swim_transfer_choice_settle (SwimTransferChoice *choice, GError **error)
{
  if (!check_time ("connect-timeout", choice->connect_timeout, error)
      || !check_time ("max-time", choice->max_time, error) || !settle_since (choice, error))
    return FALSE;
  if (choice->checksum == NULL)
    return TRUE;
  choice->checksums = swim_checksum_list_load (choice->checksum, error);
  return choice->checksums != NULL;
}

void
swim_transfer_choice_apply (const SwimTransferChoice *choice, SwimDownload *download)
{
  swim_download_set_connect_timeout (download, choice->connect_timeout);
  swim_download_set_max_time (download, choice->max_time);
  swim_download_use_meter (download, choice->meter);
  swim_download_set_keep_parts (download, TRUE);
  swim_download_set_remote_time (download, choice->remote_time);
  swim_download_set_if_modified_since (download, (double) choice->since);
  if (choice->checksums != NULL)
    swim_download_take_checksums (download, g_atomic_rc_box_acquire (choice->checksums));
}

const char *
swim_transfer_choice_describe (SwimTransferChoice *choice, const SwimOutcome *outcome)
{
  if (outcome->http_status != 304)
    return NULL;
  choice->unchanged++;
  return "not modified";
}

/* The lines of the list that were of no file. A run that was broken off had no chance to find
 * them. */
static void
append_unused (const SwimTransferChoice *choice, GString *text)
{
  g_auto (GStrv) unused = swim_checksum_list_dup_unused (choice->checksums);
  guint count = g_strv_length (unused);

  for (guint i = 0; i < MIN (count, MOST_NAMED); i++)
    {
      swim_append_printable (text, choice->checksum);
      g_string_append (text, ": no file was downloaded for ");
      swim_append_printable (text, unused[i]);
      g_string_append_c (text, '\n');
    }
  if (count > MOST_NAMED)
    {
      swim_append_printable (text, choice->checksum);
      g_string_append_printf (text, ": nor for %u others\n", count - MOST_NAMED);
    }
}

void
swim_transfer_choice_append_notes (const SwimTransferChoice *choice,
                                   const SwimTally *tally,
                                   GString *text)
{
  guint64 parts = swim_http_meter_read (&choice->meter->parts);
  guint64 unlisted =
      choice->checksums != NULL ? swim_checksum_list_count_unlisted (choice->checksums) : 0;

  if (parts > 0)
    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT " partial file%s kept; --resume continues %s\n",
                            parts, parts == 1 ? " is" : "s are", parts == 1 ? "it" : "them");
  if (unlisted > 0)
    {
      swim_append_printable (text, choice->checksum);
      g_string_append_printf (text, ": %" G_GUINT64_FORMAT " file%s not in it\n", unlisted,
                              unlisted == 1 ? " is" : "s are");
    }
  if (choice->checksums != NULL && tally->by_status[SWIM_STATUS_CANCELLED] == 0)
    append_unused (choice, text);
}
