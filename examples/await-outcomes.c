/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Awaits outcomes one by one, in a function that reads as if await () were not there:
 *
 *     await-outcomes 127.0.0.1:5353 as.dev def.dev
 *
 * The function has a stack of its own. It leaves it while it waits, so that the loop goes on. */
#include <stdio.h>
#include <swimlane.h>
#include <ucontext.h>

static ucontext_t of_loop, of_function;
static GAsyncResult *arrived;
static GMainLoop *loop;
static SwimRun *run;

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  arrived = result;
  swapcontext (&of_loop, &of_function);
}

/* The next outcome, or NULL when there are no more. */
static SwimOutcome *
await (void)
{
  g_autoptr (GError) error = NULL;
  SwimOutcome *outcome;

  swim_run_next_async (run, NULL, on_ready, NULL);
  swapcontext (&of_function, &of_loop);
  outcome = swim_run_next_finish (run, arrived, &error);
  if (error != NULL)
    fprintf (stderr, "await-outcomes: %s\n", error->message);
  return outcome;
}

static void
print_outcomes (void)
{
  SwimOutcome *outcome;

  while ((outcome = await ()) != NULL)
    {
      printf ("%s: %s\n", outcome->item->name, swim_status_to_string (outcome->status));
      swim_outcome_unref (outcome);
    }
  g_main_loop_quit (loop);
}

int
main (int argc, char *argv[])
{
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (SwimItems) items = NULL;
  g_autofree char *stack = g_malloc (256 * 1024);

  if (argc < 3)
    {
      fprintf (stderr, "usage: await-outcomes SERVER[:PORT] NAME...\n");
      return 2;
    }
  swim_probe_set_dns (probe, (const char *const[]){ argv[1], NULL });
  items = swim_items_new_from_names ((const char *const *) argv + 2);
  run = swim_run_new (SWIM_JOB (probe), items, "async", NULL);
  loop = g_main_loop_new (NULL, FALSE);
  getcontext (&of_function);
  of_function.uc_stack.ss_sp = stack;
  of_function.uc_stack.ss_size = 256 * 1024;
  of_function.uc_link = &of_loop;
  makecontext (&of_function, print_outcomes, 0);
  swapcontext (&of_loop, &of_function); /* until it waits for the first time */
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  g_object_unref (run);
  return 0;
}
