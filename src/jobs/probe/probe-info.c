/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The probe job as a front end sees it: options and items. How outcomes read is in probe-text. */
#include "config.h"

#include <sys/stat.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "job/result-line.h"
#include "job/resume.h"
#include "jobs/jobs.h"
#include "jobs/probe/probe-items.h"
#include "jobs/probe/probe-private.h"
#include "jobs/probe/probe-text.h"

#define DEFAULT_SUFFIX ".dev"
#define NO_MAX_LENGTH (-1)   /* --max-length was not given */
#define KEYWORD_MAX_LENGTH 4 /* as in the book */
#define LONGEST_WORD 253

/* --rate was not given. */
#define NO_RATE (-1.0)
#define LOWEST_RATE 0.001
#define HIGHEST_RATE 1e6

/* --edns-size was not given. */
#define NO_EDNS_SIZE (-1)

#define FAILED (~(1u << SWIM_STATUS_OK | 1u << SWIM_STATUS_NOT_FOUND))

static gpointer
params_new (void)
{
  SwimProbeParams *params = g_new0 (SwimProbeParams, 1);

  params->max_length = NO_MAX_LENGTH;
  params->rate = NO_RATE;
  params->edns_size = NO_EDNS_SIZE;
  params->only = G_MAXUINT;
  return params;
}

static void
params_free (gpointer data)
{
  SwimProbeParams *params = data;

  g_free (params->suffix);
  g_free (params->words);
  g_free (params->type);
  g_free (params->resume);
  g_free (params->output);
  g_free (params->only_text);
  g_free (params->show);
  g_clear_pointer (&params->counter, swim_dns_counter_unref);
  swim_resolver_choice_clear (&params->choice);
  g_free (params);
}

static GOptionEntry *
options (gpointer data)
{
  SwimProbeParams *params = data;
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_ITEMS),
    { "suffix", 0, 0, G_OPTION_ARG_STRING, &params->suffix,
      "suffix added to each name (.dev for words, none for names)", "SUFFIX" },
    { "words", 0, 0, G_OPTION_ARG_FILENAME, &params->words,
      "words to try, one per line, instead of Python's keywords", "FILE" },
    { "max-length", 0, 0, G_OPTION_ARG_INT, &params->max_length,
      "skip words that are longer (4 for keywords; those of --words may have any length)", "N" },
    SWIM_OPTION_GROUP ("Questions"),
    { "type", 0, 0, G_OPTION_ARG_STRING, &params->type,
      "record types to ask for, such as MX,TXT or TYPE123 (A,AAAA)", "TYPE,…" },
    SWIM_RESOLVER_CHOICE_OPTIONS (&params->choice),
    SWIM_OPTION_GROUP (SWIM_OPTIONS_LIMITS),
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &params->rate,
      "limit on the questions per second, retries included (no limit)", "RATE" },
    SWIM_OPTION_GROUP ("Questions"),
    { "edns-size", 0, 0, G_OPTION_ARG_INT, &params->edns_size,
      "longest datagram to offer with EDNS; 0: no EDNS (1232; 0 for addresses)", "BYTES" },
    SWIM_OPTION_GROUP (SWIM_OPTIONS_OUTPUT),
    { "show", 0, 0, G_OPTION_ARG_STRING, &params->show, "print the records of each answer too",
      "answers" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &params->only_text,
      "print only these results: found, missing, failed", "RESULT,…" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &params->output,
      "write the results to FILE instead of standard output", "FILE" },
    { "resume", 0, 0, G_OPTION_ARG_FILENAME, &params->resume,
      "append to FILE as NDJSON, skipping items already in it", "FILE" },
    { "wildcard", 0, 0, G_OPTION_ARG_NONE, &params->wildcard,
      "mark names that exist only through a wildcard record", NULL },
    { "columns", 0, 0, G_OPTION_ARG_NONE, &params->columns,
      "print names that exist and names that do not in two columns", NULL },
    { NULL }
  };

  return g_memdup2 (entries, sizeof entries);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE, message);
  return FALSE;
}

/* Whether both name one file, which must not be emptied before it is read. */
static gboolean
is_same_file (const char *path, const char *other)
{
  struct stat one, two;

  return path != NULL && other != NULL && stat (path, &one) == 0 && stat (other, &two) == 0
         && S_ISREG (one.st_mode) && one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* Values that exclude each other. */
static gboolean
check_together (const SwimProbeParams *params, const SwimJobSetup *setup, GError **error)
{
  gboolean named = setup->args[0] != NULL || setup->input != NULL;

  if (params->words != NULL && named)
    return fail (error, "--words takes the place of names; to add a list of names to others, "
                        "use --input");
  if (params->show != NULL && !g_str_equal (params->show, "answers"))
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--show takes answers, not “%s”",
                   params->show);
      return FALSE;
    }
  if (params->show != NULL && params->columns)
    return fail (error, "--show has no room in --columns; leave out one of them");
  if (params->resume != NULL && params->only_text != NULL)
    return fail (error, "--resume needs every result in its file; leave out --only");
  if (params->resume != NULL && params->output != NULL)
    return fail (error, "--resume writes to a file of its own; leave out --output");
  if (is_same_file (params->output, setup->input) || is_same_file (params->output, params->words))
    return fail (error, "--output would overwrite the list that is read; name another file");
  return TRUE;
}

static gboolean
check_params (const SwimProbeParams *params, const SwimJobSetup *setup, GError **error)
{
  return check_together (params, setup, error)
         && (params->max_length == NO_MAX_LENGTH
             || swim_quantity_check (SWIM_QUANTITY_COUNT, "max-length", params->max_length, 1,
                                     LONGEST_WORD, error))
         && (params->edns_size == NO_EDNS_SIZE || params->edns_size == 0
             || swim_quantity_check (SWIM_QUANTITY_COUNT, "edns-size", params->edns_size,
                                     SWIM_PROBE_LEAST_EDNS, SWIM_PROBE_MOST_EDNS, error))
         && (params->rate == NO_RATE
             || swim_quantity_check (SWIM_QUANTITY_RATE, "rate", params->rate, LOWEST_RATE,
                                     HIGHEST_RATE, error));
}

/* The results to print: a bit for each class. */
static gboolean
settle_only (SwimProbeParams *params, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (params->only_text == NULL)
    return TRUE;
  words = g_strsplit (params->only_text, ",", -1);
  params->only = 0;
  for (char **word = words; *word != NULL; word++)
    if (g_str_equal (*word, "found"))
      params->only |= 1u << SWIM_STATUS_OK;
    else if (g_str_equal (*word, "missing"))
      params->only |= 1u << SWIM_STATUS_NOT_FOUND;
    else if (g_str_equal (*word, "failed"))
      params->only |= FAILED;
    else
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                     "--only takes found, missing and failed, not “%s”", *word);
        return FALSE;
      }
  return params->only != 0 || fail (error, "--only takes found, missing and failed");
}

static gboolean
is_among (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (names, i), name) == 0)
      return TRUE;
  return FALSE;
}

/* Adds a type of --type, once. */
static gboolean
add_type (GPtrArray *names, const char *name, GError **error)
{
  if (g_ascii_strcasecmp (name, "both") == 0)
    return add_type (names, "A", error) && add_type (names, "AAAA", error);
  if (swim_dns_type_parse (name) == 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "--type takes record types, such as A, MX or TYPE123, not “%s”", name);
      return FALSE;
    }
  if (!is_among (names, name))
    g_ptr_array_add (names, g_strdup (name));
  return TRUE;
}

static gboolean
is_address_type (const char *name)
{
  guint16 type = swim_dns_type_parse (name);

  return type == SWIM_DNS_TYPE_A || type == SWIM_DNS_TYPE_AAAA;
}

/* Sets the types of the job, and whether any is more than an address. */
static gboolean
settle_types (const SwimProbeParams *params, SwimProbe *job, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit (params->type != NULL ? params->type : "both", ",", -1);

  *more = FALSE;
  for (char **word = words; *word != NULL; word++)
    {
      if (!add_type (names, g_strstrip (*word), error))
        return FALSE;
      *more |= g_ascii_strcasecmp (*word, "both") != 0 && !is_address_type (*word);
    }
  if (names->len == 0 || names->len > SWIM_DNS_MOST_TYPES)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--type takes 1 to %d record types",
                   SWIM_DNS_MOST_TYPES);
      return FALSE;
    }
  g_ptr_array_add (names, NULL);
  swim_probe_set_types (job, (const char *const *) names->pdata);
  return TRUE;
}

/* What was asked for that only DNS servers can give; NULL for nothing. */
static const char *
find_need_of_dns (const SwimProbeParams *params, gboolean more_types)
{
  if (params->rate != NO_RATE)
    return "--rate";
  if (params->edns_size != NO_EDNS_SIZE)
    return "--edns-size";
  if (params->show != NULL)
    return "--show";
  return more_types ? "--type with other than A and AAAA" : NULL;
}

static gboolean
has_address (const char *const *names)
{
  for (; *names != NULL; names++)
    {
      g_autofree char *reverse = swim_dns_reverse_name (*names);

      if (reverse != NULL)
        return TRUE;
    }
  return FALSE;
}

/* DNS servers are asked for whatever only they can give, and for lists: the C library's resolver
 * blocks a thread for each name, and GLib has no more than a few of them. */
static gboolean
settle_resolver (SwimProbeParams *params,
                 const SwimJobSetup *setup,
                 gboolean more_types,
                 SwimProbe *job,
                 GError **error)
{
  const char *need = find_need_of_dns (params, more_types);
  SwimDnsConfig *config = NULL;

  params->choice.prefers_dns =
      need != NULL || setup->input != NULL || setup->args[0] == NULL || has_address (setup->args);
  if (!swim_resolver_choice_settle (&params->choice, setup, &config, error))
    return FALSE;
  if (config == NULL && need != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                   "%s needs --resolver=dns: the C library only gives the addresses of a name",
                   need);
      return FALSE;
    }
  if (config != NULL)
    swim_probe_set_dns (job, (const char *const *) config->nameservers);
  if (params->rate != NO_RATE)
    swim_probe_set_rate (job, params->rate);
  if (params->edns_size != NO_EDNS_SIZE)
    swim_probe_set_edns_size (job, (guint) params->edns_size);
  else if (more_types)
    swim_probe_set_edns_size (job, SWIM_DNS_GOOD_EDNS_SIZE);
  else if (config != NULL)
    swim_probe_set_edns_size (job, config->edns_size);
  g_clear_pointer (&config, swim_dns_config_free);
  return TRUE;
}

/* All words of a file were meant, so that only what is asked for leaves some of them out. */
static guint
get_max_length (const SwimProbeParams *params)
{
  if (params->max_length != NO_MAX_LENGTH)
    return (guint) params->max_length;
  return params->words != NULL ? G_MAXUINT : KEYWORD_MAX_LENGTH;
}

static SwimItems *
make_items (SwimProbeParams *params, const SwimJobSetup *setup, GError **error)
{
  const char *suffix = params->suffix != NULL ? params->suffix : "";
  g_auto (GStrv) words = NULL;

  if (setup->args[0] != NULL || setup->input != NULL)
    return swim_probe_items_new (setup->args, suffix, setup, error);

  words = swim_probe_words (params->words, get_max_length (params), &params->n_skipped, error);
  if (words == NULL)
    return NULL;
  if (params->suffix == NULL)
    suffix = DEFAULT_SUFFIX;
  return swim_probe_items_new ((const char *const *) words, suffix, setup, error);
}

/* The items (transfer full) without those that have a result in the file of --resume. */
static SwimItems *
leave_out_done (SwimItems *items,
                const SwimProbeParams *params,
                const SwimJobSetup *setup,
                SwimProbe *job,
                GError **error)
{
  const SwimShardFilter share = { setup->shard, swim_probe_dup_canonical, NULL };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *types = NULL;

  for (char **type = job->types; *type != NULL; type++) /* as the results name them */
    g_ptr_array_add (names, swim_dns_type_to_string (swim_dns_type_parse (*type)));
  types = swim_result_join_types (names);
  return swim_resume_items (items, params->resume, &share, types, error);
}

static SwimJob *
create (gpointer data, const SwimJobSetup *setup, SwimItems **items, GError **error)
{
  SwimProbeParams *params = data;
  g_autoptr (SwimProbe) job = swim_probe_new ();
  gboolean more_types;

  swim_probe_set_timeout (job, setup->timeout);
  swim_probe_set_tries (job, setup->retries + 1);
  swim_probe_set_wildcard (job, params->wildcard, setup->seed);
  swim_probe_set_keep_responses (job, setup->details || params->show != NULL);
  params->ndjson = setup->details;
  params->counter = g_atomic_rc_box_acquire (swim_probe_get_counter (job));
  if (!check_params (params, setup, error) || !settle_only (params, error)
      || !settle_types (params, job, &more_types, error)
      || !settle_resolver (params, setup, more_types, job, error))
    return NULL;
  *items = make_items (params, setup, error);
  if (*items != NULL && params->resume != NULL)
    *items = leave_out_done (*items, params, setup, job, error);
  return *items != NULL ? SWIM_JOB (g_steal_pointer (&job)) : NULL;
}

static const char *
appends_to (gpointer data)
{
  return ((SwimProbeParams *) data)->resume;
}

static const char *
get_output (gpointer data)
{
  const char *path = ((SwimProbeParams *) data)->output;

  return g_strcmp0 (path, "-") != 0 ? path : NULL;
}

static guint
get_only (gpointer data)
{
  return ((SwimProbeParams *) data)->only;
}

/* Words that are named are the list. */
static gboolean
reads_stdin (gpointer data, gboolean lab)
{
  return ((SwimProbeParams *) data)->words == NULL;
}

static const char examples[] =
    "  swimlane probe --lab                      # the names of the book, in the lab\n"
    "  swimlane probe python.org pypi.org        # by the system's resolver\n"
    "  swimlane probe -i names.txt --only=found  # a list: those that exist\n";

const SwimJobInfo swim_job_info_probe = {
  .name = "probe",
  .summary = "find out which names exist",
  .arguments = "[NAME|ADDRESS…]",
  .noun = "name",
  .nouns = "names",
  .done = "resolved",
  .tolerates = 1u << SWIM_STATUS_NOT_FOUND,
  .shares_sockets = TRUE,
  .params_new = params_new,
  .params_free = params_free,
  .options = options,
  .examples = examples,
  .create = create,
  .begin = swim_probe_text_begin,
  .line = swim_probe_text_line,
  .end = swim_probe_text_end,
  .hint = swim_probe_text_hint,
  .notes = swim_probe_text_notes,
  .uses_system_resolver = swim_resolver_choice_is_system,
  .appends_to = appends_to,
  .output = get_output,
  .only = get_only,
  .reads_stdin = reads_stdin,
};
