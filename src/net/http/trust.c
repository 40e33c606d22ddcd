/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/trust.h"

#include "base/swim-error.h"

GTlsDatabase *
swim_trust_new_from_file (const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (GError) failure = NULL;
  /* The database would accept a file without any, and trust nobody. */
  GList *certificates = g_tls_certificate_list_new_from_file (absolute, &failure);
  gboolean some = certificates != NULL;
  GTlsDatabase *trusted = NULL;

  g_list_free_full (certificates, g_object_unref);
  if (some)
    trusted = g_tls_file_database_new (absolute, &failure);
  if (trusted != NULL)
    return trusted;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "cannot read certificates from %s: %s; name a PEM file", path,
               failure != NULL ? failure->message : "it holds none");
  return NULL;
}
