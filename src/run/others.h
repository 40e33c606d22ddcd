/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How much of the machine other programs use: what makes measurements worth less. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double swim_others_get_cpu_seconds (void);

G_END_DECLS
