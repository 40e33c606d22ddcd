/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of files that are kept for another run: .NAME.part holds the bytes, and .NAME.from says of
 * what they are a part. The latter is there, whole, before the first of the bytes, so that even a
 * process that is killed leaves nothing that could be taken for something else. These calls
 * block. */
#pragma once

#include <xxhash.h>

#include "net/file/file.h"

G_BEGIN_DECLS

typedef enum
{
  SWIM_PARTIAL_FILE_NONE,     /* the file is to be fetched from its begin */
  SWIM_PARTIAL_FILE_SOME,     /* there is a part of it */
  SWIM_PARTIAL_FILE_COMPLETE, /* it is there already */
} SwimPartialFileState;

typedef struct
{
  SwimPartialFileState state;
  SwimFile *file; /* the part, to be written on at its end */
  guint64 size;
  char *validator;
  XXH3_state_t *hash; /* of the bytes of the part */
} SwimPartialFile;

/* What there is of the file of that name, fetched from url. A part of anything else, or that cannot
 * be read, counts for nothing. Clear it with swim_partial_file_clear(), which leaves the part where
 * it is. */
void swim_partial_file_look (SwimFolder *folder,
                             const char *name,
                             const char *url,
                             SwimPartialFile *part);
void swim_partial_file_clear (SwimPartialFile *part);

/* As swim_file_create(), but for a file that may be left for another run. Forgets the part
 * before. */
SwimFile *swim_partial_file_create (SwimFolder *folder,
                                    const char *name,
                                    const char *url,
                                    const char *validator,
                                    GError **error);
/* Leaves what was written for another run, and frees the file. One that is no part is discarded. */
void swim_partial_file_leave (SwimFile *file);

G_END_DECLS
