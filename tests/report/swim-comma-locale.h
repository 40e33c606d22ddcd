/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A locale that writes 1,5 for one and a half, which no file may show. */
#pragma once

#include <glib.h>
#include <locale.h>

/* FALSE where the machine has none; then there is nothing to test. */
static inline gboolean
swim_comma_locale_set (void)
{
  static const char *const names[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "pl_PL.UTF-8" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (setlocale (LC_ALL, names[i]) != NULL && *localeconv ()->decimal_point == ',')
      return TRUE;
  setlocale (LC_ALL, "C");
  return FALSE;
}
