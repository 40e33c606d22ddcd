/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a function on the stack is to us. GLib's are told by their names, since bindings get their
 * addresses by dlsym (), and GLib calls them itself. */
#pragma once

#include <stdint.h>

typedef enum
{
  SWIM_FRAME_OTHER,
  SWIM_FRAME_OURS,
  SWIM_FRAME_MAKES_CONTEXT, /* g_main_context_new () and what it is done by */
  SWIM_FRAME_RUNS,          /* g_main_loop_run (), which returns when the loop is left */
  SWIM_FRAME_ITERATES,      /* g_main_context_iteration () */
} SwimFrameKind;

/* The function that a call returns to, at that address. */
SwimFrameKind swim_frame_kind (uintptr_t address);
