/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A DNS server for tests, UDP and TCP on one free port of loopback, on a thread of its own. The
 * first label of a name says what is answered, whatever the case:
 *
 * - found: 192.0.2.7 and 192.0.2.3 (the latter twice); 2001:db8::1; ttl 300, 60 and 60
 * - four: 192.0.2.4 only; no AAAA
 * - alias: a CNAME to an A or AAAA in the same answer
 * - loop: two CNAMEs that point at each other
 * - gone: NXDOMAIN
 * - nodata: no record
 * - servfail, refused, formerr, notimp: that code
 * - silent: nothing at all
 * - half: A: 192.0.2.5; AAAA: nothing at all
 * - torn: A: NODATA; AAAA: SERVFAIL
 * - cut: an answer that ends within a record
 * - big: TC over UDP; 192.0.2.6 over TCP
 * - lost: nothing the first time that a name is asked, then 192.0.2.8
 * - flaky: SERVFAIL the first time that a name is asked, then 192.0.2.9
 * - overtaken: nothing the first time; then a lame answer to the first question, and 192.0.2.1 to
 *   the second
 * - wrongid: an answer with another id
 * - wrongname: an answer to another question
 * - elsewhere: an answer from another port
 *
 * Anything else is found as 192.0.2.1, but for labels that begin with swl- in front of plain, which
 * are NXDOMAIN, in front of unsure SERVFAIL, and in front of wavers SERVFAIL the first time. */
#pragma once

#include <glib.h>

typedef struct _SwimDnsStub SwimDnsStub;

SwimDnsStub *swim_dns_stub_new (void);
void swim_dns_stub_free (SwimDnsStub *stub);
const char *swim_dns_stub_get_address (SwimDnsStub *stub);
/* From now on no more than so many questions a second are answered, after as many at once; others
 * are refused or dropped. */
void swim_dns_stub_limit (SwimDnsStub *stub, guint rate, gboolean refuse);
guint swim_dns_stub_get_asked (SwimDnsStub *stub);
guint swim_dns_stub_get_asked_tcp (SwimDnsStub *stub);

char *swim_dns_stub_unused_address (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsStub, swim_dns_stub_free)
