/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/transfer-choice.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/quantity.h"
#include "base/swim-error.h"
#include "jobs/download/download-private.h"
#include "net/http/head.h"

#define LONGEST (30 * 86400.0) /* seconds */

void
swim_transfer_choice_clear (SwimTransferChoice *choice)
{
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

/* From a date, or from when a file was modified. */
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
  swim_download_set_keep_parts (download, TRUE);
  swim_download_set_remote_time (download, choice->remote_time);
  swim_download_set_if_modified_since (download, (double) choice->since);
  if (choice->checksums != NULL)
    swim_download_take_checksums (download, g_atomic_rc_box_acquire (choice->checksums));
}
