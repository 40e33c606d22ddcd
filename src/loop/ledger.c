/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger wraps the poll function of a main context and feeds the times of its polls to spans.
 * What the watchdog found out about a stall, and the item that was worked on, are added here. */
#include "config.h"

#include "loop/ledger.h"

#include <unistd.h>

#include "base/swim-error.h"
#include "loop/clock.h"

#define LONGEST_SUBJECT 256
/* No loop runs as long, and in ns it still is a number. */
#define MOST_STALL_SECONDS 1e9

struct _SwimLedger
{
  SwimLedger *next; /* of the same thread */
  GMainContext *context;
  GPollFunc poll;
  SwimSpans *spans;
  int thread;
  gint detached;                 /* atomic: it is over, and the context polls without it */
  char subject[LONGEST_SUBJECT]; /* of the current span; empty: none */

  GMutex lock; /* guards what the watchdog found */
  SwimStall *finding;

  SwimLedgerStallFunc on_stall; /* NULL: nobody but this thread reads the spans as it runs */
  gpointer data;
  GMutex reading; /* guards the spans */
};

/* A poll function is given no data: the ledgers of the loop that this thread runs. All are of one
 * context, since it is not told of which one the poll is. */
static _Thread_local SwimLedger *ledgers_of_thread;

static void
clear (gpointer data)
{
  SwimLedger *self = data;

  g_main_context_unref (self->context);
  swim_spans_free (self->spans);
  swim_stall_free (self->finding);
  g_mutex_clear (&self->reading);
  g_mutex_clear (&self->lock);
}

static void
unref (SwimLedger *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* The list holds a reference to each, since one may be freed in another thread, as with a run that
 * is dropped there, and only this one can take it out. */
static void
drop_detached (void)
{
  SwimLedger **link = &ledgers_of_thread;

  while (*link != NULL)
    {
      SwimLedger *ledger = *link;

      if (!g_atomic_int_get (&ledger->detached))
        {
          link = &ledger->next;
          continue;
        }
      *link = ledger->next;
      unref (ledger);
    }
}

/* Adds to a stall what the watchdog found out about the span that began at @since. */
static void
add_finding (SwimLedger *self, SwimStall *stall, gint64 since)
{
  g_autoptr (SwimStall) finding = NULL;

  g_mutex_lock (&self->lock);
  finding = g_steal_pointer (&self->finding);
  g_mutex_unlock (&self->lock);
  if (finding == NULL || finding->start != since)
    return;
  stall->cause = finding->cause;
  stall->call = g_steal_pointer (&finding->call);
  stall->fd = finding->fd;
  stall->fd_target = g_steal_pointer (&finding->fd_target);
}

/* The span that began at @since is over; @stall is what swim_spans_poll_enter () returned. */
static void
end_span (SwimLedger *self, SwimStall *stall, gint64 since)
{
  if (stall != NULL)
    {
      add_finding (self, stall, since);
      stall->subject = self->subject[0] != '\0' ? g_strdup (self->subject) : NULL;
    }
  self->subject[0] = '\0';
}

/* Ends the last span, or the one that a poll ends. */
static void
close_span (SwimLedger *self, gboolean last)
{
  gint64 since = swim_spans_get_busy_since (self->spans);
  gint64 now = swim_clock_ns ();
  SwimStall *told = NULL;
  SwimStall *stall;

  if (self->on_stall != NULL)
    g_mutex_lock (&self->reading);
  /* Inside a dispatch the depth is at least 1, so a poll there belongs to a nested loop. */
  stall = last ? swim_spans_end (self->spans, now)
               : swim_spans_poll_enter (self->spans, now, g_main_depth () > 0);
  end_span (self, stall, since);
  if (self->on_stall == NULL)
    return;
  if (stall != NULL)
    told = swim_stall_copy (stall);
  g_mutex_unlock (&self->reading);
  if (told != NULL)
    self->on_stall (told, self->data);
}

static int
poll_and_note (GPollFD *fds, guint n_fds, int timeout)
{
  SwimLedger *first;
  gint64 now;
  int ready;

  drop_detached ();
  first = ledgers_of_thread;
  if (first == NULL) /* another thread runs the context now: nothing is known of its loop */
    return g_poll (fds, n_fds, timeout);
  for (SwimLedger *self = first; self != NULL; self = self->next)
    if (swim_spans_is_running (self->spans))
      close_span (self, FALSE);
  ready = first->poll (fds, n_fds, timeout);
  now = swim_clock_ns ();
  for (SwimLedger *self = first; self != NULL; self = self->next)
    if (swim_spans_is_running (self->spans))
      swim_spans_poll_leave (self->spans, now);
  return ready;
}

/* Whether this thread may have a ledger of @context. */
gboolean
swim_ledger_check (GMainContext *context, GError **error)
{
  drop_detached ();
  if (ledgers_of_thread == NULL || ledgers_of_thread->context == context)
    return TRUE;
  g_set_error (
      error, SWIM_ERROR, SWIM_ERROR_USAGE,
      "the loop of another main context is being measured in this thread; stop that first");
  return FALSE;
}

/* How the context polls without a ledger. One of another thread may be left in it. */
static GPollFunc
get_poll_func (GMainContext *context)
{
  GPollFunc poll = g_main_context_get_poll_func (context);

  if (ledgers_of_thread != NULL)
    return ledgers_of_thread->poll;
  return poll != poll_and_note ? poll : g_poll;
}

/* A ledger for a context that this thread runs. A thread may have several, of one context. */
SwimLedger *
swim_ledger_new (GMainContext *context, double stall_seconds)
{
  SwimLedger *self = g_atomic_rc_box_new0 (SwimLedger);

  g_assert (swim_ledger_check (context, NULL));
  self->context = g_main_context_ref (context);
  self->poll = get_poll_func (context);
  self->spans = swim_spans_new ((gint64) (MIN (stall_seconds, MOST_STALL_SECONDS) * 1e9));
  self->thread = (int) gettid ();
  g_mutex_init (&self->lock);
  g_mutex_init (&self->reading);
  self->next = ledgers_of_thread;
  ledgers_of_thread = g_atomic_rc_box_acquire (self);
  g_main_context_set_poll_func (context, poll_and_note);
  return self;
}

static gboolean
is_own (const SwimLedger *self)
{
  const SwimLedger *own = ledgers_of_thread;

  while (own != NULL && own != self)
    own = own->next;
  return own != NULL;
}

/* With the last ledger, the context polls as it did before. A loop's own thread may have ended. */
static void
detach (SwimLedger *self)
{
  gboolean own = is_own (self);

  if (g_atomic_int_get (&self->detached))
    return;
  g_atomic_int_set (&self->detached, TRUE);
  drop_detached ();
  if (!own || ledgers_of_thread == NULL)
    g_main_context_set_poll_func (self->context, self->poll);
}

void
swim_ledger_free (SwimLedger *self)
{
  if (self == NULL)
    return;
  detach (self);
  unref (self);
}

/* To be called before it begins: @on_stall is given each stall (transfer full) when it is over, in
 * the loop's thread, from within the poll function. Then other threads may take copies. */
void
swim_ledger_tell (SwimLedger *self, SwimLedgerStallFunc on_stall, gpointer data)
{
  self->on_stall = on_stall;
  self->data = data;
}

void
swim_ledger_begin (SwimLedger *self)
{
  swim_spans_begin (self->spans, swim_clock_ns ());
}

/* From then on the thread may have a ledger of another context. */
void
swim_ledger_end (SwimLedger *self)
{
  if (swim_spans_is_running (self->spans))
    close_span (self, TRUE);
  if (is_own (self)) /* another thread ends it where its own is stuck */
    detach (self);
}

/* The spans up to now (transfer full), from any thread. */
SwimSpans *
swim_ledger_copy_spans (SwimLedger *self)
{
  SwimSpans *copy;

  g_mutex_lock (&self->reading);
  copy = swim_spans_copy (self->spans, swim_clock_ns ());
  g_mutex_unlock (&self->reading);
  return copy;
}

/* The spans of the loop; owned by the ledger. */
SwimSpans *
swim_ledger_get_spans (SwimLedger *self)
{
  return self->spans;
}

/* Notes what the loop of this thread works on: the subject of the current span, should it become a
 * stall. */
void
swim_ledger_note_subject (const char *subject)
{
  drop_detached ();
  for (SwimLedger *self = ledgers_of_thread; self != NULL; self = self->next)
    g_strlcpy (self->subject, subject, sizeof self->subject);
}

/* The kernel's number of the thread that runs the loop. */
int
swim_ledger_get_thread (SwimLedger *self)
{
  return self->thread;
}

/* Hands over (transfer full) what was found out about the span that began at its start. */
void
swim_ledger_explain (SwimLedger *self, SwimStall *finding)
{
  g_mutex_lock (&self->lock);
  swim_stall_free (self->finding);
  self->finding = finding;
  g_mutex_unlock (&self->lock);
}
