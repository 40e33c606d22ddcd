/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/swim-error.h"

/**
 * swim_error_quark:
 *
 * Returns: the domain of #SwimError
 *
 * Since: 0.1
 */
/* clang-format off */
G_DEFINE_QUARK (swim-error-quark, swim_error)
/* clang-format on */
