/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Datagrams of one socket, many in a system call: at 100,000 questions a second the system
 * calls, and the way of each datagram through the kernel, are most of the work. Datagrams of one
 * length are sent as one message (UDP_SEGMENT), where the kernel supports that. */
#pragma once

#include <glib.h>
#include <sys/socket.h>
#include <sys/uio.h>

G_BEGIN_DECLS

typedef struct _SwimDnsBatch SwimDnsBatch;

SwimDnsBatch *swim_dns_batch_new (void);
void swim_dns_batch_free (SwimDnsBatch *batch);
void swim_dns_batch_reset (SwimDnsBatch *batch, int fd);

gssize swim_dns_batch_send (SwimDnsBatch *batch, const struct iovec *parts, int n_parts);
gboolean swim_dns_batch_flush (SwimDnsBatch *batch);

gboolean swim_dns_batch_has_received (SwimDnsBatch *batch);
gssize swim_dns_batch_receive (SwimDnsBatch *batch,
                               void *buffer,
                               gsize length,
                               struct sockaddr *from,
                               socklen_t *from_length);

G_END_DECLS
