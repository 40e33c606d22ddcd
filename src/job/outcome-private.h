/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The functions of an outcome that only the library may call. */
#pragma once

#include "job/swim-outcome.h"

G_BEGIN_DECLS

SwimOutcome *swim_outcome_dup (const SwimOutcome *outcome);

G_END_DECLS
