/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fibers: functions with a stack of their own, which can stop in the middle and go on later, in the
 * thread that they began in. They are switched by hand and know nothing of main loops. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimFiber SwimFiber;
typedef void (*SwimFiberFunc) (gpointer data);

/* Of the stack: a Python function that prints what is nested 900 deep needs more than 128 KiB. Only
 * what is used of it takes memory. */
#define SWIM_FIBER_STACK_BYTES (1024 * 1024)

/* A fiber that has not begun. NULL, with errno set: there is no room for its stack. */
SwimFiber *swim_fiber_new (SwimFiberFunc func, gpointer data);
/* Has it run until it suspends itself or its function returns. Another fiber may call this. */
void swim_fiber_resume (SwimFiber *fiber);
/* Within it: goes back to whoever resumed it, until it is resumed again. */
void swim_fiber_suspend (SwimFiber *fiber);
/* Whether it is running, or has resumed another that is. */
gboolean swim_fiber_is_active (const SwimFiber *fiber);
/* It has not begun, or its function has returned, since nothing on its stack is freed. */
void swim_fiber_free (SwimFiber *fiber);

G_END_DECLS
