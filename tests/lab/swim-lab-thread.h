/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lab in a thread of its own, so that a test can talk to it with plain blocking sockets. */
#pragma once

#include "lab/lab.h"
#include "swim-test.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  const SwimLabOptions *options;
  SwimLab *lab;
  GError *error;
  GMainLoop *loop;
  GThread *thread;
  GAsyncQueue *ready;
} SwimLabThread;

static inline gpointer
swim_lab_thread_run (gpointer data)
{
  SwimLabThread *self = data;
  GMainContext *context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  self->lab = swim_lab_new (self->options, &self->error);
  self->loop = g_main_loop_new (context, FALSE);
  g_async_queue_push (self->ready, self);
  if (self->lab != NULL)
    g_main_loop_run (self->loop);
  g_clear_pointer (&self->lab, swim_lab_free);
  g_main_context_pop_thread_default (context);
  g_main_loop_unref (self->loop);
  g_main_context_unref (context);
  return NULL;
}

/* Starts a lab; it serves when this returns. */
static inline SwimLabThread *
swim_lab_thread_start (const SwimLabOptions *options)
{
  SwimLabThread *self = g_new0 (SwimLabThread, 1);

  self->options = options;
  self->ready = g_async_queue_new ();
  self->thread = g_thread_new ("lab", swim_lab_thread_run, self);
  g_async_queue_pop (self->ready);
  swim_assert_no_error (self->error);
  return self;
}

static inline gboolean
swim_lab_thread_quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static inline void
swim_lab_thread_stop (SwimLabThread *self)
{
  GSource *quit = g_idle_source_new ();

  g_source_set_callback (quit, swim_lab_thread_quit, self->loop, NULL);
  g_source_attach (quit, g_main_loop_get_context (self->loop));
  g_thread_join (self->thread);
  g_source_unref (quit);
  g_async_queue_unref (self->ready);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabThread, swim_lab_thread_stop)

/* A lab of a scenario, with defaults otherwise. */
static inline SwimLabThread *
swim_lab_thread_start_scenario (const char *scenario)
{
  SwimLabOptions options = { 0 };

  options.scenario = scenario;
  return swim_lab_thread_start (&options);
}

/* A blocking connection to a port of the lab; reading times out. */
static inline GSocket *
swim_lab_thread_connect (guint16 port, GSocketType type)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, &error);

  swim_assert_no_error (error);
  g_socket_set_timeout (socket, (guint) swim_test_scaled (10));
  g_socket_connect (socket, address, NULL, &error);
  swim_assert_no_error (error);
  return socket;
}
