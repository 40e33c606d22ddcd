/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files and partial files share. */
#pragma once

#include "net/file/file.h"

G_BEGIN_DECLS

struct _SwimFolder
{
  int fd;
  char *path;
  char prefix[32]; /* makes the temporary names of this process unique */
  guint64 next;    /* atomic: the number of the next temporary name */
};

struct _SwimFile
{
  SwimFolder *folder;
  char *name;
  char temporary[256];
  char *note; /* file that says what the temporary one is a part of; NULL: not a partial file */
  int fd;
};

SwimFile *swim_file_new (SwimFolder *folder, const char *name);
void swim_file_free (SwimFile *file);
void swim_file_set_error (GError **error, const SwimFile *file, int code);

/* claim.c: gives a complete file its name, or returns NULL with an error. */
char *swim_file_claim_name (SwimFile *file, const SwimFileTarget *target, GError **error);

G_END_DECLS
