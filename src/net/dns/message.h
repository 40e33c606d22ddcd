/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads DNS messages in wire format: which of them c-ares may see, and what an answer has of the
 * type that was asked for. The parser of c-ares 1.18 is deprecated from 1.28 on, and the newer one
 * is not in 1.18. */
#pragma once

#include "net/dns/answer.h"

G_BEGIN_DECLS

/* NOTZONE, which no answer to a question has: stands for an answer that cannot be read. */
#define SWIM_DNS_RCODE_UNREADABLE 10

/* What is wrong with an answer, behind "the answer of SERVER". */
#define SWIM_DNS_UNREADABLE "cannot be read"

/* Whether bytes are a response to a query at all, and not a query or something shorter. */
gboolean swim_dns_message_is_response (const guchar *message, gsize length);

/* The response code of a response, or of something shorter: 0. With EDNS most of its bits are in
 * the OPT record (RFC 6891, section 6.1.3). */
guint swim_dns_message_get_rcode (const guchar *message, gsize length);

/* Whether a response says that it has been cut to what goes into a datagram. */
gboolean swim_dns_message_is_truncated (const guchar *message, gsize length);

/* How many bytes of a datagram c-ares may see; the datagram may be changed. From 1.28 on c-ares
 * ends all questions to a server when one datagram cannot be read, whoever sent it. Of such a
 * datagram the header and the question are left, marked as unreadable, so that only that question
 * ends; or nothing. What is no response is for nobody. One of more than longest bytes is marked as
 * truncated: c-ares 1.18 cuts it. */
gssize swim_dns_message_sanitize (guchar *datagram, gssize length, gsize longest);

/* Counts the records of that type in a response, adds the addresses, and sets the time to live.
 * Records of names that were not asked for, not even through an alias, do not count. FALSE where
 * the response cannot be read, or contradicts itself; then nothing is added, and the problem is a
 * constant that continues "the answer of SERVER …". */
gboolean swim_dns_message_read (const guchar *message,
                                gsize length,
                                int type,
                                SwimDnsAnswer *answer,
                                const char **problem);

G_END_DECLS
