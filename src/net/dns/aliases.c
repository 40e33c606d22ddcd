/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "net/dns/aliases.h"

/* What an answer says of a name.
 * target: whose alias it is, in lower case; NULL where it is none
 * differs: it is the alias of another name too
 * has_records: of the type that was asked for
 * followed: the chain went through here */
typedef struct
{
  char *target;
  guint32 ttl;
  gboolean differs;
  gboolean has_records;
  gboolean followed;
} Owner;

struct _SwimDnsAliases
{
  GHashTable *owners; /* of Owner, by name in lower case */
  Owner *end;         /* of the chain; NULL where nothing is said of it */
  gint64 ttl;         /* of the chain, or -1 */
};

static void
free_owner (gpointer data)
{
  Owner *owner = data;

  g_free (owner->target);
  g_free (owner);
}

SwimDnsAliases *
swim_dns_aliases_new (void)
{
  SwimDnsAliases *self = g_new0 (SwimDnsAliases, 1);

  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_owner);
  self->ttl = -1;
  return self;
}

void
swim_dns_aliases_free (SwimDnsAliases *self)
{
  g_hash_table_unref (self->owners);
  g_free (self);
}

/* The name at an offset in lower case (transfer full); NULL where it cannot be read. */
static char *
dup_key (const guchar *message, gsize length, gsize at)
{
  gsize size;
  char *name = swim_dns_message_dup_name (message, length, at, &size);

  for (char *c = name; c != NULL && *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  return name;
}

static Owner *
find (SwimDnsAliases *self, const guchar *message, gsize length, gsize at)
{
  g_autofree char *key = dup_key (message, length, at);

  return key != NULL ? g_hash_table_lookup (self->owners, key) : NULL;
}

/* The owner whose name, which can be read, is at an offset; added where it is new. */
static Owner *
ensure (SwimDnsAliases *self, const guchar *message, gsize length, gsize at)
{
  g_autofree char *key = dup_key (message, length, at);
  Owner *owner = g_hash_table_lookup (self->owners, key);

  if (owner == NULL)
    {
      owner = g_new0 (Owner, 1);
      g_hash_table_insert (self->owners, g_steal_pointer (&key), owner);
    }
  return owner;
}

/* Notes a record whose names can be read: one of the type that was asked for, or an alias. */
void
swim_dns_aliases_add (SwimDnsAliases *self,
                      const SwimDnsRecord *record,
                      gboolean wanted,
                      const guchar *message,
                      gsize length)
{
  Owner *owner = ensure (self, message, length, record->owner);
  g_autofree char *target = NULL;

  owner->has_records |= wanted;
  if (record->type != SWIM_DNS_TYPE_CNAME)
    return;
  target = dup_key (message, length, record->data);
  if (owner->target == NULL)
    {
      owner->target = g_steal_pointer (&target);
      owner->ttl = record->ttl;
    }
  owner->differs |= target != NULL && !g_str_equal (owner->target, target);
  owner->ttl = MIN (owner->ttl, record->ttl);
}

/* Goes from the name of the question to one that has records, or is nobody's alias. Records of a
 * name are taken before its alias, though it should not have both (RFC 1034, section 3.6.2). NULL,
 * or what is wrong with the chain: a constant that continues "the answer of SERVER …". */
const char *
swim_dns_aliases_follow (SwimDnsAliases *self, const guchar *message, gsize length)
{
  Owner *owner = find (self, message, length, SWIM_DNS_HEADER_SIZE);

  while (owner != NULL && !owner->has_records && owner->target != NULL)
    {
      if (owner->followed)
        return "has a circle of aliases";
      if (owner->differs)
        return "has two aliases of one name";
      owner->followed = TRUE;
      self->ttl = self->ttl < 0 ? owner->ttl : MIN (self->ttl, owner->ttl);
      owner = g_hash_table_lookup (self->owners, owner->target);
    }
  self->end = owner;
  return NULL;
}

/* Whether a record is of the name that the chain ends in. */
gboolean
swim_dns_aliases_lead_to (SwimDnsAliases *self,
                          const SwimDnsRecord *record,
                          const guchar *message,
                          gsize length)
{
  return self->end != NULL && find (self, message, length, record->owner) == self->end;
}

/* The smallest time to live of the aliases that were followed, or -1. */
gint64
swim_dns_aliases_get_ttl (SwimDnsAliases *self)
{
  return self->ttl;
}
