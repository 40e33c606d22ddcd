/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a DNS server said to one question, for those who want more than the result. */
#pragma once

#include <glib-object.h>

#include "base/swim-macros.h"
#include "base/swim-status.h"

G_BEGIN_DECLS

/**
 * SwimDnsFlags:
 * @SWIM_DNS_FLAG_AA: authoritative answer
 * @SWIM_DNS_FLAG_TC: truncated
 * @SWIM_DNS_FLAG_RD: recursion desired
 * @SWIM_DNS_FLAG_RA: recursion available
 * @SWIM_DNS_FLAG_AD: authentic data
 * @SWIM_DNS_FLAG_CD: checking disabled
 *
 * The flags of a response.
 *
 * Since: 0.1
 */
typedef enum /*< flags >*/
{
  SWIM_DNS_FLAG_AA = 1 << 10,
  SWIM_DNS_FLAG_TC = 1 << 9,
  SWIM_DNS_FLAG_RD = 1 << 8,
  SWIM_DNS_FLAG_RA = 1 << 7,
  SWIM_DNS_FLAG_AD = 1 << 5,
  SWIM_DNS_FLAG_CD = 1 << 4,
} SwimDnsFlags;

/**
 * SwimDnsResponse:
 * @name: (not nullable): the name that was asked for
 * @type: (not nullable): the record type, such as `MX`, or `TYPE123` for one without a name
 * @status: the class of this question alone
 * @detail: (nullable): one line that says more
 * @rcode: (nullable): the response code, such as `NOERROR`; %NULL where no response came
 * @flags: the flags of the response
 * @records: (nullable) (array zero-terminated=1): the records of the answer section in their order,
 *   aliases included: owner, time to live, class, type and data in presentation format, with a tab
 *   between each two
 *
 * The result of one question.
 *
 * Since: 0.1
 */
typedef struct
{
  char *name;
  char *type;
  SwimStatus status;
  char *detail;
  char *rcode;
  SwimDnsFlags flags;
  char **records;
} SwimDnsResponse;

#define SWIM_TYPE_DNS_RESPONSE (swim_dns_response_get_type ())
SWIM_API GType swim_dns_response_get_type (void);

SWIM_API SwimDnsResponse *swim_dns_response_ref (SwimDnsResponse *response);
SWIM_API void swim_dns_response_unref (SwimDnsResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimDnsResponse, swim_dns_response_unref)

G_END_DECLS
