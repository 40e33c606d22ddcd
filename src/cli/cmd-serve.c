/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* serve: the lab by itself, until it is interrupted. */
#include "config.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/option-group.h"
#include "base/quantity.h"
#include "base/swim-error.h"
#include "cli/command.h"
#include "program/parser.h"
#include "lab/lab.h"

static int run (int argc, char **argv);

const SwimCommand swim_command_serve = {
  .name = "serve",
  .arguments = "",
  .summary = "run the lab by itself: HTTP and DNS servers on loopback",
  .examples = "  swimlane serve                          # until Ctrl-C; prints the addresses\n"
              "  swimlane serve --scenario=faults        # answers that are wrong in many ways\n"
              "  swimlane serve --root=public --http-port=8080 --delay=20ms-80ms\n",
  .run = run,
};

typedef struct
{
  char *scenario;
  gint64 seed;
  char *delay;
  int http_port;
  int dns_port;
  char *root;
  gboolean until_eof;
} ServeOptions;

static void
serve_options_clear (ServeOptions *options)
{
  g_free (options->scenario);
  g_free (options->delay);
  g_free (options->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeOptions, serve_options_clear)

/* One duration, or the shortest and the longest. */
static gboolean
parse_delay (const char *text, SwimDelayRange *range, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);

  if (parts[0] != NULL && swim_delay_parse (parts[0], &range->min_us)
      && swim_delay_parse (parts[1] != NULL ? parts[1] : parts[0], &range->max_us)
      && range->min_us <= range->max_us)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--delay takes a duration of at most an hour, or the shortest and the longest, such "
               "as 5ms or 20ms-80ms, not “%s”",
               text);
  return FALSE;
}

static gboolean
parse (ServeOptions *options, char **argv, GError **error)
{
  g_autoptr (SwimParser) parser = swim_parser_new (
      NULL,
      "Starts an HTTP and a DNS server on loopback, prints a line of JSON with their\n"
      "addresses when they are ready, and serves until it is interrupted.",
      NULL);
  g_auto (GStrv) args = NULL;
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP ("Answers"),
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &options->scenario,
      "scenario of delays and failures (quick)", "NAME|FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "random seed (that of the scenario)", "N" },
    { "delay", 0, 0, G_OPTION_ARG_STRING, &options->delay,
      "delay of every answer instead of the scenario's, such as 5ms or 20ms-80ms", "MIN[-MAX]" },
    SWIM_OPTION_GROUP ("Ports"),
    { "http-port", 0, 0, G_OPTION_ARG_INT, &options->http_port,
      "port of the HTTP server (a free one)", "PORT" },
    { "dns-port", 0, 0, G_OPTION_ARG_INT, &options->dns_port, "port of the DNS server (a free one)",
      "PORT" },
    SWIM_OPTION_GROUP ("Answers"),
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options->root,
      "serve the files in this folder instead of the flags", "DIR" },
    { "until-eof", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options->until_eof, NULL, NULL },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_parser_set_examples (parser, swim_command_serve.examples);
  args = swim_parser_parse (parser, argv, error);
  if (args == NULL)
    return FALSE;
  if (args[0] != NULL)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "serve takes no argument, not “%s”",
                   args[0]);
      return FALSE;
    }
  return swim_quantity_check (SWIM_QUANTITY_COUNT, "http-port", options->http_port, 0, G_MAXUINT16,
                              error)
         && swim_quantity_check (SWIM_QUANTITY_COUNT, "dns-port", options->dns_port, 0, G_MAXUINT16,
                                 error);
}

/* One line of JSON, so that whoever started us can read it and go on. */
static void
print_line (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  puts (text);
}

static void
print_greeting (SwimLab *lab)
{
  g_autofree char *http = g_strdup_printf ("http://127.0.0.1:%u", lab->http_port);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "url", lab->url);
  json_object_set_string_member (object, "http", http);
  json_object_set_string_member (object, "nameserver", lab->nameserver);
  json_object_set_string_member (object, "scenario", lab->scenario->name);
  json_object_set_int_member (object, "seed", (gint64) lab->scenario->seed);
  json_object_set_int_member (object, "pid", getpid ());
  print_line (object);
}

/* To standard error, or as JSON to the command that started the lab, which then reports it. */
static int
fail (const ServeOptions *options, const GError *error)
{
  JsonObject *object;

  if (!options->until_eof)
    return swim_command_fail (error);
  object = json_object_new ();
  json_object_set_string_member (object, "error", error->message);
  json_object_set_boolean_member (object, "usage",
                                  g_error_matches (error, SWIM_ERROR, SWIM_ERROR_USAGE));
  print_line (object);
  return SWIM_EXIT_FAILED;
}

static gboolean
on_end (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_input (int fd, GIOCondition condition, gpointer data)
{
  char discarded[64];

  /* Nothing is ever sent: that it can be read means that its other end is closed. */
  if (read (fd, discarded, sizeof discarded) > 0)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
watch_for_end (GMainLoop *loop, gboolean until_eof)
{
  if (until_eof)
    {
      /* Ctrl-C reaches us too, and the end of a terminal, but our starter still needs us while it
       * winds up. */
      signal (SIGINT, SIG_IGN);
      signal (SIGHUP, SIG_IGN);
      g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_input, loop);
    }
  else
    g_unix_signal_add (SIGINT, on_end, loop);
  g_unix_signal_add (SIGTERM, on_end, loop);
}

static int
run (int argc, char **argv)
{
  g_auto (ServeOptions) options = { .seed = -1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SwimLab) lab = NULL;
  SwimLabOptions wanted = { 0 };
  SwimDelayRange delay;

  if (!parse (&options, argv, &error)
      || (options.delay != NULL && !parse_delay (options.delay, &delay, &error)))
    return swim_command_fail (error);
  wanted.scenario = options.scenario;
  wanted.delay = options.delay != NULL ? &delay : NULL;
  wanted.has_seed = options.seed >= 0;
  wanted.seed = (guint64) MAX (options.seed, 0);
  wanted.http_port = (guint16) options.http_port;
  wanted.dns_port = (guint16) options.dns_port;
  wanted.root = options.root;
  lab = swim_lab_new (&wanted, &error);
  if (lab == NULL)
    return fail (&options, error);
  watch_for_end (loop, options.until_eof);
  print_greeting (lab);
  if (fflush (stdout) != 0)
    return SWIM_EXIT_FAILED; /* main says why */
  g_main_loop_run (loop);
  return SWIM_EXIT_DONE;
}
