/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of a list on their way from the thread that reads them to the puller: in batches, of which
 * a few are ahead and no more. */
#pragma once

#include "job/shard.h"
#include "job/swim-items.h"

G_BEGIN_DECLS

/* Lines in one piece of text: items would be freed by another thread than that which made them,
 * which is slow. Each is a kind and a string, which ends with its NUL; a problem is followed by the
 * string that explains it, and a named item by its path. Where items of other shares were passed
 * over, their number stands before it, as a string, behind its own kind. */
typedef struct
{
  GString *text;
  guint lines;
} SwimListBatch;

#define SWIM_LINE_ITEM '+'
#define SWIM_LINE_NAMED '>'
#define SWIM_LINE_PROBLEM '!'
#define SWIM_LINE_PASSED '/'

#define SWIM_LINES_A_BATCH 1024
/* Of this much text a batch is full, however few lines it has. */
#define SWIM_BYTES_A_BATCH (256 * 1024)

/* What the puller and the reading thread share. It outlives the list where the reader is stuck in a
 * silent pipe, from which it cannot be called off. */
typedef struct
{
  GMutex lock;
  GCond drained;
  GQueue batches;        /* of SwimListBatch */
  gboolean complete;     /* the last batch is in */
  char *fault;           /* with that: what is wrong with the list as a whole, or NULL */
  SwimWholeList whole;   /* and what it is as a whole, where that is known */
  gboolean closed;       /* the puller has been freed */
  GMainContext *waiting; /* the puller's context, where it wants to be woken */
  SwimItems *list;       /* for the puller's thread alone; NULL when closed */
} SwimListFeed;

SwimListBatch *swim_list_batch_new (void);
void swim_list_batch_free (SwimListBatch *batch);

SwimListFeed *swim_list_feed_new (SwimItems *list);
SwimListFeed *swim_list_feed_ref (SwimListFeed *feed);
void swim_list_feed_unref (SwimListFeed *feed);

/* For the reader. Takes the batch over and waits until there is room; FALSE when no more items are
 * needed. */
gboolean swim_list_feed_push (SwimListFeed *feed, SwimListBatch *batch);
/* The same with the last one, and the list's fault (taken over) and what it is as a whole, which
 * may be NULL. */
void swim_list_feed_end (SwimListFeed *feed,
                         SwimListBatch *batch,
                         char *fault,
                         const SwimWholeList *whole);

/* For the puller. The next batch (transfer full), or NULL, and the list is woken when there is one.
 * ended: it is the last. */
SwimListBatch *swim_list_feed_pop (SwimListFeed *feed, gboolean *ended);
void swim_list_feed_close (SwimListFeed *feed);

G_END_DECLS
