/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The files are the records of shares and, where they are there too, the results that the shares
 * wrote as NDJSON, which are checked against the records. */
#include "config.h"

#include "cli/report-join.h"

#include <string.h>
#include <sys/stat.h>

#include "base/swim-error.h"
#include "compare/comparison.h"
#include "run/join-results.h"
#include "run/join.h"
#include "run/load.h"

/* A record without its outcomes, of which there are too many in all shares. */
static SwimRecord *
load_record (const char *path, GError **error)
{
  g_autoptr (JsonNode) node = swim_load_json (path, NULL, error);
  SwimRecord *record = node != NULL ? swim_record_from_json (node, NULL, error) : NULL;

  if (node != NULL && record == NULL)
    g_prefix_error (error, "cannot join %s: ", strcmp (path, "-") == 0 ? "standard input" : path);
  return record;
}

static gboolean
add_file (SwimJoin *join, SwimJoinResults *results, const char *path, GError **error)
{
  SwimRecord *record;
  struct stat info;

  if (strcmp (path, "-") != 0 && stat (path, &info) == 0 && S_ISFIFO (info.st_mode))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s is a pipe, and --join reads its files more than once; name a file", path);
      return FALSE;
    }
  if (swim_join_results_are_in (path))
    return swim_join_results_add (results, path, error);
  record = load_record (path, error);
  return record != NULL && swim_join_add (join, path, record, error);
}

/* Joins the shares to a single run; what is missing of it is said in @missing, of char *. */
gboolean
swim_report_join (SwimSaved *saved, char **files, GPtrArray *missing, GError **error)
{
  g_autoptr (SwimJoin) join = swim_join_new ();
  g_autoptr (SwimJoinResults) results = swim_join_results_new ();
  SwimRecord *record;

  for (; *files != NULL; files++)
    if (!add_file (join, results, *files, error))
      return FALSE;
  record = swim_join_finish (join, results, missing, error);
  if (record == NULL)
    return FALSE;
  saved->single = TRUE;
  saved->comparisons = swim_comparisons_of_record (record, 0);
  return TRUE;
}
