/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/idn.h"

#include <gio/gio.h>
#include <idn2.h>

/* The name as it is asked for (transfer full): ASCII; NULL where it has no such form. A name that
 * is ASCII is left as it is, since host names with _ are common and no affair of IDNA. Upper case
 * and other forms of a character are mapped as UTS 46 says. */
char *
swim_idn_dup_ascii (const char *name)
{
  char *coded = NULL;
  char *copy;

  if (!g_hostname_is_non_ascii (name))
    return g_strdup (name);
  if (idn2_to_ascii_8z (name, &coded, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
    return NULL;
  copy = g_strdup (coded);
  idn2_free (coded);
  return copy;
}
