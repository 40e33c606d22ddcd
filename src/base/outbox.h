/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An outbox: messages from one loop to the mailbox of another. They leave together before the loop
 * polls, so that an iteration wakes the other at most once, however much it has for it. */
#pragma once

#include "base/mailbox.h"

G_BEGIN_DECLS

typedef struct _SwimOutbox SwimOutbox;

/* context: of the loop that posts; the outbox belongs to its thread. */
SwimOutbox *swim_outbox_new (GMainContext *context, SwimMailbox *to);
/* The mailbox is not used any more; what was not yet passed on is dropped. */
void swim_outbox_free (SwimOutbox *outbox);
/* As swim_mailbox_post (). */
void swim_outbox_post (SwimOutbox *outbox, GList *link);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimOutbox, swim_outbox_free)

G_END_DECLS
