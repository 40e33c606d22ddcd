/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/file/origin.h"

#include <string.h>
#include <sys/xattr.h>

#define ATTRIBUTE "user.swimlane.origin"

static void
add (GChecksum *digest, const char *from, const char *end)
{
  g_checksum_update (digest, (const guchar *) from, end - from);
}

/* A fragment is not sent to the server. Neither is the digest to help in guessing a password. */
void
swim_origin_init (SwimOrigin *self, const char *url)
{
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  const char *end = url + strcspn (url, "#");
  const char *slashes = strstr (url, "://");
  const char *authority = slashes != NULL && slashes < end ? slashes + 3 : url;
  const char *path = authority + strcspn (authority, "/?#");
  const char *at = memrchr (authority, '@', path - authority);
  const char *colon = at != NULL ? memchr (authority, ':', at - authority) : NULL;

  add (digest, url, colon != NULL ? colon : end);
  if (colon != NULL)
    add (digest, at, end);
  g_strlcpy (self->digits, g_checksum_get_string (digest), sizeof self->digits);
}

void
swim_origin_read (SwimOrigin *self, int fd)
{
  ssize_t length = fgetxattr (fd, ATTRIBUTE, self->digits, SWIM_ORIGIN_DIGITS);

  self->digits[length == SWIM_ORIGIN_DIGITS ? length : 0] = '\0';
}

gboolean
swim_origin_write (const SwimOrigin *self, int fd)
{
  return fsetxattr (fd, ATTRIBUTE, self->digits, SWIM_ORIGIN_DIGITS, 0) == 0;
}
