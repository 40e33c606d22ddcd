/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The places of a process from which functions that may block are called: each is looked up once,
 * its stack is named when somebody asks. */
#pragma once

#include "watch/rules.h"
#include "watch/symbols.h"

G_BEGIN_DECLS

typedef struct _SwimSites SwimSites;

typedef struct
{
  char *function;
  const char *kind;
  char *target; /* of the first call; NULL: not known */
  gboolean trapped;
  int ignored;        /* the index of the rule; -1: by none */
  gboolean offloaded; /* what if these calls were given to threads? */
  GBytes *frames;     /* function and return addresses: what tells places apart */
  SwimStack stack;    /* set by swim_sites_get_stack () */
} SwimSite;

/* What is asked of the rules; NULL: ignore nothing, offload all. */
typedef struct
{
  const SwimRules *ignored;
  const SwimRules *offloaded;
} SwimSiteRules;

SwimSites *swim_sites_new (const guint8 *image, const SwimSiteRules *rules);
void swim_sites_free (SwimSites *sites);
const SwimSite *swim_sites_get (SwimSites *sites, guint number);
const SwimStack *swim_sites_get_stack (SwimSites *sites, guint number);
SwimSymbols *swim_sites_get_symbols (SwimSites *sites);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimSites, swim_sites_free)

G_END_DECLS
