/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that appear whole or not at all: written without a name, or where that cannot be under a
 * temporary one in the same folder, and named when complete. These calls block; file-writer.h is
 * for a loop. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder that files are written into. It is opened once, so that it stays the same even when its
 * path changes. Any thread. Reference-counted: g_atomic_rc_box_acquire(). */
typedef struct _SwimFolder SwimFolder;

SwimFolder *swim_folder_open (const char *path, GError **error);
/* Removes temporary files of processes that were killed. */
void swim_folder_sweep (SwimFolder *folder);
void swim_folder_unref (SwimFolder *folder);

/* Which name a file gets where the file of another URL may have it already. */
typedef enum
{
  SWIM_NAME_PLAIN,  /* its own if that is free, or else one with a hash of its URL */
  SWIM_NAME_HASHED, /* one with a hash, unless its own is that of this URL already */
  SWIM_NAME_FIXED,  /* its own or none */
} SwimNameRule;

/* What a file is to be called; name may have folders, which are made as needed.
 * url: NULL: whatever is there is replaced */
typedef struct
{
  const char *name;
  const char *url;
  SwimNameRule rule;
} SwimFileTarget;

/* The name under which a complete file of the URL is there (transfer full), or NULL. */
char *swim_file_find (SwimFolder *folder, const SwimFileTarget *target);

/* An unfinished file. Belongs to one thread at a time. */
typedef struct _SwimFile SwimFile;

SwimFile *swim_file_create (SwimFolder *folder, const char *name, GError **error);
gboolean swim_file_write (SwimFile *file, const void *bytes, gsize length, GError **error);
/* Whether it is a partial file (partial-file.h). */
gboolean swim_file_is_part (const SwimFile *file);
int swim_file_get_fd (const SwimFile *file);
/* When it was modified, in seconds of the real clock. A file system that cannot say so is let be.
 */
void swim_file_set_modified (SwimFile *file, gint64 seconds);
/* Both free the file and remove the temporary one. commit: returns the name that the file got
 * (transfer full). Never takes one from the file of another URL, not even from that of another
 * process at the same moment. */
char *swim_file_commit (SwimFile *file, const SwimFileTarget *target, GError **error);
void swim_file_discard (SwimFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimFolder, swim_folder_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimFile, swim_file_discard)

G_END_DECLS
