/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/download-items.h"

#include <string.h>

#include "base/countries.h"
#include "base/printable.h"
#include "base/uri.h"
#include "job/items-private.h"
#include "net/file/file-name.h"

/* What items are completed with. */
typedef struct
{
  SwimCountries countries;
  SwimNameTemplate *naming; /* nullable */
  SwimNameSet *taken;
} Completion;

static void
free_completion (gpointer data)
{
  Completion *self = data;

  g_free (self->countries.base);
  g_clear_pointer (&self->naming, swim_name_template_free);
  swim_name_set_free (self->taken);
  g_free (self);
}

/* The name of an item is printed and written: user and password are in its target only. */
static void
set_public_name (SwimItem *item, char *name)
{
  if (name == NULL)
    return;
  g_free (item->target);
  item->target = item->name;
  item->name = name;
}

/* The message starts with the name, which is the line of a list. */
static void
set_problem (SwimItem *item, const char *what)
{
  item->problem = g_strdup_printf ("%s %s", item->name, what);
}

/* Where a password would be in what is no URL is hard to tell. It is asked for nowhere. */
static void
set_no_url (SwimItem *item, const char *what)
{
  set_public_name (item, swim_dup_public (item->name));
  g_clear_pointer (&item->target, g_free);
  set_problem (item, what);
}

/* The item's file: its own name where it has one, or else by the template, or else usual (which is
 * taken over). Whose file it is does not depend on who asks for it. */
static void
claim_path (Completion *self, SwimItem *item, GUri *uri, char *usual)
{
  const char *target = swim_item_get_target (item);
  g_autofree char *public = swim_url_dup_public (target);
  const char *url = public != NULL ? public : target;

  if (item->path != NULL)
    g_free (usual);
  else if (self->naming != NULL)
    {
      item->path = swim_name_template_expand (self->naming, uri, url, item->index);
      g_free (usual);
    }
  else
    item->path = usual;
  if (swim_name_set_claim (self->taken, item->path, url))
    return;
  if (item->path_use == SWIM_PATH_FIXED)
    set_problem (item, "has the name of a file that an earlier URL has; give each its own");
  else
    item->path_use = SWIM_PATH_DERIVED;
}

/* Most URLs name their file without being taken apart. */
static gboolean
complete_plain_url (Completion *self, SwimItem *item)
{
  gsize length;
  const char *name = self->naming == NULL ? swim_uri_find_plain_name (item->name, &length) : NULL;

  if (name != NULL)
    claim_path (self, item, NULL, swim_file_name_clean (name, length));
  return name != NULL;
}

static void
complete_url (Completion *self, SwimItem *item)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (complete_plain_url (self, item))
    return;
  uri = swim_uri_parse (item->name, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    {
      set_no_url (item, "is not a URL");
      return;
    }
  set_public_name (item, swim_url_dup_public (item->name));
  scheme = g_uri_get_scheme (uri);
  if (g_ascii_strcasecmp (scheme, "http") != 0 && g_ascii_strcasecmp (scheme, "https") != 0)
    {
      set_problem (item, "is neither http nor https");
      return;
    }
  claim_path (self, item, uri, swim_file_name_from_uri (uri));
}

static void
complete_code (Completion *self, SwimItem *item)
{
  g_autofree char *upper = g_ascii_strup (item->name, -1);
  g_autofree char *lower = g_ascii_strdown (item->name, -1);
  g_autoptr (GUri) uri = NULL;

  if (!self->countries.every && !swim_country_is_code (upper))
    {
      set_problem (item, "is not a country code; use --every to ask for it anyway");
      return;
    }
  if (self->countries.base == NULL)
    {
      set_problem (item, "is a country, and no server is known for flags; use --lab or --base-url");
      return;
    }
  g_free (item->name);
  item->name = g_steal_pointer (&upper);
  item->target = g_strdup_printf ("%s/%s/%s.gif", self->countries.base, lower, lower);
  uri = g_uri_parse (item->target, G_URI_FLAGS_ENCODED, NULL);
  claim_path (self, item, uri, g_strdup_printf ("%s.gif", lower));
}

static void
complete_item (SwimItem *item, gpointer data)
{
  Completion *self = data;

  if (strstr (item->name, "://") != NULL)
    complete_url (self, item);
  else if (strlen (item->name) == 2 && g_ascii_isalpha (item->name[0])
           && g_ascii_isalpha (item->name[1]))
    complete_code (self, item);
  else
    set_no_url (item, "is neither a URL (http://…) nor a country code of two letters");
}

/* The host of a URL as it is asked for, in lower case and without a final dot; NULL for none. */
static char *
dup_host (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? swim_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gsize length = host != NULL ? strlen (host) : 0;

  if (length == 0)
    return NULL;
  return g_ascii_strdown (host, (gssize) (length - (length > 1 && host[length - 1] == '.')));
}

/* What fetch-once takes for the same URL is the same here. */
char *
swim_download_dup_canonical (const char *name, SwimShardBy by, const char *context)
{
  g_autofree char *public = NULL;
  const char *text = name;
  char *host = NULL;

  if (by == SWIM_SHARD_BY_HOST)
    host = dup_host (strstr (name, "://") != NULL ? name : context);
  if (host != NULL)
    return host;
  public = swim_url_dup_public (name);
  if (public != NULL)
    text = public;
  return g_ascii_strdown (text, (gssize) strcspn (text, "#"));
}

SwimItems *
swim_download_items_new (char **names,
                         guint64 limit,
                         const SwimCountries *countries,
                         SwimNameTemplate *naming,
                         const SwimJobSetup *setup,
                         GError **error)
{
  const SwimListRules rules = {
    .check = swim_file_path_check,
    .share = { setup->shard, swim_download_dup_canonical, countries->base },
    .expect = setup->expect,
    .end_marker = setup->end_marker,
  };
  g_autoptr (SwimNameTemplate) template = naming;
  SwimItems *list = NULL;
  SwimItems *items;
  Completion *completion;

  if (setup->input != NULL
      && (list = swim_items_new_from_table (setup->input, &rules, error)) == NULL)
    return NULL;
  items = swim_items_new_joined ((const char *const *) names, list, limit, &rules.share);
  completion = g_new0 (Completion, 1);
  completion->countries.every = countries->every;
  completion->countries.base = g_strdup (countries->base);
  completion->naming = g_steal_pointer (&template);
  completion->taken = swim_name_set_new ();
  swim_items_set_map (items, complete_item, completion, free_completion);
  return items;
}
