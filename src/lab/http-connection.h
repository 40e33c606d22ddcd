/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client of the lab's HTTP server: reads requests and sends answers, one at a time. The server
 * decides what the answer is and when it is due. */
#pragma once

#include "lab/delay-queue.h"
#include "lab/http-answer.h"
#include "lab/poller.h"

G_BEGIN_DECLS

typedef struct _SwimHttpConnection SwimHttpConnection;

/* What the connections of one server share. */
typedef struct
{
  SwimPoller *poller;
  SwimDelayQueue *delays;
  GQueue connections;
  gint64 date_second; /* of date, since 1970 */
  char date[64];
  /* Must call swim_http_connection_answer () once, now or later. */
  void (*on_request) (SwimHttpConnection *connection,
                      const SwimHttpRequest *request,
                      gpointer data);
  gpointer data;
} SwimHttpHost;

void swim_http_connection_new (SwimHttpHost *host, int fd);
void swim_http_connection_free (SwimHttpConnection *self);
void swim_http_connection_answer (SwimHttpConnection *self, SwimHttpAnswer *answer);

G_END_DECLS
