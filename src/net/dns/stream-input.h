/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes over the TCP connection of a channel, message by message: each is judged as it was
 * sent, before c-ares reads it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zeroed at first.
 * bytes: what was received and not handed out; owned; NULL for nothing
 * unjudged: a message was too long, and what follows is handed out as it comes */
typedef struct
{
  GByteArray *bytes;
  gboolean unjudged;
} SwimDnsStreamInput;

/* For the next connection, or none. */
void swim_dns_stream_input_clear (SwimDnsStreamInput *self);

/* As recv(), but for whole messages alone: fails with EAGAIN while one is incomplete. */
gssize swim_dns_stream_input_receive (SwimDnsStreamInput *self, int fd, guchar *to, gsize length);

G_END_DECLS
