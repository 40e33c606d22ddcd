/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The download job as a front end sees it: options and items. How outcomes read is in
 * download-text. */
#include "config.h"

#include <string.h>

#include "base/input.h"
#include "base/option-group.h"
#include "base/printable.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "jobs/download/download-items.h"
#include "jobs/download/download-text.h"
#include "jobs/download/swim-download.h"
#include "jobs/jobs.h"
#include "net/http/client.h"
#include "net/http/proxy.h"

#define MOST_REDIRECTS 1000
#define PER_HOST 6        /* as browsers do */
#define PER_HOST_IN_LAB 0 /* no limit: --jobs is what is compared there */

static gpointer
params_new (void)
{
  SwimDownloadParams *params = g_new0 (SwimDownloadParams, 1);

  swim_transfer_choice_init (&params->transfer);
  params->max_redirects = 10;
  params->per_host = -1;
  return params;
}

static void
params_free (gpointer data)
{
  SwimDownloadParams *params = data;

  g_free (params->dest);
  g_free (params->naming.text);
  g_free (params->base_url);
  g_free (params->server);
  g_free (params->client);
  g_free (params->cacert);
  swim_request_options_clear (&params->request);
  g_free (params->first);
  g_free (params->last);
  swim_resolver_choice_clear (&params->resolver);
  swim_transfer_choice_clear (&params->transfer);
  g_clear_object (&params->proxies);
  g_clear_object (&params->trusted);
  g_free (params);
}

static GOptionEntry *
options (gpointer data)
{
  SwimDownloadParams *params = data;
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Files"),
    { "dest", 'd', 0, G_OPTION_ARG_FILENAME, &params->dest,
      "folder for the files, created if missing (" SWIM_DOWNLOAD_FOLDER ")", "DIR" },
    SWIM_NAMING_OPTIONS (&params->naming),
    { "max-size", 0, 0, G_OPTION_ARG_INT64, &params->max_size,
      "refuse files that are larger, such as 10M (no limit)", "SIZE" },
    { "require-verified", 0, 0, G_OPTION_ARG_NONE, &params->require_verified,
      "refuse files of which a truncated one would look the same", NULL },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &params->resume,
      "continue partial files of an earlier run, and skip files that exist", NULL },
    SWIM_FLAG_OPTIONS (params),
    SWIM_OPTION_GROUP (SWIM_OPTIONS_ITEMS),
    { "limit", 'l', 0, G_OPTION_ARG_INT, &params->limit, "only the first N items", "N" },
    SWIM_OPTION_GROUP ("Connections"),
    { "client", 0, 0, G_OPTION_ARG_STRING, &params->client,
      "HTTP client (curl; in the lab and in comparisons soup)", "CLIENT" },
    { "no-local", 0, 0, G_OPTION_ARG_NONE, &params->no_local,
      "refuse to connect to addresses of this machine and its network", NULL },
    { "cacert", 0, 0, G_OPTION_ARG_FILENAME, &params->cacert,
      "trust only the CA certificates in this PEM file", "FILE" },
    SWIM_OPTION_GROUP ("Requests"),
    { "max-redirects", 0, 0, G_OPTION_ARG_INT, &params->max_redirects,
      "redirects to follow for an item (10)", "N" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_LIMITS),
    { "per-host", 0, 0, G_OPTION_ARG_INT, &params->per_host,
      "requests to one host at once; 0 is no limit (6, in the lab no limit)", "N" },
    { "limit-rate", 0, 0, G_OPTION_ARG_INT64, &params->limit_rate,
      "limit on the bytes received per second, in all, such as 500K (no limit)", "RATE" },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &params->rate,
      "limit on the requests per second (no limit)", "RATE" },
    SWIM_REQUEST_OPTIONS (&params->request),
    SWIM_TRANSFER_CHOICE_OPTIONS (&params->transfer),
    SWIM_RESOLVER_CHOICE_OPTIONS (&params->resolver),
    { NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

/* The labels of --server are names of scenarios of the lab. */
static const char *
lab_scenario (gpointer data)
{
  static const char *const labels[] = { "local", "delay", "error", NULL };
  SwimDownloadParams *params = data;

  for (guint i = 0; params->server != NULL && labels[i] != NULL; i++)
    if (g_ascii_strcasecmp (params->server, labels[i]) == 0)
      return labels[i];
  return NULL;
}

/* The lab runs on this machine. */
static gboolean
check_no_local (const SwimDownloadParams *params, const SwimJobSetup *setup, GError **error)
{
  if (!params->no_local || setup->lab_url == NULL)
    return TRUE;
  g_set_error_literal (
      error, SWIM_ERROR, SWIM_ERROR_USAGE,
      "--no-local refuses addresses of this machine, where the lab runs; leave one out");
  return FALSE;
}

static gboolean
check_url (const char *option, const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *public = swim_dup_public (url);

  if (uri != NULL && g_uri_get_host (uri) != NULL
      && g_str_has_prefix (g_uri_get_scheme (uri), "http"))
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--%s must be a URL such as http://localhost:8000/flags, not %s", option,
               public != NULL ? public : url);
  return FALSE;
}

/* An item has one name. */
static gboolean
check_naming (const SwimDownloadParams *params, GError **error)
{
  if (!params->naming.metadata || !params->naming.content_disposition)
    return TRUE;
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "--metadata and --content-disposition both name the files; leave one out");
  return FALSE;
}

/* Where flags are found, NULL for nowhere, without a slash at its end. FALSE for bad options. */
static gboolean
settle_base (SwimDownloadParams *params, const SwimJobSetup *setup, char **base, GError **error)
{
  const char *server = lab_scenario (params) == NULL ? params->server : NULL;
  const char *given = params->base_url != NULL ? params->base_url : server;

  *base = NULL;
  if (server != NULL && params->base_url != NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--server and --base-url both say where flags are; leave one out");
      return FALSE;
    }
  if (server != NULL && strstr (server, "://") == NULL)
    {
      g_autofree char *public = swim_dup_public (server);

      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--server must be LOCAL, DELAY, ERROR or a URL, not %s",
                   public != NULL ? public : server);
      return FALSE;
    }
  if (given != NULL && !check_url (server != NULL ? "server" : "base-url", given, error))
    return FALSE;
  if (given != NULL)
    *base = g_strdup (given);
  else if (setup->lab_url != NULL)
    *base = g_strdup_printf ("%s/flags", setup->lab_url);
  while (*base != NULL && g_str_has_suffix (*base, "/"))
    (*base)[strlen (*base) - 1] = '\0';
  return TRUE;
}

static gboolean
is_code (const char *name)
{
  return strlen (name) == 2;
}

/* The names of the arguments; remembers the first and the last code, to tell of them. */
static char **
settle_names (SwimDownloadParams *params,
              const SwimJobSetup *setup,
              const char *base,
              GError **error)
{
  char **names = swim_download_names_from_args (setup->args, params->all, params->every,
                                                setup->input != NULL, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (!is_code (names[i]) || (params->limit > 0 && i >= (guint) params->limit))
        continue;
      if (params->first == NULL)
        params->first = g_strdup (names[i]);
      g_free (params->last);
      params->last = g_strdup (names[i]);
    }
  if (params->first == NULL || base != NULL)
    return names;
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                       "no server for the flags: add --lab, or name one with --base-url=URL");
  g_strfreev (names);
  return NULL;
}

/* Real servers are asked by the strict and fast client, where it is built in. What is compared, in
 * the lab or by in_comparison, is libsoup. */
static const char *
choose_client (const SwimDownloadParams *params, const SwimJobSetup *setup)
{
  if (params->client != NULL)
    return params->client;
  return setup->lab_url == NULL && swim_http_client_lookup ("curl", NULL) != NULL ? "curl" : "soup";
}

static SwimJob *
make_job (SwimDownloadParams *params, const SwimJobSetup *setup)
{
  SwimDownload *job =
      swim_download_new (params->dest != NULL ? params->dest : SWIM_DOWNLOAD_FOLDER);
  int usual = setup->lab_url != NULL ? PER_HOST_IN_LAB : PER_HOST;

  swim_download_set_client (job, choose_client (params, setup), NULL);
  swim_download_set_retries (job, setup->retries, setup->seed);
  swim_download_set_per_host (job, params->per_host >= 0 ? params->per_host : usual);
  swim_download_set_rate (job, params->rate);
  swim_download_set_limit_rate (job, (guint64) params->limit_rate);
  swim_download_set_resume (job, params->resume);
  swim_download_set_once (job, TRUE);
  swim_download_set_content_disposition (job, params->naming.content_disposition);
  swim_download_set_metadata (job, params->naming.metadata);
  swim_download_set_proxy_resolver (job, params->proxies);
  swim_download_set_tls_database (job, params->trusted);
  swim_download_set_timeout (job, setup->timeout);
  swim_transfer_choice_apply (&params->transfer, job);
  swim_download_set_max_redirects (job, params->max_redirects);
  swim_download_set_max_size (job, params->max_size);
  swim_download_set_no_local (job, params->no_local);
  swim_download_set_require_verified (job, params->require_verified);
  return SWIM_JOB (job);
}

static gboolean
settle_resolver (SwimDownloadParams *params, const SwimJobSetup *setup, GError **error)
{
  SwimDnsConfig *config = NULL;
  gboolean settled;

  if (!swim_resolver_choice_settle (&params->resolver, setup, &config, error))
    return FALSE;
  settled = swim_resolver_choice_install (config, error);
  g_clear_pointer (&config, swim_dns_config_free);
  return settled;
}

/* The authorities in a PEM file and no others. */
static GTlsDatabase *
load_authorities (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (GError) failure = NULL;
  /* The database accepts a file without certificates, and then trusts no server. */
  GList *certificates = swim_input_check (path, &failure)
                            ? g_tls_certificate_list_new_from_file (absolute, &failure)
                            : NULL;
  gboolean some = certificates != NULL;
  GTlsDatabase *trusted = NULL;

  g_list_free_full (certificates, g_object_unref);
  if (some)
    trusted = g_tls_file_database_new (absolute, &failure);
  if (trusted != NULL)
    return trusted;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--cacert: cannot read certificates from %s: %s; name a PEM file", path,
               failure != NULL ? failure->message : "it holds none");
  return NULL;
}

/* By which way hosts are reached, and which of them are trusted. */
static gboolean
settle_ways (SwimDownloadParams *params, const SwimJobSetup *setup, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (setup->lab_url == NULL) /* which is this machine's own */
    params->proxies = swim_proxy_resolver_new_from_environment (&failure);
  if (failure == NULL && params->cacert != NULL)
    params->trusted = load_authorities (params->cacert, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static SwimJob *
create (gpointer data, const SwimJobSetup *setup, SwimItems **items, GError **error)
{
  SwimDownloadParams *params = data;
  SwimCountries countries = { .every = params->every };
  g_autofree char *base = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (SwimNameTemplate) naming = NULL;
  g_autoptr (SwimJob) job = NULL;

  if (!swim_quantity_check (SWIM_QUANTITY_COUNT, "limit", params->limit, 0, G_MAXINT, error)
      || !swim_quantity_check (SWIM_QUANTITY_SIZE, "max-size", (double) params->max_size, 0, 0x1p63,
                               error)
      || !swim_quantity_check (SWIM_QUANTITY_COUNT, "max-redirects", params->max_redirects, 0,
                               MOST_REDIRECTS, error)
      || (params->client != NULL && swim_http_client_lookup (params->client, error) == NULL)
      || (params->rate != 0
          && !swim_quantity_check (SWIM_QUANTITY_RATE, "rate", params->rate, 0.001, 1e9, error))
      || (params->naming.text != NULL
          && (naming = swim_name_template_new (params->naming.text, error)) == NULL)
      || !check_naming (params, error) || !check_no_local (params, setup, error)
      || !settle_base (params, setup, &base, error)
      || (names = settle_names (params, setup, base, error)) == NULL
      || !swim_transfer_choice_settle (&params->transfer, error)
      || !settle_resolver (params, setup, error) || !settle_ways (params, setup, error))
    return NULL;
  job = make_job (params, setup);
  if (!swim_request_options_apply (&params->request, SWIM_DOWNLOAD (job), error))
    return NULL;
  countries.base = base;
  *items = swim_download_items_new (names, params->limit, &countries, g_steal_pointer (&naming),
                                    setup, error);
  return *items != NULL ? g_steal_pointer (&job) : NULL;
}

static void
get_bytes (gpointer data, SwimJobBytes *bytes)
{
  const SwimHttpMeter *meter = ((SwimDownloadParams *) data)->transfer.meter;

  bytes->received = swim_http_meter_read (&meter->received);
  bytes->announced = swim_http_meter_read (&meter->announced);
  bytes->known = swim_http_meter_read (&meter->known);
  bytes->touched = __atomic_load_n (&meter->touched, __ATOMIC_RELAXED);
}

/* A list takes the place of the flags, but in the lab, which has nothing else. */
static gboolean
reads_stdin (gpointer data, gboolean lab)
{
  SwimDownloadParams *params = data;

  return !lab && !params->all && !params->every && params->base_url == NULL
         && params->server == NULL;
}

static const char examples[] =
    "  swimlane download --lab fr de us                # three flags, from the lab\n"
    "  swimlane download -d pictures https://example.org/a.png\n"
    "  swimlane download -i urls.txt -d files --resume # a list, from where it ended\n";

const SwimJobInfo swim_job_info_download = {
  .name = "download",
  .summary = "fetch files, or the flags of countries",
  .arguments = "[URL|CODE|LETTER…]",
  .noun = "file",
  .nouns = "files",
  .done = "downloaded",
  .in_comparison = "--client=soup",
  .params_new = params_new,
  .params_free = params_free,
  .options = options,
  .examples = examples,
  .create = create,
  .begin = swim_download_text_begin,
  .line = swim_download_text_line,
  .failure = swim_download_text_failure,
  .end = swim_download_text_end,
  .hint = swim_download_text_hint,
  .notes = swim_download_text_notes,
  .get_bytes = get_bytes,
  .reads_stdin = reads_stdin,
  .lab_scenario = lab_scenario,
  .uses_system_resolver = swim_resolver_choice_is_system,
};
