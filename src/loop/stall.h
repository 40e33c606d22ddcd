/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stall: a busy span longer than the threshold, during which the loop handles no other event. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
#define SWIM_CAUSE(id, name, words) SWIM_CAUSE_##id,
#include "loop/causes.def"
#undef SWIM_CAUSE
} SwimCause;

/* Times in ns, the start since the run began. What is not known is NULL, or -1. */
typedef struct
{
  gint64 start;
  gint64 duration;
  SwimCause cause;
  char *subject;   /* the item that was begun last in the span */
  char *call;      /* the system call in which the thread waited, such as `read` */
  int fd;          /* the descriptor it waited for */
  char *fd_target; /* what that is: a path, `pipe`, or `socket to ADDR:PORT` */
} SwimStall;

SwimStall *swim_stall_new (gint64 start, gint64 duration);
SwimStall *swim_stall_copy (const SwimStall *stall);
void swim_stall_free (SwimStall *stall);
const char *swim_cause_to_string (SwimCause cause);
const char *swim_cause_in_words (SwimCause cause);
gboolean swim_cause_from_string (const char *name, SwimCause *cause);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimStall, swim_stall_free)

G_END_DECLS
