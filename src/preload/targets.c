/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/targets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "preload/process.h"
#include "preload/raw.h"

/* Copies what may not be there. Returns how much of it was. */
static size_t
copy (const void *from, void *to, size_t bytes)
{
  struct iovec local = { to, bytes };
  struct iovec remote = { (void *) from, bytes };
  long n;

  if (from == NULL)
    return 0;
  n = swim_raw6 (SYS_process_vm_readv, swim_raw0 (SYS_getpid), (long) &local, 1, (long) &remote, 1,
                 0);
  return n > 0 ? (size_t) n : 0;
}

/* A text ends somewhere before an unknown page may begin: read up to the end of its page first. */
static void
copy_text (const char *from, char text[SWIM_WATCH_TARGET_BYTES])
{
  size_t room = SWIM_WATCH_TARGET_BYTES - 1;
  size_t first = 4096 - ((uintptr_t) from & 4095);
  size_t n = copy (from, text, first < room ? first : room);

  if (n == first && n < room && memchr (text, '\0', n) == NULL)
    n += copy (from + n, text + n, room - n);
  text[n] = '\0';
}

static void
describe_address (const struct sockaddr_storage *address,
                  size_t bytes,
                  char text[SWIM_WATCH_TARGET_BYTES])
{
  const struct sockaddr_in *v4 = (const void *) address;
  const struct sockaddr_in6 *v6 = (const void *) address;
  const struct sockaddr_un *local = (const void *) address;
  char host[INET6_ADDRSTRLEN];
  size_t path_at = offsetof (struct sockaddr_un, sun_path);

  if (bytes >= sizeof *v4 && address->ss_family == AF_INET)
    snprintf (text, SWIM_WATCH_TARGET_BYTES, "%s:%u",
              inet_ntop (AF_INET, &v4->sin_addr, host, sizeof host), ntohs (v4->sin_port));
  else if (bytes >= sizeof *v6 && address->ss_family == AF_INET6)
    snprintf (text, SWIM_WATCH_TARGET_BYTES, "[%s]:%u",
              inet_ntop (AF_INET6, &v6->sin6_addr, host, sizeof host), ntohs (v6->sin6_port));
  else if (bytes > path_at + 1 && address->ss_family == AF_UNIX && local->sun_path[0] == '\0')
    snprintf (text, SWIM_WATCH_TARGET_BYTES, "unix:@%.*s", (int) (bytes - path_at - 1),
              local->sun_path + 1);
  else if (bytes > path_at && address->ss_family == AF_UNIX)
    snprintf (text, SWIM_WATCH_TARGET_BYTES, "unix:%.*s", (int) (bytes - path_at), local->sun_path);
}

static void
describe_fd (int fd, char text[SWIM_WATCH_TARGET_BYTES])
{
  struct sockaddr_storage peer = { 0 };
  unsigned size = sizeof peer;
  char link[40];
  long n;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = swim_raw4 (SYS_readlinkat, -100, (long) link, (long) text, SWIM_WATCH_TARGET_BYTES - 1);
  text[n > 0 ? n : 0] = '\0';
  if (strncmp (text, "socket:", strlen ("socket:")) == 0
      && swim_raw3 (SYS_getpeername, fd, (long) &peer, (long) &size) == 0)
    describe_address (&peer, size < sizeof peer ? size : sizeof peer, text);
}

void
swim_target_describe (const SwimTarget *target, char text[SWIM_WATCH_TARGET_BYTES])
{
  struct sockaddr_storage address = { 0 };

  text[0] = '\0';
  if (swim_is_filtered)
    return;
  switch (target->kind)
    {
    case SWIM_TARGET_NONE:
      return;
    case SWIM_TARGET_FD:
    case SWIM_TARGET_LAST_FD:
      if (target->fd >= 0)
        describe_fd (target->fd, text);
      return;
    case SWIM_TARGET_STREAM:
    case SWIM_TARGET_LAST_STREAM:
      if (target->data != NULL && fileno_unlocked ((FILE *) target->data) >= 0)
        describe_fd (fileno_unlocked ((FILE *) target->data), text);
      return;
    case SWIM_TARGET_PATH:
    case SWIM_TARGET_HOST:
      copy_text (target->data, text);
      return;
    case SWIM_TARGET_ADDRESS:
      if (target->data == NULL)
        describe_fd (target->fd, text);
      else
        describe_address (&address,
                          copy (target->data, &address,
                                target->bytes < sizeof address ? target->bytes : sizeof address),
                          text);
      return;
    }
}
