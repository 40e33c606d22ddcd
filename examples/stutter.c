/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An application that stutters. It draws a frame each 16 ms, and does on its main loop what should
 * not be done there. swimlane-watch(1) finds it out; stutter-repaired.c is the same, repaired.
 *
 * cc -g stutter.c -o stutter $(pkg-config --cflags --libs gio-2.0)
 * swimlane watch -- ./stutter [FOLDER]
 */
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netdb.h>
#include <sys/file.h>
#include <unistd.h>

#define FRAME_MS 16

typedef struct
{
  GMainLoop *loop;
  char *settings; /* paths */
  char *document;
  guint frames;
  gint64 last_frame; /* µs */
  gint64 worst_gap;
} App;

static gboolean
draw_frame (gpointer data)
{
  App *app = data;
  gint64 now = g_get_monotonic_time ();

  app->worst_gap = MAX (app->worst_gap, now - app->last_frame);
  app->last_frame = now;
  app->frames++;
  return G_SOURCE_CONTINUE;
}

/* Other programs have the settings open, too. */
static int
lock_settings (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || flock (fd, LOCK_EX) != 0)
    g_error ("cannot lock %s: %s", path, g_strerror (errno));
  return fd;
}

static void
read_settings (App *app)
{
  g_autofree char *text = NULL;
  int fd = lock_settings (app->settings);

  g_file_get_contents (app->settings, &text, NULL, NULL);
  close (fd);
}

static void
on_settings_changed (gpointer data)
{
  read_settings (data);
}

static void
save_document (gpointer data)
{
  App *app = data;
  static char text[4 << 20];
  int fd = open (app->document, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd < 0 || write (fd, text, sizeof text) != sizeof text || fsync (fd) != 0)
    g_error ("cannot save %s: %s", app->document, g_strerror (errno));
  close (fd);
}

static void
look_up_server (gpointer data)
{
  struct addrinfo *addresses = NULL;

  if (getaddrinfo ("localhost", "80", NULL, &addresses) == 0)
    freeaddrinfo (addresses);
}

/* Stands for work that takes 100 ms: to scale a picture, to parse a long JSON. */
static void
make_thumbnail (gpointer data)
{
  gint64 until = g_get_monotonic_time () + 100 * 1000;
  volatile guint pixel = 0;

  while (g_get_monotonic_time () < until)
    for (guint i = 0; i < 1000; i++)
      pixel = pixel * 31 + i;
}

/* The other program: it holds the lock for half a second. */
static gpointer
synchronize_settings (gpointer fd)
{
  g_usleep (500 * 1000);
  close (GPOINTER_TO_INT (fd));
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autofree char *temporary = argc > 1 ? NULL : g_dir_make_tmp ("stutter-XXXXXX", NULL);
  const char *folder = argc > 1 ? argv[1] : temporary;
  App app = { .loop = g_main_loop_new (NULL, FALSE),
              .settings = g_build_filename (folder, "settings", NULL),
              .document = g_build_filename (folder, "document", NULL) };

  g_thread_unref (g_thread_new ("synchronizer", synchronize_settings,
                                GINT_TO_POINTER (lock_settings (app.settings))));
  app.last_frame = g_get_monotonic_time ();
  g_timeout_add (FRAME_MS, draw_frame, &app);
  g_timeout_add_once (200, on_settings_changed, &app);
  g_timeout_add_once (700, save_document, &app);
  g_timeout_add_once (900, look_up_server, &app);
  g_timeout_add_once (1100, make_thumbnail, &app);
  g_timeout_add_once (1400, (GSourceOnceFunc) g_main_loop_quit, app.loop);
  g_main_loop_run (app.loop);

  g_print ("%u frames, up to %.0f ms apart\n", app.frames, (double) app.worst_gap / 1000);
  g_unlink (app.settings);
  g_unlink (app.document);
  if (temporary != NULL)
    g_rmdir (temporary);
  g_free (app.settings);
  g_free (app.document);
  g_main_loop_unref (app.loop);
  return 0;
}
