/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/swim-error.h"

G_DEFINE_QUARK (swim-error-quark, swim_error)
