/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "base/mailbox.h"
#include "base/outbox.h"
#include "swim-test.h"

#define N_THREADS 4
#define N_LETTERS 5000 /* a thread */

typedef struct
{
  GList link;
  guint thread;
  guint number;
} Letter;

static SwimMailbox *mailbox;
static guint next[N_THREADS];
static guint received;
static gboolean one_a_turn;

static gboolean on_letter (gpointer data, gpointer user_data);

/* Where tests do not fork, one follows upon the other. */
static void
setup (void)
{
  memset (next, 0, sizeof next);
  received = 0;
  one_a_turn = FALSE;
  mailbox = swim_mailbox_new (g_main_context_default (), on_letter, &received);
}

static void
teardown (void)
{
  swim_mailbox_free (mailbox);
}

static gboolean
on_letter (gpointer data, gpointer user_data)
{
  Letter *letter = data;

  ck_assert_ptr_eq (user_data, &received);
  ck_assert_uint_eq (letter->number, next[letter->thread]++);
  received++;
  g_free (letter);
  return !one_a_turn;
}

static Letter *
write_letter (guint thread, guint number)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->link.data = letter;
  letter->thread = thread;
  letter->number = number;
  return letter;
}

static void
post (guint thread, guint number)
{
  swim_mailbox_post (mailbox, &write_letter (thread, number)->link);
}

static gpointer
post_all (gpointer data)
{
  for (guint i = 0; i < N_LETTERS; i++)
    post (GPOINTER_TO_UINT (data), i);
  return NULL;
}

/* The loop sleeps without a limit, so that a letter that did not wake it would hang the test. */
START_TEST (test_every_letter_arrives_once_and_in_the_order_of_its_sender)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("sender", post_all, GUINT_TO_POINTER (i));
  while (received < N_THREADS * N_LETTERS)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}
END_TEST

START_TEST (test_whoever_takes_the_letters_may_let_the_loop_take_turns)
{
  one_a_turn = TRUE;
  for (guint i = 0; i < 3; i++)
    post (0, i);
  for (guint i = 1; i <= 3; i++)
    {
      g_main_context_iteration (NULL, TRUE);
      ck_assert_uint_eq (received, i);
    }
  ck_assert (!g_main_context_iteration (NULL, FALSE));
}
END_TEST

static gboolean
post_from_the_loop (gpointer data)
{
  post (0, 0);
  return G_SOURCE_REMOVE;
}

START_TEST (test_a_letter_posted_from_the_loop_itself_arrives)
{
  g_idle_add (post_from_the_loop, NULL);
  while (received == 0)
    g_main_context_iteration (NULL, TRUE);
}
END_TEST

START_TEST (test_what_is_in_an_outbox_leaves_together_before_its_loop_polls)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SwimOutbox) outbox = swim_outbox_new (context, mailbox);

  for (guint i = 0; i < 3; i++)
    swim_outbox_post (outbox, &write_letter (0, i)->link);
  ck_assert (!g_main_context_iteration (NULL, FALSE));
  g_main_context_iteration (context, FALSE);
  ck_assert (g_main_context_iteration (NULL, FALSE));
  ck_assert_uint_eq (received, 3);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, setup, teardown);
  tcase_add_test (tests, test_every_letter_arrives_once_and_in_the_order_of_its_sender);
  tcase_add_test (tests, test_whoever_takes_the_letters_may_let_the_loop_take_turns);
  tcase_add_test (tests, test_a_letter_posted_from_the_loop_itself_arrives);
  tcase_add_test (tests, test_what_is_in_an_outbox_leaves_together_before_its_loop_polls);
}

SWIM_TEST_MAIN ("mailbox", add_tests)
