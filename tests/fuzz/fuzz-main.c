/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libFuzzer calls: the target that the environment variable SWIM_FUZZ_TARGET names. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "swim-fuzz.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static SwimFuzzFunc run;

/* GLib ends a process by a trap, of which libFuzzer takes no notice: it would not keep the
 * input. */
static void
on_trap (int number)
{
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  const char *name = g_getenv ("SWIM_FUZZ_TARGET");

  run = name != NULL ? swim_fuzz_find (name) : NULL;
  if (run == NULL)
    {
      fputs ("SWIM_FUZZ_TARGET must name a target of tests/fuzz/targets.def\n", stderr);
      exit (2);
    }
  signal (SIGTRAP, on_trap);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_FATAL_MASK);
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  run (data, size);
  return 0;
}
