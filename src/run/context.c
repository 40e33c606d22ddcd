/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "run/context.h"

#include <ares.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdlib.h>
#include <sys/utsname.h>

static void
add_versions (JsonObject *context)
{
  g_autofree char *glib =
      g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
  g_autofree char *soup = g_strdup_printf ("%u.%u.%u", soup_get_major_version (),
                                           soup_get_minor_version (), soup_get_micro_version ());

  json_object_set_string_member (context, "swimlane", PACKAGE_VERSION);
  json_object_set_string_member (context, "glib", glib);
  json_object_set_string_member (context, "libsoup", soup);
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
