/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the files of a download are named, as the options say it: a template, and names from the
 * server or from metadata. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *text;
  gboolean content_disposition;
  gboolean metadata;
} SwimNamingOptions;

/* Members of a GOptionEntry array. */
/* clang-format off */
#define SWIM_NAMING_OPTIONS(options) \
  { "output-template", 0, 0, G_OPTION_ARG_STRING, &(options)->text, \
    "name each file by this, such as {host}/{path}", "TEMPLATE" }, \
  { "content-disposition", 0, 0, G_OPTION_ARG_NONE, &(options)->content_disposition, \
    "name each file as its server says, where it does", NULL }, \
  { "metadata", 0, 0, G_OPTION_ARG_NONE, &(options)->metadata, \
    "name each file by the country in the metadata.json beside it", NULL }
/* clang-format on */

/* A template in its parts. */
typedef struct _SwimNameTemplate SwimNameTemplate;

/* NULL and SWIM_ERROR_USAGE for a text that is none. */
SwimNameTemplate *swim_name_template_new (const char *text, GError **error);
void swim_name_template_free (SwimNameTemplate *self);
/* A safe path below a folder. url is the text of uri. */
char *swim_name_template_expand (const SwimNameTemplate *self,
                                 GUri *uri,
                                 const char *url,
                                 guint64 index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimNameTemplate, swim_name_template_free)

G_END_DECLS
