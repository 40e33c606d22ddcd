/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kept connections of libcurl: what it does not see of them, and does not tell.
 *
 * It uses a kept connection on which bytes wait that nobody has asked for, and takes them for the
 * next answer: before 8.1 in any case, and later ones (8.14) where TLS has decrypted them already.
 *
 * And before 8.1, where a connection of HTTP/2 breaks by an error of its own, with a frame for a
 * stream that does not exist say, it drops what it has not delivered, closes the connection and
 * calls the streams done; but it also closes a connection behind a whole answer where the server
 * has said GOAWAY, or ended TLS, of which its log tells, the latter with OpenSSL alone. Where
 * streams share that connection, all but one of them would wait until their time is up; so none do.
 */
#include "config.h"

#include "net/http/client-curl.h"

#include <sys/socket.h>

/* Of the TLS libraries that libcurl may stand on; NULL where it does not. */
extern int SSL_pending (const void *session) __attribute__ ((weak));
extern size_t gnutls_record_check_pending (void *session) __attribute__ ((weak));

enum
{
  NOTE_HTTP_1 = 1 << 0, /* an answer of it has come */
  NOTE_ENDED = 1 << 1,  /* by the server */
};

gboolean
swim_curl_old_runs (void)
{
  return curl_version_info (CURLVERSION_NOW)->version_num < 0x080100;
}

static void
note (SwimCurlConnection *self, guint notes)
{
  if (self->socket != NULL)
    g_atomic_int_or ((guint *) &self->socket->notes, notes);
}

static int
on_log (CURL *easy, curl_infotype type, char *text, size_t length, void *data)
{
  if (type == CURLINFO_TEXT
      && (g_strstr_len (text, (gssize) length, " GOAWAY, error=") != NULL
          || g_strstr_len (text, (gssize) length, "(IN), TLS alert, close notify") != NULL))
    note (data, NOTE_ENDED);
  return 0;
}

/* Bytes that were received, and not read by libcurl. */
static gboolean
has_decrypted (SwimCurlConnection *self)
{
  struct curl_tlssessioninfo *session = NULL;

  if (!self->tls || curl_easy_getinfo (self->easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK
      || session == NULL || session->internals == NULL)
    return FALSE;
  if (session->backend == CURLSSLBACKEND_OPENSSL && SSL_pending != NULL)
    return SSL_pending (session->internals) > 0;
  if (session->backend == CURLSSLBACKEND_GNUTLS && gnutls_record_check_pending != NULL)
    return gnutls_record_check_pending (session->internals) > 0;
  return FALSE;
}

/* Over HTTP/2 a server may send frames of the connection at any time. */
static gboolean
is_soiled (SwimCurlConnection *self)
{
  const SwimCurlSocket *socket = self->socket;
  int fd = socket != NULL ? g_atomic_int_get (&socket->fd) : 0;
  int notes = socket != NULL ? g_atomic_int_get (&socket->notes) : 0;
  char byte;

  if (fd <= 0 || (notes & NOTE_HTTP_1) == 0)
    return FALSE;
  return (self->client->old && recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
         || has_decrypted (self);
}

/* A connection that is made without the log tells nothing of TLS later on. */
void
swim_curl_old_prepare (SwimCurlConnection *self)
{
  if (!self->tls)
    return;
  curl_easy_setopt (self->easy, CURLOPT_DEBUGFUNCTION, on_log);
  curl_easy_setopt (self->easy, CURLOPT_DEBUGDATA, self);
  curl_easy_setopt (self->easy, CURLOPT_VERBOSE, 1L);
}

gboolean
swim_curl_kept_begin (SwimCurlConnection *self)
{
  self->soiled = is_soiled (self);
  return !self->soiled;
}

void
swim_curl_kept_take_head (SwimCurlConnection *self)
{
  if (self->framing.version == SWIM_HTTP_2)
    return;
  note (self, NOTE_HTTP_1);
  if (self->tls)
    curl_easy_setopt (self->easy, CURLOPT_VERBOSE, 0L);
}

static gboolean
tells_of_tls (void)
{
  return g_str_has_prefix (curl_version_info (CURLVERSION_NOW)->ssl_version, "OpenSSL");
}

gboolean
swim_curl_old_was_broken (const SwimCurlConnection *self)
{
  const SwimCurlSocket *socket = self->socket;

  return self->framing.kind == SWIM_FRAMING_STREAM && socket != NULL && tells_of_tls ()
         && g_atomic_int_get (&socket->fd) == 0
         && (g_atomic_int_get (&socket->notes) & NOTE_ENDED) == 0;
}
