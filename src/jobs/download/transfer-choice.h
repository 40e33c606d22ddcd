/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of how long a transfer may take, and of what is made of its file. */
#pragma once

#include "job/job-info.h"
#include "base/option-group.h"
#include "jobs/download/checksum-list.h"
#include "jobs/download/swim-download.h"
#include "net/http/meter.h"

G_BEGIN_DECLS

/* Embedded in the params of the download. */
typedef struct
{
  double connect_timeout; /* seconds, 0 for no limit, like the next */
  double max_time;
  char *checksum;
  gboolean remote_time;
  char *if_modified_since;

  SwimChecksumList *checksums; /* nullable: what was read of checksum */
  gint64 since;                /* seconds of the real clock; 0: not given */
  SwimHttpMeter *meter;        /* that the download counts into */
  guint64 unchanged;           /* files that were not newer */
} SwimTransferChoice;

/* Members of a GOptionEntry array. */
/* clang-format off */
#define SWIM_TRANSFER_CHOICE_OPTIONS(choice) \
  SWIM_OPTION_GROUP (SWIM_OPTIONS_LIMITS), \
  { "connect-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &(choice)->connect_timeout, \
    "time limit for a connection to be made (that of --timeout)", "DURATION" }, \
  { "max-time", 0, 0, G_OPTION_ARG_DOUBLE, &(choice)->max_time, \
    "time limit for a file in all, retries included (no limit)", "DURATION" }, \
  SWIM_OPTION_GROUP ("Files"), \
  { "checksum", 0, 0, G_OPTION_ARG_FILENAME, &(choice)->checksum, \
    "check files by a list that sha256sum or the like has written", "FILE" }, \
  { "remote-time", 'R', 0, G_OPTION_ARG_NONE, &(choice)->remote_time, \
    "give files the time of modification that the server tells", NULL }, \
  { "if-modified-since", 'z', 0, G_OPTION_ARG_STRING, &(choice)->if_modified_since, \
    "fetch only what is newer than a date, or than a file", "DATE|FILE" }
/* clang-format on */

void swim_transfer_choice_init (SwimTransferChoice *choice);
void swim_transfer_choice_clear (SwimTransferChoice *choice);
/* Reads what is to be read. FALSE with SWIM_ERROR_USAGE where a value is invalid. */
gboolean swim_transfer_choice_settle (SwimTransferChoice *choice, GError **error);
void swim_transfer_choice_apply (const SwimTransferChoice *choice, SwimDownload *download);

/* What is told of an outcome that is a success, after its name. */
const char *swim_transfer_choice_describe (SwimTransferChoice *choice, const SwimOutcome *outcome);
/* What else is to be known at the end. */
void swim_transfer_choice_append_notes (const SwimTransferChoice *choice,
                                        const SwimTally *tally,
                                        GString *text);

G_END_DECLS
