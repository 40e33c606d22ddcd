/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files and partial files share. */
#pragma once

#include "net/file/file.h"

G_BEGIN_DECLS

#define SWIM_FILE_TEMPORARY 256

struct _SwimFolder
{
  int fd;
  char *path;
  char prefix[32];  /* makes the temporary names of this process unique */
  gboolean unnamed; /* files have no name before they are complete */
  guint64 next;     /* atomic: the number of the next temporary name */
};

struct _SwimFile
{
  SwimFolder *folder;
  char *name;
  char temporary[SWIM_FILE_TEMPORARY]; /* empty: it has no name */
  char *note; /* file that says what the temporary one is a part of; NULL: not a partial file */
  int fd;
};

SwimFile *swim_file_new (SwimFolder *folder, const char *name);
void swim_file_free (SwimFile *file);
/* Locks a file that has a name, against those who sweep and take over parts. FALSE with errno. */
gboolean swim_file_lock (int fd);
/* Gives it that name, beside the temporary one that it may have. FALSE with errno. */
gboolean swim_file_link (const SwimFile *file, const char *name);
/* Gives it a temporary name, unless it has one. FALSE with errno. */
gboolean swim_file_name_temporarily (SwimFile *file);
void swim_file_set_error (GError **error, const SwimFile *file, int code);

/* claim.c: gives a complete file its name, or returns NULL with an error. */
char *swim_file_claim_name (SwimFile *file, const SwimFileTarget *target, GError **error);

G_END_DECLS
