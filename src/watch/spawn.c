/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/spawn.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/swim-error.h"
#include "loop/clock.h"
#include "preload/region.h"

#define LIBRARY "swimlane-watch.so"
/* What the loader takes for the end of a name in LD_PRELOAD. */
#define SEPARATORS " :"

/* Where the library may be: of this build, if the program was not installed; else where it was. */
static GStrv
list_places (void)
{
  g_autoptr (GStrvBuilder) places = g_strv_builder_new ();
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *beside =
      g_build_filename (folder != NULL ? folder : ".", "preload", ".libs", LIBRARY, NULL);
  /* Where the program itself is in a .libs. */
  g_autofree char *above =
      g_build_filename (folder != NULL ? folder : ".", "..", "preload", ".libs", LIBRARY, NULL);

  if (folder != NULL)
    {
      g_strv_builder_add (places, beside);
      g_strv_builder_add (places, above);
    }
  g_strv_builder_add (places, PKGLIBDIR "/" LIBRARY);
  return g_strv_builder_end (places);
}

/* The path of swimlane-watch.so (transfer full). */
char *
swim_spawn_find_library (GError **error)
{
  g_auto (GStrv) places = list_places ();
  char **place = places;

  while (*place != NULL && access (*place, R_OK) != 0)
    place++;
  if (*place == NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "%s is not there, which is loaded into the program; is swimlane installed?",
                 PKGLIBDIR "/" LIBRARY);
  else if (strpbrk (*place, SEPARATORS) != NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "%s cannot be loaded into a program, since its path has a space or a colon",
                 *place);
  else
    return g_strdup (*place);
  return NULL;
}

/* @text behind what the variable has already (transfer full). */
static GStrv
append_to (GStrv environment, const char *variable, const char *text)
{
  const char *value = g_environ_getenv (environment, variable);
  g_autofree char *all =
      value != NULL && *value != '\0' ? g_strconcat (value, ":", text, NULL) : NULL;

  return g_environ_setenv (environment, variable, all != NULL ? all : text, TRUE);
}

/* The environment of the program (transfer full). The library comes first, so that its functions
 * are found first. AddressSanitizer refuses to start behind another library, but works. */
char **
swim_spawn_make_environment (const char *library, const char *region)
{
  const SwimInherited *inherited = swim_inherited_get ();
  GStrv environment = inherited != NULL ? g_strdupv (inherited->environment) : g_get_environ ();
  const char *others = g_environ_getenv (environment, "LD_PRELOAD");
  g_autofree char *all =
      others != NULL && *others != '\0' ? g_strconcat (library, ":", others, NULL) : NULL;

  environment = append_to (environment, "ASAN_OPTIONS", "verify_asan_link_order=0");
  environment = g_environ_setenv (environment, "LD_PRELOAD", all != NULL ? all : library, TRUE);
  return g_environ_setenv (environment, SWIM_WATCH_ENVIRONMENT, region, TRUE);
}

/* Starts @file with @argv, whose first is the name that it is called by; @library is loaded into it
 * and finds the memory that it shares with us by the path @region. The child is in our process
 * group, and so keeps the terminal. */
gboolean
swim_spawn (SwimChild *child,
            const char *file,
            char **argv,
            const char *library,
            const char *region,
            GError **error)
{
  g_auto (GStrv) environment = swim_spawn_make_environment (library, region);
  posix_spawnattr_t attributes;
  int code;

  posix_spawnattr_init (&attributes);
  swim_inherited_set_signals (&attributes, 0);
  child->started = swim_clock_ns ();
  code = posix_spawn (&child->pid, file, NULL, &attributes, argv, environment);
  posix_spawnattr_destroy (&attributes);
  if (code == 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be started: %s", file,
               g_strerror (code));
  return FALSE;
}
