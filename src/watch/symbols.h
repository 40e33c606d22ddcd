/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From addresses in a program to functions, files and lines. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

/* The objects that a program has loaded. May be used by several threads. */
typedef struct _SwimSymbols SwimSymbols;

SwimSymbols *swim_symbols_new (void);
void swim_symbols_free (SwimSymbols *symbols);
void swim_symbols_set_process (SwimSymbols *symbols, int pid);
void swim_symbols_add_module (SwimSymbols *symbols,
                              const char *path,
                              guint64 base,
                              guint64 start,
                              guint64 end,
                              const guint8 *build_id,
                              gsize n);
guint64 swim_symbols_add_script (SwimSymbols *symbols,
                                 const char *function,
                                 const char *file,
                                 guint line);
void swim_symbols_resolve (SwimSymbols *symbols,
                           guint64 address,
                           gboolean is_return,
                           SwimStack *stack);

void swim_stack_find_own (SwimStack *stack, const char *program);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSymbols, swim_symbols_free)

G_END_DECLS
