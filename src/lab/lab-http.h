/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lab's HTTP server: flags, bytes by the number, or a folder, each after its item's delay. */
#pragma once

#include "lab/scenario.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SwimLabHttp SwimLabHttp;

SwimLabHttp *swim_lab_http_new (const SwimScenario *scenario,
                                guint16 port,
                                const char *root,
                                GError **error);
void swim_lab_http_free (SwimLabHttp *self);
guint16 swim_lab_http_get_port (SwimLabHttp *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimLabHttp, swim_lab_http_free)

G_END_DECLS
