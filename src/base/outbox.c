/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/outbox.h"

struct _SwimOutbox
{
  GSource *source;
  SwimMailbox *to;
  GQueue links;
};

typedef struct
{
  GSource parent;
  SwimOutbox *outbox;
} OutboxSource;

static gboolean
prepare (GSource *source, int *timeout)
{
  SwimOutbox *self = ((OutboxSource *) source)->outbox;

  *timeout = -1;
  if (self->links.length > 0)
    swim_mailbox_post_all (self->to, &self->links);
  return FALSE;
}

SwimOutbox *
swim_outbox_new (GMainContext *context, SwimMailbox *to)
{
  static GSourceFuncs funcs = { .prepare = prepare };
  SwimOutbox *self = g_new0 (SwimOutbox, 1);

  self->to = to;
  self->source = g_source_new (&funcs, sizeof (OutboxSource));
  ((OutboxSource *) self->source)->outbox = self;
  g_source_set_static_name (self->source, "outbox");
  g_source_attach (self->source, context);
  return self;
}

void
swim_outbox_free (SwimOutbox *self)
{
  if (self == NULL)
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

void
swim_outbox_post (SwimOutbox *self, GList *link)
{
  g_queue_push_tail_link (&self->links, link);
}
