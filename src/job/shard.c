/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "job/shard.h"

#include <string.h>

#include "base/hash.h"
#include "base/swim-error.h"

static const char *const by_names[] = {
  [SWIM_SHARD_BY_ITEM] = "item",
  [SWIM_SHARD_BY_HOST] = "host",
};

const char *
swim_shard_by_to_string (SwimShardBy by)
{
  return by_names[by];
}

/* A number from 1 on with nothing before it; 0 for anything else. */
static guint
read_number (const char *text, const char **end)
{
  guint64 number = 0;

  for (*end = text; g_ascii_isdigit (**end) && number <= SWIM_SHARD_MOST; (*end)++)
    number = number * 10 + (guint64) (**end - '0');
  return number <= SWIM_SHARD_MOST ? (guint) number : 0;
}

static gboolean
parse_share (const char *text, SwimShard *shard, GError **error)
{
  const char *end;

  shard->index = read_number (text, &end);
  shard->count = *end == '/' ? read_number (end + 1, &end) : 0;
  if (*end == '\0' && shard->index >= 1 && shard->count >= shard->index)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "--shard takes a share and their number, K/N with 1 ≤ K ≤ N ≤ %d, such as 1/4, "
               "not “%s”",
               SWIM_SHARD_MOST, text);
  return FALSE;
}

gboolean
swim_shard_parse (const char *text, const char *by, SwimShard *shard, GError **error)
{
  *shard = (SwimShard){ 0 };
  if (text == NULL && by != NULL)
    {
      g_set_error_literal (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                           "--shard-by says how --shard divides the items; add --shard=K/N");
      return FALSE;
    }
  if (text != NULL && !parse_share (text, shard, error))
    return FALSE;
  for (guint i = 0; by != NULL && i < G_N_ELEMENTS (by_names); i++)
    if (g_str_equal (by, by_names[i]))
      {
        shard->by = (SwimShardBy) i;
        return TRUE;
      }
  if (by != NULL)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "--shard-by takes item or host, not “%s”",
                 by);
  return by == NULL;
}

gboolean
swim_shard_has (const SwimShard *shard, const char *canonical, gsize length, SwimWholeList *list)
{
  guint64 hash = shard->count > 0 ? swim_hash_bytes (canonical, length, 0) : 0;

  if (list != NULL)
    {
      list->items++;
      list->fingerprint += hash;
    }
  return shard->count == 0 || hash % shard->count + 1 == shard->index;
}

gboolean
swim_shard_filter_has (const SwimShardFilter *filter, const char *name, SwimWholeList *list)
{
  const SwimShard *shard = &filter->shard;
  g_autofree char *canonical = NULL;
  const char *key = name;

  if (shard->count > 0 && filter->dup_canonical != NULL)
    canonical = filter->dup_canonical (name, shard->by, filter->context);
  if (canonical != NULL)
    key = canonical;
  return swim_shard_has (shard, key, shard->count > 0 ? strlen (key) : 0, list);
}
