/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Syscall User Dispatch: the kernel sends SIGSYS for system calls that reach it by another way than
 * the functions that are wrapped. It does so only while swim_selector says so, which is inside of
 * turns and outside of wrapped calls.
 *
 * With SIGSYS blocked, such a call would end the process: wrap-signals.c keeps it out of all masks.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>

#include "preload/process.h"

/* Prepares the calling thread; whether that worked. */
bool swim_trap_prepare (void);

/* The program's own action for SIGSYS is kept here, for those that are not ours: action may be
 * NULL. False where the signal is not ours. */
bool swim_trap_set_action (const struct sigaction *action, struct sigaction *old);

static inline bool
swim_trap_is_wanted (void)
{
  return swim_process_is_attached () && swim_process->audit == SWIM_WATCH_AUDIT_COMPLETE;
}
