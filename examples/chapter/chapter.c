/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "chapter.h"

#include <locale.h>
#include <stdlib.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#define FOLDER "downloaded"

const char *const chapter_domains[] = {
  "and.dev",  "as.dev",   "def.dev",  "del.dev", "elif.dev",
  "else.dev", "for.dev",  "from.dev", "if.dev",  "in.dev",
  "is.dev",   "none.dev", "not.dev",  "or.dev",  "pass.dev",
  "true.dev", "try.dev",  "with.dev", NULL
};

const char *const chapter_countries[] = {
  "CN", "IN", "US", "ID", "BR", "PK", "NG", "BD", "RU", "JP", "MX",
  "PH", "VN", "ET", "EG", "DE", "IR", "TR", "CD", "FR", NULL
};

/* Before main(), so that all programs print names of countries as they
 * are written, in the user's encoding. */
__attribute__ ((constructor)) static void
use_locale (void)
{
  setlocale (LC_ALL, "");
}

void
chapter_fail (const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_printerr ("Error: %s\n", message);
  exit (1);
}

void
chapter_print_probe (const char *domain, gboolean found)
{
  g_print ("%s %s\n", found ? "+" : " ", domain);
}

static SoupMessage *
new_message (const char *method, const char *cc, const char *file)
{
  const char *lab = g_getenv ("LAB_HTTP");
  g_autofree char *path = g_strdup_printf ("flags/%s/%s", cc, file);
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autofree char *url = g_strdup_printf (
      "%s/%s", lab != NULL ? lab : "http://127.0.0.1:8080", lower);
  SoupMessage *message = soup_message_new (method, url);

  if (message == NULL)
    chapter_fail ("“%s” is no URL; see LAB_HTTP in chapter.h", url);
  g_object_set_data_full (G_OBJECT (message), "country", g_strdup (cc),
                          g_free);
  return message;
}

SoupMessage *
chapter_flag_message (const char *method, const char *cc)
{
  g_autofree char *file = g_strconcat (cc, ".gif", NULL);

  return new_message (method, cc, file);
}

SoupMessage *
chapter_metadata_message (const char *cc)
{
  return new_message ("GET", cc, "metadata.json");
}

const char *
chapter_country_of (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), "country");
}

goffset
chapter_length (SoupMessage *message)
{
  return soup_message_headers_get_content_length (
      soup_message_get_response_headers (message));
}

char *
chapter_read_country (GBytes *metadata, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *text;
  JsonNode *root;
  const char *country = NULL;

  if (metadata == NULL)
    return NULL;
  text = g_bytes_get_data (metadata, &size);
  if (!json_parser_load_from_data (parser, text, (gssize) size, error))
    return NULL;
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    country = json_object_get_string_member_with_default (
        json_node_get_object (root), "country", NULL);
  if (country == NULL)
    g_set_error (error, JSON_PARSER_ERROR, JSON_PARSER_ERROR_INVALID_DATA,
                 "the metadata names no country");
  return g_strdup (country);
}

GBytes *
chapter_check_answer (SoupMessage *message, GBytes *body, GError **error)
{
  g_autoptr (GBytes) owned = body;

  if (body == NULL || soup_message_get_status (message) == SOUP_STATUS_OK)
    return g_steal_pointer (&owned); /* NULL: the error is set already */
  g_set_error (error, SOUP_SESSION_ERROR,
               (int) soup_message_get_status (message),
               "the answer is %u %s", soup_message_get_status (message),
               soup_message_get_reason_phrase (message));
  return NULL;
}

gboolean
chapter_is_not_found (const GError *error)
{
  return g_error_matches (error, SOUP_SESSION_ERROR,
                          SOUP_STATUS_NOT_FOUND);
}

SoupSession *
chapter_session (guint connections)
{
  if (g_mkdir_with_parents (FOLDER, 0777) != 0)
    chapter_fail ("cannot make the folder %s: %s", FOLDER,
                  g_strerror (errno));
  return soup_session_new_with_options ("max-conns", (int) connections,
                                        "max-conns-per-host",
                                        (int) connections, NULL);
}

void
chapter_start (gpointer session,
               SoupMessage *message,
               GAsyncReadyCallback callback,
               gpointer data)
{
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT,
                                    NULL, callback, data);
  g_object_unref (message);
}

GBytes *
chapter_finish (GObject *session, GAsyncResult *result, GError **error)
{
  SoupMessage *message = soup_session_get_async_result_message (
      SOUP_SESSION (session), result);
  GBytes *body = soup_session_send_and_read_finish (
      SOUP_SESSION (session), result, error);

  return chapter_check_answer (message, body, error);
}

void
chapter_run_while (const guint *in_flight)
{
  while (*in_flight > 0)
    g_main_context_iteration (NULL, TRUE);
}

GFile *
chapter_flag_file (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".gif", NULL);

  g_strdelimit (file, " /", '_');
  return g_file_new_build_filename (FOLDER, file, NULL);
}

void
chapter_save_flag (const char *cc, GBytes *flag)
{
  g_autofree char *lower = g_ascii_strdown (cc, -1);
  g_autoptr (GFile) file = chapter_flag_file (lower);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (flag, &size);

  /* Without the fsync() of g_file_set_contents(), for which the loop
   * would wait. */
  if (!g_file_set_contents_full (g_file_peek_path (file), data,
                                 (gssize) size, G_FILE_SET_CONTENTS_NONE,
                                 0666, &error))
    chapter_fail ("cannot save the flag: %s", error->message);
}

void
chapter_start_to_save (const char *name,
                       GBytes *flag,
                       GAsyncReadyCallback callback,
                       gpointer data)
{
  g_autoptr (GFile) file = chapter_flag_file (name);

  g_file_replace_contents_bytes_async (
      file, flag, NULL, FALSE, G_FILE_CREATE_NONE, NULL, callback, data);
}

GError *
chapter_finish_to_save (GObject *file, GAsyncResult *result)
{
  GError *error = NULL;

  g_file_replace_contents_finish (G_FILE (file), result, NULL, &error);
  return error;
}

void
chapter_print_total (guint flags, gint64 start)
{
  g_print ("\n%u flags downloaded in %.2fs\n", flags,
           (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (flags == 0)
    g_printerr ("Is the lab there? Run swimlane serve --http-port=8080,"
                " or set LAB_HTTP.\n");
}
