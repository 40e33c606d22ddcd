/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program that watches its own main loop and logs what held it up:
 * cc watch-own-loop.c -o watch-own-loop $(pkg-config --cflags --libs swimlane-1) && ./watch-own-loop
 */
#include <swimlane.h>

static gboolean
sleep_in_a_callback (gpointer data)
{
  g_usleep (80 * 1000); /* no other event is handled meanwhile */
  return G_SOURCE_REMOVE;
}

static void
on_stall (SwimLoopMeter *meter, SwimLoopStall *stall, gpointer loop)
{
  g_print ("%.0f ms without events, %s%s%s\n", stall->seconds * 1000,
           stall->cause != NULL ? stall->cause : "cause not seen",
           stall->call != NULL ? " in " : "", stall->call != NULL ? stall->call : "");
  g_main_loop_quit (loop); /* a real program goes on */
}

int
main (void)
{
  g_autoptr (SwimLoopMeter) meter = swim_loop_meter_new (NULL, 0.05);
  g_autoptr (SwimLoopFigures) figures = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_signal_connect (meter, "stall", G_CALLBACK (on_stall), loop);
  g_timeout_add (20, sleep_in_a_callback, NULL);
  if (!swim_loop_meter_start (meter, &error))
    g_error ("%s", error->message);
  g_main_loop_run (loop);
  swim_loop_meter_stop (meter);

  figures = swim_loop_meter_get_figures (meter);
  g_print ("%" G_GUINT64_FORMAT " stalls; an event waits %.1f ms at the most, p99 %.1f ms\n",
           figures->stalls, figures->delay_max * 1000, figures->delay_p99 * 1000);
  return 0;
}
