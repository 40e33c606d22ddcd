/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of checksums, as sha256sum and its like write it: which files are to have which. Any
 * thread. Reference-counted: g_atomic_rc_box_acquire(). */
#pragma once

#include "net/file/file-digest.h"

G_BEGIN_DECLS

typedef struct _SwimChecksumList SwimChecksumList;

/* From a text, which the messages call by that name. NULL with SWIM_ERROR_USAGE where it is not
 * such a list. */
SwimChecksumList *swim_checksum_list_parse (const char *text, const char *name, GError **error);
SwimChecksumList *swim_checksum_list_load (const char *path, GError **error);
void swim_checksum_list_unref (SwimChecksumList *list);

/* What a file of that name is to have, and notes that it was asked for; NULL: nothing is known of
 * it. A line with a folder is for the file of its last part, unless several lines would be. */
const SwimFileDigest *swim_checksum_list_look_up (SwimChecksumList *list, const char *file);
/* The same for another name of a file that was looked up already, to have before. That stays where
 * nothing is known of the other name. */
const SwimFileDigest *swim_checksum_list_look_up_renamed (SwimChecksumList *list,
                                                          const char *file,
                                                          const SwimFileDigest *before);

/* How many files were asked for of which nothing is known. */
guint64 swim_checksum_list_count_unlisted (SwimChecksumList *list);
/* The names that were never asked for, in the order of the list, ended by NULL (transfer full). */
char **swim_checksum_list_dup_unused (SwimChecksumList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimChecksumList, swim_checksum_list_unref)

G_END_DECLS
