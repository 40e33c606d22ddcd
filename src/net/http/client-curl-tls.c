/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcurl keeps the trusted authorities with the multi handle, and reads them, for some 20 to 50
 * ms, when its first connection begins with TLS. That would be on the loop, so a thread has such a
 * handle begin with TLS on a socket that leads nowhere before the loop gets it. */
#include "config.h"

#include "net/http/client-curl.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LONGEST 10000  /* ms */
#define LAST_WAIT 1000 /* ms, of a process that ends */

/* A socket with an abstract name, which the kernel chooses; -1: it cannot be made. */
static int
listen_somewhere (struct sockaddr_un *address)
{
  socklen_t length = sizeof *address;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
  if (fd >= 0
      && (bind (fd, (struct sockaddr *) address, offsetof (struct sockaddr_un, sun_path)) < 0
          || listen (fd, 1) < 0 || getsockname (fd, (struct sockaddr *) address, &length) < 0))
    {
      close (fd);
      return -1;
    }
  return fd;
}

static CURL *
new_handle (const char *path, const struct sockaddr_un *address)
{
  CURL *easy = curl_easy_init ();

  curl_easy_setopt (easy, CURLOPT_URL, "https://authorities.invalid/");
  curl_easy_setopt (easy, CURLOPT_ABSTRACT_UNIX_SOCKET, address->sun_path + 1);
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  swim_curl_set_authorities (easy, path);
  return easy;
}

/* Until the other end has the first bytes of a handshake. */
static void
begin_handshake (CURLM *multi, int listener)
{
  struct curl_waitfd wait = { .fd = listener, .events = CURL_WAIT_POLLIN };
  int running = 1;

  while (running > 0 && curl_multi_perform (multi, &running) == CURLM_OK
         && curl_multi_poll (multi, &wait, 1, LONGEST, NULL) == CURLM_OK)
    {
      if ((wait.revents & CURL_WAIT_POLLIN) == 0)
        continue;
      if (wait.fd != listener)
        break;
      wait.fd = accept (listener, NULL, NULL);
      wait.revents = 0;
    }
  if (wait.fd != listener)
    close (wait.fd);
}

static void
read_authorities (CURLM *multi, const char *path)
{
  struct sockaddr_un address;
  int listener = listen_somewhere (&address);
  CURL *easy;

  if (listener < 0)
    return;
  easy = new_handle (path, &address);
  curl_multi_add_handle (multi, easy);
  begin_handshake (multi, listener);
  curl_multi_remove_handle (multi, easy);
  curl_easy_cleanup (easy);
  close (listener);
}

/* The process may end while a thread reads, and OpenSSL frees what it has when the process ends. */
static GMutex reading_lock;
static GCond reading_ended;
static guint n_reading; /* guarded by the lock */

static void
await_readers (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reading_lock);
  gint64 latest = g_get_monotonic_time () + LAST_WAIT * G_TIME_SPAN_MILLISECOND;

  while (n_reading > 0 && g_cond_wait_until (&reading_ended, &reading_lock, latest))
    continue;
}

/* Call it before a thread is given the task to read; curl_global_init () came before. */
void
swim_curl_expect_reader (void)
{
  static gboolean waits;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reading_lock);

  if (!waits)
    waits = atexit (await_readers) == 0;
  n_reading++;
}

/* In a thread that was expected. */
void
swim_curl_read_authorities (CURLM *multi, const char *path)
{
  g_autoptr (GMutexLocker) locker = NULL;

  read_authorities (multi, path);
  locker = g_mutex_locker_new (&reading_lock);
  n_reading--;
  g_cond_signal (&reading_ended);
}
