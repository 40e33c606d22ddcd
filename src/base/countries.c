/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/countries.h"

#include <stdlib.h>
#include <string.h>

static const char *const countries[] = {
#define SWIM_COUNTRY(code, name) code,
#include "base/countries.def"
#undef SWIM_COUNTRY
  NULL
};

static const char *const names[] = {
#define SWIM_COUNTRY(code, name) name,
#include "base/countries.def"
#undef SWIM_COUNTRY
};

G_STATIC_ASSERT (G_N_ELEMENTS (countries) == SWIM_N_COUNTRIES + 1);

/* The codes in upper case, sorted, NULL-ended. They are constants: nothing is to be freed. */
const char *const *
swim_countries (void)
{
  return countries;
}

/* The name of the country at that place in swim_countries (). */
const char *
swim_country_get_name (guint index)
{
  return names[index];
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
