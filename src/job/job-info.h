/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a front end needs to know of a job: its name, its own options, how it and its items are
 * made from them, and how its outcomes read. */
#pragma once

#include "job/shard.h"
#include "job/swim-items.h"
#include "job/swim-job.h"

G_BEGIN_DECLS

/**
 * SwimJobSetup:
 * @args: (array zero-terminated=1): the arguments after the options
 * @input: (nullable): a file with more items, one a line, or `-` for standard input
 * @shard: which items of the arguments and the input are meant
 * @expect: how many items the input has, -1 where that is not known
 * @end_marker: (nullable): the line that follows the last item of the input
 * @jobs: how many items may be in flight
 * @timeout: seconds that an item may take, in all or without progress, as its job sees it
 * @retries: retries of an item after a transient failure
 * @seed: the random seed
 * @verbose: whether more is printed
 * @details: whether everything that is known of an item is printed
 * @closing: whether the line at the end is wanted also where nothing failed
 * @color: whether the text may have colours
 * @width: the columns of the terminal that text goes to, which may change; 0 for no terminal
 * @lab_nameserver: (nullable): address and port of the lab's DNS, where the run is in the lab
 * @lab_url: (nullable): the base URL of the lab's HTTP server, such as `http://flags.lab:8080`
 *
 * What every job is made from besides its own options. Lives as long as the job.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *const *args;
  const char *input;
  SwimShard shard;
  gint64 expect;
  const char *end_marker;
  guint jobs;
  double timeout;
  guint retries;
  guint64 seed;
  gboolean verbose;
  gboolean details;
  gboolean closing;
  gboolean color;
  guint width;
  const char *lab_nameserver;
  const char *lab_url;
} SwimJobSetup;

/**
 * SwimTally:
 * @total: the number of outcomes
 * @by_status: outcomes of each class, indexed by #SwimStatus
 * @unverified: how many of them are #SWIM_STATUS_OK though a truncated body would look the same
 * @lost: how many of them left something behind that did not end, as #SwimOutcome.lost says
 * @bytes: bytes received in all
 * @wall: the run's wall clock time so far, in µs
 *
 * Counts of outcomes.
 *
 * Since: 0.1
 */
typedef struct
{
  guint64 total;
  guint64 by_status[SWIM_N_STATUSES];
  guint64 unverified;
  guint64 lost;
  guint64 bytes;
  gint64 wall;
} SwimTally;

/**
 * SwimJobBytes:
 * @received: bytes that were received so far
 * @announced: bytes of those items whose length is known
 * @known: how many items these are
 * @touched: when the last byte came, in µs of the monotonic clock; 0 for none
 *
 * How far the transfers of a job have come.
 *
 * Since: 0.1
 */
typedef struct
{
  guint64 received;
  guint64 announced;
  guint64 known;
  gint64 touched;
} SwimJobBytes;

/**
 * SwimJobInfo:
 * @name: the job's name, which is its command's
 * @summary: what it does, for `--help`
 * @arguments: what follows the options, for `--help`
 * @noun: what an item is, in the singular: `name`
 * @nouns: the plural
 * @done: what was done with it, as a past participle: `resolved`
 * @tolerates: a bit (1 << status) for each class, besides `ok`, that is a result and no failure:
 *   a name that does not exist is one to a probe
 * @in_comparison: an option that the runs of a comparison get before those of the user, such as
 *   `--client=soup`. Optional
 * @shares_sockets: whether the items that are in flight in the non-blocking form share a few
 *   sockets, so that their number is not bounded by that of open files
 * @params_new: makes the struct that the options are parsed into, with their defaults
 * @params_free: frees it
 * @options: the options as GOption entries that point into the params; (transfer full), ends with
 *   an empty entry
 * @examples: command lines for `--help`, each a line that begins with two spaces. Optional
 * @create: makes the job and its items; reports bad arguments as %SWIM_ERROR_USAGE. The params and
 *   the setup outlive both
 * @begin: appends what is printed before the first outcome. Optional
 * @line: appends what is printed for an outcome, as it completes
 * @failure: appends to @text what has to stand on standard output before a failure, and to
 *   @aside what is printed for it on standard error, also where nothing else is. Optional: without
 *   it, a failure is printed by @line
 * @end: appends what is printed after the last. Optional
 * @hint: what can be tried after such a failure, in one line, or %NULL. Optional
 * @notes: appends what is printed on standard error at the end, each a line, also where nothing
 *   else is printed. Optional
 * @get_bytes: how far the transfers have come; called in any thread, at any time. Optional
 * @lab_scenario: the scenario of the lab that the options ask for, or %NULL where they ask for
 *   none. Optional
 * @appends_to: the file that the options ask to append results to, as NDJSON and instead of
 *   standard output, or %NULL. A job that is given one leaves out what is complete there. Optional
 * @output: the file that the options ask to write results to instead of standard output, or %NULL.
 *   Optional
 * @only: a bit (1 << status) for each class whose outcomes are printed. Optional: all are
 * @reads_stdin: whether a list on standard input is read where the arguments name no item; @lab is
 *   whether the run is in the lab. Optional
 * @uses_system_resolver: whether the options ask for the C library's resolver, which in the lab
 *   needs namespaces. Optional
 *
 * Since: 0.1
 */
typedef struct
{
  const char *name;
  const char *summary;
  const char *arguments;
  const char *noun;
  const char *nouns;
  const char *done;
  guint tolerates;
  const char *in_comparison;
  gboolean shares_sockets;

  gpointer (*params_new) (void);
  void (*params_free) (gpointer params);
  GOptionEntry *(*options) (gpointer params);
  const char *examples;
  SwimJob *(*create) (gpointer params,
                      const SwimJobSetup *setup,
                      SwimItems **items,
                      GError **error);
  void (*begin) (gpointer params, const SwimJobSetup *setup, gint64 count, GString *text);
  void (*line) (gpointer params,
                const SwimJobSetup *setup,
                const SwimOutcome *outcome,
                GString *text);
  void (*failure) (gpointer params,
                   const SwimJobSetup *setup,
                   const SwimOutcome *outcome,
                   GString *text,
                   GString *aside);
  void (*end) (gpointer params, const SwimJobSetup *setup, const SwimTally *tally, GString *text);
  const char *(*hint) (gpointer params, const SwimOutcome *outcome);
  void (*notes) (gpointer params, const SwimTally *tally, GString *text);
  void (*get_bytes) (gpointer params, SwimJobBytes *bytes);
  const char *(*lab_scenario) (gpointer params);
  gboolean (*uses_system_resolver) (gpointer params);
  const char *(*appends_to) (gpointer params);
  const char *(*output) (gpointer params);
  guint (*only) (gpointer params);
  gboolean (*reads_stdin) (gpointer params, gboolean lab);
} SwimJobInfo;

G_END_DECLS
