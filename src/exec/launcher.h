/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What swimlane and swimlane-launch tell each other, over a socket that is standard input of the
 * latter.
 */
#pragma once

#include <stdint.h>

/* A request. It comes with the three standard streams; then follow the strings, each with its NUL:
 * the file, the arguments, the environment. */
typedef struct
{
  uint32_t bytes; /* of the strings */
  uint32_t arguments;
  uint32_t variables;
} SwimLaunchRequest;

#define SWIM_LAUNCH_STREAMS 3

/* The answer. */
typedef struct
{
  int32_t pid;     /* of the command; below 0: there is none */
  int32_t failure; /* errno; 0: it was started */
  int64_t started; /* ns, on CLOCK_MONOTONIC */
} SwimLaunched;
