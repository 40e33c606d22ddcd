/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The probe job as a front end sees it: options, items, and how outcomes read. */
#include "config.h"

#include <string.h>

#include "base/printable.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "job/resume.h"
#include "jobs/jobs.h"
#include "jobs/probe/probe-items.h"
#include "jobs/probe/swim-probe.h"
#include "jobs/resolver-choice.h"

#define DEFAULT_SUFFIX ".dev"
#define DEFAULT_MAX_LENGTH 4
#define LONGEST_WORD 253

/* --rate was not given. */
#define NO_RATE (-1.0)
#define LOWEST_RATE 0.001
#define HIGHEST_RATE 1e6

/* Where the second column begins. */
#define COLUMN 16

typedef struct
{
  SwimResolverChoice choice; /* first */
  char *suffix;
  char *words;
  int max_length;
  char *type;
  double rate;
  char *resume;
  gboolean wildcard;
  gboolean columns;
} Params;

static gpointer
params_new (void)
{
  Params *params = g_new0 (Params, 1);

  params->max_length = DEFAULT_MAX_LENGTH;
  params->rate = NO_RATE;
  return params;
}

static void
params_free (gpointer data)
{
  Params *params = data;

  g_free (params->suffix);
  g_free (params->words);
  g_free (params->type);
  g_free (params->resume);
  swim_resolver_choice_clear (&params->choice);
  g_free (params);
}

static GOptionEntry *
options (gpointer data)
{
  Params *params = data;
  GOptionEntry entries[] = {
    { "suffix", 0, 0, G_OPTION_ARG_STRING, &params->suffix,
      "suffix added to each name (.dev for words, none for names)", "SUFFIX" },
    { "words", 0, 0, G_OPTION_ARG_FILENAME, &params->words,
      "words to try, one per line, instead of Python's keywords", "FILE" },
    { "max-length", 0, 0, G_OPTION_ARG_INT, &params->max_length, "skip words that are longer (4)",
      "N" },
    { "type", 0, 0, G_OPTION_ARG_STRING, &params->type, "type of address to ask for (both)",
      "A|AAAA|both" },
    SWIM_RESOLVER_CHOICE_OPTIONS (&params->choice),
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &params->rate,
      "limit on the questions per second, retries included (no limit)", "RATE" },
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
check_params (const Params *params, const SwimJobSetup *setup, GError **error)
{
  gboolean named = setup->args[0] != NULL || setup->input != NULL;

  if (params->words != NULL && named)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--words takes the place of names; to add a list of names to others, "
                           "use --input");
      return FALSE;
    }
  return swim_quantity_check (SWIM_QUANTITY_COUNT, "max-length", params->max_length, 1,
                              LONGEST_WORD, error)
         && (params->rate == NO_RATE
             || swim_quantity_check (SWIM_QUANTITY_RATE, "rate", params->rate, LOWEST_RATE,
                                     HIGHEST_RATE, error));
}

static gboolean
settle_types (const Params *params, SwimProbe *job, GError **error)
{
  const char *type = params->type != NULL ? params->type : "both";
  gboolean ipv4 = g_ascii_strcasecmp (type, "A") == 0;
  gboolean ipv6 = g_ascii_strcasecmp (type, "AAAA") == 0;

  if (g_ascii_strcasecmp (type, "both") == 0)
    ipv4 = ipv6 = TRUE;
  if (!ipv4 && !ipv6)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--type takes A, AAAA or both, not “%s”",
                   type);
      return FALSE;
    }
  swim_probe_set_types (job, ipv4, ipv6);
  return TRUE;
}

static gboolean
settle_resolver (const Params *params, const SwimJobSetup *setup, SwimProbe *job, GError **error)
{
  SwimDnsConfig *config = NULL;

  if (!swim_resolver_choice_settle (&params->choice, setup, &config, error))
    return FALSE;
  if (config == NULL && params->rate != NO_RATE)
    {
      g_set_error_literal (
          error, SWIM_ERROR, SWIM_ERROR_USAGE,
          "--rate needs --resolver=dns: the queries of the C library cannot be limited");
      return FALSE;
    }
  if (config != NULL)
    swim_probe_set_dns (job, (const char *const *) config->nameservers);
  if (params->rate != NO_RATE)
    swim_probe_set_rate (job, params->rate);
  g_clear_pointer (&config, swim_dns_config_free);
  return TRUE;
}

static SwimItems *
make_items (const Params *params, const SwimJobSetup *setup, GError **error)
{
  const char *suffix = params->suffix != NULL ? params->suffix : "";
  g_auto (GStrv) words = NULL;
  SwimItems *list = NULL;

  if (setup->input != NULL && (list = swim_items_new_from_list (setup->input, error)) == NULL)
    return NULL;
  if (setup->args[0] != NULL || list != NULL)
    return swim_probe_items_new (setup->args, list, suffix);

  words = swim_probe_words (params->words, (guint) params->max_length, error);
  if (words == NULL)
    return NULL;
  if (params->suffix == NULL)
    suffix = DEFAULT_SUFFIX;
  return swim_probe_items_new ((const char *const *) words, NULL, suffix);
}

static SwimJob *
create (gpointer data, const SwimJobSetup *setup, SwimItems **items, GError **error)
{
  Params *params = data;
  g_autoptr (SwimProbe) job = swim_probe_new ();

  swim_probe_set_timeout (job, setup->timeout);
  swim_probe_set_tries (job, setup->retries + 1);
  swim_probe_set_wildcard (job, params->wildcard, setup->seed);
  if (!check_params (params, setup, error) || !settle_types (params, job, error)
      || !settle_resolver (params, setup, job, error))
    return NULL;
  *items = make_items (params, setup, error);
  if (*items != NULL && params->resume != NULL)
    *items = swim_resume_items (*items, params->resume, error);
  return *items != NULL ? SWIM_JOB (g_steal_pointer (&job)) : NULL;
}

static void
begin (gpointer data, const SwimJobSetup *setup, gint64 count, GString *text)
{
  Params *params = data;

  if (params->columns)
    g_string_append_printf (text, "%-*s%s\n%-*s%s\n", COLUMN, "FOUND", "NOT FOUND", COLUMN,
                            "=====", "=========");
}

/* The detail, without the name that it may begin with: that of a bad line does. */
static const char *
get_detail (const SwimOutcome *outcome)
{
  const char *name = outcome->item->name;

  if (outcome->detail != NULL && g_str_has_prefix (outcome->detail, name)
      && g_str_has_prefix (outcome->detail + strlen (name), ": "))
    return outcome->detail + strlen (name) + 2;
  return outcome->detail;
}

static void
append_failure (GString *text, const SwimOutcome *outcome)
{
  const char *detail = get_detail (outcome);

  g_string_append (text, "! ");
  swim_append_printable (text, outcome->item->name);
  g_string_append_printf (text, ": %s", swim_status_in_words (outcome->status));
  if (detail != NULL)
    {
      g_string_append (text, ": ");
      swim_append_printable (text, detail);
    }
}

static void
line (gpointer data, const SwimJobSetup *setup, const SwimOutcome *outcome, GString *text)
{
  Params *params = data;
  gboolean found = outcome->status == SWIM_STATUS_OK;

  if (!found && outcome->status != SWIM_STATUS_NOT_FOUND)
    append_failure (text, outcome);
  else
    {
      if (!params->columns)
        g_string_append (text, found ? "+ " : "  ");
      else if (!found)
        g_string_append_printf (text, "%*s", COLUMN, "");
      swim_append_printable (text, outcome->item->name);
      if (outcome->wildcard)
        g_string_append (text, " (wildcard)");
    }
  g_string_append_c (text, '\n');
}

static void
end (gpointer data, const SwimJobSetup *setup, const SwimTally *tally, GString *text)
{
  guint64 good = tally->by_status[SWIM_STATUS_OK] + tally->by_status[SWIM_STATUS_NOT_FOUND];

  if (!setup->verbose && good == tally->total)
    return;
  for (guint i = 0; i < SWIM_N_STATUSES; i++)
    if (tally->by_status[i] > 0)
      g_string_append_printf (text, "%" G_GUINT64_FORMAT " %s\n", tally->by_status[i],
                              i == SWIM_STATUS_OK ? "found" : swim_status_in_words (i));
}

static const char *
appends_to (gpointer data)
{
  return ((Params *) data)->resume;
}

const SwimJobInfo swim_job_info_probe = {
  .name = "probe",
  .summary = "find out which names exist",
  .arguments = "[NAME…]",
  .noun = "name",
  .nouns = "names",
  .done = "resolved",
  .tolerates = 1u << SWIM_STATUS_NOT_FOUND,
  .params_new = params_new,
  .params_free = params_free,
  .options = options,
  .create = create,
  .begin = begin,
  .line = line,
  .end = end,
  .uses_system_resolver = swim_resolver_choice_is_system,
  .appends_to = appends_to,
};
