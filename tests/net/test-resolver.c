/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The GResolver on DNS, and the system's resolver behind the same kind of answer. */
#include "config.h"

#include <string.h>

#include "net/dns/resolver.h"
#include "net/dns/system-resolver.h"
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

static GResolver *
new_resolver (double timeout)
{
  const char *nameservers[] = { swim_dns_stub_get_address (stub), NULL };
  g_autoptr (SwimDnsConfig) config = swim_dns_config_new (nameservers, timeout, 1);
  g_autoptr (SwimDns) dns = swim_dns_new (config, NULL);

  ck_assert_ptr_nonnull (dns);
  return G_RESOLVER (swim_resolver_new (dns));
}

typedef GList *(*Form) (GResolver *resolver,
                        const char *name,
                        GResolverNameLookupFlags flags,
                        GCancellable *cancellable,
                        GError **error);

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **place = data;

  *place = g_object_ref (result);
}

/* On a context of its own, so that the client of a context that is not the default is tried too. */
static GList *
look_up_async (GResolver *resolver,
               const char *name,
               GResolverNameLookupFlags flags,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  g_resolver_lookup_by_name_with_flags_async (resolver, name, flags, cancellable, on_result,
                                              &result);
  ck_assert_ptr_null (result); /* never from within the call: GIO forbids it */
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return g_resolver_lookup_by_name_with_flags_finish (resolver, result, error);
}

static const Form forms[] = { g_resolver_lookup_by_name_with_flags, look_up_async };
#define N_FORMS ((int) G_N_ELEMENTS (forms))

static char *
join_addresses (GList *addresses)
{
  GString *text = g_string_new (NULL);

  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", address);
    }
  return g_string_free (text, FALSE);
}

static const struct
{
  const char *name;
  GResolverNameLookupFlags flags;
  const char *addresses;
} found_cases[] = {
  { "found.test", G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, "192.0.2.3 192.0.2.7 2001:db8::1" },
  { "found.test", G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, "192.0.2.3 192.0.2.7" },
  { "found.test", G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY, "2001:db8::1" },
  { "192.0.2.99", G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, "192.0.2.99" },
  { "2001:db8::99", G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, "2001:db8::99" },
  { "localhost", G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, "::1 127.0.0.1" },
  { "gone.LOCALHOST.", G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, "127.0.0.1" },
};
#define N_FOUND ((int) G_N_ELEMENTS (found_cases))

START_TEST (test_resolver_finds_addresses)
{
  int which = _i / N_FORMS;
  g_autoptr (GResolver) resolver = new_resolver (5);
  g_autoptr (GError) error = NULL;
  GList *found = forms[_i % N_FORMS](resolver, found_cases[which].name, found_cases[which].flags,
                                     NULL, &error);
  g_autofree char *text = join_addresses (found);

  swim_assert_no_error (error);
  ck_assert_str_eq (text, found_cases[which].addresses);
  g_resolver_free_addresses (found);
}
END_TEST

static const struct
{
  const char *name;
  SwimStatus status;
  const char *message;
} failed_cases[] = {
  { "gone.test", SWIM_STATUS_NOT_FOUND, "cannot resolve “gone.test”: NXDOMAIN" },
  { "nodata.test", SWIM_STATUS_NOT_FOUND, "*NODATA" },
  { "servfail.test", SWIM_STATUS_SERVER_ERROR, "*SERVFAIL*" },
  { "refused.test", SWIM_STATUS_REFUSED, "*REFUSED*" },
  { "silent.test", SWIM_STATUS_TIMEOUT, "*no answer*" },
  { "a b.test", SWIM_STATUS_INVALID, "*character*" },
};
#define N_FAILED ((int) G_N_ELEMENTS (failed_cases))

START_TEST (test_resolver_error_keeps_class_and_detail)
{
  int which = _i / N_FORMS;
  gboolean waits = failed_cases[which].status == SWIM_STATUS_TIMEOUT;
  g_autoptr (GResolver) resolver = new_resolver (waits ? 0.3 : swim_test_scaled (10));
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (forms[_i % N_FORMS](resolver, failed_cases[which].name,
                                          G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, NULL, &error));
  ck_assert_int_eq (swim_status_from_error (error), failed_cases[which].status);
  ck_assert_msg (g_pattern_match_simple (failed_cases[which].message, error->message), "%s",
                 error->message);
}
END_TEST

static gpointer
cancel_when_asked (gpointer data)
{
  while (swim_dns_stub_get_asked (stub) == 0)
    g_thread_yield ();
  g_cancellable_cancel (data);
  return NULL;
}

START_TEST (test_resolver_can_be_cancelled)
{
  g_autoptr (GResolver) resolver = new_resolver (20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, cancellable);

  ck_assert_ptr_null (forms[_i](resolver, "silent.test", G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT,
                                cancellable, &error));
  g_thread_join (thread);
  ck_assert (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}
END_TEST

START_TEST (test_default_resolver_serves_network_addresses)
{
  g_autoptr (GResolver) resolver = new_resolver (5);
  g_autoptr (GSocketConnectable) address = g_network_address_new ("found.test", 80);
  g_autoptr (GSocketAddressEnumerator) enumerator = NULL;
  g_autoptr (GSocketAddress) first = NULL;
  g_autoptr (GError) error = NULL;

  g_resolver_set_default (resolver);
  enumerator = g_socket_connectable_enumerate (address);
  first = g_socket_address_enumerator_next (enumerator, NULL, &error);
  swim_assert_no_error (error);
  ck_assert (G_IS_INET_SOCKET_ADDRESS (first));
  ck_assert_uint_gt (swim_dns_stub_get_asked (stub), 0);
}
END_TEST

START_TEST (test_system_resolver_is_reached_behind_ours)
{
  g_autoptr (GResolver) resolver = new_resolver (5);
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (GResolver) system = NULL;

  g_resolver_set_default (resolver);
  system = swim_resolver_dup_system ();
  ck_assert_ptr_eq (system, before);
}
END_TEST

/* The system's resolver. What it answers is the machine's affair; a few things hold everywhere. */

typedef void (*SystemForm) (SwimSystemResolver *resolver,
                            const char *name,
                            SwimDnsTypes types,
                            GCancellable *cancellable,
                            SwimDnsAnswer *answer);

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
  swim_dns_answer_set (wait->answer, answer->status, answer->detail);
  for (guint i = 0; i < answer->n_addresses; i++)
    swim_dns_answer_add (wait->answer, answer->addresses[i].family, &answer->addresses[i].v6);
  wait->done = TRUE;
}

static void
ask_system_async (SwimSystemResolver *resolver,
                  const char *name,
                  SwimDnsTypes types,
                  GCancellable *cancellable,
                  SwimDnsAnswer *answer)
{
  Wait wait = { .answer = answer };

  swim_system_resolver_lookup_async (resolver, name, types, cancellable, on_answer, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
}

static const SystemForm system_forms[] = { swim_system_resolver_lookup, ask_system_async };

START_TEST (test_system_resolver_finds_localhost)
{
  g_autoptr (SwimSystemResolver) resolver = swim_system_resolver_new (20);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;
  g_auto (GStrv) addresses = NULL;

  system_forms[_i](resolver, "localhost", SWIM_DNS_A, NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_OK);
  addresses = swim_dns_answer_dup_addresses (&answer);
  ck_assert_str_eq (addresses[0], "127.0.0.1");
}
END_TEST

START_TEST (test_system_resolver_refuses_what_is_no_name)
{
  g_autoptr (SwimSystemResolver) resolver = swim_system_resolver_new (20);
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  system_forms[_i](resolver, "a..b", SWIM_DNS_BOTH, NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_INVALID);
}
END_TEST

START_TEST (test_system_resolver_obeys_a_cancelled_run)
{
  g_autoptr (SwimSystemResolver) resolver = swim_system_resolver_new (20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  g_cancellable_cancel (cancellable);
  system_forms[_i](resolver, "localhost", SWIM_DNS_BOTH, cancellable, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_CANCELLED);
}
END_TEST

/* A resolver behind GLib's API that never answers, unless it is cancelled. */
#define TEST_TYPE_MUTE (test_mute_get_type ())
G_DECLARE_FINAL_TYPE (TestMute, test_mute, TEST, MUTE, GResolver)
struct _TestMute
{
  GResolver parent;
};
G_DEFINE_FINAL_TYPE (TestMute, test_mute, G_TYPE_RESOLVER)

static gboolean
on_mute_cancelled (GCancellable *cancellable, gpointer task)
{
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
mute_lookup_async (GResolver *resolver,
                   const char *name,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, data);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (on_mute_cancelled), task, g_object_unref);
  g_source_attach (source, NULL);
}

static GList *
mute_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_mute_class_init (TestMuteClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name_async = mute_lookup_async;
  G_RESOLVER_CLASS (klass)->lookup_by_name_finish = mute_lookup_finish;
  G_RESOLVER_CLASS (klass)->lookup_by_name_with_flags_finish = mute_lookup_finish;
}

static void
test_mute_init (TestMute *self)
{
}

START_TEST (test_system_resolver_gives_up_at_the_deadline)
{
  g_autoptr (GResolver) mute = g_object_new (TEST_TYPE_MUTE, NULL);
  g_autoptr (SwimSystemResolver) resolver = NULL;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  g_resolver_set_default (mute);
  resolver = swim_system_resolver_new (0.1);
  ask_system_async (resolver, "found.test", SWIM_DNS_BOTH, NULL, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_TIMEOUT);
  ck_assert_str_eq (answer.detail, "no answer from the system's resolver in 0.1 s");
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the abandoned lookup ends */
}
END_TEST

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

START_TEST (test_system_resolver_gives_up_when_cancelled)
{
  g_autoptr (GResolver) mute = g_object_new (TEST_TYPE_MUTE, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SwimSystemResolver) resolver = NULL;
  g_auto (SwimDnsAnswer) answer = SWIM_DNS_ANSWER_INIT;

  g_resolver_set_default (mute);
  resolver = swim_system_resolver_new (20);
  g_idle_add (cancel, cancellable);
  ask_system_async (resolver, "found.test", SWIM_DNS_BOTH, cancellable, &answer);
  ck_assert_int_eq (answer.status, SWIM_STATUS_CANCELLED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, start_stub, stop_stub);
  tcase_add_loop_test (tests, test_resolver_finds_addresses, 0, N_FOUND * N_FORMS);
  tcase_add_loop_test (tests, test_resolver_error_keeps_class_and_detail, 0, N_FAILED * N_FORMS);
  tcase_add_loop_test (tests, test_resolver_can_be_cancelled, 0, N_FORMS);
  tcase_add_test (tests, test_default_resolver_serves_network_addresses);
  tcase_add_test (tests, test_system_resolver_is_reached_behind_ours);
  tcase_add_loop_test (tests, test_system_resolver_finds_localhost, 0, N_FORMS);
  tcase_add_loop_test (tests, test_system_resolver_refuses_what_is_no_name, 0, N_FORMS);
  tcase_add_loop_test (tests, test_system_resolver_obeys_a_cancelled_run, 0, N_FORMS);
  tcase_add_test (tests, test_system_resolver_gives_up_at_the_deadline);
  tcase_add_test (tests, test_system_resolver_gives_up_when_cancelled);
}

SWIM_TEST_MAIN ("resolver", add_tests)
