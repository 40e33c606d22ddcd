/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a symbol is exported: the library is built with hidden visibility, and only what a public
 * header marks with SWIM_API leaves it. */
#pragma once

#include <glib.h>

/**
 * SWIM_API: (skip)
 *
 * Marks what the library exports.
 *
 * Since: 0.1
 */
#define SWIM_API extern __attribute__ ((visibility ("default")))
