/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What swimlane-launch and swimlane tell each other. */
#pragma once

#include <stdint.h>

/* Before the name of a variable that is for the command, and not for swimlane-launch. */
#define SWIM_LAUNCH_HIDDEN "SWIM_LAUNCH_"

typedef struct
{
  int32_t pid;     /* of the command; below 0: there is none */
  int32_t failure; /* errno; 0: it was started */
  int64_t started; /* ns, on CLOCK_MONOTONIC */
} SwimLaunched;
