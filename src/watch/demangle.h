/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of functions of C++ and Rust as a person writes them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *swim_demangle (const char *name);

G_END_DECLS
