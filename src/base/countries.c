/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of countries and the search in it. The list itself is country-codes.def. */
#include "config.h"

#include "base/countries.h"

#include <stdlib.h>
#include <string.h>

static const char *const countries[] = {
#define COUNTRY(code) code,
#include "base/country-codes.def"
#undef COUNTRY
  NULL,
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
