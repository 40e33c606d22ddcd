/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts the program that is watched: as a shell would have started it, but for the library that is
 * loaded into it. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* A process that was started. */
typedef struct
{
  pid_t pid;
  gint64 started; /* on the clock of loop/clock.h */
} SwimChild;

char *swim_spawn_find_library (GError **error);
char **swim_spawn_make_environment (const char *library, const char *region);
gboolean swim_spawn (SwimChild *child,
                     const char *file,
                     char **argv,
                     const char *library,
                     const char *region,
                     GError **error);

G_END_DECLS
