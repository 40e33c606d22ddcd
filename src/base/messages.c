/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/messages.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/printable.h"

int
swim_messages_open (void)
{
  int fd = memfd_create ("messages", MFD_CLOEXEC);

  if (fd >= 0)
    fcntl (fd, F_SETFL, O_APPEND);
  return fd;
}

void
swim_messages_read_end (int fd, GString *end)
{
  char bytes[SWIM_MESSAGES_MOST];
  off_t size = lseek (fd, 0, SEEK_END);
  ssize_t length = pread (fd, bytes, sizeof bytes, MAX (size - (off_t) sizeof bytes, 0));

  if (length > 0)
    g_string_append_len (end, bytes, length);
}

char *
swim_messages_dup_last (const GString *messages)
{
  g_autofree char *text = g_strchomp (g_strndup (messages->str, messages->len));
  const char *newline = strrchr (text, '\n');
  const char *line = newline != NULL ? newline + 1 : text;

  return *line != '\0' ? swim_printable (line) : NULL;
}
