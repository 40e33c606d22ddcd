/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The library of C++ knows how, and it is on every system that has a program in C++. It is asked
 * only once such a name is met; without it the names stay as they are. */
#include "config.h"

#include "watch/demangle.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* What follows the name of a function in Rust: `::h` and 16 digits that tell versions apart. */
#define RUST_HASH_LENGTH 19

typedef char *(*Demangler) (const char *name, char *buffer, size_t *size, int *status);

static gpointer
load_demangler (G_GNUC_UNUSED gpointer data)
{
  void *library = dlopen ("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);

  return library != NULL ? dlsym (library, "__cxa_demangle") : NULL;
}

static void
cut_rust_hash (char *name)
{
  gsize length = strlen (name);
  char *hash;

  if (length <= RUST_HASH_LENGTH)
    return;
  hash = name + length - RUST_HASH_LENGTH;
  if (g_str_has_prefix (hash, "::h")
      && strspn (hash + 3, "0123456789abcdef") == RUST_HASH_LENGTH - 3)
    *hash = '\0';
}

/* The function's name (transfer full). */
char *
swim_demangle (const char *name)
{
  static GOnce once = G_ONCE_INIT;
  Demangler demangle;
  char *found;
  char *result;
  int status = -1;

  if (!g_str_has_prefix (name, "_Z"))
    return g_strdup (name);
  demangle = (Demangler) g_once (&once, load_demangler, NULL);
  found = demangle != NULL ? demangle (name, NULL, NULL, &status) : NULL;
  if (found == NULL || status != 0)
    return g_strdup (name);
  cut_rust_hash (found);
  result = g_strdup (found);
  free (found);
  return result;
}
