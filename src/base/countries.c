/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/countries.h"

#include <stdlib.h>
#include <string.h>

/* ISO 3166-1 alpha-2, sorted. These are the 194 of the flag examples in “Fluent Python”. */
static const char *const countries[] = {
  "AD", "AE", "AF", "AG", "AL", "AM", "AO", "AR", "AT", "AU", "AZ", "BA", "BB", "BD", "BE",
  "BF", "BG", "BH", "BI", "BJ", "BN", "BO", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CD",
  "CF", "CG", "CH", "CI", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CY", "CZ", "DE", "DJ",
  "DK", "DM", "DZ", "EC", "EE", "EG", "ER", "ES", "ET", "FI", "FJ", "FM", "FR", "GA", "GB",
  "GD", "GE", "GH", "GM", "GN", "GQ", "GR", "GT", "GW", "GY", "HN", "HR", "HT", "HU", "ID",
  "IE", "IL", "IN", "IQ", "IR", "IS", "IT", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM",
  "KN", "KP", "KR", "KW", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV",
  "LY", "MA", "MC", "MD", "ME", "MG", "MH", "MK", "ML", "MM", "MN", "MR", "MT", "MU", "MV",
  "MW", "MX", "MY", "MZ", "NA", "NE", "NG", "NI", "NL", "NO", "NP", "NR", "NZ", "OM", "PA",
  "PE", "PG", "PH", "PK", "PL", "PT", "PW", "PY", "QA", "RO", "RS", "RU", "RW", "SA", "SB",
  "SC", "SD", "SE", "SG", "SI", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SY",
  "SZ", "TD", "TG", "TH", "TJ", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA",
  "UG", "US", "UY", "UZ", "VA", "VC", "VE", "VN", "VU", "WS", "YE", "ZA", "ZM", "ZW", NULL
};

G_STATIC_ASSERT (G_N_ELEMENTS (countries) == SWIM_N_COUNTRIES + 1);

/* The codes in upper case, sorted, NULL-ended. They are constants: nothing is to be freed. */
const char *const *
swim_countries (void)
{
  return countries;
}

static int
compare_codes (const void *key, const void *member)
{
  return strcmp (key, *(const char *const *) member);
}

/* Whether code is one of the list, in upper or lower case. */
gboolean
swim_country_is_code (const char *code)
{
  char upper[3] = { 0 };

  if (strlen (code) != 2)
    return FALSE;
  upper[0] = g_ascii_toupper (code[0]);
  upper[1] = g_ascii_toupper (code[1]);
  return bsearch (upper, countries, SWIM_N_COUNTRIES, sizeof *countries, compare_codes) != NULL;
}
