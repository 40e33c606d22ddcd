/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger of a main context: keeps its busy spans as this program runs it. */
#pragma once

#include "loop/spans.h"

G_BEGIN_DECLS

typedef struct _SwimLedger SwimLedger;

typedef void (*SwimLedgerStallFunc) (SwimStall *stall, gpointer data);

gboolean swim_ledger_check (GMainContext *context, GError **error);
SwimLedger *swim_ledger_new (GMainContext *context, double stall_seconds);
void swim_ledger_free (SwimLedger *ledger);
void swim_ledger_tell (SwimLedger *ledger, SwimLedgerStallFunc on_stall, gpointer data);
void swim_ledger_begin (SwimLedger *ledger);
void swim_ledger_end (SwimLedger *ledger);
SwimSpans *swim_ledger_get_spans (SwimLedger *ledger);
void swim_ledger_note_subject (const char *subject);

SwimSpans *swim_ledger_copy_spans (SwimLedger *ledger);

/* For the watchdog, from its own thread. */
int swim_ledger_get_thread (SwimLedger *ledger);
void swim_ledger_explain (SwimLedger *ledger, SwimStall *finding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLedger, swim_ledger_free)

G_END_DECLS
