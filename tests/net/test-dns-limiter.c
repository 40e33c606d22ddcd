/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What servers are asked, and how fast: windows, the rate, several servers; in both forms. */
#include "config.h"

#include "net/dns/dns.h"
#include "tests/net/swim-dns-stub.h"
#include "swim-test.h"

#define N_FORMS ((int) G_N_ELEMENTS (workers))

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

static void
count_ok (const SwimDnsAnswer *answer, gpointer data)
{
  guint *counts = data;

  counts[answer->status == SWIM_STATUS_OK]++;
}

/* Names that threads look up in turns, or one client some at a time. */
typedef struct
{
  SwimDns *dns;
  SwimDnsClient *client;
  int next;
  int names;
  guint counts[2];
} Work;

static char *
take_name (Work *work)
{
  int number = g_atomic_int_add (&work->next, 1);

  return number < work->names ? g_strdup_printf ("name%d.test", number) : NULL;
}

static gpointer
look_up_all (gpointer data)
{
  Work *work = data;
  guint found = 0;
  char *name;

  for (; (name = take_name (work)) != NULL; g_free (name))
    {
      g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

      swim_dns_lookup (work->dns, name, swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
      found += answer.status == SWIM_STATUS_OK;
    }
  return GUINT_TO_POINTER (found);
}

static guint
work_blocking (Work *work)
{
  GThread *threads[32];
  guint found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("lookup", look_up_all, work);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    found += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  return found;
}

static void
work_on (const SwimDnsAnswer *answer, gpointer data)
{
  Work *work = data;
  g_autofree char *name = take_name (work);

  work->counts[answer->status == SWIM_STATUS_OK]++;
  if (name != NULL)
    swim_dns_client_lookup (work->client, name, swim_dns_query_addresses (SWIM_DNS_A), NULL,
                            work_on, work);
}

static guint
work_async (Work *work)
{
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (work->dns, NULL);

  work->client = client;
  for (int i = 0; i < MIN (200, work->names); i++)
    {
      g_autofree char *name = take_name (work);

      swim_dns_client_lookup (client, name, swim_dns_query_addresses (SWIM_DNS_A), NULL, work_on,
                              work);
    }
  while (work->counts[0] + work->counts[1] < (guint) work->names)
    g_main_context_iteration (NULL, TRUE);
  return work->counts[1];
}

static guint (*const workers[]) (Work *work) = { work_blocking, work_async };

/* By form, and by whether it refuses or drops. */
START_TEST (test_overloaded_server_slows_us_down_and_loses_nothing)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (20), 3);
  Work work = { .dns = dns, .names = 4000 };
  SwimDnsCongestion flow;

  swim_dns_stub_limit (stub, 1000, _i / N_FORMS);
  ck_assert_uint_eq (workers[_i % N_FORMS](&work), 4000);
  swim_dns_limiter_peek (swim_dns_get_policy (dns)->limiter, 0, &flow);
  ck_assert_double_lt (flow.window, 32);
  ck_assert_double_gt (flow.pace, 0);
  ck_assert_uint_eq (flow.in_flight, 0);
}
END_TEST

/* Three hundred questions a second, of which the first 20 ms may come at once. */
START_TEST (test_rate_is_kept)
{
  const char *nameservers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, swim_test_scaled (10), 3);
  g_autoptr (SwimDns) dns = NULL;
  Work work = { .names = 150 };
  gint64 begin = g_get_monotonic_time ();

  config->rate = 300;
  work.dns = dns = swim_dns_new (config, NULL);
  ck_assert_uint_eq (workers[_i](&work), 150);
  ck_assert_int_ge (g_get_monotonic_time () - begin, (150 - 7) * G_USEC_PER_SEC / 300);
}
END_TEST

/* Each of 60 names is refused once and asked again: 120 questions. */
START_TEST (test_retries_count_for_the_rate)
{
  const char *nameservers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, swim_test_scaled (10), 2);
  g_autoptr (SwimDns) dns = NULL;
  g_autoptr (SwimDnsClient) client = NULL;
  guint counts[2] = { 0, 0 };
  gint64 begin = g_get_monotonic_time ();

  config->rate = 100;
  dns = swim_dns_new (config, NULL);
  client = swim_dns_client_new (dns, NULL);
  for (guint i = 0; i < 60; i++)
    swim_dns_client_lookup (client, "servfail.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                            count_ok, counts);
  while (counts[0] < 60)
    g_main_context_iteration (NULL, TRUE);
  ck_assert_uint_eq (swim_dns_stub_get_asked (stub), 120);
  ck_assert_int_ge (g_get_monotonic_time () - begin, (120 - 3) * G_USEC_PER_SEC / 100);
}
END_TEST

/* The loop's questions fill the window, and nobody sees to them while its thread blocks. */
START_TEST (test_blocking_call_on_a_loop_does_not_wait_for_the_loop)
{
  g_autoptr (SwimDns) dns = new_dns (swim_dns_stub_get_address (stub), swim_test_scaled (10), 1);
  g_autoptr (SwimDnsClient) client = swim_dns_client_new (dns, NULL);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  guint counts[2] = { 0, 0 };

  for (guint i = 0; i < 1000; i++)
    swim_dns_client_lookup (client, "silent.test", swim_dns_query_addresses (SWIM_DNS_A), NULL,
                            count_ok, counts);
  swim_dns_lookup (dns, "found.test", swim_dns_query_addresses (SWIM_DNS_A), NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
}
END_TEST

/* How evenly depends on which of them gets a CPU when; one that is asked only where the other fails
 * would not be asked at all. */
START_TEST (test_servers_share_the_names)
{
  SwimDnsStub *other = swim_dns_stub_new ();
  const char *nameservers[] = { swim_dns_stub_get_address (stub), swim_dns_stub_get_address (other),
                                NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, swim_test_scaled (10), 3);
  g_autoptr (SwimDns) dns = swim_dns_new (config, NULL);
  Work work = { .dns = dns, .names = 1000 };

  ck_assert_uint_eq (work_async (&work), 1000);
  ck_assert_uint_ge (swim_dns_stub_get_asked (stub), 50);
  ck_assert_uint_ge (swim_dns_stub_get_asked (other), 50);
  swim_dns_stub_free (other);
}
END_TEST

/* It hears and says nothing; each of the names that it was asked goes to the other. */
START_TEST (test_silent_server_is_passed_over)
{
  SwimDnsStub *silent = swim_dns_stub_new ();
  const char *nameservers[] = { swim_dns_stub_get_address (silent),
                                swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, swim_test_scaled (3), 3);
  g_autoptr (SwimDns) dns = swim_dns_new (config, NULL);
  Work work = { .dns = dns, .names = 3000 };

  swim_dns_stub_limit (silent, 1, FALSE);
  ck_assert_uint_eq (work_async (&work), 3000);
  ck_assert_uint_lt (swim_dns_stub_get_asked (silent), 1000);
  swim_dns_stub_free (silent);
}
END_TEST

/* Sends so many questions to a server, which end so. */
static void
end_questions (SwimDnsLimiter *limiter, guint server, SwimDnsEnd end, guint n)
{
  SwimDnsWaiter waiter = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      ck_assert_int_eq (swim_dns_limiter_acquire (limiter, server, &waiter, 1000), 0);
      swim_dns_limiter_release (limiter, server, &waiter, end, 1000, 1000);
    }
}

/* Sends questions to a server until it has no permit left. */
static void
fill (SwimDnsLimiter *limiter, guint server)
{
  SwimDnsWaiter waiter = { FALSE };

  while (swim_dns_limiter_acquire (limiter, server, &waiter, 1000) == 0)
    ;
  swim_dns_limiter_stop_waiting (limiter, server, &waiter);
}

/* The first has refused, and has all permits free; the second has none. */
START_TEST (test_question_waits_for_a_server_rather_than_go_where_it_was_refused)
{
  const gboolean refused[] = { TRUE, FALSE };
  SwimDnsLimiter *limiter = swim_dns_limiter_new (2, 0);

  fill (limiter, 1);
  for (guint preferred = 0; preferred < 2; preferred++)
    {
      ck_assert_uint_eq (swim_dns_limiter_choose (limiter, preferred, NULL, 1000), 0);
      ck_assert_uint_eq (swim_dns_limiter_choose (limiter, preferred, refused, 1000), 1);
    }
  end_questions (limiter, 0, SWIM_DNS_REFUSED, 1);
  ck_assert_uint_eq (swim_dns_limiter_choose (limiter, 0, refused, 1000), 1);
  swim_dns_limiter_free (limiter);
}
END_TEST

/* Silence may end; a refusal of the name does not, but one for load does. */
START_TEST (test_silent_server_is_asked_where_the_other_refused_the_name)
{
  const gboolean refused[] = { TRUE, FALSE };
  SwimDnsLimiter *limiter = swim_dns_limiter_new (2, 0);

  end_questions (limiter, 0, SWIM_DNS_REFUSED, 20);
  end_questions (limiter, 1, SWIM_DNS_LOST, 20);
  ck_assert_uint_eq (swim_dns_limiter_choose (limiter, 1, NULL, 1000), 0);
  ck_assert_uint_eq (swim_dns_limiter_choose (limiter, 0, refused, 1000), 1);
  end_questions (limiter, 0, SWIM_DNS_ANSWERED, 1);
  end_questions (limiter, 0, SWIM_DNS_REFUSED, 1);
  ck_assert (swim_dns_limiter_is_overloaded (limiter, 0, 1000));
  ck_assert_uint_eq (swim_dns_limiter_choose (limiter, 0, refused, 1000), 0);
  swim_dns_limiter_free (limiter);
}
END_TEST

/* One question in 64, while the other has no permit free too. */
START_TEST (test_closed_port_is_asked_from_time_to_time)
{
  SwimDnsLimiter *limiter = swim_dns_limiter_new (2, 0);
  guint asked = 0;

  end_questions (limiter, 0, SWIM_DNS_UNREACHED, 8);
  fill (limiter, 1);
  for (guint i = 0; i < 640; i++)
    asked += swim_dns_limiter_choose (limiter, i, NULL, 1000) == 0;
  ck_assert_uint_eq (asked, 10);
  swim_dns_limiter_free (limiter);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, start_stub, stop_stub);
  tcase_add_loop_test (tests, test_overloaded_server_slows_us_down_and_loses_nothing, 0,
                       2 * N_FORMS);
  tcase_add_loop_test (tests, test_rate_is_kept, 0, N_FORMS);
  tcase_add_test (tests, test_retries_count_for_the_rate);
  tcase_add_test (tests, test_blocking_call_on_a_loop_does_not_wait_for_the_loop);
  tcase_add_test (tests, test_servers_share_the_names);
  tcase_add_test (tests, test_silent_server_is_passed_over);
  tcase_add_test (tests, test_question_waits_for_a_server_rather_than_go_where_it_was_refused);
  tcase_add_test (tests, test_silent_server_is_asked_where_the_other_refused_the_name);
  tcase_add_test (tests, test_closed_port_is_asked_from_time_to_time);
}

SWIM_TEST_MAIN ("dns-limiter", add_tests)
