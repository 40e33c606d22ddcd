/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that does the same each time, on its main loop: files, folders, sockets, names,
 * processes and D-Bus, by GLib and by libc, and some of it by instructions of its own.
 *
 * usage: chores FOLDER */
#include "config.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "watch/stalls-peers.h"
#include "watch/watched.h"

#define ROUNDS 2

static const char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
keep_settings (void)
{
  g_autofree char *path = in_folder ("settings");
  g_autoptr (GKeyFile) settings = g_key_file_new ();

  g_key_file_set_integer (settings, "window", "width", 800);
  g_key_file_save_to_file (settings, path, NULL);
  g_key_file_load_from_file (settings, path, G_KEY_FILE_NONE, NULL);
  g_unlink (path);
}

static void
copy_file (void)
{
  g_autofree char *path = in_folder ("original");
  g_autofree char *copied = in_folder ("copy");
  g_autoptr (GFile) original = g_file_new_for_path (path);
  g_autoptr (GFile) copy = g_file_new_for_path (copied);

  g_file_replace_contents (original, "text", 4, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, NULL);
  g_file_copy (original, copy, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL);
  g_file_move (copy, original, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL);
  g_file_delete (original, NULL, NULL);
}

static void
list_folder (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/usr");
  g_autoptr (GFileEnumerator) files =
      g_file_enumerate_children (file, "standard::*,time::*", G_FILE_QUERY_INFO_NONE, NULL, NULL);
  GDir *dir = g_dir_open ("/usr", 0, NULL);
  GFileInfo *info;

  while ((info = g_file_enumerator_next_file (files, NULL, NULL)) != NULL)
    g_object_unref (info);
  while (g_dir_read_name (dir) != NULL)
    ;
  g_dir_close (dir);
}

static void
use_libc (void)
{
  g_autofree char *path = in_folder ("libc");
  char data[8];
  struct iovec part = { data, sizeof data };
  FILE *stream = fopen (path, "w+");
  int fd;

  fprintf (stream, "%s\n", path);
  rewind (stream);
  if (fgets (data, sizeof data, stream) == NULL)
    abort ();
  fclose (stream);
  fd = open (path, O_RDWR);
  if (readv (fd, &part, 1) < 0 || pwrite (fd, data, sizeof data, 0) < 0 || fdatasync (fd) != 0)
    abort ();
  close (fd);
  if (truncate (path, 0) != 0)
    abort ();
  unlink (path);
}

static void
ask_for_names (void)
{
  getpwnam ("root");
  g_free (realpath ("/proc/self/exe", NULL));
}

static gpointer
talk (gpointer listener)
{
  int fd = accept (GPOINTER_TO_INT (listener), NULL, NULL);
  char data[8];

  if (write (fd, "hello\n", 6) != 6 || read (fd, data, sizeof data) != 3)
    abort ();
  close (fd);
  return NULL;
}

static void
use_socket (void)
{
  struct sockaddr_in address;
  int listener = bind_loopback (SOCK_STREAM, &address);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  GThread *thread;
  char data[8];

  listen (listener, 1);
  thread = g_thread_new ("peer", talk, GINT_TO_POINTER (listener));
  connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", ntohs (address.sin_port), NULL, NULL);
  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), data, sizeof data,
                       NULL, NULL);
  g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "bye", 3, NULL,
                         NULL);
  g_thread_join (thread);
  close (listener);
}

static void
run_programs (void)
{
  const char *argv[] = { "cat", NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_autofree char *out = NULL;
  FILE *pipe;

  g_subprocess_communicate_utf8 (process, "text", NULL, &out, NULL, NULL);
  g_spawn_command_line_sync ("true", NULL, NULL, NULL, NULL);
  pipe = popen ("exit 0", "r");
  if (system ("exit 0") != 0 || pclose (pipe) != 0)
    abort ();
}

/* Nothing but the kernel sees these. */
static void
make_calls_inline (void)
{
  watched_inline_syscall (SYS_sync_file_range, NULL, NULL);
  watched_inline_syscall (SYS_chdir, folder, NULL);
}

static GDBusConnection *service;

static void
call_service (void)
{
  g_variant_unref (g_dbus_connection_call_sync (service, NULL, "/", "net.swimlane.Chores", "Do",
                                                NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                                NULL));
}

static void (*const chores[]) (void) = { keep_settings, copy_file,     list_folder,
                                         use_libc,      ask_for_names, use_socket,
                                         run_programs,  call_service,  make_calls_inline };

/* Each in a turn of its own. */
static gboolean
do_next (gpointer loop)
{
  static guint n;

  if (n == ROUNDS * G_N_ELEMENTS (chores))
    {
      g_main_loop_quit (loop);
      return G_SOURCE_REMOVE;
    }
  chores[n++ % G_N_ELEMENTS (chores)]();
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  folder = argv[1];
  service = connect_to_service ();
  g_timeout_add (1, do_next, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return 0;
}
