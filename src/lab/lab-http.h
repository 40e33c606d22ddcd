/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lab's HTTP server: serves flags, bytes or a folder, each after the delay of its item. */
#pragma once

#include "lab/delay-queue.h"
#include "lab/poller.h"
#include "lab/scenario.h"

G_BEGIN_DECLS

typedef struct _SwimLabHttp SwimLabHttp;

SwimLabHttp *swim_lab_http_new (const SwimScenario *scenario,
                                SwimPoller *poller,
                                SwimDelayQueue *delays,
                                guint16 *port,
                                const char *root,
                                GError **error);
void swim_lab_http_free (SwimLabHttp *self);

G_END_DECLS
