/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "exec/run.h"

#include <math.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/messages.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "compare/comparison.h"
#include "exec/digest.h"
#include "exec/ledger.h"
#include "exec/streams.h"
#include "exec/wait.h"

void
swim_exec_result_clear (SwimExecResult *result)
{
  g_clear_pointer (&result->record, swim_record_free);
  g_clear_pointer (&result->failure, g_free);
}

/* What the command is started with (transfer full). */
static GStrv
make_environment (const SwimExecOptions *options, const SwimExecLedger *ledger)
{
  const SwimInherited *inherited = swim_inherited_get ();
  GStrv environment = ledger != NULL      ? g_strdupv (swim_exec_ledger_get_environment (ledger))
                      : inherited != NULL ? g_strdupv (inherited->environment)
                                          : g_get_environ ();

  for (char **added = options->environment; added != NULL && *added != NULL; added++)
    {
      const char *value = strchr (*added, '=');
      g_autofree char *name = g_strndup (*added, (gsize) (value - *added));

      environment = g_environ_setenv (environment, name, value + 1, TRUE);
    }
  return environment;
}

/* How we had it end, or would have (transfer full). */
static char *
describe_our_end (const SwimExecEnd *end, const SwimExecOptions *options)
{
  const char *ended = end->goes_on ? "could not be ended" : "was ended";
  const char *why = end->goes_on ? ", since it runs as another user, and goes on" : "";
  g_autofree char *time = swim_format_seconds (options->timeout);

  if (end->why == SWIM_EXEC_TIMED_OUT)
    return g_strdup_printf ("%s after %s (--timeout)%s", ended, time, why);
  return g_strdup_printf ("was stopped by the signal %d, %s, and %s%s: it used the terminal, which "
                          "it cannot have here",
                          end->stopped, strsignal (end->stopped), end->goes_on ? ended : "ended",
                          why);
}

/* What became of it, where that was no success (transfer full), else NULL. */
static char *
describe_failure (const SwimExecEnd *end, const SwimExecOptions *options)
{
  g_autofree char *last = swim_messages_dup_last (end->messages);
  g_autofree char *how = NULL;

  if (end->why == SWIM_EXEC_TIMED_OUT || end->why == SWIM_EXEC_STOPPED)
    how = describe_our_end (end, options);
  else if (WIFSIGNALED (end->status))
    how = g_strdup_printf ("was ended by the signal %d, %s", WTERMSIG (end->status),
                           strsignal (WTERMSIG (end->status)));
  else if (WEXITSTATUS (end->status) != 0)
    how = g_strdup_printf ("ended with status %d", WEXITSTATUS (end->status));
  if (how == NULL || last == NULL)
    return g_steal_pointer (&how);
  return g_strdup_printf ("%s; its last message was: %s", how, last);
}

/* Of the machine and of the command (transfer full). */
static JsonObject *
make_context (const SwimExecCommand *command, const SwimExecOptions *options)
{
  JsonObject *context = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (options->context != NULL)
    json_object_iter_init (&iter, options->context);
  while (options->context != NULL && json_object_iter_next (&iter, &name, &node))
    json_object_set_member (context, name, json_node_copy (node));
  json_object_set_string_member (context, "command", command->text);
  if (command->parameter != NULL)
    {
      g_autofree char *member = g_strconcat (SWIM_PARAMETER_MEMBER, command->parameter, NULL);

      json_object_set_string_member (context, member, command->value);
      json_object_set_string_member (context, SWIM_TEMPLATE_MEMBER, command->template);
    }
  return context;
}

static SwimRecord *
make_record (const SwimExecCommand *command, const SwimExecOptions *options, const SwimExecEnd *end)
{
  SwimRecord *record = swim_record_new ();

  record->origin.run = g_uuid_string_random ();
  record->job = g_strdup (SWIM_COMMAND_JOB);
  record->mode = g_strdup (command->name);
  record->jobs = 1;
  record->loops = 1;
  record->items = 1;
  record->statuses[SWIM_STATUS_OK] = 1;
  record->wall_seconds = end->seconds;
  record->throughput_per_sec = NAN;
  record->service = record->since_start = (SwimLatencyFigures){ NAN, NAN, NAN, NAN, NAN };
  record->usage = end->usage;
  record->offloaded = g_new0 (char *, 1);
  record->context = make_context (command, options);
  return record;
}

/* NaN for what a loop would have had. */
static void
note_no_loop (SwimLoopReport *loop)
{
  loop->delay_p50 = loop->delay_p99 = loop->delay_p999 = loop->delay_max = NAN;
  loop->blocked_seconds = loop->blocked_fraction = loop->utilization = NAN;
}

static void
fill_result (const SwimExecCommand *command,
             const SwimExecOptions *options,
             const SwimExecEnd *end,
             SwimExecResult *result)
{
  gboolean ended = end->why == SWIM_EXEC_ENDED;

  result->exit_code = !end->goes_on && WIFEXITED (end->status) ? WEXITSTATUS (end->status) : -1;
  result->timed_out = end->why == SWIM_EXEC_TIMED_OUT;
  if (!ended || !options->ignore_failure || !WIFEXITED (end->status))
    result->failure = describe_failure (end, options);
  if (ended && result->failure == NULL)
    result->record = make_record (command, options, end);
}

/* What the run did, where that is wanted. */
static gboolean
digest_work (const SwimExecOptions *options, int capture, SwimRecord *record, GError **error)
{
  if (capture >= 0)
    record->digest = swim_exec_digest_file (capture, options->work == SWIM_EXEC_SAME_LINES, error);
  else if (options->work == SWIM_EXEC_SAME_FOLDER)
    record->digest = swim_exec_digest_folder (options->folder, error);
  if (record->digest == NULL && options->work == SWIM_EXEC_SAME_FOLDER)
    g_prefix_error (error, "--same-output: ");
  return record->digest != NULL || options->work == SWIM_EXEC_NO_WORK;
}

/* @own is a launcher for this run alone, if there is none for all (transfer full): it is to stay
 * until the command has ended. */
static gboolean
launch_command (const SwimExecOptions *options,
                const SwimExecLaunch *launch,
                SwimExecLauncher **own,
                SwimExecChild *child,
                GError **error)
{
  if (options->launcher != NULL)
    return swim_exec_launch (options->launcher, launch, child, error);
  *own = swim_exec_launcher_new (error);
  return *own != NULL && swim_exec_launch (*own, launch, child, error);
}

/* Starts the command and waits for its end. */
static gboolean
run_to_end (const SwimExecCommand *command,
            const SwimExecOptions *options,
            SwimExecLedger *ledger,
            int capture,
            SwimExecEnd *end,
            GStrv *left,
            GError **error)
{
  g_auto (GStrv) environment = make_environment (options, ledger);
  g_auto (SwimExecStreams) streams = SWIM_EXEC_NO_STREAMS;
  SwimExecLaunch launch = { command->file, command->argv, environment, { -1, -1, -1 } };
  SwimExecWait wait = { options->timeout, options->cancellable, -1, -1, NULL, ledger };
  g_autoptr (SwimExecLauncher) own = NULL;
  SwimExecChild child;

  if (!swim_exec_streams_open (&streams, command, capture, options->left == NULL,
                               options->cancellable, error))
    return FALSE;
  memcpy (launch.streams, streams.of_child, sizeof launch.streams);
  if (!launch_command (options, &launch, &own, &child, error))
    return FALSE;
  swim_exec_streams_close_of_child (&streams);
  if (ledger != NULL)
    {
      swim_exec_ledger_begin (ledger, child.started);
      wait.tick = swim_exec_ledger_tick;
    }
  wait.output = streams.output;
  wait.messages = streams.messages;
  swim_exec_wait (&child, &wait, end);
  swim_exec_streams_read_file (&streams, end->messages);
  close (child.pidfd);
  g_clear_pointer (&own, swim_exec_launcher_free);
  *left = options->left != NULL ? swim_exec_left_end (options->left, child.pid) : NULL;
  return TRUE;
}

static int
open_capture (const SwimExecOptions *options, GError **error)
{
  return options->work == SWIM_EXEC_SAME_OUTPUT || options->work == SWIM_EXEC_SAME_LINES
             ? swim_exec_digest_open (error)
             : -1;
}

/* What is read when the run has ended well. */
static gboolean
complete (SwimExecResult *result,
          const SwimExecOptions *options,
          SwimExecLedger *ledger,
          int capture,
          char **left,
          GError **error)
{
  if (result->record == NULL)
    return TRUE;
  result->has_loop = ledger != NULL && swim_exec_ledger_end (ledger, &result->record->loop);
  if (!result->has_loop)
    note_no_loop (&result->record->loop);
  if (left != NULL && *left != NULL)
    result->record->remarks = g_strdupv (left);
  return digest_work (options, capture, result->record, error);
}

/* Runs the command once; @watched is whether with the ledger of its loops. FALSE only where it
 * could not be started, or somebody cancelled: all else is in the result. */
gboolean
swim_exec_run (const SwimExecCommand *command,
               const SwimExecOptions *options,
               gboolean watched,
               SwimExecResult *result,
               GError **error)
{
  g_autoptr (SwimExecLedger) ledger = watched ? swim_exec_ledger_new (options->stall, error) : NULL;
  g_autoptr (GError) local = NULL;
  int capture = open_capture (options, &local);
  g_auto (SwimExecEnd) end = { 0 };
  g_auto (GStrv) left = NULL;
  gboolean good = FALSE;

  *result = (SwimExecResult){ .exit_code = -1 };
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if ((!watched || ledger != NULL)
           && run_to_end (command, options, ledger, capture, &end, &left, error)
           && (end.why != SWIM_EXEC_CANCELLED
               || !g_cancellable_set_error_if_cancelled (options->cancellable, error)))
    {
      fill_result (command, options, &end, result);
      good = complete (result, options, ledger, capture, left, error);
    }
  if (capture >= 0)
    close (capture);
  return good;
}
