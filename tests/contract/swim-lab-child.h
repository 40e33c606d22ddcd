/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lab in a process of its own, for tests that count the descriptors and threads of theirs. */
#pragma once

#include "swim-test.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  GPid pid;
  int input; /* the lab ends when this is closed, if only because the test is gone */
  char *http;
  char *nameserver;
} SwimLabChild;

static inline char *
swim_lab_child_dup_member (const char *line, const char *member)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);

  ck_assert_msg (node != NULL, "the lab said: %s", line);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), member));
}

/* Starts the program that $SWIMLANE names, with that scenario; it serves when this returns. */
static inline void
swim_lab_child_start (SwimLabChild *self, const char *scenario)
{
  g_autofree char *option = g_strdup_printf ("--scenario=%s", scenario);
  char *argv[] = { (char *) g_getenv ("SWIMLANE"), (char *) "serve", option, (char *) "--until-eof",
                   NULL };
  g_autoptr (GError) error = NULL;
  char line[4096];
  int output;
  FILE *stream;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &self->pid,
                            &self->input, &output, NULL, &error);
  swim_assert_no_error (error);
  stream = fdopen (output, "r");
  ck_assert_ptr_nonnull (fgets (line, sizeof line, stream));
  fclose (stream);
  self->http = swim_lab_child_dup_member (line, "http");
  self->nameserver = swim_lab_child_dup_member (line, "nameserver");
}

static inline void
swim_lab_child_stop (SwimLabChild *self)
{
  close (self->input);
  waitpid (self->pid, NULL, 0);
  g_free (self->http);
  g_free (self->nameserver);
}
