/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A lab of the command's own: a child process that ends with it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a lab is reached. */
typedef struct
{
  char *nameserver; /* ADDR:PORT */
  char *url;        /* of its HTTP server, by the name that only its DNS knows */
} SwimLabAddress;

typedef struct _SwimLabProcess SwimLabProcess;

/* What lab is wanted. */
typedef struct
{
  const char *scenario; /* NULL: its default */
  gint64 seed;          /* -1: the scenario's */
  const char *option;   /* another one of serve, which overrides the scenario; or NULL */
  gboolean own_port_53; /* in namespaces of its own, for the C library's resolver */
} SwimLabConfig;

SwimLabProcess *swim_lab_process_new (const SwimLabConfig *config, GError **error);
SwimLabProcess *swim_lab_process_at (const char *text, GError **error);
void swim_lab_process_free (SwimLabProcess *lab);
const SwimLabAddress *swim_lab_process_get_address (const SwimLabProcess *lab);

char *swim_lab_process_to_string (const SwimLabProcess *lab);

char *swim_find_program (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabProcess, swim_lab_process_free)

G_END_DECLS
