/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a job as a command says at its end on standard error, so that nothing goes unnoticed. */
#pragma once

#include "job/job-info.h"

G_BEGIN_DECLS

void swim_closing_append_failed (GString *text, const SwimJobInfo *info, const SwimTally *tally);
void swim_closing_append_empty (GString *text,
                                const SwimJobInfo *info,
                                const SwimTally *tally,
                                const char *input);

G_END_DECLS
