/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/guard.h"

#include <ares.h>
#include <string.h>

#if ARES_VERSION >= 0x011c00

#define HEADER_SIZE 12
#define QUESTION_TAIL 4 /* its type and class */
#define POINTER_BITS 0xc0
#define RESPONSE_BIT 0x80
#define RCODE_MASK 0x0f
#define ANSWER_COUNTS 6 /* where they are, for answers, authorities and the rest */
#define ONE_QUESTION(m) ((m)[4] == 0 && (m)[5] == 1)

static gboolean
can_be_read (const guchar *message, gsize length)
{
  ares_dns_record_t *record = NULL;
  gboolean good = ares_dns_parse (message, length, 0, &record) == ARES_SUCCESS;

  ares_dns_record_destroy (record);
  return good;
}

/* Where the only question of a response ends, or 0 where it has none that can be read. */
static gsize
find_end_of_question (const guchar *message, gsize length)
{
  gsize at = HEADER_SIZE;

  if (length < HEADER_SIZE || !(message[2] & RESPONSE_BIT) || !ONE_QUESTION (message))
    return 0;
  while (at < length && message[at] != 0 && !(message[at] & POINTER_BITS))
    at += 1 + message[at];
  if (at >= length || message[at] != 0 || length - at < 1 + QUESTION_TAIL)
    return 0;
  return at + 1 + QUESTION_TAIL;
}

/* How much of a datagram c-ares is to see. Of one that cannot be read it is the header and the
 * question, marked as unreadable, so that the question is found that it answers; or nothing. */
gssize
swim_dns_guard (guchar *datagram, gssize length)
{
  gsize end;

  if (length <= 0 || can_be_read (datagram, (gsize) length))
    return length;
  end = find_end_of_question (datagram, (gsize) length);
  if (end == 0)
    return 0;
  memset (datagram + ANSWER_COUNTS, 0, HEADER_SIZE - ANSWER_COUNTS);
  datagram[3] = (guchar) ((datagram[3] & ~RCODE_MASK) | SWIM_DNS_RCODE_UNREADABLE);
  return can_be_read (datagram, end) ? (gssize) end : 0;
}

#else

gssize
swim_dns_guard (guchar *datagram, gssize length)
{
  return length;
}

#endif
