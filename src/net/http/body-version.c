/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/http/body-version.h"

#include <string.h>

#include "base/hash.h"
#include "net/http/head.h"

#define FIELDS 6 /* of a note: total, place, proof, coding, date, ETag */
#define PROVEN "proven"
#define UNPROVEN "unproven"

static gboolean
is_strong (const char *etag)
{
  gsize length = etag != NULL ? strlen (etag) : 0;

  return length >= 2 && etag[0] == '"' && strchr (etag + 1, '"') == etag + length - 1;
}

/* identity is no coding. */
static const char *
get_coding (const SwimBodyVersion *self)
{
  const char *coding = self->coding;

  return coding == NULL || g_ascii_strcasecmp (coding, "identity") == 0 ? "" : coding;
}

/* A user in the URL is not sent as part of it, and a signature in its query may be new each time.
 */
guint64
swim_body_version_hash_place (GUri *uri)
{
  guint64 hash = swim_hash_string (g_uri_get_scheme (uri), (guint64) g_uri_get_port (uri));

  return swim_hash_string (g_uri_get_path (uri), swim_hash_string (g_uri_get_host (uri), hash));
}

void
swim_body_version_read (SwimBodyVersion *self,
                        const SwimHttpClient *client,
                        SwimHttpExchange *exchange)
{
  *self = (SwimBodyVersion){
    .etag = client->get_header (exchange, "ETag"),
    .coding = client->get_header (exchange, "Content-Encoding"),
    .total = exchange->length,
    .place = swim_body_version_hash_place (exchange->uri),
    .unproven = exchange->open_ended,
  };
  if (!is_strong (self->etag))
    self->modified = client->get_header (exchange, "Last-Modified");
}

/* It is at least a second before the answer was made. */
static gboolean
is_safe_date (const char *modified, const char *now)
{
  gint64 then_seconds, now_seconds;

  return modified != NULL && now != NULL && swim_http_date_parse (modified, &then_seconds)
         && swim_http_date_parse (now, &now_seconds) && now_seconds - then_seconds >= 1;
}

void
swim_body_version_copy (SwimBodyVersion *self, const SwimBodyVersion *answer, const char *now)
{
  gboolean dated = !is_strong (answer->etag) && is_safe_date (answer->modified, now);

  *self = *answer;
  self->etag = g_strdup (answer->etag);
  self->modified = dated ? g_strdup (answer->modified) : NULL;
  self->coding = g_strdup (answer->coding);
}

void
swim_body_version_clear (SwimBodyVersion *self)
{
  g_free ((char *) self->etag);
  g_free ((char *) self->modified);
  g_free ((char *) self->coding);
  *self = (SwimBodyVersion){ .total = -1 };
}

const char *
swim_body_version_get_validator (const SwimBodyVersion *self)
{
  return is_strong (self->etag) ? self->etag : self->modified;
}

static const char *
skip_weakness (const char *etag)
{
  return g_str_has_prefix (etag, "W/") ? etag + 2 : etag;
}

gboolean
swim_body_version_matches (const SwimBodyVersion *kept, const SwimBodyVersion *answer)
{
  if (kept->place != answer->place
      || g_ascii_strcasecmp (get_coding (kept), get_coding (answer)) != 0)
    return FALSE;
  if (is_strong (kept->etag))
    return g_strcmp0 (kept->etag, answer->etag) == 0;
  if (kept->modified == NULL || g_strcmp0 (kept->modified, answer->modified) != 0)
    return FALSE;
  return kept->etag == NULL || answer->etag == NULL
         || g_str_equal (skip_weakness (kept->etag), skip_weakness (answer->etag));
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* What stands in a note is one field of it. */
static gboolean
fits (const char *text)
{
  for (const char *at = or_empty (text); *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return FALSE;
  return TRUE;
}

char *
swim_body_version_to_note (const SwimBodyVersion *self)
{
  if (swim_body_version_get_validator (self) == NULL || !fits (self->etag) || !fits (self->modified)
      || !fits (self->coding))
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT "\t%016" G_GINT64_MODIFIER "x\t%s\t%s\t%s\t%s",
                          self->total, self->place, self->unproven ? UNPROVEN : PROVEN,
                          or_empty (self->coding), or_empty (self->modified),
                          or_empty (self->etag));
}

static gboolean
parse_total (const char *text, gint64 *total)
{
  *total = -1;
  return g_str_equal (text, "-1")
         || (g_ascii_isdigit (text[0])
             && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 - 1, total, NULL));
}

static gboolean
parse_place (const char *text, guint64 *place)
{
  return strlen (text) == 16 && g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, place, NULL);
}

static char *
take_text (char **field)
{
  return (*field)[0] != '\0' ? g_strdup (*field) : NULL;
}

gboolean
swim_body_version_from_note (SwimBodyVersion *self, const char *note)
{
  g_auto (GStrv) fields = g_strsplit (note, "\t", -1);

  *self = (SwimBodyVersion){ .total = -1 };
  if (g_strv_length (fields) != FIELDS || !parse_total (fields[0], &self->total)
      || !parse_place (fields[1], &self->place)
      || (!g_str_equal (fields[2], PROVEN) && !g_str_equal (fields[2], UNPROVEN)))
    return FALSE;
  self->unproven = g_str_equal (fields[2], UNPROVEN);
  self->coding = take_text (&fields[3]);
  self->modified = take_text (&fields[4]);
  self->etag = take_text (&fields[5]);
  if (swim_body_version_get_validator (self) != NULL && fits (self->modified) && fits (self->etag))
    return TRUE;
  swim_body_version_clear (self);
  return FALSE;
}
