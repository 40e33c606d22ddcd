/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a probe knows already or is finding out: a name that is given twice is asked for once. It
 * remembers a bounded number of names, so that a list may be longer than memory. Any thread. */
#pragma once

#include "job/swim-job.h"

G_BEGIN_DECLS

typedef struct _SwimAnswers SwimAnswers;

SwimAnswers *swim_answers_new (void);
SwimAnswers *swim_answers_ref (SwimAnswers *answers);
void swim_answers_unref (SwimAnswers *answers);

/* An outcome of its own for the name (transfer full), after waiting for another thread that asks
 * for it; NULL: it is for the caller to ask, and to call swim_answers_put(). */
SwimOutcome *swim_answers_get (SwimAnswers *answers, const char *name);
/* Whether the ticket has been returned, or will be by whoever asks for the name on this thread;
 * else it is for the caller to ask, and to call swim_answers_put(). */
gboolean swim_answers_join (SwimAnswers *answers, const char *name, SwimTicket *ticket);
/* Notes what came of a name, and gives it to all who wait for it. */
void swim_answers_put (SwimAnswers *answers, const char *name, SwimOutcome *outcome);

G_END_DECLS
