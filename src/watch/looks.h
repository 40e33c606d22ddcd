/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at a thread while it is long in a turn: whether the kernel had it on a CPU, waiting for
 * one, or neither. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the kernel has counted of a thread, in ns. */
typedef struct
{
  gint64 at;
  gint64 on_cpu;
  gint64 waiting; /* it was ready, but had no CPU */
} SwimLook;

/* The looks at one turn. */
typedef struct
{
  gint64 busy_since; /* that turn's start; 0: none */
  SwimLook first;
  SwimLook last;
} SwimLooked;

/* A turn and the one before it, whose record may be read later than the looks at the next begin. */
typedef struct
{
  SwimLooked now;
  SwimLooked before;
} SwimLooks;

/* Shares of the time; NaN: not known. */
typedef struct
{
  double on_cpu;
  double waiting;
} SwimShares;

gboolean swim_look_read (int pid, int tid, SwimLook *look);
void swim_looks_add (SwimLooks *looks, gint64 busy_since, const SwimLook *look);
SwimShares swim_looks_get (const SwimLooks *looks, gint64 start, gint64 end);

G_END_DECLS
