/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mailbox: messages from threads to a loop. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SwimMailbox SwimMailbox;

/* Called on the loop with each message. FALSE lets the loop iterate before the next. */
typedef gboolean (*SwimMailboxFunc) (gpointer message, gpointer data);

SwimMailbox *swim_mailbox_new (GMainContext *context, SwimMailboxFunc func, gpointer data);
void swim_mailbox_free (SwimMailbox *mailbox);
void swim_mailbox_post (SwimMailbox *mailbox, GList *link);
void swim_mailbox_post_all (SwimMailbox *mailbox, GQueue *links);

void swim_queue_move_all (GQueue *to, GQueue *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimMailbox, swim_mailbox_free)

G_END_DECLS
