/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each fault is a change to the usual answer, which the connection then sends. The table changes
 * has a row for each. */
#include "config.h"

#include "lab/http-fault.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#define DRIP_PAUSE_US (100 * 1000)
#define ENDLESS_PAUSE_US (10 * 1000) /* limits endless answers to 6 MiB a second */
#define RESET_PAUSE_US (50 * 1000)   /* for the client to read what came before */
#define HUGE_HEADERS (256 * 1024)
#define HEADERS_BLOCK (16 * 1024)
#define BOMB_SIZE (10 * 1024 * 1024)

struct _SwimHttpFaults
{
  GBytes *bomb;
  GHashTable *asked; /* paths that were busy the last time */
};

SwimHttpFaults *
swim_http_faults_new (void)
{
  SwimHttpFaults *self = g_new0 (SwimHttpFaults, 1);

  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
swim_http_faults_free (SwimHttpFaults *self)
{
  g_clear_pointer (&self->bomb, g_bytes_unref);
  g_hash_table_unref (self->asked);
  g_free (self);
}

/* The answer to change, and what the change depends on. */
typedef struct
{
  SwimHttpFaults *faults;
  SwimHttpAnswer *answer;
  const char *path;
  guint number;
} Change;

static void
set_content (SwimHttpAnswer *answer, SwimContent *content)
{
  g_clear_pointer (&answer->content, swim_content_free);
  answer->content = content;
  answer->length = 0;
}

/* Reduces the answer to a status. */
static void
set_status (SwimHttpAnswer *answer, guint status)
{
  g_string_truncate (answer->headers, 0);
  set_content (answer, swim_content_new_status (status));
  answer->status = status;
}

static guint64
get_length (SwimHttpAnswer *answer)
{
  return answer->length != 0 ? answer->length : answer->content->length;
}

static void
answer_status (Change *change)
{
  set_status (change->answer, change->number);
}

static void
stall (Change *change)
{
  change->answer->never = TRUE;
}

static void
drip (Change *change)
{
  change->answer->content->piece_size = 1;
  change->answer->content->pause_us = DRIP_PAUSE_US;
}

/* Reduces the answer to this text. */
static void
answer_raw (Change *change, const char *text)
{
  change->answer->framing = SWIM_HTTP_RAW;
  change->answer->ends = TRUE;
  g_string_assign (change->answer->headers, text);
  set_content (change->answer, swim_content_new_status (SOUP_STATUS_OK));
  change->answer->content->end = 0;
}

static void
send_nothing (Change *change)
{
  answer_raw (change, "");
}

static void
send_garbage (Change *change)
{
  answer_raw (change, "this is not what you asked for\r\n\r\n");
}

static void
close_in_the_middle (Change *change)
{
  SwimContent *content = change->answer->content;

  content->end = content->length - get_length (change->answer) / 2;
  change->answer->ends = TRUE;
}

static void
reset_in_the_middle (Change *change)
{
  close_in_the_middle (change);
  change->answer->content->pause_us = RESET_PAUSE_US;
  change->answer->resets = TRUE;
}

static void
announce_half (Change *change)
{
  change->answer->length = MAX (get_length (change->answer) / 2, 1);
  change->answer->ends = TRUE;
}

static void
announce_twice (Change *change)
{
  change->answer->length = get_length (change->answer) * 2;
  change->answer->ends = TRUE;
}

/* Sends one chunk without its last bytes, so many as are missing, and no last chunk. */
static void
send_chunk (Change *change, gsize missing)
{
  SwimHttpAnswer *answer = change->answer;
  g_autoptr (GBytes) data = swim_content_next (answer->content);
  gsize length = data != NULL ? g_bytes_get_size (data) : 0;
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) chunk = NULL;

  g_string_printf (text, "%" G_GSIZE_MODIFIER "x\r\n", length);
  if (length > 0)
    g_string_append_len (text, g_bytes_get_data (data, NULL), (gssize) length);
  g_string_append (text, "\r\n");
  g_string_truncate (text, text->len - MIN (missing, length));
  chunk = g_string_free_to_bytes (text);
  set_content (answer, swim_content_new (answer->content->type, chunk, g_bytes_get_size (chunk)));
  answer->framing = SWIM_HTTP_CHUNKED;
  answer->ends = TRUE;
}

static void
cut_chunk (Change *change)
{
  send_chunk (change, 100);
}

static void
leave_out_last_chunk (Change *change)
{
  send_chunk (change, 0);
}

static void
redirect (Change *change, const char *location)
{
  g_autofree char *escaped = g_uri_escape_string (location, "/", FALSE);

  set_status (change->answer, SOUP_STATUS_FOUND);
  g_string_append_printf (change->answer->headers, "Location: %s\r\n", escaped);
}

static void
redirect_loop (Change *change)
{
  redirect (change, change->path);
}

/* The chain ends at the path without its fault. */
static void
redirect_chain (Change *change)
{
  const char *rest = swim_fault_skip_path (change->path);
  g_autofree char *location = NULL;

  if (change->number == 0)
    return;
  location = g_strdup_printf ("/fault/redirect-chain-%u%s", change->number - 1,
                              rest != NULL ? rest : change->path);
  redirect (change, location);
}

static void
add_huge_headers (Change *change)
{
  while (change->answer->headers->len < HUGE_HEADERS)
    g_string_append (change->answer->headers, "X-Huge: one of very many headers\r\n");
}

static void
send_headers_without_end (Change *change)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GBytes) lines = NULL;

  while (text->len < HEADERS_BLOCK)
    g_string_append (text, "X-Endless: one of more headers than there can be\r\n");
  lines = g_string_free_to_bytes (text);
  answer_raw (change, "HTTP/1.1 200 OK\r\n");
  set_content (change->answer, swim_content_new ("", lines, SWIM_CONTENT_ENDLESS));
  change->answer->content->pause_us = ENDLESS_PAUSE_US;
}

/* The content over and over, as large as other blocks, so that one that is small is no slower. */
static GBytes *
repeat (SwimContent *content)
{
  g_autoptr (GBytes) piece = swim_content_next (content);
  GByteArray *block = g_byte_array_new ();

  if (piece == NULL) /* there is none */
    piece = g_bytes_new_static ("\n", 1);
  do
    g_byte_array_append (block, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
  while (block->len + g_bytes_get_size (piece) <= SWIM_CONTENT_BLOCK);
  return g_byte_array_free_to_bytes (block);
}

static void
send_without_end (Change *change)
{
  SwimHttpAnswer *answer = change->answer;
  const char *type = answer->content->type;
  g_autoptr (GBytes) block = repeat (answer->content);

  set_content (answer, swim_content_new (type, block, SWIM_CONTENT_ENDLESS));
  answer->content->pause_us = ENDLESS_PAUSE_US;
  answer->framing = SWIM_HTTP_UNTIL_CLOSE;
  answer->ends = TRUE;
}

static GBytes *
make_bomb (void)
{
  g_autoptr (GConverter) packer =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) packed = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (packed, packer);
  g_autofree char *zeros = g_malloc0 (BOMB_SIZE);

  if (!g_output_stream_write_all (stream, zeros, BOMB_SIZE, NULL, NULL, NULL)
      || !g_output_stream_close (stream, NULL, NULL))
    g_assert_not_reached (); /* in memory nothing can fail */
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (packed));
}

static void
send_bomb (Change *change)
{
  SwimHttpFaults *faults = change->faults;

  if (faults->bomb == NULL)
    faults->bomb = make_bomb ();
  set_content (change->answer, swim_content_new ("application/octet-stream", faults->bomb,
                                                 g_bytes_get_size (faults->bomb)));
  change->answer->status = SOUP_STATUS_OK;
  g_string_assign (change->answer->headers, "Content-Encoding: gzip\r\n");
}

static void
say_retry_after (Change *change)
{
  set_status (change->answer, SOUP_STATUS_SERVICE_UNAVAILABLE);
  g_string_append (change->answer->headers, "Retry-After: 1\r\n");
}

static void
say_retry_date (Change *change)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_seconds (now, 1);
  g_autofree char *date = soup_date_time_to_string (later, SOUP_DATE_HTTP);

  set_status (change->answer, SOUP_STATUS_SERVICE_UNAVAILABLE);
  g_string_append_printf (change->answer->headers, "Retry-After: %s\r\n", date);
}

static void
be_busy (Change *change)
{
  if (g_hash_table_remove (change->faults->asked, change->path))
    return;
  g_hash_table_add (change->faults->asked, g_strdup (change->path));
  set_status (change->answer, SOUP_STATUS_SERVICE_UNAVAILABLE);
}

static void (*const changes[SWIM_N_FAULTS]) (Change *change) = {
  [SWIM_HTTP_FAULT_STATUS] = answer_status,
  [SWIM_HTTP_FAULT_STALL] = stall,
  [SWIM_HTTP_FAULT_DRIP] = drip,
  [SWIM_HTTP_FAULT_EMPTY] = send_nothing,
  [SWIM_HTTP_FAULT_CLOSE] = close_in_the_middle,
  [SWIM_HTTP_FAULT_RESET] = reset_in_the_middle,
  [SWIM_HTTP_FAULT_SHORT_LENGTH] = announce_half,
  [SWIM_HTTP_FAULT_LONG_LENGTH] = announce_twice,
  [SWIM_HTTP_FAULT_CHUNK_CUT] = cut_chunk,
  [SWIM_HTTP_FAULT_CHUNK_END] = leave_out_last_chunk,
  [SWIM_HTTP_FAULT_REDIRECT_LOOP] = redirect_loop,
  [SWIM_HTTP_FAULT_REDIRECT_CHAIN] = redirect_chain,
  [SWIM_HTTP_FAULT_HUGE_HEADERS] = add_huge_headers,
  [SWIM_HTTP_FAULT_ENDLESS_HEADERS] = send_headers_without_end,
  [SWIM_HTTP_FAULT_ENDLESS] = send_without_end,
  [SWIM_HTTP_FAULT_GARBAGE] = send_garbage,
  [SWIM_HTTP_FAULT_GZIP_BOMB] = send_bomb,
  [SWIM_HTTP_FAULT_RETRY_AFTER] = say_retry_after,
  [SWIM_HTTP_FAULT_RETRY_DATE] = say_retry_date,
  [SWIM_HTTP_FAULT_BUSY] = be_busy,
};

/* Applies the fault to the answer. path is that of the request. */
void
swim_http_faults_apply (SwimHttpFaults *self,
                        SwimFault fault,
                        const char *path,
                        SwimHttpAnswer *answer)
{
  Change change = { self, answer, path, fault.number };

  if (fault.id == SWIM_FAULT_NONE)
    return;
  if (answer->content == NULL) /* the fault also changes answers such as 404 */
    answer->content = swim_content_new_status (answer->status);
  changes[fault.id](&change);
}
