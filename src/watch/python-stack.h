/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frames of Python of a stack, and their places among those of C. */
#pragma once

#include "preload/python.h"
#include "watch/symbols.h"

G_BEGIN_DECLS

typedef struct _SwimPythonStack SwimPythonStack;

SwimPythonStack *swim_python_stack_new (SwimSymbols *symbols);
void swim_python_stack_free (SwimPythonStack *stack);
void swim_python_stack_add (SwimPythonStack *stack,
                            const SwimWatchScript *script,
                            guint line,
                            gboolean is_entry);
void swim_python_stack_merge (const SwimPythonStack *stack,
                              const SwimWatchPython *python,
                              GArray *addresses);

void swim_python_copy (const SwimWatchPython *shared, SwimWatchPython *copy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimPythonStack, swim_python_stack_free)

G_END_DECLS
