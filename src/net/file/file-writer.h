/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files written from a loop that must not block. How that is done is chosen in one place,
 * swim_file_writer_new(): today by one worker thread, since the kernel has no way to open, write
 * and rename a file that does not block, short of io_uring. */
#pragma once

#include "net/file/partial-file.h"

G_BEGIN_DECLS

#define SWIM_FILE_BLOCK (256 * 1024) /* bytes that are handed over at once, at most */

typedef struct _SwimFileWriter SwimFileWriter;
typedef struct _SwimFileStream SwimFileStream;

/* A file on its way, embedded by its owner, who sets what stands above the line and lets it live
 * until done was called. Both are called on the writer's loop. */
struct _SwimFileStream
{
  const char *name;
  /* Fewer blocks wait than before, so more may come; or failed is set, and none should. */
  void (*drained) (SwimFileStream *stream);
  void (*done) (SwimFileStream *stream, GError *error); /* (transfer full) (nullable) */
  /* For one that may be left for another run, or take up from one; else NULL. */
  const char *url;
  void (*looked) (SwimFileStream *stream); /* part says what there is */

  gboolean failed; /* it cannot be written; done will say why */
  SwimPartialFile part;

  /* Private. */
  guint waiting;   /* the loop's: blocks that are handed over and not yet written */
  SwimFile *file;  /* the worker's */
  GError *error;   /* the worker's */
  char *validator; /* the worker's: what a part of it is to be noted with */
};

SwimFileWriter *swim_file_writer_new (SwimFolder *folder, GMainContext *context);
/* No stream may be on its way. */
void swim_file_writer_free (SwimFileWriter *writer);
/* What of it is done by a thread, in a few words; NULL for nothing. */
const char *swim_file_writer_get_offloaded (void);

/* Takes the block over (g_free). Returns FALSE when enough blocks wait and the caller should hold
 * back until drained is called. */
gboolean swim_file_stream_push (SwimFileWriter *writer,
                                SwimFileStream *stream,
                                guint8 *bytes,
                                gsize length);
/* The same, and that was all: the file gets its name. A small file is one hop this way. */
void swim_file_stream_finish (SwimFileWriter *writer,
                              SwimFileStream *stream,
                              guint8 *bytes,
                              gsize length);
/* Looks for a part from a run before, and calls looked. What is pushed then goes to its end. */
void swim_file_stream_look (SwimFileWriter *writer, SwimFileStream *stream);
/* What there is is to be forgotten; the file begins anew. With a validator, which is NULL else, a
 * part of it may be left for another run. */
void swim_file_stream_restart (SwimFileWriter *writer,
                               SwimFileStream *stream,
                               const char *validator);
/* It will not be complete: removes what there is. Calls done as well, without an error. */
void swim_file_stream_abort (SwimFileWriter *writer, SwimFileStream *stream);
/* The same, but leaves what there is for another run, where it can be. */
void swim_file_stream_leave (SwimFileWriter *writer, SwimFileStream *stream);

G_END_DECLS
