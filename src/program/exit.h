/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a command ends: its exit status, and its message where it failed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The exit statuses; an interrupted command exits with 128 and the signal. */
typedef enum
{
  SWIM_EXIT_DONE = 0,
  SWIM_EXIT_FAILED = 1,
  SWIM_EXIT_USAGE = 2,
  SWIM_EXIT_GATE = 3,
  SWIM_EXIT_ITEMS = 4,  /* some items failed, or modes disagree */
  SWIM_EXIT_UNSEEN = 5, /* a program was to be watched, and no loop of it was seen */
} SwimExit;

const char *swim_program_get_name (void);
int swim_command_fail (const GError *error);
int swim_program_end (int status);

G_END_DECLS
