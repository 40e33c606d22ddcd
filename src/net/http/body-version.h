/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which version of which body the bytes are that a part holds: what has to be the same of a rest
 * that is joined to it. */
#pragma once

#include <glib.h>

#include "net/http/client.h"

G_BEGIN_DECLS

/* The texts are the owner's: of an answer they are valid in on_head. */
typedef struct
{
  const char *etag;     /* nullable, as received, perhaps a weak one */
  const char *modified; /* nullable: Last-Modified; of what is kept only where it is needed, since
                         * there is no strong ETag, and where it is safely past */
  const char *coding;   /* nullable: Content-Encoding */
  gint64 total;         /* bytes of the whole body, -1: not known */
  guint64 place;        /* hash of the URL without its query: another server's ETag says nothing */
  gboolean unproven;    /* some of the bytes have come in an answer that does not prove its end */
} SwimBodyVersion;

/* The texts are those of the answer. */
void swim_body_version_read (SwimBodyVersion *self,
                             const SwimHttpClient *client,
                             SwimHttpExchange *exchange);
/* What is to be kept of an answer whose body is kept (texts are copied). With a date that may not
 * yet be safe, as now is the answer's own time, it is left out (RFC 9110, 8.8.2.2). */
void swim_body_version_copy (SwimBodyVersion *self, const SwimBodyVersion *answer, const char *now);
void swim_body_version_clear (SwimBodyVersion *self);

/* With which the rest can be asked for (If-Range): a strong ETag, or else Last-Modified; NULL:
 * nothing tells this version from another. */
const char *swim_body_version_get_validator (const SwimBodyVersion *self);
/* TRUE only where the answer is known to be of the kept version. Lengths are not compared. */
gboolean swim_body_version_matches (const SwimBodyVersion *kept, const SwimBodyVersion *answer);

guint64 swim_body_version_hash_place (GUri *uri);

/* One line, for the note of a part; NULL where it cannot be continued (transfer full). */
char *swim_body_version_to_note (const SwimBodyVersion *self);
/* FALSE for a line that is damaged. Clear it in the end. */
gboolean swim_body_version_from_note (SwimBodyVersion *self, const char *note);

G_END_DECLS
