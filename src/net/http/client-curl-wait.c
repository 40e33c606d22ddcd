/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blocking form of the libcurl client: a multi handle for each connection, since
 * curl_easy_perform() looks only once a second at whether it is cancelled. */
#include "config.h"

#include "net/http/client-curl.h"

#define LONGEST (60 * 60 * 1000) /* ms; libcurl shortens it to what it waits for */

static void
on_cancelled (GCancellable *cancellable, gpointer multi)
{
  curl_multi_wakeup (multi);
}

/* TRUE: libcurl is done, with that result. */
static gboolean
collect (CURLM *multi, CURLcode *result)
{
  CURLMsg *message;
  int left;

  message = curl_multi_info_read (multi, &left);
  if (message != NULL)
    *result = message->data.result;
  return message != NULL;
}

void
swim_curl_wait (SwimCurlConnection *self)
{
  GCancellable *cancellable = self->exchange->cancellable;
  CURLM *multi = self->multi;
  CURLcode result = CURLE_ABORTED_BY_CALLBACK; /* where it is cancelled */
  gulong handler;
  int running;

  swim_curl_connection_prepare (self);
  handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), multi, NULL);
  self->on_multi = TRUE;
  curl_multi_add_handle (multi, self->easy);
  while (!g_cancellable_is_cancelled (cancellable))
    {
      curl_multi_perform (multi, &running);
      if (collect (multi, &result))
        break;
      curl_multi_poll (multi, NULL, 0, LONGEST, NULL);
    }
  g_cancellable_disconnect (cancellable, handler);
  if (result == CURLE_WRITE_ERROR && g_cancellable_is_cancelled (cancellable))
    result = CURLE_ABORTED_BY_CALLBACK;
  swim_curl_connection_end (self, result);
}
