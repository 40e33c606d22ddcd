/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Preloaded, makes HTTP libraries never return: libsoup for a path with “stuck” in it, which it
 * forgets in the non-blocking form, and there also for “hog”; libcurl's wait where nothing has come
 * for a while. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define WAIT_MS 400

void *soup_session_send (void *session, void *message, void *cancellable, void *error);
void soup_session_send_async (void *session,
                              void *message,
                              int priority,
                              void *cancellable,
                              void *callback,
                              void *data);
int curl_multi_poll (void *multi, void *extra, unsigned n_extra, int timeout, int *count);

static void
stay (void)
{
  for (;;)
    pause ();
}

static int
has (void *message, const char *word)
{
  void *(*get_uri) (void *) = (void *(*) (void *) ) dlsym (RTLD_DEFAULT, "soup_message_get_uri");
  const char *(*get_path) (void *) =
      (const char *(*) (void *) ) dlsym (RTLD_DEFAULT, "g_uri_get_path");

  return strstr (get_path (get_uri (message)), word) != NULL;
}

void *
soup_session_send (void *session, void *message, void *cancellable, void *error)
{
  void *(*next) (void *, void *, void *, void *) =
      (void *(*) (void *, void *, void *, void *) ) dlsym (RTLD_NEXT, "soup_session_send");

  if (has (message, "stuck"))
    stay ();
  return next (session, message, cancellable, error);
}

void
soup_session_send_async (void *session,
                         void *message,
                         int priority,
                         void *cancellable,
                         void *callback,
                         void *data)
{
  void (*next) (void *, void *, int, void *, void *, void *) =
      (void (*) (void *, void *, int, void *, void *, void *)) dlsym (RTLD_NEXT,
                                                                      "soup_session_send_async");

  if (has (message, "hog"))
    stay ();
  if (!has (message, "stuck"))
    next (session, message, priority, cancellable, callback, data);
}

int
curl_multi_poll (void *multi, void *extra, unsigned n_extra, int timeout, int *count)
{
  int (*next) (void *, void *, unsigned, int, int *) =
      (int (*) (void *, void *, unsigned, int, int *)) dlsym (RTLD_NEXT, "curl_multi_poll");
  int found = 0;
  int result = next (multi, extra, n_extra, timeout < WAIT_MS ? timeout : WAIT_MS, &found);

  if (result == 0 && found == 0 && timeout > WAIT_MS)
    stay ();
  if (count != NULL)
    *count = found;
  return result;
}
