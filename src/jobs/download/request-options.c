/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/request-options.h"

#include <string.h>

#include "base/input.h"
#include "base/swim-error.h"
#include "jobs/download/download-private.h"

#define LONGEST_FILE (1024 * 1024) /* bytes; no field is so long */

void
swim_request_options_clear (SwimRequestOptions *options)
{
  g_strfreev (options->headers);
  g_strfreev (options->header_files);
  g_free (options->user_agent);
  g_free (options->user);
  g_free (options->user_file);
  g_free (options->cookie);
  g_free (options->netrc_file);
  g_free (options->cert);
  g_free (options->key);
}

/* Lines of a file, without those that are empty or begin with a number sign (transfer full). */
static char **
read_lines (const char *option, const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!swim_input_read (path, &text, NULL, &failure))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--%s: cannot read %s: %s", option, path,
                   failure->message);
      return NULL;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *end = strchr (lines[i], '\r');

      if (end != NULL && end[1] == '\0')
        *end = '\0';
      if (lines[i][0] != '\0' && lines[i][0] != '#')
        g_strv_builder_add (kept, lines[i]);
    }
  return g_strv_builder_end (kept);
}

static gboolean
apply_headers (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) headers = NULL;

  if (options->headers != NULL)
    g_strv_builder_addv (all, (const char **) options->headers);
  for (guint i = 0; options->header_files != NULL && options->header_files[i] != NULL; i++)
    {
      g_auto (GStrv) lines = read_lines ("header-file", options->header_files[i], error);

      if (lines == NULL)
        return FALSE;
      g_strv_builder_addv (all, (const char **) lines);
    }
  headers = g_strv_builder_end (all);
  swim_download_set_headers (job, (const char *const *) headers);
  swim_download_set_user_agent (job, options->user_agent);
  swim_download_set_cookies (job, options->cookie);
  return TRUE;
}

static gboolean
apply_user (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (options->user_file == NULL)
    {
      swim_download_set_user (job, options->user);
      return TRUE;
    }
  if (options->user != NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--user and --user-file both say who asks; leave one out");
      return FALSE;
    }
  lines = read_lines ("user-file", options->user_file, error);
  if (lines == NULL)
    return FALSE;
  if (lines[0] == NULL || lines[1] != NULL || strchr (lines[0], ':') == NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--user-file: %s is to hold one line, NAME:PASSWORD", options->user_file);
      return FALSE;
    }
  swim_download_set_user (job, lines[0]);
  return TRUE;
}

static gboolean
apply_netrc (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  g_autofree char *usual = g_build_filename (g_get_home_dir (), ".netrc", NULL);

  if (options->netrc_file != NULL)
    swim_download_set_netrc (job, options->netrc_file);
  else if (options->netrc)
    swim_download_set_netrc (job, usual);
  return TRUE;
}

static gboolean
apply_certificate (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) failure = NULL;
  const char *key = options->key != NULL ? options->key : options->cert;
  g_autofree char *pem = NULL;

  if (options->cert == NULL && options->key == NULL)
    return TRUE;
  if (options->cert == NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--key is the key of a certificate; add --cert=FILE");
      return FALSE;
    }
  if (swim_input_check (options->cert, &failure) && swim_input_check (key, &failure))
    certificate = g_tls_certificate_new_from_files (options->cert, key, &failure);
  if (certificate != NULL)
    g_object_get (certificate, "private-key-pem", &pem, NULL);
  if (certificate != NULL && pem != NULL)
    {
      swim_download_set_tls_certificate (job, certificate);
      return TRUE;
    }
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "%s: cannot read a certificate from %s and its private key, without a passphrase, "
               "from %s: %s",
               options->key != NULL ? "--cert, --key" : "--cert", options->cert, key,
               failure != NULL ? failure->message : "it holds none");
  return FALSE;
}

static gboolean
apply_family (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  if (options->ipv4 && options->ipv6)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--ipv4 and --ipv6 leave no address; leave one out");
      return FALSE;
    }
  if (options->ipv4 || options->ipv6)
    swim_download_set_family (job, options->ipv4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return TRUE;
}

/* What the job would only find when it is opened is checked before anything is started. */
static gboolean
check_fields (SwimDownload *job, GError **error)
{
  g_autoptr (SwimHttpFields) fields = swim_download_new_fields (job, error);

  return fields != NULL;
}

gboolean
swim_request_options_apply (const SwimRequestOptions *options, SwimDownload *job, GError **error)
{
  return apply_headers (options, job, error) && apply_user (options, job, error)
         && apply_netrc (options, job, error) && apply_certificate (options, job, error)
         && apply_family (options, job, error) && check_fields (job, error);
}
