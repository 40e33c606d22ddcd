/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/countries.h"
#include "base/swim-error.h"
#include "swim-lab-thread.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* Sends a request and reads until the lab closes. The caller owns the bytes; there is a NUL
 * behind them. */
static GByteArray *
exchange (SwimLabThread *lab, const char *request)
{
  g_autoptr (GSocket) socket = swim_lab_thread_connect (lab->lab->http_port, G_SOCKET_TYPE_STREAM);
  GByteArray *answer = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  char bytes[16384];
  gssize got;

  ck_assert_int_eq (g_socket_send (socket, request, strlen (request), NULL, NULL),
                    (gssize) strlen (request));
  while ((got = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error)) > 0)
    g_byte_array_append (answer, (guint8 *) bytes, (guint) got);
  swim_assert_no_error (error);
  g_byte_array_append (answer, (const guint8 *) "", 1);
  g_byte_array_set_size (answer, answer->len - 1);
  return answer;
}

/* The answer to one request on a connection of its own. */
static GByteArray *
get (SwimLabThread *lab, const char *method, const char *path)
{
  g_autofree char *request = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: flags.lab\r\nConnection: close\r\n\r\n", method, path);

  return exchange (lab, request);
}

static guint
get_status (GByteArray *answer)
{
  ck_assert (g_str_has_prefix ((char *) answer->data, "HTTP/1.1 "));
  return (guint) strtoul ((char *) answer->data + strlen ("HTTP/1.1 "), NULL, 10);
}

/* The body, whose length must be that in the head. */
static const guint8 *
get_body (GByteArray *answer, gsize *length)
{
  const char *head = (const char *) answer->data;
  const char *blank = strstr (head, "\r\n\r\n");
  const char *given = strstr (head, "Content-Length: ");

  ck_assert_ptr_nonnull (blank);
  ck_assert_ptr_nonnull (given);
  *length = answer->len - (gsize) (blank + 4 - head);
  ck_assert_uint_eq (*length, strtoul (given + strlen ("Content-Length: "), NULL, 10));
  return (const guint8 *) blank + 4;
}

/* Walks a GIF's blocks as a decoder does. */
static void
assert_gif (const guint8 *gif, gsize length)
{
  gsize at = 13 + 3u * (2u << (gif[10] & 7));

  ck_assert_mem_eq (gif, "GIF89a", 6);
  ck_assert (gif[10] & 0x80);
  while (at < length && gif[at] != 0x3b)
    {
      ck_assert (gif[at] == 0x21 || gif[at] == 0x2c);
      at += gif[at] == 0x21 ? 2 : 11;
      while (at < length && gif[at] != 0)
        at += 1u + gif[at];
      at++;
    }
  ck_assert_uint_eq (at, length - 1);
}

START_TEST (test_every_country_has_a_gif_of_its_own)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *const *code = swim_countries (); *code != NULL; code++)
    {
      g_autofree char *lower = g_ascii_strdown (*code, -1);
      g_autofree char *path = g_strdup_printf ("/flags/%s/%s.gif", lower, lower);
      g_autoptr (GByteArray) answer = get (lab, "GET", path);
      gsize length;
      const guint8 *body = get_body (answer, &length);

      ck_assert_uint_eq (get_status (answer), 200);
      ck_assert_ptr_nonnull (strstr ((char *) answer->data, "Content-Type: image/gif\r\n"));
      assert_gif (body, length);
      g_hash_table_add (seen, g_compute_checksum_for_data (G_CHECKSUM_SHA256, body, length));
    }
  ck_assert_uint_eq (g_hash_table_size (seen), 194);
}
END_TEST

static const struct
{
  const char *method;
  const char *path;
  guint status;
} statuses[] = {
  { "GET", "/", 200 },
  { "GET", "/flags/cn/cn.gif?a=b", 200 },
  { "GET", "/flags/%63n/cn.gif", 200 },
  { "GET", "http://elsewhere/flags/cn/cn.gif", 200 },
  { "HEAD", "/flags/cn/cn.gif", 200 },
  { "GET", "/flags/cn/metadata.json", 200 },
  { "GET", "/flags/xx/metadata.json", 404 },
  { "GET", "/flags/CN/metadata.json", 404 },
  { "GET", "/flags/cn/metadata.jso", 404 },
  { "GET", "/flags/metadata.json", 404 },
  { "GET", "/flags/xx/xx.gif", 404 },
  { "GET", "/flags/CN/CN.gif", 404 },
  { "GET", "/flags/cn/br.gif", 404 },
  { "GET", "/flags/", 404 },
  { "GET", "/bytes/0", 200 },
  { "GET", "/bytes/1073741825", 404 },
  { "GET", "/bytes/-1", 404 },
  { "GET", "/bytes/", 404 },
  { "GET", "/nothing", 404 },
  { "GET", "/%00", 400 },
  { "GET", "nothing", 400 },
  { "PUT", "/flags/cn/cn.gif", 405 },
};

START_TEST (test_path_has_its_status)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) answer = get (lab, statuses[_i].method, statuses[_i].path);

  ck_assert_uint_eq (get_status (answer), statuses[_i].status);
}
END_TEST

START_TEST (test_head_gives_the_length_and_no_body)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) answer = get (lab, "HEAD", "/bytes/5000");

  ck_assert_ptr_nonnull (strstr ((char *) answer->data, "Content-Length: 5000\r\n"));
  ck_assert (g_str_has_suffix ((char *) answer->data, "\r\n\r\n"));
}
END_TEST

START_TEST (test_bytes_are_as_many_as_asked_and_always_the_same)
{
  static const char *const paths[] = { "/bytes/65536", "/bytes/65537", "/bytes/3000000" };
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GByteArray) first = get (lab, "GET", paths[i]);
      g_autoptr (GByteArray) second = get (lab, "GET", paths[i]);
      gsize length;
      gsize second_length;
      const guint8 *body = get_body (first, &length);
      const guint8 *second_body = get_body (second, &second_length);

      ck_assert_uint_eq (length, strtoul (paths[i] + strlen ("/bytes/"), NULL, 10));
      ck_assert_uint_eq (second_length, length);
      ck_assert (memcmp (body, second_body, length) == 0);
    }
}
END_TEST

START_TEST (test_connection_is_kept_and_pipelined_requests_are_answered_in_order)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("quick");
  g_autoptr (GByteArray) answer =
      exchange (lab, "GET /bytes/1 HTTP/1.1\r\nHost: a\r\n\r\n"
                     "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
                     "GET /bytes/2 HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n");
  const char *first = strstr ((char *) answer->data, "HTTP/1.1 200 OK");
  const char *second = strstr ((char *) answer->data, "HTTP/1.1 404 Not Found");
  const char *third = g_strrstr_len ((char *) answer->data, answer->len, "HTTP/1.1 200 OK");

  ck_assert (first != NULL && second != NULL && third != NULL);
  ck_assert (first < second && second < third);
}
END_TEST

START_TEST (test_request_with_a_body_ends_the_connection)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) answer =
      exchange (lab, "GET /bytes/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");

  ck_assert_uint_eq (get_status (answer), 200);
}
END_TEST

static const struct
{
  const char *request;
  guint status;
} requests[] = {
  { "what is this\r\n\r\n", 400 },
  { "GET /bytes/1 HTTP/1.1\r\n\r\n", 400 },
  { "GET /bytes/1 HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400 },
  { "GET /bytes/1 HTTP/1.1\r\nHost: a, b\r\n\r\n", 400 },
  { "GET /bytes/1 HTTP/1.0\r\n\r\n", 200 },
  { "GET /bytes/1 HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n", 200 },
};

/* RFC 9112, section 3.2. */
START_TEST (test_bad_requests_are_answered_so)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) answer = exchange (lab, requests[_i].request);

  ck_assert_uint_eq (get_status (answer), requests[_i].status);
}
END_TEST

START_TEST (test_answer_waits_for_its_delay)
{
  SwimLabOptions options = { 0 };
  g_autoptr (SwimLabThread) lab = NULL;
  g_autoptr (GByteArray) answer = NULL;
  gint64 start_us;

  options.delay = &(SwimDelayRange){ 100000, 100000 };
  lab = swim_lab_thread_start (&options);
  start_us = g_get_monotonic_time ();
  answer = get (lab, "GET", "/flags/cn/cn.gif");
  ck_assert_uint_eq (get_status (answer), 200);
  ck_assert_int_ge (g_get_monotonic_time () - start_us, 100000);
}
END_TEST

START_TEST (test_error_scenario_refuses_the_same_flags_each_time)
{
  SwimLabOptions options = { 0 };
  g_autoptr (SwimLabThread) lab = NULL;
  guint n_teapots = 0;

  options.scenario = "error";
  options.delay = &(SwimDelayRange){ 0, 0 };
  lab = swim_lab_thread_start (&options);
  for (const char *const *code = swim_countries (); *code != NULL; code++)
    {
      g_autofree char *lower = g_ascii_strdown (*code, -1);
      g_autofree char *path = g_strdup_printf ("/flags/%s/%s.gif", lower, lower);
      g_autoptr (GByteArray) first = get (lab, "GET", path);
      g_autoptr (GByteArray) second = get (lab, "GET", path);

      ck_assert_uint_eq (get_status (first), get_status (second));
      n_teapots += get_status (first) == 418;
    }
  ck_assert_uint_gt (n_teapots, 194 / 8);
  ck_assert_uint_lt (n_teapots, 194 / 2);
}
END_TEST

START_TEST (test_client_that_leaves_in_the_delay_harms_nobody)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("quick");
  g_autoptr (GByteArray) answer = NULL;
  const char *request = "GET /bytes/1000000 HTTP/1.1\r\nHost: a\r\n\r\n";

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GSocket) socket =
          swim_lab_thread_connect (lab->lab->http_port, G_SOCKET_TYPE_STREAM);

      ck_assert_int_gt (g_socket_send (socket, request, strlen (request), NULL, NULL), 0);
    }
  answer = get (lab, "GET", "/flags/cn/cn.gif");
  ck_assert_uint_eq (get_status (answer), 200);
}
END_TEST

START_TEST (test_root_serves_its_files_and_nothing_beside_it)
{
  g_autofree char *folder = g_dir_make_tmp ("swim-root-XXXXXX", NULL);
  g_autofree char *root = g_build_filename (folder, "root", NULL);
  g_autofree char *inside = g_build_filename (root, "in.gif", NULL);
  g_autofree char *outside = g_build_filename (folder, "out", NULL);
  g_autofree char *link = g_build_filename (root, "link", NULL);
  static const struct
  {
    const char *path;
    guint status;
  } paths[] = { { "/in.gif", 200 },  { "/./in.gif", 200 },       { "/", 404 },
                { "/link", 404 },    { "/../out", 404 },         { "/%2e%2e/out", 404 },
                { "/in.gif/", 404 }, { "/flags/cn/cn.gif", 404 } };
  SwimLabOptions options = { 0 };
  SwimLabThread *lab;

  ck_assert_int_eq (g_mkdir (root, 0700), 0);
  ck_assert (g_file_set_contents (inside, "inside", -1, NULL));
  ck_assert (g_file_set_contents (outside, "outside", -1, NULL));
  ck_assert_int_eq (symlink (outside, link), 0);
  options.scenario = "local";
  options.root = root;
  lab = swim_lab_thread_start (&options);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GByteArray) answer = get (lab, "GET", paths[i].path);

      ck_assert_msg (get_status (answer) == paths[i].status, "%s", paths[i].path);
    }
  swim_lab_thread_stop (lab);
  g_unlink (link);
  g_unlink (inside);
  g_unlink (outside);
  g_rmdir (root);
  g_rmdir (folder);
}
END_TEST

START_TEST (test_port_in_use_error_names_port_and_option)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  SwimLabOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;

  options.http_port = lab->lab->http_port;
  port = g_strdup_printf ("port %u", options.http_port);
  ck_assert_ptr_null (swim_lab_new (&options, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_FAILED));
  ck_assert_ptr_nonnull (strstr (error->message, port));
  ck_assert_ptr_nonnull (strstr (error->message, "--http-port"));
}
END_TEST

START_TEST (test_bad_options_are_refused)
{
  const SwimLabOptions options[] = {
    { .root = "/nonexistent" },
    { .dns_address = "192.0.2.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GError) error = NULL;

      ck_assert_ptr_null (swim_lab_new (&options[i], &error));
      ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
    }
}
END_TEST

/* What each fault that ends by itself looks like on the wire. */
static const struct
{
  const char *path;
  guint status;
  const char *header; /* is in the head */
  gsize body;         /* bytes of it that come */
} faults[] = {
  { "/fault/status", 503, "Content-Length: 24\r\n", 24 },
  { "/fault/status-418", 418, "Content-Length: 17\r\n", 17 },
  { "/fault/close", 200, "Content-Length: 20000\r\n", 10000 },
  { "/fault/close/bytes/6", 200, "Content-Length: 6\r\n", 3 },
  { "/fault/close/nothing", 404, "Content-Length: 14\r\n", 7 },
  { "/fault/short-length", 200, "Content-Length: 10000\r\n", 20000 },
  { "/fault/long-length", 200, "Content-Length: 40000\r\n", 20000 },
  { "/fault/chunk-cut", 200, "Transfer-Encoding: chunked\r\n", 4 + 2 + 20000 + 2 - 100 },
  { "/fault/chunk-end", 200, "Transfer-Encoding: chunked\r\n", 4 + 2 + 20000 + 2 },
  { "/fault/redirect-loop", 302, "Location: /fault/redirect-loop\r\n", 10 },
  { "/fault/redirect-chain", 302, "Location: /fault/redirect-chain-2\r\n", 10 },
  { "/fault/redirect-chain-1/bytes/5", 302, "Location: /fault/redirect-chain-0/bytes/5\r\n", 10 },
  { "/fault/redirect-chain-0/bytes/5", 200, "Content-Length: 5\r\n", 5 },
  { "/fault/huge-headers", 200, "X-Huge: ", 20000 },
  { "/fault/gzip-bomb", 200, "Content-Encoding: gzip\r\n", 10221 },
  { "/fault/retry-after", 503, "Retry-After: 1\r\n", 24 },
  { "/fault/retry-date", 503, " GMT\r\n", 24 },
  { "/fault/none", 200, "Content-Length: 20000\r\n", 20000 },
};

START_TEST (test_fault_shows_on_the_wire)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) answer = get (lab, "GET", faults[_i].path);
  const char *head = (const char *) answer->data;
  const char *blank = strstr (head, "\r\n\r\n");
  const char *header = strstr (head, faults[_i].header);

  ck_assert_uint_eq (get_status (answer), faults[_i].status);
  ck_assert (blank != NULL && header != NULL && header < blank);
  if (strstr (faults[_i].path, "gzip") == NULL)
    ck_assert_uint_eq (answer->len - (gsize) (blank + 4 - head), faults[_i].body);
  else
    ck_assert_uint_lt (answer->len, 20000);
}
END_TEST

START_TEST (test_answer_that_is_none_ends_the_connection)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) nothing = get (lab, "GET", "/fault/empty");
  g_autoptr (GByteArray) garbage = get (lab, "GET", "/fault/garbage");

  ck_assert_uint_eq (nothing->len, 0);
  ck_assert (g_str_has_prefix ((char *) garbage->data, "this is not"));
}
END_TEST

START_TEST (test_busy_server_answers_the_second_time)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GByteArray) answer = get (lab, "GET", "/fault/busy");

      ck_assert_uint_eq (get_status (answer), i % 2 == 0 ? 503 : 200);
    }
}
END_TEST

static const char *const unending[] = { "/fault/stall", "/fault/drip", "/fault/endless",
                                        "/fault/endless-headers" };

/* Reads an endless answer for a while. */
START_TEST (test_what_does_not_end_goes_on_until_the_client_leaves)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GSocket) socket = swim_lab_thread_connect (lab->lab->http_port, G_SOCKET_TYPE_STREAM);
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: a\r\n\r\n", unending[_i]);
  gboolean is_stalled = strstr (unending[_i], "stall") != NULL;
  g_autoptr (GByteArray) other = NULL;
  char bytes[4096];

  g_socket_send (socket, request, strlen (request), NULL, NULL);
  for (guint i = 0; i < 4 && !is_stalled; i++)
    ck_assert_int_gt (g_socket_receive (socket, bytes, sizeof bytes, NULL, NULL), 0);
  other = get (lab, "GET", "/bytes/1"); /* nobody else is held up */
  ck_assert_uint_eq (get_status (other), 200);
  if (is_stalled)
    ck_assert_int_eq (g_socket_get_available_bytes (socket), 0);
}
END_TEST

START_TEST (test_reset_comes_after_half_of_the_body)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GSocket) socket = swim_lab_thread_connect (lab->lab->http_port, G_SOCKET_TYPE_STREAM);
  const char *request = "GET /fault/reset HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autoptr (GError) error = NULL;
  char bytes[4096];
  gsize length = 0;
  gssize got;

  g_socket_send (socket, request, strlen (request), NULL, NULL);
  while ((got = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error)) > 0)
    length += (gsize) got;
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED));
  ck_assert_uint_gt (length, 10000);
  ck_assert_uint_lt (length, 20000);
}
END_TEST

static GByteArray *
get_range (SwimLabThread *lab, const char *range, const char *tag)
{
  g_autofree char *request = g_strdup_printf (
      "GET /bytes/70000 HTTP/1.1\r\nHost: a\r\nRange: %s\r\n%s%s%sConnection: close\r\n\r\n", range,
      tag != NULL ? "If-Range: " : "", tag != NULL ? tag : "", tag != NULL ? "\r\n" : "");

  return exchange (lab, request);
}

START_TEST (test_range_to_the_end_is_served)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) whole = get (lab, "GET", "/bytes/70000");
  g_autoptr (GByteArray) part = get_range (lab, "bytes=65530-", NULL);
  g_autoptr (GByteArray) beyond = get_range (lab, "bytes=70000-", NULL);
  g_autoptr (GByteArray) other = get_range (lab, "bytes=0-5", NULL);
  gsize length, part_length;
  const guint8 *body = get_body (whole, &length);
  const guint8 *rest = get_body (part, &part_length);

  ck_assert_uint_eq (get_status (part), 206);
  ck_assert_ptr_nonnull (strstr ((char *) part->data, "Range: bytes 65530-69999/70000\r\n"));
  ck_assert_uint_eq (part_length, 4470);
  ck_assert_mem_eq (rest, body + 65530, 4470);
  ck_assert_uint_eq (get_status (beyond), 416);
  ck_assert_ptr_nonnull (strstr ((char *) beyond->data, "Content-Range: bytes */70000\r\n"));
  ck_assert_uint_eq (get_status (other), 200);
}
END_TEST

START_TEST (test_range_of_another_version_is_the_whole)
{
  g_autoptr (SwimLabThread) lab = swim_lab_thread_start_scenario ("local");
  g_autoptr (GByteArray) whole = get (lab, "GET", "/bytes/70000");
  const char *tag = strstr ((char *) whole->data, "ETag: ") + strlen ("ETag: ");
  g_autofree char *same = g_strndup (tag, strcspn (tag, "\r"));
  g_autoptr (GByteArray) part = get_range (lab, "bytes=100-", same);
  g_autoptr (GByteArray) other = get_range (lab, "bytes=100-", "\"other\"");

  ck_assert_uint_eq (get_status (part), 206);
  ck_assert_uint_eq (get_status (other), 200);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_fault_shows_on_the_wire, 0, G_N_ELEMENTS (faults));
  tcase_add_test (tests, test_answer_that_is_none_ends_the_connection);
  tcase_add_test (tests, test_busy_server_answers_the_second_time);
  tcase_add_loop_test (tests, test_what_does_not_end_goes_on_until_the_client_leaves, 0,
                       G_N_ELEMENTS (unending));
  tcase_add_test (tests, test_reset_comes_after_half_of_the_body);
  tcase_add_test (tests, test_range_to_the_end_is_served);
  tcase_add_test (tests, test_range_of_another_version_is_the_whole);
  tcase_add_test (tests, test_every_country_has_a_gif_of_its_own);
  tcase_add_loop_test (tests, test_path_has_its_status, 0, G_N_ELEMENTS (statuses));
  tcase_add_test (tests, test_head_gives_the_length_and_no_body);
  tcase_add_test (tests, test_bytes_are_as_many_as_asked_and_always_the_same);
  tcase_add_test (tests, test_connection_is_kept_and_pipelined_requests_are_answered_in_order);
  tcase_add_test (tests, test_request_with_a_body_ends_the_connection);
  tcase_add_loop_test (tests, test_bad_requests_are_answered_so, 0, G_N_ELEMENTS (requests));
  tcase_add_test (tests, test_answer_waits_for_its_delay);
  tcase_add_test (tests, test_error_scenario_refuses_the_same_flags_each_time);
  tcase_add_test (tests, test_client_that_leaves_in_the_delay_harms_nobody);
  tcase_add_test (tests, test_root_serves_its_files_and_nothing_beside_it);
  tcase_add_test (tests, test_port_in_use_error_names_port_and_option);
  tcase_add_test (tests, test_bad_options_are_refused);
}

SWIM_TEST_MAIN ("lab-http", add_tests)
