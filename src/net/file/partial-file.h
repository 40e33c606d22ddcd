/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Partial files, kept for another run: .NAME.part has the bytes, and the note .NAME.from says what
 * they are a part of, where NAME has a hash of the URL in any case. The note is complete before the
 * first byte is written, so that even a process that is killed leaves nothing that could be
 * mistaken. Who writes a part holds a lock on it. One that is left in order has an attribute by
 * which it is seen whether something else has changed it since. These calls block. */
#pragma once

#include <xxhash.h>

#include "net/file/file.h"

G_BEGIN_DECLS

typedef enum
{
  SWIM_PARTIAL_FILE_NONE,     /* the file is to be fetched from its beginning */
  SWIM_PARTIAL_FILE_SOME,     /* a part of it is there */
  SWIM_PARTIAL_FILE_COMPLETE, /* it is there already */
} SwimPartialFileState;

typedef struct
{
  SwimPartialFileState state;
  char *name;     /* of the complete file */
  SwimFile *file; /* the part, for appending */
  guint64 size;
  char *version;
  XXH3_state_t *hash; /* of the bytes of the part */
} SwimPartialFile;

/* Finds the file of that URL, or the part of it. A part of anything else, one that cannot be read,
 * or that another process is writing, is ignored. Clear it with swim_partial_file_clear(), which
 * leaves the part where it is. */
void swim_partial_file_look (SwimFolder *folder,
                             const SwimFileTarget *target,
                             SwimPartialFile *part);
void swim_partial_file_clear (SwimPartialFile *part);

/* As swim_file_create(), but for a file that may be left for another run. Replaces an earlier part;
 * where another process is writing that, or no note can be written, the file is not partial. */
SwimFile *swim_partial_file_create (SwimFolder *folder,
                                    const SwimFileTarget *target,
                                    const char *version,
                                    GError **error);
/* Makes a part of a file that was not meant to be one, as swim_partial_file_create() would have
 * made it, and frees the file; an earlier part that has as much of the same version stays instead.
 * FALSE where that fails, and nothing is left. */
gboolean swim_partial_file_keep (SwimFile *file, const SwimFileTarget *target, const char *version);
/* After a write that failed: the part has what was written before, and no more. FALSE where there
 * is nothing, or that cannot be brought about: it is to be discarded. */
gboolean swim_partial_file_trim (SwimFile *file);
/* Keeps what was written for another run, and frees the file; one that is not partial is
 * discarded. */
void swim_partial_file_leave (SwimFile *file);

G_END_DECLS
