/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* report --join: the shares of one run as one result. */
#pragma once

#include "cli/saved.h"

G_BEGIN_DECLS

gboolean swim_report_join (SwimSaved *saved, char **files, GPtrArray *missing, GError **error);

G_END_DECLS
