/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/transfer-choice.h"

#include "base/quantity.h"

#define LONGEST (30 * 86400.0) /* seconds */

void
swim_transfer_choice_clear (SwimTransferChoice *choice)
{
}

static gboolean
check_time (const char *option, double seconds, GError **error)
{
  return seconds == 0
         || swim_quantity_check (SWIM_QUANTITY_DURATION, option, seconds, 0.001, LONGEST, error);
}

gboolean
swim_transfer_choice_settle (SwimTransferChoice *choice, GError **error)
{
  return check_time ("connect-timeout", choice->connect_timeout, error)
         && check_time ("max-time", choice->max_time, error);
}

void
swim_transfer_choice_apply (const SwimTransferChoice *choice, SwimDownload *download)
{
  swim_download_set_connect_timeout (download, choice->connect_timeout);
  swim_download_set_max_time (download, choice->max_time);
}
