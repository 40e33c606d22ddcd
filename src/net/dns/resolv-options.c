/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "net/dns/resolv-options.h"

#define KEYWORD "options"

/* What the C library takes as the longest. */
#define MOST_SECONDS 30

/* The seconds of “timeout:N”, which the C library never takes to be below 1; 0 for another word. */
static guint
get_timeout (const char *word)
{
  guint64 seconds;

  if (!g_str_has_prefix (word, "timeout:")
      || !g_ascii_string_to_unsigned (word + strlen ("timeout:"), 10, 0, G_MAXUINT32, &seconds,
                                      NULL))
    return 0;
  return (guint) CLAMP (seconds, 1, MOST_SECONDS);
}

/* Reads a line, which may be any of resolv.conf; of options that are given again the last counts.
 * Those that are unknown are passed over, as the C library does. */
void
swim_dns_resolv_options_read (SwimDnsResolvOptions *options, const char *line)
{
  g_auto (GStrv) words = NULL;

  if (!g_str_has_prefix (line, KEYWORD) || !g_ascii_isspace (line[strlen (KEYWORD)]))
    return;
  words = g_strsplit_set (line + strlen (KEYWORD), " \t\r", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint seconds = get_timeout (words[i]);

      if (seconds > 0)
        options->timeout = seconds * G_USEC_PER_SEC;
      options->over_tcp |= g_str_equal (words[i], "use-vc");
      options->edns |= g_str_equal (words[i], "edns0");
    }
}
