/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What this process was started with and changes for itself, for a program that it starts in its
 * turn and that is to find all as if it had been started without us. */
#pragma once

#include <glib.h>
#include <signal.h>
#include <spawn.h>

G_BEGIN_DECLS

typedef struct
{
  GStrv environment;
  sigset_t blocked; /* signals */
  sigset_t ignored;
} SwimInherited;

void swim_inherited_save (void);
const SwimInherited *swim_inherited_get (void);
void swim_inherited_set_signals (posix_spawnattr_t *attributes, short flags);

G_END_DECLS
