/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was not the same in runs that are set beside each other. */
#pragma once

#include "run/record.h"

G_BEGIN_DECLS

void swim_conditions_compare (const SwimRecord *before,
                              const SwimRecord *after,
                              GPtrArray *conditions);
void swim_conditions_tell (GPtrArray *conditions, const char *title, GString *text);

G_END_DECLS
