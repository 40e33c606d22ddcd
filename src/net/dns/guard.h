/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keeps from c-ares what it would take amiss. From 1.28 on it ends all questions to a server when
 * one datagram cannot be read, whoever sent it; before, it was one question's trouble. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NOTZONE, which answers to questions never have: stands for an answer that cannot be read. */
#define SWIM_DNS_RCODE_UNREADABLE 10

gssize swim_dns_guard (guchar *datagram, gssize length);

G_END_DECLS
