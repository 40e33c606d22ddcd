/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checksum that a file is to have, and that of one that is being written. */
#pragma once

#include "net/file/file.h"

G_BEGIN_DECLS

typedef struct
{
  GChecksumType type;
  char *hex;
} SwimFileDigest;

/* Adds all bytes of the file, of which reading fails with FALSE. Its place does not change. */
gboolean swim_file_digest_add_file (GChecksum *checksum, int fd);
/* Whether the file of that name has it; blocks while it is read. */
gboolean swim_file_digest_matches_file (const SwimFileDigest *digest,
                                        SwimFolder *folder,
                                        const char *name);
/* FALSE with an error where the checksum, which is closed, is another. */
gboolean swim_file_digest_check (const SwimFileDigest *digest, GChecksum *checksum, GError **error);

G_END_DECLS
