/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a call is on, in words: a path, what a descriptor stands for, the address of a peer. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include "preload/region.h"

typedef enum
{
  SWIM_TARGET_NONE,
  SWIM_TARGET_FD,
  SWIM_TARGET_STREAM,
  SWIM_TARGET_PATH,
  SWIM_TARGET_HOST,
  SWIM_TARGET_ADDRESS,
  /* The call ends what it is on: nothing can be told of that after it. */
  SWIM_TARGET_LAST_FD,
  SWIM_TARGET_LAST_STREAM,
} SwimTargetKind;

/* The pointers are the program's, and may be bad. */
typedef struct
{
  SwimTargetKind kind;
  int fd; /* or -1 */
  const void *data;
  uint32_t bytes; /* of an address */
} SwimTarget;

#define SWIM_NOTHING ((SwimTarget){ SWIM_TARGET_NONE, -1, NULL, 0 })
#define SWIM_FD(number) ((SwimTarget){ SWIM_TARGET_FD, (number), NULL, 0 })
#define SWIM_STREAM(stream) ((SwimTarget){ SWIM_TARGET_STREAM, -1, (stream), 0 })
#define SWIM_LAST_FD(number) ((SwimTarget){ SWIM_TARGET_LAST_FD, (number), NULL, 0 })
#define SWIM_LAST_STREAM(stream) ((SwimTarget){ SWIM_TARGET_LAST_STREAM, -1, (stream), 0 })
#define SWIM_PATH(path) ((SwimTarget){ SWIM_TARGET_PATH, -1, (path), 0 })
#define SWIM_HOST(name) ((SwimTarget){ SWIM_TARGET_HOST, -1, (name), 0 })
#define SWIM_ADDRESS(number, address, size) \
  ((SwimTarget){ SWIM_TARGET_ADDRESS, (number), (address), (uint32_t) (size) })

void swim_target_describe (const SwimTarget *target, char text[SWIM_WATCH_TARGET_BYTES]);
