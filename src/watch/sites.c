/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/sites.h"

#include <string.h>

#include "loop/thread-state.h"
#include "watch/python-stack.h"
#include "watch/region.h"

static const struct
{
  const char *name;
  const char *kind;
} functions[] = {
#define SWIM_WATCH_FUNCTION(name, kind) { #name, #kind },
#include "preload/functions.def"
#undef SWIM_WATCH_FUNCTION
};

struct _SwimSites
{
  const guint8 *image;
  SwimSiteRules rules;
  SwimSymbols *symbols;
  guint n_modules;   /* that the symbols know */
  GHashTable *sites; /* number → SwimSite */
};

static void
site_free (gpointer data)
{
  SwimSite *site = data;

  g_free (site->function);
  g_free (site->target);
  g_bytes_unref (site->frames);
  swim_stack_clear (&site->stack);
  g_free (site);
}

/* @image is the bytes of an image's region; they and the rules outlive the sites. */
SwimSites *
swim_sites_new (const guint8 *image, const SwimSiteRules *rules)
{
  SwimSites *self = g_new0 (SwimSites, 1);

  self->image = image;
  self->rules = *rules;
  self->sites = g_hash_table_new_full (NULL, NULL, NULL, site_free);
  return self;
}

void
swim_sites_free (SwimSites *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->sites);
  g_clear_pointer (&self->symbols, swim_symbols_free);
  g_free (self);
}

/* Knows the modules that there are by now; more may be loaded at any time. */
SwimSymbols *
swim_sites_get_symbols (SwimSites *self)
{
  SwimWatchModule module;

  if (self->symbols == NULL)
    {
      SwimWatchImage image;

      swim_image_copy (self->image, &image);
      self->symbols = swim_symbols_new ();
      swim_symbols_set_process (self->symbols, image.pid);
    }
  for (; swim_image_copy_module (self->image, self->n_modules, &module); self->n_modules++)
    swim_symbols_add_module (self->symbols, module.path, module.base, module.start, module.end,
                             module.build_id, module.build_id_bytes);
  return self->symbols;
}

static void
name_stack (SwimSites *self, SwimSite *site)
{
  SwimSymbols *symbols = swim_sites_get_symbols (self);
  gsize size;
  const guint64 *frames = g_bytes_get_data (site->frames, &size);
  SwimWatchImage image;

  /* The first word is the function. */
  for (gsize i = 1; i < size / sizeof *frames; i++)
    swim_symbols_resolve (symbols, frames[i], TRUE, &site->stack);
  swim_image_copy (self->image, &image);
  swim_stack_find_own (&site->stack, image.program);
}

/* The return addresses (transfer full), with the frames of Python in the place of its
 * interpreter's. */
static GArray *
list_addresses (SwimSites *self, const SwimWatchSite *from)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (SwimPythonStack) stack = NULL;
  SwimWatchPython python;

  g_array_append_vals (addresses, from->frames, from->n_frames);
  if (from->n_scripts == 0)
    return addresses;
  stack = swim_python_stack_new (swim_sites_get_symbols (self));
  for (guint i = 0; i < from->n_scripts; i++)
    {
      const SwimWatchScriptFrame *frame = &from->scripts[i];
      SwimWatchScript script;
      gboolean known = swim_image_copy_script (self->image, frame->script, &script);

      swim_python_stack_add (stack, known ? &script : NULL, frame->line, frame->is_entry != 0);
    }
  swim_python_copy (swim_image_get_python (self->image), &python);
  swim_python_stack_merge (stack, &python, addresses);
  return addresses;
}

static GBytes *
make_key (SwimSites *self, const SwimWatchSite *from)
{
  g_autoptr (GArray) words = list_addresses (self, from);
  guint64 what = (guint64) from->function << 32 | from->number;

  g_array_prepend_val (words, what);
  return g_bytes_new (words->data, words->len * sizeof what);
}

static char *
name_function (const SwimWatchSite *from)
{
  const char *name = functions[from->function].name;

  if (from->function == SWIM_WATCH_FUNCTION_syscall
      || from->function == SWIM_WATCH_FUNCTION_trapped)
    name = swim_syscall_get_name (from->number);
  return name != NULL ? g_strdup (name) : g_strdup_printf ("system call %u", from->number);
}

/* The rules are asked once for each site, since naming its stack takes time. */
static void
judge (SwimSites *self, SwimSite *site)
{
  const SwimRules *ignored = self->rules.ignored;
  const SwimRules *offloaded = self->rules.offloaded;
  SwimRuleCall call = { site->function, site->target, &site->stack };

  site->ignored = -1;
  if (ignored != NULL || offloaded != NULL)
    name_stack (self, site);
  if (ignored != NULL)
    site->ignored = swim_rules_match (ignored, &call);
  site->offloaded =
      site->ignored < 0 && (offloaded == NULL || swim_rules_match (offloaded, &call) >= 0);
}

static SwimSite *
look_up (SwimSites *self, guint number)
{
  SwimSite *site = g_hash_table_lookup (self->sites, GUINT_TO_POINTER (number));
  SwimWatchSite from;

  if (site != NULL || !swim_image_copy_site (self->image, number, &from))
    return site;
  site = g_new0 (SwimSite, 1);
  site->function = name_function (&from);
  site->kind = functions[from.function].kind;
  site->target = *from.target != '\0' ? g_utf8_make_valid (from.target, -1) : NULL;
  site->trapped = from.function == SWIM_WATCH_FUNCTION_trapped;
  site->frames = make_key (self, &from);
  swim_stack_init (&site->stack);
  judge (self, site);
  g_hash_table_insert (self->sites, GUINT_TO_POINTER (number), site);
  return site;
}

/* The site of that number (owned by @self); NULL: it is not known. */
const SwimSite *
swim_sites_get (SwimSites *self, guint number)
{
  return look_up (self, number);
}

/* From where it was called, with names (owned by @self); NULL: it is not known. */
const SwimStack *
swim_sites_get_stack (SwimSites *self, guint number)
{
  SwimSite *site = look_up (self, number);

  if (site == NULL)
    return NULL;
  if (site->stack.frames->len == 0)
    name_stack (self, site);
  return &site->stack;
}
