/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The error domain of what ends a run before or outside its items. What goes wrong with a single
 * item is an outcome, not an error. */
#pragma once

#include "base/swim-macros.h"

G_BEGIN_DECLS

/**
 * SWIM_ERROR: (skip)
 *
 * The domain of #SwimError.
 *
 * Since: 0.1
 */
#define SWIM_ERROR (swim_error_quark ())

/**
 * SwimError:
 * @SWIM_ERROR_FAILED: it could not be done
 * @SWIM_ERROR_USAGE: usage error; a program exits with status 2
 * @SWIM_ERROR_FORMAT: a file does not hold what it should; the message names file and line
 * @SWIM_ERROR_UNSUPPORTED: this system or build does not support it; the message says why
 *
 * Since: 0.1
 */
typedef enum
{
  SWIM_ERROR_FAILED,
  SWIM_ERROR_USAGE,
  SWIM_ERROR_FORMAT,
  SWIM_ERROR_UNSUPPORTED,
} SwimError;

SWIM_API GQuark swim_error_quark (void);

G_END_DECLS
