/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cli/lab-process.h"

#include <json-glib/json-glib.h>

#include "base/swim-error.h"
#include "cli/lab-namespace.h"

struct _SwimLabProcess
{
  GSubprocess *process; /* NULL: started elsewhere */
  SwimLabAddress address;
};

static void
set_address (SwimLabProcess *self, const char *nameserver, const char *url)
{
  self->address.nameserver = g_strdup (nameserver);
  self->address.url = g_strdup (url);
}

/* Where it is, as one word for another process (transfer full). */
char *
swim_lab_process_to_string (const SwimLabProcess *self)
{
  return g_strdup_printf ("%s,%s", self->address.nameserver, self->address.url);
}

/* A lab that runs already, at what swim_lab_process_to_string () gave. */
SwimLabProcess *
swim_lab_process_at (const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 2);
  SwimLabProcess *self;

  if (g_strv_length (parts) != 2)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--lab-at takes NAMESERVER,URL, not “%s”",
                   text);
      return NULL;
    }
  self = g_new0 (SwimLabProcess, 1);
  set_address (self, parts[0], parts[1]);
  return self;
}

/* The path of this program (transfer full), to start it again. */
char *
swim_find_program (GError **error)
{
  g_autoptr (GError) local = NULL;
  char *path = g_file_read_link ("/proc/self/exe", &local);

  if (path == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "cannot find this program to start it again: %s (is /proc mounted?)",
                 local->message);
  return path;
}

static char **
build_argv (const SwimLabConfig *config, const char *program)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();

  g_strv_builder_add (argv, program);
  g_strv_builder_add (argv, "serve");
  g_strv_builder_add (argv, "--until-eof");
  if (config->own_port_53)
    g_strv_builder_add (argv, "--dns-port=53");
  if (config->scenario != NULL)
    {
      g_autofree char *option = g_strconcat ("--scenario=", config->scenario, NULL);

      g_strv_builder_add (argv, option);
    }
  if (config->option != NULL)
    g_strv_builder_add (argv, config->option);
  if (config->seed >= 0)
    {
      g_autofree char *option = g_strdup_printf ("--seed=%" G_GINT64_FORMAT, config->seed);

      g_strv_builder_add (argv, option);
    }
  return g_strv_builder_end (argv);
}

/* Reads the line that the lab prints when it is ready, or when it cannot be. */
static gboolean
await_greeting (SwimLabProcess *self, GError **error)
{
  g_autoptr (GDataInputStream) output =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autoptr (JsonNode) node = line != NULL ? json_from_string (line, NULL) : NULL;
  JsonObject *object =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL && json_object_has_member (object, "url"))
    {
      set_address (self, json_object_get_string_member (object, "nameserver"),
                   json_object_get_string_member (object, "url"));
      return TRUE;
    }
  if (object != NULL && json_object_has_member (object, "error"))
    g_set_error (error, SWIM_ERROR,
                 json_object_get_boolean_member (object, "usage") ? SWIM_ERROR_USAGE
                                                                  : SWIM_ERROR_FAILED,
                 "cannot start the lab: %s", json_object_get_string_member (object, "error"));
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "cannot start the lab: its process ended without a message");
  return FALSE;
}

/* Starts a lab and waits until it is ready. It reads from a pipe that we hold, and ends when that
 * is closed, however we end. */
SwimLabProcess *
swim_lab_process_new (const SwimLabConfig *config, GError **error)
{
  g_autoptr (SwimLabProcess) self = g_new0 (SwimLabProcess, 1);
  g_autofree char *program = swim_find_program (error);
  g_auto (GStrv) argv = NULL;

  if (program == NULL || (config->own_port_53 && !swim_lab_namespace_enter (error)))
    return NULL;
  argv = build_argv (config, program);
  self->process =
      g_subprocess_newv ((const char *const *) argv,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  if (self->process == NULL || !await_greeting (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
swim_lab_process_free (SwimLabProcess *self)
{
  if (self == NULL)
    return;
  if (self->process != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
      g_subprocess_wait (self->process, NULL, NULL);
      g_object_unref (self->process);
    }
  g_free (self->address.nameserver);
  g_free (self->address.url);
  g_free (self);
}

const SwimLabAddress *
swim_lab_process_get_address (const SwimLabProcess *self)
{
  return &self->address;
}
