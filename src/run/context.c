/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/context.h"

#include <ares.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "net/http/client.h"

static void
add_versions (JsonObject *context)
{
  g_autofree char *glib =
      g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);

  json_object_set_string_member (context, "swimlane", PACKAGE_VERSION);
  json_object_set_string_member (context, "glib", glib);
  for (const SwimHttpClient *const *client = swim_http_clients_list (); *client != NULL; client++)
    if ((*client)->library != NULL)
      {
        g_autofree char *version = (*client)->dup_version ();

        json_object_set_string_member (context, (*client)->library, version);
      }
  json_object_set_string_member (context, "c_ares", ares_version (NULL));
}

/* The machine, the versions of what runs on it, the load and the time, as a JSON object (transfer
 * full). Reads a few files: not for a loop that is being measured. */
JsonObject *
swim_context_describe (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  JsonObject *context = json_object_new ();
  struct utsname system;
  double load[3];

  json_object_set_string_member (context, "date", date);
  if (uname (&system) == 0)
    {
      g_autofree char *kernel = g_strdup_printf ("%s %s", system.sysname, system.release);

      json_object_set_string_member (context, "kernel", kernel);
      json_object_set_string_member (context, "machine", system.machine);
    }
  json_object_set_int_member (context, "cpus", g_get_num_processors ());
  if (getloadavg (load, 3) == 3)
    json_object_set_double_member (context, "load_average", round (load[0] * 100) / 100);
  add_versions (context);
  return context;
}

/* CPU time of all processes and, in a guest, what the host took. Interrupts are left out: those of
 * our own traffic are counted there too. */
static double
get_machine_seconds (void)
{
  g_autofree char *text = NULL;
  guint64 user, nice, system, steal;

  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL)
      || sscanf (text,
                 "cpu %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                 " %*u %*u %*u %*u %" G_GUINT64_FORMAT,
                 &user, &nice, &system, &steal)
             != 4)
    return NAN;
  return (double) (user + nice + system + steal) / (double) sysconf (_SC_CLK_TCK);
}

/* What /proc/PID/stat says of a running child of ours, and of its children; 0 for other processes.
 */
static double
get_child_seconds (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "stat", NULL);
  g_autofree char *text = NULL;
  const char *fields; /* after the name, which may contain anything */
  guint64 user, system, children_user, children_system;
  int parent;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (fields = strrchr (text, ')')) == NULL
      || sscanf (fields,
                 ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" G_GUINT64_FORMAT
                 " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                 &parent, &user, &system, &children_user, &children_system)
             != 5
      || parent != getpid ())
    return 0;
  return (double) (user + system + children_user + children_system)
         / (double) sysconf (_SC_CLK_TCK);
}

static double
get_usage_seconds (int who)
{
  struct rusage usage;

  if (getrusage (who, &usage) != 0)
    return 0;
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The CPU time that the machine has spent on other programs than this process and its children,
 * which may be running, such as the lab, or have been waited for. NAN where that cannot be known.
 * The load average would include what ran in the minutes before, such as the build of this program,
 * and our own runs. Reads a file for each process: not for a loop that is being measured. */
double
swim_others_get_cpu_seconds (void)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  double ours = get_usage_seconds (RUSAGE_SELF) + get_usage_seconds (RUSAGE_CHILDREN);
  const char *entry;

  while (processes != NULL && (entry = g_dir_read_name (processes)) != NULL)
    if (g_ascii_isdigit (entry[0]))
      ours += get_child_seconds (entry);
  return get_machine_seconds () - ours;
}
