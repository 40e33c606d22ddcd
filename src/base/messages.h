/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The messages of a child process: the end of what it wrote to standard error, which says why it
 * failed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of its messages, the end that is kept. */
#define SWIM_MESSAGES_MOST 4096

/* A file in memory to be its standard error (close it in the end); -1 with errno set. What it
 * leaves behind may still write there: a pipe would end that when nobody reads it any more. */
int swim_messages_open (void);

/* Appends the end of such a file. */
void swim_messages_read_end (int fd, GString *end);

/* The last line, fit to be printed (transfer full); NULL: there is none. */
char *swim_messages_dup_last (const GString *messages);

G_END_DECLS
