/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/resume.h"

#include "job/items-private.h"
#include "job/results-file.h"

/* How many items are skipped before the loop may serve others. */
#define SKIPS_A_TURN 1024

/* The items that are left. */
struct _SwimResume
{
  SwimItems parent;
  SwimItems *all;
  SwimResultsFile *results;
  char *path;        /* of the results, where they are of a share */
  guint64 n_skipped; /* items that have one there */
  GSource *turn;     /* continues after it has skipped many */
};

#define SWIM_TYPE_RESUME (swim_resume_get_type ())
G_DECLARE_FINAL_TYPE (SwimResume, swim_resume, SWIM, RESUME, SwimItems)
G_DEFINE_FINAL_TYPE (SwimResume, swim_resume, SWIM_TYPE_ITEMS)

static void
stop_turn (SwimResume *self)
{
  if (self->turn == NULL)
    return;
  g_source_destroy (self->turn);
  g_clear_pointer (&self->turn, g_source_unref);
}

static gboolean
on_turn (gpointer data)
{
  SwimResume *self = data;

  stop_turn (self);
  swim_items_wake (SWIM_ITEMS (self));
  return G_SOURCE_REMOVE;
}

/* The items are all: each result is of one of them. Who makes a list of his own shorter knows it;
 * the shares of a list are counted by their results. */
static void
find_fault (SwimResume *self)
{
  guint64 n_others = self->results->taken.tally.total - self->n_skipped;
  g_autofree char *fault = g_strdup (swim_items_get_fault (self->all));

  if (fault == NULL && self->path != NULL && n_others > 0)
    fault = g_strdup_printf ("%s has %" G_GUINT64_FORMAT
                             " result%s of no item of this list: it is of another list, or has "
                             "lines twice",
                             self->path, n_others, n_others == 1 ? "" : "s");
  swim_items_set_fault (SWIM_ITEMS (self), fault);
}

static SwimNext
swim_resume_next (SwimItems *items, SwimItem **item)
{
  SwimResume *self = SWIM_RESUME (items);

  for (guint i = 0; i < SKIPS_A_TURN; i++)
    {
      SwimNext next = swim_items_next (self->all, item);

      if (next == SWIM_NEXT_END)
        {
          find_fault (self);
          swim_items_set_whole (items, swim_items_get_whole (self->all));
        }
      if (next != SWIM_NEXT_ITEM || !swim_tally_set_take (self->results->done, (*item)->name))
        return next;
      self->n_skipped++;
      g_clear_pointer (item, swim_item_free);
    }
  if (self->turn == NULL)
    {
      self->turn = g_idle_source_new ();
      g_source_set_priority (self->turn, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->turn, on_turn, self, NULL);
      g_source_attach (self->turn, g_main_context_get_thread_default ());
    }
  return SWIM_NEXT_WAIT;
}

static void
swim_resume_finalize (GObject *object)
{
  SwimResume *self = SWIM_RESUME (object);

  stop_turn (self);
  swim_items_set_wake (self->all, NULL, NULL);
  g_object_unref (self->all);
  swim_results_file_close (self->results);
  g_free (self->path);
  G_OBJECT_CLASS (swim_resume_parent_class)->finalize (object);
}

static void
swim_resume_class_init (SwimResumeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_resume_finalize;
  SWIM_ITEMS_CLASS (klass)->next = swim_resume_next;
}

static void
swim_resume_init (SwimResume *self)
{
}

static void
on_all_woken (gpointer data)
{
  swim_items_wake (data);
}

SwimItems *
swim_resume_items (SwimItems *items,
                   const char *path,
                   const SwimShardFilter *share,
                   const char *types,
                   GError **error)
{
  g_autoptr (SwimItems) all = items;
  SwimResultsFile *results = swim_results_file_open (path, share, types, error);
  SwimResume *self;

  if (results == NULL)
    return NULL;
  self = g_object_new (SWIM_TYPE_RESUME, NULL);
  self->all = g_steal_pointer (&all);
  self->results = results;
  if (share != NULL && share->shard.count > 0)
    self->path = g_strdup (path);
  swim_items_set_wake (self->all, on_all_woken, self);
  return SWIM_ITEMS (self);
}

const SwimTakenOver *
swim_resume_get_taken_over (SwimItems *items)
{
  return SWIM_IS_RESUME (items) ? &SWIM_RESUME (items)->results->taken : NULL;
}
