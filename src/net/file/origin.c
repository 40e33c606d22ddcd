/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each file gets a mark, so that is a hash with a key, which costs little. The key is chance, and
 * stands beside the hash: whoever thinks up URLs does not know it when a file is marked, and so
 * none of another URL ever passes for the file's. */
#include "config.h"

#include "net/file/origin.h"

#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/siphash.h"

#define ATTRIBUTE "user.swimlane.origin"

typedef struct
{
  guint8 key[SWIM_SIPHASH_KEY];
  guint8 hash[SWIM_SIPHASH_SIZE];
} Mark;

/* What of a URL tells one file from another: a fragment is not sent to the server. Neither is a
 * digest to help in guessing a password. @copy: to be freed. */
static const char *
get_public (const char *url, gsize *length, char **copy)
{
  const char *end = url + strcspn (url, "#");
  const char *slashes = strstr (url, "://");
  const char *authority = slashes != NULL && slashes < end ? slashes + 3 : url;
  const char *path = authority + strcspn (authority, "/?#");
  const char *at = memrchr (authority, '@', path - authority);
  const char *colon = at != NULL ? memchr (authority, ':', at - authority) : NULL;

  *length = end - url;
  if (colon == NULL)
    return url;
  *copy = g_strdup_printf ("%.*s%.*s", (int) (colon - url), url, (int) (end - at), at);
  *length = strlen (*copy);
  return *copy;
}

void
swim_origin_init (SwimOrigin *self, const char *url)
{
  g_autofree char *copy = NULL;
  gsize length;
  const char *text = get_public (url, &length, &copy);
  g_autofree char *digest =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);

  g_strlcpy (self->digits, digest, sizeof self->digits);
}

static void
hash_url (Mark *mark, const char *url)
{
  g_autofree char *copy = NULL;
  gsize length;
  const char *text = get_public (url, &length, &copy);

  swim_siphash (mark->key, text, length, mark->hash);
}

/* One for the process. */
static const guint8 *
get_key (void)
{
  static guint8 key[SWIM_SIPHASH_KEY];
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return key;
  if (getentropy (key, sizeof key) < 0)
    for (gsize i = 0; i < sizeof key; i++)
      key[i] = (guint8) g_random_int ();
  g_once_init_leave (&done, 1);
  return key;
}

gboolean
swim_origin_mark (int fd, const char *url)
{
  Mark mark;

  memcpy (mark.key, get_key (), sizeof mark.key);
  hash_url (&mark, url);
  return fsetxattr (fd, ATTRIBUTE, &mark, sizeof mark, 0) == 0;
}

SwimMark
swim_origin_check_mark (int fd, const char *url)
{
  Mark found, mark;

  if (fgetxattr (fd, ATTRIBUTE, &found, sizeof found) != sizeof found)
    return SWIM_MARK_NONE;
  mark = found;
  hash_url (&mark, url);
  return memcmp (&mark, &found, sizeof mark) == 0 ? SWIM_MARK_SAME : SWIM_MARK_OTHER;
}
