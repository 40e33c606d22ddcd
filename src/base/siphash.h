/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SipHash-2-4 with 128 bits: a hash with a key. Who does not know the key finds no two texts that
 * have the same one, and a text of a hundred bytes costs a tenth of what SHA-256 does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SWIM_SIPHASH_KEY 16 /* bytes */
#define SWIM_SIPHASH_SIZE 16

void swim_siphash (const guint8 key[SWIM_SIPHASH_KEY],
                   const void *data,
                   gsize length,
                   guint8 hash[SWIM_SIPHASH_SIZE]);

G_END_DECLS
