/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has to be said of a record, on standard error. */
#pragma once

#include "run/record.h"

G_BEGIN_DECLS

/* outcomes: those of the items are wanted. */
void swim_record_warn (const SwimRecord *record, gboolean outcomes);

G_END_DECLS
