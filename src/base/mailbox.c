/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waking a loop costs both sides some µs, and GLib does it for each source that another thread
 * attaches or sets ready, also where the loop is awake. A mailbox wakes a loop only out of its
 * poll: one that is awake looks into the box before it sleeps. */
#include "config.h"

#include "base/mailbox.h"

struct _SwimMailbox
{
  GMainContext *context;
  GSource *source;
  SwimMailboxFunc func;
  gpointer data;
  GQueue taken; /* the loop's own: still to be delivered */

  GMutex lock; /* guards what follows */
  GQueue posted;
  gboolean asleep; /* the loop may be in its poll */
};

typedef struct
{
  GSource parent;
  SwimMailbox *mailbox;
} MailboxSource;

/* Moves all of @from to the end of @to. */
void
swim_queue_move_all (GQueue *to, GQueue *from)
{
  if (from->head == NULL)
    return;
  if (to->tail != NULL)
    {
      to->tail->next = from->head;
      from->head->prev = to->tail;
    }
  else
    to->head = from->head;
  to->tail = from->tail;
  to->length += from->length;
  g_queue_init (from);
}

/* TRUE when there are messages; else notes whether the loop may sleep. */
static gboolean
look (SwimMailbox *self, gboolean going_to_sleep)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean any = self->posted.length > 0 || self->taken.length > 0;

  self->asleep = going_to_sleep && !any;
  return any;
}

static gboolean
prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return look (((MailboxSource *) source)->mailbox, TRUE);
}

static gboolean
check (GSource *source)
{
  return look (((MailboxSource *) source)->mailbox, FALSE);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  SwimMailbox *self = ((MailboxSource *) source)->mailbox;
  GList *link;

  g_mutex_lock (&self->lock);
  swim_queue_move_all (&self->taken, &self->posted);
  g_mutex_unlock (&self->lock);

  /* A message may be the last one, upon which the mailbox is freed. */
  while (!g_source_is_destroyed (source) && (link = g_queue_pop_head_link (&self->taken)) != NULL)
    if (!self->func (link->data, self->data))
      break;
  return G_SOURCE_CONTINUE;
}

/* A mailbox on a context that one thread runs; @func is called there. */
SwimMailbox *
swim_mailbox_new (GMainContext *context, SwimMailboxFunc func, gpointer data)
{
  static GSourceFuncs funcs = { .prepare = prepare, .check = check, .dispatch = dispatch };
  SwimMailbox *self = g_new0 (SwimMailbox, 1);

  self->context = g_main_context_ref (context);
  self->func = func;
  self->data = data;
  g_mutex_init (&self->lock);
  self->source = g_source_new (&funcs, sizeof (MailboxSource));
  ((MailboxSource *) self->source)->mailbox = self;
  g_source_set_static_name (self->source, "mailbox");
  g_source_attach (self->source, context);
  return self;
}

/* Nobody may post any more; what was posted must have been delivered. */
void
swim_mailbox_free (SwimMailbox *self)
{
  if (self == NULL)
    return;
  g_assert (self->posted.length == 0 && self->taken.length == 0);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Posts messages, the data of @links, from any thread. Each is delivered once, in this order. The
 * links are not copied: their owners must not touch them before that. */
void
swim_mailbox_post_all (SwimMailbox *self, GQueue *links)
{
  gboolean asleep;

  g_mutex_lock (&self->lock);
  swim_queue_move_all (&self->posted, links);
  asleep = self->asleep;
  self->asleep = FALSE; /* once is enough */
  g_mutex_unlock (&self->lock);
  /* After unlocking: the thread that wakes takes the lock first. */
  if (asleep)
    g_main_context_wakeup (self->context);
}

/* Posts one message. */
void
swim_mailbox_post (SwimMailbox *self, GList *link)
{
  GQueue links = G_QUEUE_INIT;

  g_queue_push_tail_link (&links, link);
  swim_mailbox_post_all (self, &links);
}
