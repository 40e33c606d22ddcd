/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "jobs/download/download-items.h"

#include <string.h>

#include "base/countries.h"
#include "net/file/file-name.h"

/* Items of names and then of a list. */
struct _SwimDownloadItems
{
  SwimItems parent;

  char **names;
  guint next;
  SwimItems *list; /* nullable */
  guint64 left;    /* of the limit */

  SwimCountries countries;
  SwimNameSet *taken;
};

#define SWIM_TYPE_DOWNLOAD_ITEMS (swim_download_items_get_type ())
G_DECLARE_FINAL_TYPE (SwimDownloadItems, swim_download_items, SWIM, DOWNLOAD_ITEMS, SwimItems)
G_DEFINE_FINAL_TYPE (SwimDownloadItems, swim_download_items, SWIM_TYPE_ITEMS)

static SwimNext
swim_download_items_next (SwimItems *items, SwimItem **item)
{
  SwimDownloadItems *self = SWIM_DOWNLOAD_ITEMS (items);
  SwimNext next;

  if (self->left == 0)
    return SWIM_NEXT_END;
  if (self->names[self->next] != NULL)
    {
      *item = swim_item_new (self->names[self->next++]);
      self->left--;
      return SWIM_NEXT_ITEM;
    }
  if (self->list == NULL)
    return SWIM_NEXT_END;
  next = swim_items_next (self->list, item);
  if (next == SWIM_NEXT_ITEM)
    self->left--;
  return next;
}

static void
on_list_woken (gpointer data)
{
  swim_items_wake (data);
}

static void
swim_download_items_finalize (GObject *object)
{
  SwimDownloadItems *self = SWIM_DOWNLOAD_ITEMS (object);

  g_strfreev (self->names);
  if (self->list != NULL)
    swim_items_set_wake (self->list, NULL, NULL);
  g_clear_object (&self->list);
  g_free (self->countries.base);
  swim_name_set_free (self->taken);
  G_OBJECT_CLASS (swim_download_items_parent_class)->finalize (object);
}

static void
swim_download_items_class_init (SwimDownloadItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = swim_download_items_finalize;
  SWIM_ITEMS_CLASS (klass)->next = swim_download_items_next;
}

static void
swim_download_items_init (SwimDownloadItems *self)
{
  self->taken = swim_name_set_new ();
}

/* The message starts with the name, which is the line of a list. */
static void
set_problem (SwimItem *item, const char *what)
{
  item->problem = g_strdup_printf ("%s %s", item->name, what);
}

static void
complete_url (SwimDownloadItems *self, SwimItem *item)
{
  g_autoptr (GUri) uri = g_uri_parse (item->name, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *name = NULL;
  const char *scheme;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    {
      set_problem (item, "is not a URL");
      return;
    }
  scheme = g_uri_get_scheme (uri);
  if (g_ascii_strcasecmp (scheme, "http") != 0 && g_ascii_strcasecmp (scheme, "https") != 0)
    {
      set_problem (item, "is neither http nor https");
      return;
    }
  name = swim_file_name_from_uri (uri);
  item->path = swim_name_set_claim (self->taken, name);
}

static void
complete_code (SwimDownloadItems *self, SwimItem *item)
{
  g_autofree char *upper = g_ascii_strup (item->name, -1);
  g_autofree char *lower = g_ascii_strdown (item->name, -1);
  g_autofree char *file = g_strdup_printf ("%s.gif", lower);

  if (!self->countries.every && !swim_country_is_code (upper))
    {
      set_problem (item, "is not the code of a country; --every would ask for it all the same");
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
  item->path = swim_name_set_claim (self->taken, file);
}

static void
complete_item (SwimItem *item, gpointer data)
{
  SwimDownloadItems *self = data;

  if (strstr (item->name, "://") != NULL)
    complete_url (self, item);
  else if (strlen (item->name) == 2 && g_ascii_isalpha (item->name[0])
           && g_ascii_isalpha (item->name[1]))
    complete_code (self, item);
  else
    set_problem (item, "is neither a URL (http://…) nor a country code of two letters");
}

SwimItems *
swim_download_items_new (char **names,
                         SwimItems *list,
                         guint64 limit,
                         const SwimCountries *countries)
{
  SwimDownloadItems *self = g_object_new (SWIM_TYPE_DOWNLOAD_ITEMS, NULL);
  SwimItems *items = SWIM_ITEMS (self);

  self->names = g_strdupv (names);
  self->list = list;
  self->left = limit != 0 ? limit : G_MAXUINT64;
  self->countries.every = countries->every;
  self->countries.base = g_strdup (countries->base);
  if (list != NULL)
    swim_items_set_wake (list, on_list_woken, self);
  if (list == NULL || swim_items_get_count (list) >= 0)
    swim_items_set_count (
        items, (gint64) MIN (g_strv_length (names)
                                 + (guint64) (list != NULL ? swim_items_get_count (list) : 0),
                             self->left));
  swim_items_set_map (items, complete_item, self, NULL);
  return items;
}
