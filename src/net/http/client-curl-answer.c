/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What libcurl delivers of an answer. It takes heads that two readers could read in two ways, and
 * chunks that are none; so each line of a head is checked as it was received, and the chunked
 * coding is left to us. */
#include "config.h"

#include "net/http/client-curl.h"

#include <string.h>

static gboolean
is_interim (const SwimHttpFraming *framing)
{
  return framing->code < 200;
}

/* In the status line; NULL for none. */
static const char *
find_reason (SwimCurlConnection *self)
{
  const char *code = strchr (self->head->str, ' ');
  const char *reason = code != NULL ? strchr (code + 1, ' ') : NULL;

  return reason != NULL && reason[1] != '\0' ? reason + 1 : NULL;
}

/* The final head has ended. FALSE: the exchange is to be ended. */
static gboolean
accept_head (SwimCurlConnection *self)
{
  SwimHttpExchange *exchange = self->exchange;
  const SwimHttpFraming *framing = &self->framing;

  self->headed = TRUE;
  exchange->code = framing->code;
  exchange->reason = find_reason (self);
  exchange->length = framing->length;
  /* Of a stream of HTTP/2 whose connection breaks, libcurl 7.88 may take what there is for all. */
  exchange->open_ended =
      framing->kind == SWIM_FRAMING_CLOSE || framing->kind == SWIM_FRAMING_STREAM;
  exchange->from_proxy = FALSE;
  swim_curl_kept_take_head (self);
  self->ended = exchange->events->on_head (exchange) == SWIM_BODY_CLOSE;
  return !self->ended;
}

static void
add_line (SwimCurlConnection *self, const char *line, gsize length)
{
  while (length > 0 && g_ascii_isspace (line[length - 1]))
    length--;
  if ((line[0] == ' ' || line[0] == '\t') && self->head->len > 0) /* folded */
    g_string_truncate (self->head, self->head->len - 1);
  g_string_append_len (self->head, line, (gssize) length);
  g_string_append_c (self->head, '\0');
}

/* What a proxy answers before the request is made, to CONNECT. */
static void
add_proxy_line (SwimCurlConnection *self, const char *line, gsize length)
{
  if (length > 5 && strncmp (line, "HTTP/", 5) == 0)
    g_string_truncate (self->head, 0);
  add_line (self, line, length);
}

/* libcurl takes “HTTP/2 200” that was sent as text, whose body then has no end that could be seen.
 * Over plain TCP we never ask for HTTP/2. */
static gboolean
is_made_up (SwimCurlConnection *self)
{
  return self->framing.in_head && self->framing.version == SWIM_HTTP_2
         && g_str_equal (g_uri_get_scheme (self->exchange->uri), "http");
}

/* A line of a head, of which there may be several interim ones before the final one, and of
 * trailers after the body. */
static size_t
on_header (char *line, size_t size, size_t count, void *data)
{
  SwimCurlConnection *self = data;
  gsize length = size * count;
  gboolean empty = length > 0 && (line[0] == '\r' || line[0] == '\n');

  if (!self->requested)
    {
      add_proxy_line (self, line, length);
      return length;
    }
  if (!swim_http_framing_add_line (&self->framing, line, length))
    return CURL_WRITEFUNC_ERROR;
  if (is_made_up (self))
    {
      self->framing.wrong = "the server speaks an unknown version of HTTP";
      return CURL_WRITEFUNC_ERROR;
    }
  if (self->headed)
    return length;
  if (empty && !is_interim (&self->framing))
    return accept_head (self) ? length : CURL_WRITEFUNC_ERROR;
  if (empty)
    g_string_truncate (self->head, 0);
  else
    add_line (self, line, length);
  return length;
}

/* Most lines are told from others by their first letter, in either case. */
static gboolean
is_field (const char *line, const char *name, gsize length)
{
  return ((line[0] ^ name[0]) & ~0x20) == 0 && g_ascii_strncasecmp (line, name, length) == 0
         && line[length] == ':';
}

const char *
swim_curl_answer_get_header (SwimHttpExchange *exchange, const char *name)
{
  SwimCurlConnection *self = exchange->connection;
  const char *end = self->head->str + self->head->len;
  gsize length = strlen (name);

  for (const char *line = self->head->str; line < end; line += strlen (line) + 1)
    if (is_field (line, name, length))
      return line + length + 1 + strspn (line + length + 1, " \t");
  return NULL;
}

/* FALSE: the exchange is to be ended. */
static gboolean
deliver (SwimCurlConnection *self, const guint8 *bytes, gsize length)
{
  SwimHttpFlow flow = SWIM_FLOW_GO;

  if (length > 0)
    flow = self->exchange->events->on_bytes (self->exchange, bytes, length);
  self->paused |= flow == SWIM_FLOW_PAUSE;
  self->ended |= flow == SWIM_FLOW_STOP;
  return !self->ended;
}

/* Bytes after the last chunk are dropped; libcurl does not use such a connection again. */
static gboolean
deliver_chunks (SwimCurlConnection *self, const guint8 *bytes, gsize length)
{
  const guint8 *piece;
  gsize some = 1, size;

  while (length > 0 && some > 0)
    {
      some = swim_http_chunks_read (&self->chunks, bytes, length, &piece, &size);
      bytes += some;
      length -= some;
      if (self->chunks.wrong != NULL || !deliver (self, piece, size))
        return FALSE;
    }
  return TRUE;
}

/* All of a piece counts as delivered. libcurl would deliver a piece again on which it was paused;
 * so it is paused on the next one. */
static size_t
on_body (char *bytes, size_t size, size_t count, void *data)
{
  SwimCurlConnection *self = data;
  gsize length = size * count;
  gboolean goes_on;

  if (self->paused)
    return CURL_WRITEFUNC_PAUSE;
  if (self->client->loop == NULL && g_cancellable_is_cancelled (self->exchange->cancellable))
    return CURL_WRITEFUNC_ERROR; /* libcurl reads on for as long as there are bytes */
  if (self->framing.kind == SWIM_FRAMING_CHUNKED)
    goes_on = deliver_chunks (self, (const guint8 *) bytes, length);
  else
    goes_on = deliver (self, (const guint8 *) bytes, length);
  return goes_on ? length : CURL_WRITEFUNC_ERROR;
}

/* A connection stands, new or kept, by whatever proxy, and the request is about to be made. */
static int
on_ready (void *data, char *there, char *here, int port_there, int port_here)
{
  SwimCurlConnection *self = data;

  self->requested = TRUE;
  g_string_truncate (self->head, 0);
  swim_curl_sockets_find (self, there, port_there, here, port_here);
  if (!swim_curl_kept_begin (self))
    return CURL_PREREQFUNC_ABORT;
  if (!self->ended)
    self->exchange->events->on_ready (self->exchange);
  return CURL_PREREQFUNC_OK;
}

void
swim_curl_answer_connect (SwimCurlConnection *self, CURL *easy)
{
  curl_easy_setopt (easy, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
  curl_easy_setopt (easy, CURLOPT_PREREQFUNCTION, on_ready);
  curl_easy_setopt (easy, CURLOPT_PREREQDATA, self);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, self);
}

void
swim_curl_answer_begin (SwimCurlConnection *self)
{
  g_string_truncate (self->head, 0);
  self->framing = (SwimHttpFraming){ .wrong = NULL };
  self->chunks = (SwimHttpChunks){ .wrong = NULL };
  self->requested = self->headed = self->ended = self->paused = self->done = self->soiled = FALSE;
}

/* A proxy's own answer to CONNECT. FALSE: there was none. */
static gboolean
take_proxy_answer (SwimCurlConnection *self)
{
  SwimHttpExchange *exchange = self->exchange;
  long code = 0;

  curl_easy_getinfo (self->easy, CURLINFO_HTTP_CONNECTCODE, &code);
  if (self->requested || code < 300)
    return FALSE;
  exchange->code = (guint) code;
  exchange->reason = find_reason (self);
  exchange->length = -1;
  exchange->open_ended = FALSE;
  exchange->from_proxy = TRUE;
  exchange->events->on_head (exchange);
  return TRUE;
}

/* What the system said of the socket; FALSE: nothing. */
static gboolean
judge_errno (SwimCurlConnection *self, CURLcode result, SwimStatus *status, char **detail)
{
  g_autoptr (GError) error = NULL;
  long number = 0;

  curl_easy_getinfo (self->easy, CURLINFO_OS_ERRNO, &number);
  if (number == 0)
    return FALSE;
  error = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno ((int) number),
                               g_strerror ((int) number));
  *status = swim_http_status_from_error (error);
  if (result == CURLE_COULDNT_CONNECT)
    *detail =
        g_strdup_printf ("Could not connect to %s%s: %s", self->proxied ? "the proxy for " : "",
                         g_uri_get_host (self->exchange->uri), error->message);
  else if (strstr (self->message, error->message) != NULL)
    *detail = g_strdup (self->message);
  else
    *detail = g_strdup_printf ("%s: %s", self->message, error->message);
  return TRUE;
}

/* From cause to class. */
static SwimStatus
classify (CURLcode result)
{
  static const struct
  {
    CURLcode result;
    SwimStatus status;
  } causes[] = {
    { CURLE_COULDNT_RESOLVE_HOST, SWIM_STATUS_NOT_FOUND },
    { CURLE_COULDNT_RESOLVE_PROXY, SWIM_STATUS_NOT_FOUND },
    { CURLE_COULDNT_CONNECT, SWIM_STATUS_REFUSED },
    { CURLE_PROXY, SWIM_STATUS_REFUSED },
    { CURLE_OPERATION_TIMEDOUT, SWIM_STATUS_TIMEOUT },
    { CURLE_PARTIAL_FILE, SWIM_STATUS_TRUNCATED },
    { CURLE_GOT_NOTHING, SWIM_STATUS_TRUNCATED },
    { CURLE_RECV_ERROR, SWIM_STATUS_TRUNCATED },
    { CURLE_SEND_ERROR, SWIM_STATUS_TRUNCATED },
    { CURLE_SSL_CONNECT_ERROR, SWIM_STATUS_TLS_ERROR }, /* unless was_cut_in_handshake() */
    { CURLE_SSL_CERTPROBLEM, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_CIPHER, SWIM_STATUS_TLS_ERROR },
    { CURLE_PEER_FAILED_VERIFICATION, SWIM_STATUS_TLS_ERROR },
    { CURLE_USE_SSL_FAILED, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_ENGINE_INITFAILED, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_CACERT_BADFILE, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_SHUTDOWN_FAILED, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_CRL_BADFILE, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_ISSUER_ERROR, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_PINNEDPUBKEYNOTMATCH, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_INVALIDCERTSTATUS, SWIM_STATUS_TLS_ERROR },
    { CURLE_SSL_CLIENTCERT, SWIM_STATUS_TLS_ERROR },
    { CURLE_FAILED_INIT, SWIM_STATUS_IO_ERROR },
    { CURLE_OUT_OF_MEMORY, SWIM_STATUS_IO_ERROR },
    { CURLE_URL_MALFORMAT, SWIM_STATUS_INVALID },
    { CURLE_ABORTED_BY_CALLBACK, SWIM_STATUS_CANCELLED }, /* our own, for what was cancelled */
  };

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].result == result)
      return causes[i].status;
  return SWIM_STATUS_PROTOCOL_ERROR;
}

/* libcurl has one code for a handshake that fails and for one that is cut; the words are those of
 * its socket calls, of OpenSSL 1.1 and 3, and of GnuTLS. */
static gboolean
was_cut_in_handshake (SwimCurlConnection *self, CURLcode result)
{
  static const char *const words[] = {
    "Recv failure: ",          "Send failure: ",
    "SSL_ERROR_SYSCALL",       "unexpected eof while reading",
    "non-properly terminated", "pull function", /* “Error in the pull function.” */
  };

  for (guint i = 0; result == CURLE_SSL_CONNECT_ERROR && i < G_N_ELEMENTS (words); i++)
    if (strstr (self->message, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Of what is received over TLS libcurl has one code for a connection that ends and for a record
 * that is none, or was changed on the way. OpenSSL calls only the first an “unexpected eof”, GnuTLS
 * “non-properly terminated”. */
static gboolean
was_broken_in_tls (SwimCurlConnection *self, CURLcode result)
{
  const char *message = self->message;

  if (result != CURLE_RECV_ERROR)
    return FALSE;
  return (strstr (message, "SSL routines:") != NULL && strstr (message, "unexpected eof") == NULL)
         || (strstr (message, "GnuTLS recv error") != NULL
             && strstr (message, "non-properly terminated") == NULL);
}

/* A stream of HTTP/2 that the server has reset, or ended before its announced length: with a code,
 * which libcurl tells in its message alone. PROTOCOL_ERROR (1) before the head is that of nghttp2,
 * which refuses the head. */
static gboolean
was_stream_cut (const SwimCurlConnection *self, CURLcode result)
{
  return result == CURLE_HTTP2_STREAM
         && (self->headed || strstr (self->message, "(err 1)") == NULL);
}

/* The same for what a proxy answers to CONNECT, for which libcurl has the code of a connection that
 * broke. Interim answers it takes for the final one. */
static const char *
find_wrong_of_proxy (const SwimCurlConnection *self)
{
  long code = 0;

  if (self->head->len > 0 && !g_str_has_prefix (self->head->str, "HTTP/"))
    return "the proxy's answer is not HTTP";
  if (g_str_has_prefix (self->message, "CONNECT response too large")
      || g_str_has_prefix (self->message, "Too large response headers"))
    return "the proxy sent a head that is too large";
  curl_easy_getinfo (self->easy, CURLINFO_HTTP_CONNECTCODE, &code);
  if (g_str_has_prefix (self->message, "CONNECT tunnel failed") && code < 200)
    return "the proxy opened no tunnel and gave no status that says why";
  return NULL;
}

/* Why what was received is refused; NULL: it is not. */
static const char *
find_wrong (const SwimCurlConnection *self, CURLcode result)
{
  if (self->framing.wrong != NULL)
    return self->framing.wrong;
  if (self->chunks.wrong != NULL)
    return self->chunks.wrong;
  if (result == CURLE_OUT_OF_MEMORY && !self->headed) /* so 7.88 calls a line of 100 KiB */
    return SWIM_HTTP_TOO_LARGE_HEAD;
  if (result == CURLE_BAD_FUNCTION_ARGUMENT
      && !self->headed) /* and so one with CR before a colon */
    return self->requested ? "the server sent a header line without colon"
                           : "the proxy sent a header line without colon";
  /* libcurl was the first to see it. */
  if (result == CURLE_RECV_ERROR && strstr (self->message, " in chunked-encoding") != NULL)
    return "the server sent a chunk size that is not a number";
  return result == CURLE_RECV_ERROR && !self->requested ? find_wrong_of_proxy (self) : NULL;
}

static gboolean
judge_framing (SwimCurlConnection *self, CURLcode result, SwimStatus *status, char **detail)
{
  const char *wrong = find_wrong (self, result);
  gboolean chunked = self->framing.kind == SWIM_FRAMING_CHUNKED;

  if (wrong != NULL)
    {
      *status = SWIM_STATUS_PROTOCOL_ERROR;
      *detail = g_strdup (wrong);
      return TRUE;
    }
  if (result != CURLE_OK
      || (self->headed && (!chunked || swim_http_chunks_is_complete (&self->chunks))))
    return FALSE;
  *status = SWIM_STATUS_TRUNCATED;
  *detail = g_strdup (self->headed ? "the connection ended before the last chunk"
                                   : "the connection ended within the head");
  return TRUE;
}

SwimStatus
swim_curl_answer_judge (SwimCurlConnection *self, CURLcode result, char **detail)
{
  SwimStatus status;

  if (self->ended || (result != CURLE_OK && take_proxy_answer (self)))
    return SWIM_STATUS_OK;
  if (judge_framing (self, result, &status, detail))
    return status;
  if (result == CURLE_OK && self->client->old && swim_curl_old_was_broken (self))
    {
      *detail = g_strdup ("the connection broke, and it is unknown whether the answer was whole");
      return SWIM_STATUS_TRUNCATED;
    }
  if (result == CURLE_OK)
    return SWIM_STATUS_OK;
  if ((result == CURLE_COULDNT_CONNECT || result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR)
      && judge_errno (self, result, &status, detail))
    return status;
  if (was_cut_in_handshake (self, result))
    {
      *detail = g_strdup ("the connection ended within the TLS handshake");
      return SWIM_STATUS_TRUNCATED;
    }
  *detail = g_strdup (self->message[0] != '\0' ? self->message : curl_easy_strerror (result));
  if (was_broken_in_tls (self, result))
    return SWIM_STATUS_TLS_ERROR;
  return was_stream_cut (self, result) ? SWIM_STATUS_TRUNCATED : classify (result);
}
