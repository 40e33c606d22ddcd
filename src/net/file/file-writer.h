/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes files in two forms, of which one is for a loop that must not block. It has one worker
 * thread: short of io_uring, the kernel cannot open, write and rename a file without blocking. */
#pragma once

#include "net/file/file-digest.h"
#include "net/file/partial-file.h"

G_BEGIN_DECLS

#define SWIM_FILE_BLOCK (256 * 1024) /* bytes that are passed to the worker at once, at most */

typedef enum
{
  SWIM_FILE_LOOK,    /* for the file, or a part to which blocks are appended; calls looked */
  SWIM_FILE_FIND,    /* for the complete file alone; calls looked */
  SWIM_FILE_WRITE,   /* a block */
  SWIM_FILE_RESTART, /* drops what was written; with a version as bytes, a part may be kept */
  /* Each file ends with one of these, after which done is called. */
  SWIM_FILE_FINISH, /* the last block: the file gets its name. A small file takes one message so.
                     * Where it cannot be written, a part is left as by SWIM_FILE_LEAVE */
  SWIM_FILE_ABORT,  /* it will not be complete: removes what was written */
  SWIM_FILE_LEAVE,  /* the same, but keeps what was written for another run, where possible; with a
                     * version as bytes also of a file that was not meant to be kept */
} SwimFileRequest;

typedef struct _SwimFileWriter SwimFileWriter;
typedef struct _SwimFileStream SwimFileStream;

/* A file that is being written, embedded by its owner, who sets what stands above the line and
 * keeps it until done was called. All are called on the writer's loop. */
struct _SwimFileStream
{
  SwimFileTarget target;
  const char *renamed; /* what a complete file is called in place of its target's name, or NULL */
  /* More blocks may be pushed; or failed is set, and none should. */
  void (*drained) (SwimFileStream *stream);
  void (*done) (SwimFileStream *stream, GError *error); /* (transfer full) (nullable) */
  void (*looked) (SwimFileStream *stream);              /* part says what was found */
  const SwimFileDigest *expected;         /* nullable: the file is to have it, or gets no name */
  const SwimFileDigest *renamed_expected; /* nullable: it is to have this one in place of that */
  gint64 modified; /* seconds of the real clock, for a complete file; 0: when it was written */

  gboolean kept;       /* in done: a part is kept for another run */
  gboolean mismatched; /* in done: what failed is that its checksum is another */
  gboolean failed;     /* it cannot be written; done gets the error */
  SwimPartialFile part;
  char *name; /* of the complete file, the owner's from then on; NULL where there is none */

  /* Private. */
  guint waiting;  /* the loop's: blocks that were pushed and are not yet written */
  gboolean held;  /* the loop's: drained is to be called */
  SwimFile *file; /* the worker's, where there is one; likewise the next */
  GError *error;
  GChecksum *checksum; /* of what was written; NULL: nothing, or none is expected */
  char *version;       /* for the note of a partial file */
};

/* Does it now, and blocks: without a writer, and without a call back. Bytes that are taken over are
 * set to NULL. The error of the stream says whether it failed. */
void swim_file_stream_perform (SwimFolder *folder,
                               SwimFileStream *stream,
                               SwimFileRequest request,
                               guint8 **bytes,
                               gsize length);

SwimFileWriter *swim_file_writer_new (SwimFolder *folder, GMainContext *context);
/* No stream may be in use. */
void swim_file_writer_free (SwimFileWriter *writer);
/* What a thread does of it, in a few words. */
const char *swim_file_writer_get_offloaded (void);

/* Takes the bytes over (g_free). FALSE: enough blocks wait, and the caller should write no more
 * until drained is called. */
gboolean swim_file_stream_ask (SwimFileWriter *writer,
                               SwimFileStream *stream,
                               SwimFileRequest request,
                               guint8 *bytes,
                               gsize length);

G_END_DECLS
