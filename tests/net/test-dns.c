/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The DNS client in both its forms against a server that answers by the name. */
#include "config.h"

#include <string.h>

#include "base/swim-error.h"
#include "net/dns/dns.h"
#include "net/dns/swim-dns-response.h"
#include "net/dns/message.h"
#include "net/dns/upstream.h"
#include "tests/net/swim-dns-stub.h"
#include "swim-test.h"

#define SHORT 0.3 /* seconds: for names that nobody will answer */

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

static SwimDns *
new_dns (const char *address, double timeout, guint tries)
{
  const char *nameservers[] = { address, NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, timeout, tries);
  g_autoptr (GError) error = NULL;
  SwimDns *dns = swim_dns_new (config, &error);

  swim_assert_no_error (error);
  return dns;
}

/* The two forms, as one kind of call. */
typedef void (*Form) (SwimDns *dns,
                      const char *name,
                      const SwimDnsQuery *query,
                      GCancellable *cancellable,
                      SwimDnsAnswer *answer);

static void
copy_answer (const SwimDnsAnswer *from, SwimDnsAnswer *to)
{
  *to = *from;
  to->detail = g_strdup (from->detail);
  to->server = g_strdup (from->server);
  to->addresses = g_memdup2 (from->addresses, from->n_addresses * sizeof *from->addresses);
  if (from->responses != NULL)
    g_ptr_array_ref (from->responses);
}

typedef struct
{
  SwimDnsAnswer *answer;
  gboolean done;
} Wait;

static void
on_answer (const SwimDnsAnswer *answer, gpointer data)
{
  Wait *wait = data;

  ck_assert (!wait->done);
  copy_answer (answer, wait->answer);
  wait->done = TRUE;
}

static void
look_up_async (SwimDns *dns,
               const char *name,
               const SwimDnsQuery *query,
               GCancellable *cancellable,
               SwimDnsAnswer *answer)
{
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  Wait wait = { .answer = answer };

  ck_assert_ptr_nonnull (client);
  swim_dns_client_lookup (client, name, query, cancellable, on_answer, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
}

static const Form forms[] = { swim_dns_lookup, look_up_async };
#define N_FORMS ((int) G_N_ELEMENTS (forms))

static const struct
{
  const char *name;
  SwimDnsTypes types;
  SwimStatus status;
  const char *detail; /* a pattern; NULL: none at all */
  const char *addresses;
  guint tries;
} cases[] = {
  { "found.test", SWIM_DNS_A, SWIM_STATUS_OK, NULL, "192.0.2.3 192.0.2.7", 1 },
  { "found.test", SWIM_DNS_AAAA, SWIM_STATUS_OK, NULL, "2001:db8::1", 1 },
  { "found.test", SWIM_DNS_BOTH, SWIM_STATUS_OK, NULL, "192.0.2.3 192.0.2.7 2001:db8::1", 1 },
  { "found.test.", SWIM_DNS_A, SWIM_STATUS_OK, NULL, "192.0.2.3 192.0.2.7", 1 },
  { "FOUND.Test", SWIM_DNS_A, SWIM_STATUS_OK, NULL, "192.0.2.3 192.0.2.7", 1 },
  { "four.test", SWIM_DNS_BOTH, SWIM_STATUS_OK, NULL, "192.0.2.1", 1 },
  { "alias.test", SWIM_DNS_BOTH, SWIM_STATUS_OK, NULL, "192.0.2.2 2001:db8::2", 1 },
  { "loop.test", SWIM_DNS_BOTH, SWIM_STATUS_PROTOCOL_ERROR, "*circle of aliases", "", 1 },
  { "gone.test", SWIM_DNS_BOTH, SWIM_STATUS_NOT_FOUND, "NXDOMAIN", "", 1 },
  { "nodata.test", SWIM_DNS_BOTH, SWIM_STATUS_NOT_FOUND, "NODATA", "", 1 },
  { "servfail.test", SWIM_DNS_BOTH, SWIM_STATUS_SERVER_ERROR, "127.0.0.1:* answered SERVFAIL", "",
    1 },
  { "servfail.test", SWIM_DNS_A, SWIM_STATUS_SERVER_ERROR, "*SERVFAIL", "", 2 },
  { "refused.test", SWIM_DNS_BOTH, SWIM_STATUS_REFUSED, "127.0.0.1:* answered REFUSED", "", 1 },
  { "formerr.test", SWIM_DNS_A, SWIM_STATUS_PROTOCOL_ERROR, "*FORMERR", "", 1 },
  { "notimp.test", SWIM_DNS_A, SWIM_STATUS_PROTOCOL_ERROR, "*NOTIMP", "", 1 },
  { "cut.test", SWIM_DNS_A, SWIM_STATUS_PROTOCOL_ERROR, "*cannot be read*", "", 1 },
  { "silent.test", SWIM_DNS_BOTH, SWIM_STATUS_TIMEOUT,
    "no answer from 127.0.0.1:* in 0.3 s (1 try)", "", 1 },
  { "silent.test", SWIM_DNS_A, SWIM_STATUS_TIMEOUT, "no answer from 127.0.0.1:* in 1.5 s (3 tries)",
    "", 3 },
  { "wrongid.test", SWIM_DNS_A, SWIM_STATUS_TIMEOUT, "no answer*", "", 1 },
  { "wrongname.test", SWIM_DNS_A, SWIM_STATUS_TIMEOUT, "no answer*", "", 1 },
  { "elsewhere.test", SWIM_DNS_A, SWIM_STATUS_TIMEOUT, "no answer*", "", 1 },
  { "half.test", SWIM_DNS_BOTH, SWIM_STATUS_OK, "no answer*", "192.0.2.1", 1 },
  { "torn.test", SWIM_DNS_BOTH, SWIM_STATUS_SERVER_ERROR, "*SERVFAIL", "", 1 },
  { "big.test", SWIM_DNS_A, SWIM_STATUS_OK, NULL, "192.0.2.6", 1 },
  { "", SWIM_DNS_BOTH, SWIM_STATUS_INVALID, "*empty*", "", 0 },
  { "two..dots", SWIM_DNS_BOTH, SWIM_STATUS_INVALID, "*label*", "", 0 },
  { "white space.test", SWIM_DNS_BOTH, SWIM_STATUS_INVALID, "*character*", "", 0 },
};
#define TYPE_MX 15
#define N_CASES ((int) G_N_ELEMENTS (cases))

static void
check_case (int which, Form form)
{
  guint tries = MAX (cases[which].tries, 1);
  gboolean waits = cases[which].detail != NULL && strstr (cases[which].detail, "no answer") != NULL;
  /* A machine that is busy must have the time for several tries. */
  double timeout = waits ? (tries > 1 ? 5 * SHORT : SHORT) : swim_test_scaled (10);
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), timeout, tries);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  g_auto (GStrv) addresses = NULL;
  g_autofree char *joined = NULL;

  form (dns, cases[which].name, swim_dns_query_addresses (cases[which].types), NULL, &answer);
  ck_assert_str_eq (swim_status_to_string (answer.status),
                    swim_status_to_string (cases[which].status));
  if (cases[which].detail == NULL)
    ck_assert_ptr_null (answer.detail);
  else
    ck_assert_msg (g_pattern_match_simple (cases[which].detail, answer.detail), "%s",
                   answer.detail);
  addresses = swim_dns_answer_dup_addresses (&answer);
  joined = addresses != NULL ? g_strjoinv (" ", addresses) : g_strdup ("");
  ck_assert_str_eq (joined, cases[which].addresses);
  ck_assert_uint_eq (answer.tries, cases[which].tries);
}

START_TEST (test_both_forms_give_the_same_answer)
{
  check_case (_i / N_FORMS, forms[_i % N_FORMS]);
}
END_TEST

static const struct
{
  const char *name;
  SwimStatus statuses[3];
  const char *rcodes[3];
  const char *first; /* record of the first question; NULL for none */
} kept[] = {
  { "found.test",
    { SWIM_STATUS_OK, SWIM_STATUS_OK, SWIM_STATUS_NOT_FOUND },
    { "NOERROR", "NOERROR", "NOERROR" },
    "found.test.\t300\tIN\tA\t192.0.2.7" },
  { "alias.test",
    { SWIM_STATUS_OK, SWIM_STATUS_OK, SWIM_STATUS_NOT_FOUND },
    { "NOERROR", "NOERROR", "NOERROR" },
    "alias.test.\t30\tIN\tCNAME\ttarget.test." },
  { "gone.test",
    { SWIM_STATUS_NOT_FOUND, SWIM_STATUS_NOT_FOUND, SWIM_STATUS_NOT_FOUND },
    { "NXDOMAIN", "NXDOMAIN", "NXDOMAIN" },
    NULL },
  { "torn.test",
    { SWIM_STATUS_NOT_FOUND, SWIM_STATUS_SERVER_ERROR, SWIM_STATUS_NOT_FOUND },
    { "NOERROR", "SERVFAIL", "NOERROR" },
    NULL },
  { "half.test",
    { SWIM_STATUS_OK, SWIM_STATUS_TIMEOUT, SWIM_STATUS_NOT_FOUND },
    { "NOERROR", NULL, "NOERROR" },
    "half.test.\t60\tIN\tA\t192.0.2.1" },
  { "cut.test",
    { SWIM_STATUS_PROTOCOL_ERROR, SWIM_STATUS_PROTOCOL_ERROR, SWIM_STATUS_NOT_FOUND },
    { NULL, NULL, "NOERROR" },
    NULL },
};
#define N_KEPT ((int) G_N_ELEMENTS (kept))

/* Each question by itself, in both forms. */
START_TEST (test_responses_are_kept_where_asked_for)
{
  static const guint16 types[] = { SWIM_DNS_TYPE_A, SWIM_DNS_TYPE_AAAA, TYPE_MX };
  static const SwimDnsQuery query = { types, G_N_ELEMENTS (types), TRUE };
  static const char *const names[] = { "A", "AAAA", "MX" };
  int which = _i / N_FORMS;
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), SHORT, 1);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  const SwimDnsResponse *first;

  forms[_i % N_FORMS](dns, kept[which].name, &query, NULL, &answer);
  ck_assert_uint_eq (answer.responses->len, G_N_ELEMENTS (types));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      const SwimDnsResponse *response = answer.responses->pdata[i];

      ck_assert_str_eq (response->name, kept[which].name);
      ck_assert_str_eq (response->type, names[i]);
      ck_assert_int_eq (response->status, kept[which].statuses[i]);
      if (kept[which].statuses[i] != SWIM_STATUS_PROTOCOL_ERROR)
        ck_assert_pstr_eq (response->rcode, kept[which].rcodes[i]);
    }
  first = answer.responses->pdata[0];
  if (kept[which].first != NULL)
    ck_assert_str_eq (first->records[0], kept[which].first);
  else
    ck_assert_ptr_null (first->records);
}
END_TEST

START_TEST (test_answer_tells_ttl_rtt_and_server)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 1);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  forms[_i](dns, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL, &answer);
  ck_assert_int_eq (answer.ttl, 60);
  ck_assert_int_gt (answer.rtt, 0);
  ck_assert_int_lt (answer.rtt, 5 * G_USEC_PER_SEC);
  ck_assert_str_eq (answer.server, swim_dns_stub_get_address (stub));
}
END_TEST

START_TEST (test_lost_question_is_asked_again)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 3, 3);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  forms[_i](dns, "lost.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (answer.tries, 2);
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 2);
}
END_TEST

/* What an earlier try brings can be an answer, but does not end the current one, be it the last. */
START_TEST (test_late_failure_leaves_the_current_try_alone)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 3, 2);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  forms[_i](dns, "overtaken.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_ptr_null (answer.detail);
  ck_assert_uint_eq (answer.tries, 2);
}
END_TEST

START_TEST (test_failure_is_tried_again_after_a_rest)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 3);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  gint64 begin = g_get_monotonic_time ();

  forms[_i](dns, "flaky.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (answer.tries, 2);
  ck_assert_int_ge (g_get_monotonic_time () - begin, 100 * 1000);
}
END_TEST

/* The second try has to wait until after the name's time for the rate to permit it. */
START_TEST (test_wait_for_a_permit_takes_no_try_away)
{
  const char *nameservers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, 2, 2);
  g_autoptr (SwimDns) dns = NULL;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  config->rate = 0.4;
  dns = swim_dns_new (config, NULL);
  forms[_i](dns, "flaky.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (answer.tries, 2);
}
END_TEST

/* The first try fails, or is to go on over TCP, while the loop is blocked for longer than the name
 * may take: the second is still made. */
static const struct
{
  const char *name;
  guint ms; /* that the loop runs before */
  guint tries;
} blocked[] = { { "lost.test", 50, 2 },
                { "flaky.test", 50, 2 },
                { "flaky.test", 0, 2 },
                { "big.test", 0, 1 } };

START_TEST (test_blocked_loop_takes_no_try_away)
{
  const double timeout = 1;
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), timeout, blocked[_i].tries);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  g_auto (SwimDnsAnswer) first = SWIM_DNS_ANSWER_INIT;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  Wait wait = { .answer = &answer };
  gint64 end = g_get_monotonic_time () + blocked[_i].ms * 1000;

  /* So that it is known how soon the server answers. */
  swim_dns_lookup (dns, "four.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &first);
  swim_dns_client_lookup (client, blocked[_i].name, swim_dns_query_addresses (SWIM_DNS_A), NULL,
                          on_answer, &wait);
  while (swim_dns_stub_get_asked (stub) == 1 || g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_usleep (timeout * G_USEC_PER_SEC);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (answer.tries, blocked[_i].tries);
}
END_TEST

START_TEST (test_next_server_is_asked_where_one_is_not_there)
{
  g_autofree char *unused = swim_dns_stub_unused_address ();
  const char *nameservers[] = { unused, swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, 5, 2);
  g_autoptr (SwimDns) dns = swim_dns_new (config, NULL);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  forms[_i](dns, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_str_eq (answer.server, swim_dns_stub_get_address (stub));
  ck_assert_uint_eq (answer.tries, 2);
}
END_TEST

/* One server has nothing to say, and the other is not there, whichever is asked first. */
START_TEST (test_class_is_that_of_the_server_that_should_have_answered)
{
  g_autofree char *unused = swim_dns_stub_unused_address ();
  const char *const orders[2][3] = { { unused, swim_dns_stub_get_address (stub), NULL },
                                     { swim_dns_stub_get_address (stub), unused, NULL } };
  guint order = (guint) _i / N_FORMS % 2;
  guint tries = 1 + (guint) _i / N_FORMS / 2;
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (orders[order], SHORT, tries);
  g_autoptr (SwimDns) dns = swim_dns_new (config, NULL);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  g_autofree char *begin =
      g_strdup_printf ("no answer from %s in 0.3 s", swim_dns_stub_get_address (stub));

  forms[_i % N_FORMS](dns, "silent.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_TIMEOUT);
  ck_assert_msg (g_str_has_prefix (answer.detail, begin), "%s", answer.detail);
  /* With one try the other is not asked where the silent one comes first. */
  if (order == 0 || tries > 1)
    ck_assert_ptr_nonnull (strstr (answer.detail, "; 127.0.0.1:"));
}
END_TEST

START_TEST (test_nothing_listening_is_refused_at_once_with_advice)
{
  g_autofree char *unused = swim_dns_stub_unused_address ();
  g_autofree char *detail = g_strdup_printf ("%s refused: is a DNS server running there?", unused);
  g_autoptr (SwimDns) dns = new_dns (unused, 20, 1);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  gint64 begin = g_get_monotonic_time ();

  forms[_i](dns, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_REFUSED);
  ck_assert_str_eq (answer.detail, detail);
  ck_assert_int_lt (g_get_monotonic_time () - begin, 5 * G_USEC_PER_SEC);
}
END_TEST

START_TEST (test_truncated_answer_is_fetched_over_tcp)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 1);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  forms[_i](dns, "big.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  ck_assert_uint_eq (swim_dns_stub_get_asked_tcp (stub), 1);
}
END_TEST

/* The option use-vc of resolv.conf. */
START_TEST (test_where_that_is_asked_for_all_goes_over_tcp)
{
  const char *nameservers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, 20, 1);
  g_autoptr (SwimDns) dns = NULL;

  config->over_tcp = TRUE;
  dns = swim_dns_new (config, NULL);
  for (guint i = 0; i < 2; i++) /* the server ends each connection after an answer */
    {
      g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

      forms[_i](dns, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL, &answer);
      ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
      ck_assert_uint_eq (answer.tries, 1);
    }
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 0);
}
END_TEST

/* Cancels once the server has heard the question. */
static gpointer
cancel_when_asked (gpointer data)
{
  while (swim_dns_stub_get_asked (stub) == 0)
    g_thread_yield ();
  g_cancellable_cancel (data);
  return NULL;
}

START_TEST (test_cancelled_lookup_ends_at_once)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 20, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  gint64 begin = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, cancellable);

  forms[_i](dns, "silent.test", swim_dns_query_addresses (SWIM_DNS_BOTH), cancellable, &answer);
  g_thread_join (thread);
  ck_assert_int_eq (answer.status, SWIM_STATUS_CANCELLED);
  ck_assert_int_lt (g_get_monotonic_time () - begin, 5 * G_USEC_PER_SEC);
}
END_TEST

START_TEST (test_lookup_that_is_cancelled_already_asks_nobody)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 20, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  g_cancellable_cancel (cancellable);
  forms[_i](dns, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), cancellable, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_CANCELLED);
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 0);
}
END_TEST

static void
count_ok (const SwimDnsAnswer *answer, gpointer data)
{
  guint *counts = data;

  counts[answer->status == SWIM_STATUS_OK]++;
}

START_TEST (test_two_thousand_names_at_once)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (10), 5);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  guint counts[2] = { 0, 0 };

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name%u.test", i);

      swim_dns_client_lookup (client, name, swim_dns_query_addresses (SWIM_DNS_BOTH), NULL,
                              count_ok, counts);
    }
  while (counts[0] + counts[1] < 2000)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (counts[1], 2000);
}
END_TEST

/* More questions than c-ares may hold; none may be lost or answered twice. */
START_TEST (test_more_names_than_there_is_room_for_wait)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (20), 20);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  guint counts[2] = { 0, 0 };

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name%u.test", i);

      swim_dns_client_lookup (client, name, swim_dns_query_addresses (SWIM_DNS_BOTH), NULL,
                              count_ok, counts);
    }
  while (counts[0] + counts[1] < 10000)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (counts[1], 10000);
}
END_TEST

/* Names that are looked up some at a time, each from the callback of another. */
typedef struct
{
  SwimDnsClient *client;
  guint left;
  guint flying;
} Chain;

static void
fly_on (const SwimDnsAnswer *answer, gpointer data)
{
  Chain *chain = data;

  chain->flying--;
  if (chain->left == 0)
    return;
  chain->left--;
  chain->flying++;
  swim_dns_client_lookup (chain->client, "four.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                          fly_on, chain);
}

/* Else a near server could keep the loop from all else for as long as there are names. */
START_TEST (test_one_turn_of_the_loop_reads_so_much_and_no_more)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (20), 5);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  Chain chain = { .client = client, .left = 6400 - 32 };
  guint turns = 0;

  for (; chain.flying < 32; chain.flying++)
    swim_dns_client_lookup (client, "four.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                            fly_on, &chain);
  for (; chain.flying > 0; turns++)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_ge (turns, 100);
}
END_TEST

static gpointer
look_up_fifty (gpointer data)
{
  guint found = 0;

  for (guint i = 0; i < 50; i++)
    {
      g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

      swim_dns_lookup (data, "found.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL, &answer);
      found += answer.status == SWIM_STATUS_OK && answer.n_addresses == 3;
    }
  return GUINT_TO_POINTER (found);
}

START_TEST (test_threads_share_the_blocking_form)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (5), 3);
  GThread *threads[16];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("lookup", look_up_fifty, dns);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    ck_assert_uint_eq (GPOINTER_TO_UINT (g_thread_join (threads[i])), 50);
}
END_TEST

static void
free_client (const SwimDnsAnswer *answer, gpointer data)
{
  SwimDnsClient **client = data;

  g_clear_pointer (client, swim_dns_client_free);
}

START_TEST (test_client_may_end_within_a_callback)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 1);
  SwimDnsClient *client = swim_dns_client_new (dns, NULL);
  guint counts[2] = { 0, 0 };

  swim_dns_client_lookup (client, "silent.test", swim_dns_query_addresses (SWIM_DNS_BOTH), NULL,
                          count_ok, counts);
  swim_dns_client_lookup (client, "found.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                          free_client, &client);
  while (client != NULL)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (counts[0], 1);
}
END_TEST

typedef struct
{
  SwimDnsClient *client;
  guint cancelled;
} Ending;

/* Starts another, as a mode does that keeps a window full. */
static void
start_another (const SwimDnsAnswer *answer, gpointer data)
{
  Ending *ending = data;

  ck_assert_int_eq (answer->status, SWIM_STATUS_CANCELLED);
  if (ending->cancelled++ == 0)
    swim_dns_client_lookup (ending->client, "found.test", swim_dns_query_addresses (SWIM_DNS_A),
                            NULL, start_another, ending);
}

START_TEST (test_lookup_that_is_started_while_the_client_ends_is_cancelled)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 1);
  Ending ending = { .client = swim_dns_client_new (dns, NULL) };

  swim_dns_client_lookup (ending.client, "silent.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                          start_another, &ending);
  swim_dns_client_free (ending.client);
  ck_assert_uint_eq (ending.cancelled, 2);
}
END_TEST

START_TEST (test_idle_client_does_not_wake_the_loop)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), 5, 1);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  Wait wait = { .answer = &answer };
  GMainContext *context = g_main_context_default ();
  int timeout = 0;
  int priority;
  GPollFD fds[8];

  swim_dns_client_lookup (client, "found.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                          on_answer, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  ck_assert (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, priority, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);
  ck_assert_int_eq (timeout, -1);
}
END_TEST

static const char *const bad_nameservers[] = {
  "",          "nonsense",      "dns.example", "1.2.3",      "1.2.3.4:",
  "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:x",   "1.2.3.4:-1", "[1.2.3.4]:53",
  "[::1",      "[::1]53",       "::1:53:",     "[]:53",      "1.2.3.4:53:53",
};

START_TEST (test_bad_nameserver_is_named)
{
  const char *nameservers[] = { "127.0.0.1", bad_nameservers[_i], NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, 5, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *quoted = g_strdup_printf ("“%s”", bad_nameservers[_i]);

  ck_assert_ptr_null (swim_dns_new (config, &error));
  ck_assert (g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  ck_assert_ptr_nonnull (strstr (error->message, quoted));
}
END_TEST

static const char *const good_nameservers[][2] = {
  { "192.0.2.1", "192.0.2.1:53" },
  { "192.0.2.1:5353", "192.0.2.1:5353" },
  { "2001:db8::1", "[2001:db8::1]:53" },
  { "[2001:db8::1]", "[2001:db8::1]:53" },
  { "[2001:DB8:0::1]:5353", "[2001:db8::1]:5353" },
};

START_TEST (test_good_nameserver_is_taken)
{
  g_autoptr (SwimDns) dns = new_dns (good_nameservers[_i][0], 5, 1);

  ck_assert_str_eq (swim_dns_get_policy (dns)->servers[0], good_nameservers[_i][1]);
}
END_TEST

START_TEST (test_names_are_checked_to_the_letter)
{
  g_autofree char *label63 = g_strnfill (63, 'a');
  g_autofree char *label64 = g_strnfill (64, 'a');
  g_autofree char *longest = g_strdup_printf ("%s.%s.%s.%.61s", label63, label63, label63, label63);
  g_autofree char *rooted = g_strconcat (longest, ".", NULL);
  g_autofree char *too_long = g_strconcat (longest, "a", NULL);

  ck_assert_ptr_null (swim_dns_name_problem ("if.dev"));
  ck_assert_ptr_null (swim_dns_name_problem ("_dmarc.xn--caf-dma.test."));
  ck_assert_ptr_null (swim_dns_name_problem (label63));
  ck_assert_ptr_nonnull (swim_dns_name_problem (label64));
  ck_assert_uint_eq (strlen (longest), 253);
  ck_assert_ptr_null (swim_dns_name_problem (longest));
  ck_assert_ptr_null (swim_dns_name_problem (rooted));
  ck_assert_ptr_nonnull (swim_dns_name_problem (too_long));
  ck_assert_ptr_nonnull (swim_dns_name_problem (""));
  ck_assert_ptr_null (swim_dns_name_problem ("."));
  ck_assert_ptr_nonnull (swim_dns_name_problem (".dev"));
  ck_assert_ptr_nonnull (swim_dns_name_problem ("a..dev"));
  ck_assert_ptr_nonnull (swim_dns_name_problem ("a\\.dev"));
  ck_assert_ptr_nonnull (swim_dns_name_problem ("a\033[31m.dev"));
  ck_assert_ptr_nonnull (swim_dns_name_problem ("caf\303\251.dev"));
}
END_TEST

/* The wait after the first try of a name, in µs. */
static gint64
get_backoff (const char *name, SwimDnsTypes type, guint64 seed)
{
  const SwimDnsPolicy policy = { .n_servers = 1, .tries = 3, .seed = seed };
  SwimDnsLookup *lookup = swim_dns_lookup_new (name, swim_dns_query_addresses (type));
  gint64 backoff;

  lookup->policy = &policy;
  lookup->deadline = g_get_monotonic_time () + 1000 * G_USEC_PER_SEC;
  lookup->questions[0].tries = 1;
  backoff = swim_dns_question_get_backoff (&lookup->questions[0]);
  swim_dns_lookup_free (lookup);
  return backoff;
}

START_TEST (test_backoff_depends_on_seed_name_and_type_alone)
{
  gint64 backoff = get_backoff ("as.dev", SWIM_DNS_A, 7);

  ck_assert_int_ge (backoff, 200 * 1000);
  ck_assert_int_lt (backoff, 300 * 1000);
  ck_assert_int_eq (get_backoff ("as.dev", SWIM_DNS_A, 7), backoff);
  ck_assert_int_ne (get_backoff ("as.dev", SWIM_DNS_A, 70), backoff);
  ck_assert_int_ne (get_backoff ("as.dev", SWIM_DNS_AAAA, 7), backoff);
  ck_assert_int_ne (get_backoff ("if.dev", SWIM_DNS_A, 7), backoff);
}
END_TEST

/* A response with an alias and two addresses of it. */
static const guchar response[] = "\0\1\x81\x80\0\1\0\3\0\0\0\0"
                                 "\2as\3dev\0\0\1\0\1"
                                 "\xc0\x0c\0\5\0\1\0\0\0\x1e\0\4\1b\xc0\x0f"
                                 "\xc0\x24\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
                                 "\xc0\x24\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\2";
#define RESPONSE_SIZE (sizeof response - 1)

START_TEST (test_response_is_read_with_its_aliases)
{
  const char *problem;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  ck_assert (
      swim_dns_message_read (response, RESPONSE_SIZE, SWIM_DNS_TYPE_AAAA, &answer, &problem));
  ck_assert_uint_eq (answer.n_addresses, 0);
  ck_assert_int_eq (answer.ttl, -1);
  ck_assert (swim_dns_message_read (response, RESPONSE_SIZE, SWIM_DNS_TYPE_A, &answer, &problem));
  ck_assert_uint_eq (answer.n_addresses, 2);
  ck_assert_int_eq (answer.ttl, 30);
}
END_TEST

START_TEST (test_response_that_is_cut_gives_no_address)
{
  for (gsize length = 0; length < RESPONSE_SIZE; length++)
    {
      g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
      g_autofree guchar *cut =
          g_memdup2 (response, MAX (length, 1)); /* for the sanitizers to see */
      const char *problem;

      ck_assert (!swim_dns_message_read (cut, length, SWIM_DNS_TYPE_A, &answer, &problem));
      ck_assert_uint_eq (answer.n_addresses, 0);
      ck_assert_int_eq (answer.ttl, -1);
    }
}
END_TEST

/* The length of the last address, the length of the alias, a name that points to itself, one that
 * points to what follows, the number of questions, and a question. */
static const struct
{
  gsize at;
  guchar byte;
} changes[] = {
  { RESPONSE_SIZE - 5, 3 }, { 35, 3 }, { 41, 0x28 }, { 41, 0x38 }, { 5, 2 }, { 2, 1 }
};

START_TEST (test_response_with_a_wrong_length_or_a_loop_gives_no_address)
{
  const char *problem;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  guchar changed[RESPONSE_SIZE];

  memcpy (changed, response, sizeof changed);
  changed[changes[_i].at] = changes[_i].byte;
  ck_assert (!swim_dns_message_read (changed, sizeof changed, SWIM_DNS_TYPE_A, &answer, &problem));
  ck_assert_uint_eq (answer.n_addresses, 0);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, start_stub, stop_stub);
  tcase_add_loop_test (tests, test_both_forms_give_the_same_answer, 0, N_CASES * N_FORMS);
  tcase_add_loop_test (tests, test_responses_are_kept_where_asked_for, 0, N_KEPT * N_FORMS);
  tcase_add_loop_test (tests, test_answer_tells_ttl_rtt_and_server, 0, N_FORMS);
  tcase_add_loop_test (tests, test_lost_question_is_asked_again, 0, N_FORMS);
  tcase_add_loop_test (tests, test_late_failure_leaves_the_current_try_alone, 0, N_FORMS);
  tcase_add_loop_test (tests, test_failure_is_tried_again_after_a_rest, 0, N_FORMS);
  tcase_add_loop_test (tests, test_wait_for_a_permit_takes_no_try_away, 0, N_FORMS);
  tcase_add_loop_test (tests, test_blocked_loop_takes_no_try_away, 0, G_N_ELEMENTS (blocked));
  tcase_add_loop_test (tests, test_next_server_is_asked_where_one_is_not_there, 0, N_FORMS);
  tcase_add_loop_test (tests, test_class_is_that_of_the_server_that_should_have_answered, 0,
                       N_FORMS * 4);
  tcase_add_loop_test (tests, test_nothing_listening_is_refused_at_once_with_advice, 0, N_FORMS);
  tcase_add_loop_test (tests, test_truncated_answer_is_fetched_over_tcp, 0, N_FORMS);
  tcase_add_loop_test (tests, test_where_that_is_asked_for_all_goes_over_tcp, 0, N_FORMS);
  tcase_add_loop_test (tests, test_cancelled_lookup_ends_at_once, 0, N_FORMS);
  tcase_add_loop_test (tests, test_lookup_that_is_cancelled_already_asks_nobody, 0, N_FORMS);
  tcase_add_test (tests, test_two_thousand_names_at_once);
  tcase_add_test (tests, test_more_names_than_there_is_room_for_wait);
  tcase_add_test (tests, test_one_turn_of_the_loop_reads_so_much_and_no_more);
  tcase_add_test (tests, test_threads_share_the_blocking_form);
  tcase_add_test (tests, test_client_may_end_within_a_callback);
  tcase_add_test (tests, test_lookup_that_is_started_while_the_client_ends_is_cancelled);
  tcase_add_test (tests, test_idle_client_does_not_wake_the_loop);
  tcase_add_loop_test (tests, test_bad_nameserver_is_named, 0, G_N_ELEMENTS (bad_nameservers));
  tcase_add_loop_test (tests, test_good_nameserver_is_taken, 0, G_N_ELEMENTS (good_nameservers));
  tcase_add_test (tests, test_names_are_checked_to_the_letter);
  tcase_add_test (tests, test_backoff_depends_on_seed_name_and_type_alone);
  tcase_add_test (tests, test_response_is_read_with_its_aliases);
  tcase_add_test (tests, test_response_that_is_cut_gives_no_address);
  tcase_add_loop_test (tests, test_response_with_a_wrong_length_or_a_loop_gives_no_address, 0,
                       G_N_ELEMENTS (changes));
}

SWIM_TEST_MAIN ("dns", add_tests)
