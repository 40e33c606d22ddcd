/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a request says besides what it asks for: fields that the user gives, and who the user is.
 *
 * A secret goes to the origin that it is for, which is a scheme, a host and a port, and to no other
 * that a redirect leads to. Cookies, a field Authorization and a user are for the origin of the
 * item's own URL; the password in a URL is for the origin of that URL; those of a netrc file are
 * for their hosts, wherever a redirect leads. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Each may be NULL.
 * headers: “Name: value”, in place of what the client would send; “Name:” for nothing at all
 * user_agent: in place of ours; empty: the field is not sent
 * user: “NAME:PASSWORD”, or “NAME” for the password that the netrc file has for it
 * cookies: “a=b; c=d”
 * netrc: path of the file
 * modified_since: µs of the real clock, 0 for none: files that have not changed since then are not
 *   wanted */
typedef struct
{
  char **headers;
  char *user_agent;
  char *user;
  char *cookies;
  char *netrc;
  gint64 modified_since;
} SwimHttpFieldsConfig;

void swim_http_fields_config_clear (SwimHttpFieldsConfig *config);

/* Immutable. */
typedef struct _SwimHttpFields SwimHttpFields;

/* Blocks where there is a netrc file. NULL with SWIM_ERROR_USAGE, which shows no secret, where
 * something is not valid. */
SwimHttpFields *swim_http_fields_new (const SwimHttpFieldsConfig *config, GError **error);
void swim_http_fields_free (SwimHttpFields *fields);
/* NULL: the field is not sent. fields may be NULL. */
const char *swim_http_fields_get_user_agent (const SwimHttpFields *fields);
/* Whether an answer may be that the file has not changed. fields may be NULL. */
gboolean swim_http_fields_is_conditional (const SwimHttpFields *fields);

/* The fields of one request. Embedded in it, zeroed. */
typedef struct
{
  GUri *origin;       /* the item's own; NULL: not yet needed */
  char *login;        /* Authorization for the origin, from its URL; nullable */
  char *other;        /* Authorization from the netrc file; nullable */
  const char **lines; /* of the exchange; NULL for none */
} SwimHttpFieldsState;

/* Begins the exchange with uri (transfer full), the item's own or what it was redirected to: sets
 * lines, and returns the URI without user and password. fields may be NULL. */
GUri *swim_http_fields_begin (SwimHttpFieldsState *self,
                              const SwimHttpFields *fields,
                              GUri *uri,
                              gboolean redirected);
void swim_http_fields_clear (SwimHttpFieldsState *self);

gboolean swim_http_is_same_origin (GUri *one, GUri *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimHttpFields, swim_http_fields_free)

G_END_DECLS
