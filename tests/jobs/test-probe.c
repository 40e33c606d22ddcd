/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The probe job: its items, its two forms, and how its outcomes read. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/swim-error.h"
#include "job/job-info.h"
#include "jobs/jobs.h"
#include "jobs/probe/probe-private.h"
#include "jobs/resolver-choice.h"
#include "tests/net/swim-dns-stub.h"
#include "swim-test.h"

static SwimDnsStub *stub;

static void
start_stub (void)
{
  stub = swim_dns_stub_new ();
}

static void
stop_stub (void)
{
  swim_dns_stub_free (stub);
}

/* A front end in small: options parsed, job and items made. */
typedef struct
{
  const SwimJobInfo *info;
  gpointer params;
  SwimJobSetup setup;
  char **args;
  SwimJob *job;
  SwimItems *items;
} Front;

static gboolean
front_init_at (Front *front, const char *command_line, const char *lab, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *whole = g_strconcat ("probe ", command_line, NULL);
  g_autofree GOptionEntry *entries = NULL;

  memset (front, 0, sizeof *front);
  front->info = &swim_job_info_probe;
  front->params = front->info->params_new ();
  front->setup.lab_nameserver = lab;
  front->setup.timeout = 0.5;
  front->setup.jobs = 4;
  entries = front->info->options (front->params);
  g_option_context_add_main_entries (context, entries, NULL);
  ck_assert (g_shell_parse_argv (whole, NULL, &front->args, NULL));
  if (!g_option_context_parse_strv (context, &front->args, error))
    return FALSE;
  front->setup.args = (const char *const *) front->args + 1;
  front->job = front->info->create (front->params, &front->setup, &front->items, error);
  return front->job != NULL;
}

static gboolean
front_init (Front *front, const char *command_line, GError **error)
{
  return front_init_at (front, command_line, swim_dns_stub_get_address (stub), error);
}

static void
front_clear (Front *front)
{
  g_clear_object (&front->job);
  g_clear_object (&front->items);
  front->info->params_free (front->params);
  g_strfreev (front->args);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Front, front_clear)

typedef SwimOutcome *(*Form) (SwimJob *job, const SwimItem *item, GCancellable *cancellable);

typedef struct
{
  SwimCompletion completion;
  SwimOutcome *outcome;
} Slot;

static void
on_returned (SwimCompletion *completion, SwimOutcome *outcome)
{
  Slot *slot = (Slot *) completion;

  ck_assert_ptr_null (slot->outcome);
  slot->outcome = outcome;
}

static SwimOutcome *
run_async (SwimJob *job, const SwimItem *item, GCancellable *cancellable)
{
  Slot slot = { .completion.completed = on_returned };

  swim_job_start (job, item, cancellable, &slot.completion);
  while (slot.outcome == NULL)
    g_main_context_iteration (NULL, TRUE);
  return slot.outcome;
}

static const Form forms[] = { swim_job_run, run_async };
#define N_FORMS ((int) G_N_ELEMENTS (forms))

/* Everything that a probe of the command line prints, in the order of its items. */
static char *
probe (const char *command_line, Form form)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  SwimTally tally = { 0 };
  SwimItem *item;

  ck_assert_msg (front_init (&front, command_line, &error), "%s",
                 error != NULL ? error->message : "");
  ck_assert (swim_job_open (front.job, 1, SWIM_JOB_BLOCKING, &error));
  front.info->begin (front.params, &front.setup, swim_items_get_count (front.items), text);
  while (swim_items_next (front.items, &item) == SWIM_NEXT_ITEM)
    {
      SwimOutcome *outcome = item->problem != NULL
                                 ? swim_outcome_new (SWIM_STATUS_INVALID, item->problem)
                                 : form (front.job, item, NULL);

      outcome->item = item;
      tally.total++;
      tally.by_status[outcome->status]++;
      front.info->line (front.params, &front.setup, outcome, text);
      swim_outcome_unref (outcome);
    }
  swim_job_close (front.job);
  front.info->end (front.params, &front.setup, &tally, text);
  return g_string_free (text, FALSE);
}

START_TEST (test_found_and_not_found_are_marked_as_in_the_book)
{
  g_autofree char *text = probe ("found.test gone.test nodata.test", forms[_i]);

  ck_assert_str_eq (text, "+ found.test\n  gone.test\n  nodata.test\n");
}
END_TEST

START_TEST (test_columns_are_those_of_the_book)
{
  g_autofree char *text = probe ("--columns found.test gone.test", forms[_i]);

  ck_assert_str_eq (text, "FOUND           NOT FOUND\n=====           =========\n"
                          "found.test\n                gone.test\n");
}
END_TEST

START_TEST (test_failures_are_told_and_counted)
{
  g_autofree char *text = probe ("found.test servfail.test silent.test", forms[_i]);
  const char *pattern = "+ found.test\n"
                        "! servfail.test: server error: 127.0.0.1:* answered SERVFAIL\n"
                        "! silent.test: timed out: no answer from 127.0.0.1:* in 0.5 s (1 try)\n"
                        "3 names: 1 found, 1 timed out, 1 server error\n"
                        "6 queries, 0 retries: 2 NOERROR, 2 SERVFAIL\n";

  ck_assert_msg (g_pattern_match_simple (pattern, text), "%s", text);
}
END_TEST

START_TEST (test_suffix_is_put_behind_names)
{
  g_autofree char *text = probe ("--suffix=.test found gone", forms[_i]);

  ck_assert_str_eq (text, "+ found.test\n  gone.test\n");
}
END_TEST

START_TEST (test_what_cannot_be_a_name_is_invalid_and_the_rest_goes_on)
{
  g_autofree char *text = probe ("a..b 192..1 found.test found.test.. ..", forms[_i]);

  ck_assert_str_eq (
      text, "! a..b: invalid input: a label of the name is empty; is there an extra dot?\n"
            "! 192..1: invalid input: a label of the name is empty; is there an extra dot?\n"
            "+ found.test\n"
            "! found.test..: invalid input: a label of the name is empty; is there an extra dot?\n"
            "! ..: invalid input: a label of the name is empty; is there an extra dot?\n"
            "5 names: 1 found, 4 invalid input\n2 queries, 0 retries: 2 NOERROR\n");
}
END_TEST

START_TEST (test_nothing_in_a_name_speaks_to_the_terminal)
{
  g_autofree char *text = probe ("'a\033[31m\342\200\256b'", forms[_i]);

  ck_assert (g_str_has_prefix (text, "! a\\u001b[31m\\u202eb: invalid input"));
}
END_TEST

START_TEST (test_outcome_tells_what_was_found)
{
  g_auto (Front) front = { 0 };
  g_autoptr (SwimItem) item = swim_item_new ("found.test");
  g_autoptr (SwimOutcome) outcome = NULL;

  ck_assert (front_init (&front, "--type=AAAA found.test", NULL));
  ck_assert (swim_job_open (front.job, 1, SWIM_JOB_NON_BLOCKING, NULL));
  outcome = forms[_i](front.job, item, NULL);
  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  ck_assert_uint_eq (g_strv_length (outcome->addresses), 1);
  ck_assert_str_eq (outcome->addresses[0], "2001:db8::1");
  ck_assert_int_eq (outcome->ttl, 60);
  ck_assert_uint_eq (outcome->tries, 1);
  ck_assert_int_ge (outcome->rtt, 0);
  ck_assert_str_eq (outcome->server, swim_dns_stub_get_address (stub));
  swim_job_close (front.job);
}
END_TEST

START_TEST (test_name_that_is_given_again_is_asked_for_once)
{
  g_autofree char *text =
      probe ("--type=A found.test FOUND.test found.test. gone.test gone.test", forms[_i]);

  ck_assert_str_eq (text, "+ found.test\n+ FOUND.test\n+ found.test.\n  gone.test\n  gone.test\n");
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 2);
}
END_TEST

START_TEST (test_name_that_could_not_be_found_out_is_asked_for_again)
{
  g_autofree char *text = probe ("--type=A servfail.test servfail.test", forms[_i]);

  ck_assert_ptr_nonnull (strstr (text, "2 server error"));
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 2);
}
END_TEST

/* All of them at once, on the loop. */
START_TEST (test_name_that_is_in_flight_is_joined)
{
  g_auto (Front) front = { 0 };
  g_autoptr (SwimItem) item = swim_item_new ("found.test");
  Slot slots[20] = { 0 };

  ck_assert (front_init (&front, "--type=A", NULL));
  ck_assert (swim_job_open (front.job, G_N_ELEMENTS (slots), SWIM_JOB_NON_BLOCKING, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      slots[i].completion.completed = on_returned;
      swim_job_start (front.job, item, NULL, &slots[i].completion);
    }
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      while (slots[i].outcome == NULL)
        g_main_context_iteration (NULL, TRUE);
      ck_assert_uint_eq (g_strv_length (slots[i].outcome->addresses), 2);
      swim_outcome_unref (slots[i].outcome);
    }
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 1);
  swim_job_close (front.job);
}
END_TEST

static gpointer
run_in_thread (gpointer data)
{
  g_autoptr (SwimItem) item = swim_item_new ("found.test");
  g_autoptr (SwimOutcome) outcome = swim_job_run (data, item, NULL);

  return GUINT_TO_POINTER (outcome->status == SWIM_STATUS_OK);
}

START_TEST (test_threads_ask_for_a_name_once)
{
  g_auto (Front) front = { 0 };
  GThread *threads[16];

  ck_assert (front_init (&front, "--type=A", NULL));
  ck_assert (swim_job_open (front.job, G_N_ELEMENTS (threads), SWIM_JOB_BLOCKING, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("run", run_in_thread, front.job);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_ptr_nonnull (g_thread_join (threads[i]));
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 1);
  swim_job_close (front.job);
}
END_TEST

static gpointer
time_out_in_thread (gpointer data)
{
  g_autoptr (SwimItem) item = swim_item_new ("silent.test");
  g_autoptr (SwimOutcome) outcome = swim_job_run (data, item, NULL);

  return GUINT_TO_POINTER (outcome->status == SWIM_STATUS_TIMEOUT);
}

/* Else the last of them would wait for as many timeouts as there are threads. */
START_TEST (test_threads_that_wait_for_a_name_share_its_timeout)
{
  g_auto (Front) front = { 0 };
  GThread *threads[16];
  guint alone;

  ck_assert (front_init (&front, "--type=A", NULL));
  ck_assert (swim_job_open (front.job, G_N_ELEMENTS (threads), SWIM_JOB_BLOCKING, NULL));
  ck_assert_ptr_nonnull (time_out_in_thread (front.job));
  alone = swim_dns_stub_get_asked (stub);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("run", time_out_in_thread, front.job);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_ptr_nonnull (g_thread_join (threads[i]));
  /* One that begins after the first has ended asks anew. */
  ck_assert_uint_lt (swim_dns_stub_get_asked (stub) - alone, alone * G_N_ELEMENTS (threads) / 2);
  swim_job_close (front.job);
}
END_TEST

/* Every name under all.test is found, under plain.test only those that there are. */
START_TEST (test_wildcards_are_marked_and_never_dropped)
{
  g_autofree char *text = probe (
      "--wildcard --type=A a.all.test b.all.test gone.all.test a.plain.test test", forms[_i]);

  ck_assert_str_eq (text, "+ a.all.test (wildcard)\n+ b.all.test (wildcard)\n  gone.all.test\n"
                          "+ a.plain.test\n+ test\n");
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 7);
}
END_TEST

/* Where the parent cannot be asked, nothing is known. */
START_TEST (test_a_wildcard_may_be_unknown)
{
  g_autofree char *text = probe ("--wildcard --type=A a.unsure.test", forms[_i]);

  ck_assert_str_eq (text, "+ a.unsure.test (wildcard?)\n");
}
END_TEST

/* Two items with the same name have an outcome each, though the name is asked for once. */
START_TEST (test_what_a_wildcard_test_says_stays_with_its_item)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;

  ck_assert (front_init (&front, "--wildcard --type=A a.wavers.test a.wavers.test", &error));
  ck_assert (swim_job_open (front.job, 1, SWIM_JOB_BLOCKING, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SwimOutcome) outcome = NULL;
      SwimItem *item;

      ck_assert_int_eq (swim_items_next (front.items, &item), SWIM_NEXT_ITEM);
      outcome = forms[_i](front.job, item, NULL);
      outcome->item = item;
      ck_assert_int_eq (outcome->wildcard, i == 1);
      ck_assert_int_eq (outcome->wildcard_unknown, i == 0);
      ck_assert_int_eq (outcome->detail != NULL, i == 0);
    }
  swim_job_close (front.job);
}
END_TEST

START_TEST (test_without_being_asked_nobody_looks_for_wildcards)
{
  g_autofree char *text = probe ("--type=A a.all.test", forms[_i]);

  ck_assert_str_eq (text, "+ a.all.test\n");
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 1);
}
END_TEST

START_TEST (test_names_are_asked_for_in_their_plain_form)
{
  static const char *const names[][2] = {
    { "IF.Dev", "if.dev" },
    { "if.dev.", "if.dev" },
    { "if.dev", "if.dev" },
    { "b\303\274cher.dev", "xn--bcher-kva.dev" },
    { "B\303\234CHER.dev", "xn--bcher-kva.dev" },
    { "fa\303\237.dev", "xn--fa-hia.dev" },                                 /* not fass.dev */
    { "\316\262\317\214\316\273\316\277\317\202.dev", "xn--nxasmm1c.dev" }, /* a final sigma */
    { "\331\206\330\247\331\205\331\207\342\200\214\330\247\333\214.dev",
      "xn--mgba3gch31f060k.dev" }, /* with a ZERO WIDTH NON-JOINER */
    { "_dmarc.if.dev", "_dmarc.if.dev" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Front) front = { 0 };
      g_autoptr (SwimItem) item = NULL;

      ck_assert (front_init (&front, names[i][0], NULL));
      ck_assert_int_eq (swim_items_next (front.items, &item), SWIM_NEXT_ITEM);
      ck_assert_str_eq (item->name, names[i][0]);
      ck_assert_str_eq (swim_item_get_target (item), names[i][1]);
      ck_assert_ptr_null (item->problem);
    }
}
END_TEST

/* The names that a command line asks for, in one line. */
static char *
list_names (const char *command_line)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  SwimItem *item;

  ck_assert_msg (front_init (&front, command_line, &error), "%s",
                 error != NULL ? error->message : "");
  while (swim_items_next (front.items, &item) == SWIM_NEXT_ITEM)
    {
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", item->name);
      swim_item_free (item);
    }
  return g_string_free (text, FALSE);
}

START_TEST (test_without_a_name_the_books_eighteen_are_asked_for)
{
  g_autofree char *names = list_names ("");

  ck_assert_str_eq (names, "none.dev true.dev and.dev as.dev def.dev del.dev elif.dev else.dev "
                           "for.dev from.dev if.dev in.dev is.dev not.dev or.dev pass.dev try.dev "
                           "with.dev");
}
END_TEST

START_TEST (test_max_length_lets_longer_words_in)
{
  g_autofree char *names = list_names ("--max-length=8 --suffix=.test");
  g_auto (GStrv) all = g_strsplit (names, " ", -1);

  ck_assert_uint_eq (g_strv_length (all), 35);
  ck_assert (g_strv_contains ((const char *const *) all, "nonlocal.test"));
}
END_TEST

START_TEST (test_words_come_from_a_file)
{
  g_autofree char *path = NULL;
  g_autofree char *command_line = NULL;
  g_autofree char *names = NULL;
  int fd = g_file_open_tmp ("swim-words-XXXXXX", &path, NULL);

  ck_assert_int_ge (fd, 0);
  ck_assert (g_close (fd, NULL));
  ck_assert (g_file_set_contents (path, "Auto\r\n\n# no word\nbreak\ncase\nint", -1, NULL));
  command_line = g_strdup_printf ("--words=%s", path);
  names = list_names (command_line);
  ck_assert_str_eq (names, "auto.dev break.dev case.dev int.dev");
  g_free (command_line);
  g_free (names);
  command_line = g_strdup_printf ("--words=%s --max-length=4", path);
  names = list_names (command_line);
  ck_assert_str_eq (names, "auto.dev case.dev int.dev");
  g_remove (path);
}
END_TEST

static const struct
{
  const char *command_line;
  int code;
  const char *message;
} bad_usages[] = {
  { "--type=TXTT", SWIM_ERROR_USAGE, "*TXTT*" },
  { "--resolver=carrier", SWIM_ERROR_USAGE, "*carrier*" },
  { "--resolver=system --nameserver=127.0.0.1", SWIM_ERROR_USAGE, "*--nameserver*" },
  { "--nameserver=dns.example", SWIM_ERROR_USAGE, "*dns.example*" },
  { "--rate=0 if.dev", SWIM_ERROR_USAGE, "*--rate*0*" },
  { "--rate=100 --resolver=system if.dev", SWIM_ERROR_USAGE, "*--rate*--resolver=dns*" },
  { "--max-length=0", SWIM_ERROR_USAGE, "*--max-length*0*" },
  { "--words=/nonexistent/words if.dev", SWIM_ERROR_USAGE, "*--words*" },
  { "--type=MX --resolver=system if.dev", SWIM_ERROR_USAGE, "*--type*--resolver=dns*" },
  { "--show=answers --resolver=system if.dev", SWIM_ERROR_USAGE, "*--show*--resolver=dns*" },
  { "--edns-size=1232 --resolver=system if.dev", SWIM_ERROR_USAGE, "*--edns-size*dns*" },
  { "--edns-size=100 if.dev", SWIM_ERROR_USAGE, "*--edns-size*512*4096*" },
  { "--type=A,, if.dev", SWIM_ERROR_USAGE, "*--type*" },
  { "--type=AXFR if.dev", SWIM_ERROR_USAGE, "*AXFR*" },
  { "--type=TYPE65536 if.dev", SWIM_ERROR_USAGE, "*TYPE65536*" },
  { "--type=TYPE12x if.dev", SWIM_ERROR_USAGE, "*TYPE12x*" },
  { "--show=questions if.dev", SWIM_ERROR_USAGE, "*questions*" },
  { "--show=answers --columns if.dev", SWIM_ERROR_USAGE, "*--columns*" },
  { "--only=lost if.dev", SWIM_ERROR_USAGE, "*found, missing*lost*" },
  { "--only= if.dev", SWIM_ERROR_USAGE, "*--only*" },
  { "--only=found --resume=/nonexistent/x if.dev", SWIM_ERROR_USAGE, "*--resume*--only*" },
  { "--output=x --resume=/nonexistent/x if.dev", SWIM_ERROR_USAGE, "*--resume*--output*" },
  { "--nameservers=/nonexistent/servers if.dev", G_FILE_ERROR_NOENT, "*/nonexistent/servers*" },
};

START_TEST (test_bad_usage_is_named)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;

  ck_assert (!front_init (&front, bad_usages[_i].command_line, &error));
  ck_assert_int_eq (error->code, bad_usages[_i].code);
  ck_assert_msg (g_pattern_match_simple (bad_usages[_i].message, error->message), "%s",
                 error->message);
}
END_TEST

START_TEST (test_unreadable_words_are_named)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;

  ck_assert (!front_init (&front, "--words=/nonexistent/words", &error));
  ck_assert_ptr_nonnull (strstr (error->message, "/nonexistent/words"));
}
END_TEST

START_TEST (test_offloaded_is_said_for_the_system_resolver_alone)
{
  g_auto (Front) dns = { 0 };
  g_auto (Front) by_system = { 0 };

  ck_assert (front_init (&dns, "if.dev", NULL));
  ck_assert (front_init (&by_system, "--resolver=system if.dev", NULL));
  ck_assert_ptr_null (swim_job_get_offloaded (dns.job)[0]);
  ck_assert_ptr_nonnull (strstr (swim_job_get_offloaded (by_system.job)[0], "getaddrinfo"));
  ck_assert (!dns.info->uses_system_resolver (dns.params));
  ck_assert (dns.info->uses_system_resolver (by_system.params));
}
END_TEST

START_TEST (test_outside_the_lab_the_system_resolver_is_the_default)
{
  SwimResolverChoice choice = { 0 };
  SwimJobSetup setup = { .timeout = 1 };
  SwimDnsConfig *config = NULL;

  ck_assert (swim_resolver_choice_settle (&choice, &setup, &config, NULL));
  ck_assert_ptr_null (config);
  setup.lab_nameserver = "127.0.0.1:5353";
  ck_assert (swim_resolver_choice_settle (&choice, &setup, &config, NULL));
  ck_assert_str_eq (config->nameservers[0], "127.0.0.1:5353");
  swim_dns_config_free (config);
}
END_TEST

/* Outside of the lab: names alone go to the C library. */
static const struct
{
  const char *command_line;
  gboolean by_dns;
} defaults[] = {
  { "if.dev localhost", FALSE },     { "--type=AAAA if.dev", FALSE },
  { "--type=both if.dev", FALSE },   { "", TRUE },
  { "--suffix=.test", TRUE },        { "if.dev 192.0.2.1", TRUE },
  { "--type=MX if.dev", TRUE },      { "--type=A,PTR if.dev", TRUE },
  { "--rate=10 if.dev", TRUE },      { "--edns-size=0 if.dev", TRUE },
  { "--show=answers if.dev", TRUE }, { "--nameserver=127.0.0.1 if.dev", TRUE },
};

START_TEST (test_the_default_resolver_depends_on_the_input)
{
  g_auto (Front) front = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean by_dns;

  if (!front_init_at (&front, defaults[_i].command_line, NULL, &error))
    {
      ck_assert_ptr_nonnull (strstr (error->message, "resolv.conf")); /* this machine has none */
      ck_assert (defaults[_i].by_dns);
      return;
    }
  g_object_get (front.job, "by-dns", &by_dns, NULL);
  ck_assert_int_eq (by_dns, defaults[_i].by_dns);
}
END_TEST

static const struct
{
  const char *types[3];
  gboolean by_dns;
  const char *message;
} bad_types[] = {
  { { "A", "QQ" }, TRUE, "*QQ*" },
  { { "TYPE0" }, TRUE, "*TYPE0*" },
  { { "A", "MX" }, FALSE, "*system*MX*" },
};

START_TEST (test_types_are_checked_when_the_job_is_opened)
{
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (GError) error = NULL;

  swim_probe_set_types (probe, bad_types[_i].types);
  if (bad_types[_i].by_dns)
    swim_probe_set_dns (probe, (const char *const[]){ "127.0.0.1", NULL });
  ck_assert (!swim_job_open (SWIM_JOB (probe), 1, SWIM_JOB_BLOCKING, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_msg (g_pattern_match_simple (bad_types[_i].message, error->message), "%s",
                 error->message);
}
END_TEST

/* The setter refuses none, and the property takes it: other languages have empty arrays. */
START_TEST (test_without_types_the_job_is_not_opened)
{
  static const char *const none[] = { NULL };
  g_autoptr (SwimProbe) probe = g_object_new (SWIM_TYPE_PROBE, "types", none, NULL);
  g_autoptr (GError) error = NULL;

  swim_probe_set_dns (probe, (const char *const[]){ "127.0.0.1", NULL });
  ck_assert (!swim_job_open (SWIM_JOB (probe), 1, SWIM_JOB_NON_BLOCKING, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
}
END_TEST

START_TEST (test_there_may_be_any_number_of_tries)
{
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (SwimItem) item = swim_item_new ("found.test");
  g_autoptr (SwimOutcome) outcome = NULL;

  swim_probe_set_tries (probe, G_MAXUINT);
  swim_probe_set_dns (probe, (const char *const[]){ swim_dns_stub_get_address (stub), NULL });
  ck_assert (swim_job_open (SWIM_JOB (probe), 1, SWIM_JOB_BLOCKING, NULL));
  outcome = forms[_i](SWIM_JOB (probe), item, NULL);
  ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
  swim_job_close (SWIM_JOB (probe));
}
END_TEST

/* A name and an address that is spelled by that name are asked for different things. */
START_TEST (test_an_address_is_asked_for_its_name)
{
  g_auto (Front) front = { 0 };
  g_autoptr (SwimItem) item = swim_item_new ("192.0.2.1");
  g_autoptr (SwimItem) name = swim_item_new ("1.2.0.192.in-addr.arpa");
  g_autoptr (SwimOutcome) outcome = NULL;
  g_autoptr (SwimOutcome) other = NULL;
  const SwimDnsResponse *response;

  ck_assert (front_init (&front, "--type=A --show=answers", NULL));
  ck_assert (swim_job_open (front.job, 1, SWIM_JOB_NON_BLOCKING, NULL));
  outcome = forms[_i](front.job, item, NULL);
  other = forms[_i](front.job, name, NULL);
  ck_assert_int_eq (outcome->status, SWIM_STATUS_NOT_FOUND);
  ck_assert_int_eq (other->status, SWIM_STATUS_OK);
  response = outcome->responses->pdata[0];
  ck_assert_str_eq (response->name, "1.2.0.192.in-addr.arpa");
  ck_assert_str_eq (response->type, "PTR");
  response = other->responses->pdata[0];
  ck_assert_str_eq (response->type, "A");
  swim_job_close (front.job);
}
END_TEST

START_TEST (test_only_one_kind_is_printed_without_marks)
{
  g_autofree char *found = probe ("--only=found --type=A found.test", forms[_i]);
  g_autofree char *missing = probe ("--only=missing --type=A gone.test", forms[_i]);
  g_autofree char *both = probe ("--only=found,missing --type=A found.test gone.test", forms[_i]);

  ck_assert_str_eq (found, "found.test\n");
  ck_assert_str_eq (missing, "gone.test\n");
  ck_assert_str_eq (both, "+ found.test\n  gone.test\n");
}
END_TEST

START_TEST (test_records_are_shown_once)
{
  g_autofree char *text = probe ("--show=answers alias.test gone.test", forms[_i]);

  ck_assert_str_eq (text, "+ alias.test\n"
                          "\talias.test.\t30\tIN\tCNAME\ttarget.test.\n"
                          "\ttarget.test.\t60\tIN\tA\t192.0.2.2\n"
                          "\ttarget.test.\t60\tIN\tAAAA\t2001:db8::2\n"
                          "  gone.test\n");
}
END_TEST

/* One name, with the job opened for it and closed afterwards. */
static SwimOutcome *
ask_in_a_run (SwimProbe *probe, Form form)
{
  g_autoptr (SwimItem) item = swim_item_new ("found.test");
  SwimOutcome *outcome;

  ck_assert (swim_job_open (SWIM_JOB (probe), 1, SWIM_JOB_BLOCKING, NULL));
  outcome = form (SWIM_JOB (probe), item, NULL);
  swim_job_close (SWIM_JOB (probe));
  return outcome;
}

START_TEST (test_the_next_run_asks_anew)
{
  const char *const servers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  SwimDnsCounter *counter;

  swim_probe_set_types (probe, (const char *const[]){ "A", NULL });
  swim_probe_set_dns (probe, servers);
  for (guint run = 1; run <= 3; run++)
    {
      g_autoptr (SwimOutcome) outcome = ask_in_a_run (probe, forms[_i]);

      ck_assert_int_eq (outcome->status, SWIM_STATUS_OK);
      ck_assert_uint_eq (swim_dns_stub_get_asked (stub), run);
      counter = swim_probe_get_counter (probe);
      ck_assert_uint_eq (swim_dns_counter_get (counter).queries, 1);
    }
}
END_TEST

START_TEST (test_the_next_run_has_the_settings_of_then)
{
  const char *const servers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autofree char *nobody = swim_dns_stub_unused_address ();
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) other_type = NULL;
  g_autoptr (SwimOutcome) other_server = NULL;

  swim_probe_set_timeout (probe, swim_test_scaled (1));
  swim_probe_set_tries (probe, 1);
  swim_probe_set_types (probe, (const char *const[]){ "A", NULL });
  swim_probe_set_dns (probe, servers);
  first = ask_in_a_run (probe, forms[_i]);
  ck_assert_ptr_null (first->responses);
  ck_assert_ptr_nonnull (strchr (first->addresses[0], '.'));

  swim_probe_set_types (probe, (const char *const[]){ "AAAA", NULL });
  swim_probe_set_keep_responses (probe, TRUE);
  other_type = ask_in_a_run (probe, forms[_i]);
  ck_assert_ptr_nonnull (other_type->responses);
  ck_assert_ptr_nonnull (strchr (other_type->addresses[0], ':'));

  swim_probe_set_dns (probe, (const char *const[]){ nobody, NULL });
  other_server = ask_in_a_run (probe, forms[_i]);
  ck_assert_int_ne (other_server->status, SWIM_STATUS_OK);
}
END_TEST

/* What a copy shares is of the run that it was made for. */
START_TEST (test_a_copy_that_runs_again_has_its_own_settings)
{
  const char *const servers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autofree char *nobody = swim_dns_stub_unused_address ();
  g_autoptr (SwimProbe) probe = swim_probe_new ();
  g_autoptr (SwimJob) copy = NULL;
  g_autoptr (SwimOutcome) first = NULL;
  g_autoptr (SwimOutcome) second = NULL;

  swim_probe_set_timeout (probe, swim_test_scaled (1));
  swim_probe_set_tries (probe, 1);
  swim_probe_set_dns (probe, servers);
  ck_assert (swim_job_open (SWIM_JOB (probe), 1, SWIM_JOB_BLOCKING, NULL));
  copy = swim_job_copy (SWIM_JOB (probe), NULL);
  first = ask_in_a_run (SWIM_PROBE (copy), forms[_i]);
  ck_assert_int_eq (first->status, SWIM_STATUS_OK);
  swim_job_close (SWIM_JOB (probe));

  swim_probe_set_dns (SWIM_PROBE (copy), (const char *const[]){ nobody, NULL });
  second = ask_in_a_run (SWIM_PROBE (copy), forms[_i]);
  ck_assert_int_ne (second->status, SWIM_STATUS_OK);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, start_stub, stop_stub);
  tcase_add_loop_test (tests, test_found_and_not_found_are_marked_as_in_the_book, 0, N_FORMS);
  tcase_add_loop_test (tests, test_columns_are_those_of_the_book, 0, N_FORMS);
  tcase_add_loop_test (tests, test_failures_are_told_and_counted, 0, N_FORMS);
  tcase_add_loop_test (tests, test_suffix_is_put_behind_names, 0, N_FORMS);
  tcase_add_loop_test (tests, test_what_cannot_be_a_name_is_invalid_and_the_rest_goes_on, 0,
                       N_FORMS);
  tcase_add_loop_test (tests, test_nothing_in_a_name_speaks_to_the_terminal, 0, N_FORMS);
  tcase_add_loop_test (tests, test_outcome_tells_what_was_found, 0, N_FORMS);
  tcase_add_loop_test (tests, test_name_that_is_given_again_is_asked_for_once, 0, N_FORMS);
  tcase_add_loop_test (tests, test_name_that_could_not_be_found_out_is_asked_for_again, 0, N_FORMS);
  tcase_add_test (tests, test_name_that_is_in_flight_is_joined);
  tcase_add_test (tests, test_threads_ask_for_a_name_once);
  tcase_add_test (tests, test_threads_that_wait_for_a_name_share_its_timeout);
  tcase_add_loop_test (tests, test_wildcards_are_marked_and_never_dropped, 0, N_FORMS);
  tcase_add_loop_test (tests, test_a_wildcard_may_be_unknown, 0, N_FORMS);
  tcase_add_loop_test (tests, test_what_a_wildcard_test_says_stays_with_its_item, 0, N_FORMS);
  tcase_add_loop_test (tests, test_without_being_asked_nobody_looks_for_wildcards, 0, N_FORMS);
  tcase_add_test (tests, test_names_are_asked_for_in_their_plain_form);
  tcase_add_test (tests, test_without_a_name_the_books_eighteen_are_asked_for);
  tcase_add_test (tests, test_max_length_lets_longer_words_in);
  tcase_add_test (tests, test_words_come_from_a_file);
  tcase_add_loop_test (tests, test_bad_usage_is_named, 0, G_N_ELEMENTS (bad_usages));
  tcase_add_test (tests, test_unreadable_words_are_named);
  tcase_add_test (tests, test_offloaded_is_said_for_the_system_resolver_alone);
  tcase_add_test (tests, test_outside_the_lab_the_system_resolver_is_the_default);
  tcase_add_loop_test (tests, test_the_default_resolver_depends_on_the_input, 0,
                       G_N_ELEMENTS (defaults));
  tcase_add_loop_test (tests, test_types_are_checked_when_the_job_is_opened, 0,
                       G_N_ELEMENTS (bad_types));
  tcase_add_test (tests, test_without_types_the_job_is_not_opened);
  tcase_add_loop_test (tests, test_there_may_be_any_number_of_tries, 0, N_FORMS);
  tcase_add_loop_test (tests, test_an_address_is_asked_for_its_name, 0, N_FORMS);
  tcase_add_loop_test (tests, test_only_one_kind_is_printed_without_marks, 0, N_FORMS);
  tcase_add_loop_test (tests, test_records_are_shown_once, 0, N_FORMS);
  tcase_add_loop_test (tests, test_the_next_run_asks_anew, 0, N_FORMS);
  tcase_add_loop_test (tests, test_the_next_run_has_the_settings_of_then, 0, N_FORMS);
  tcase_add_loop_test (tests, test_a_copy_that_runs_again_has_its_own_settings, 0, N_FORMS);
}

SWIM_TEST_MAIN ("probe", add_tests)
