/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What if some calls had been given to threads? Each busy span without them, as a distribution. */
#pragma once

#include "watch/watch-report.h"

G_BEGIN_DECLS

typedef struct _SwimWhatIfSpans SwimWhatIfSpans;

SwimWhatIfSpans *swim_what_if_new (void);
void swim_what_if_free (SwimWhatIfSpans *spans);
void swim_what_if_add (SwimWhatIfSpans *spans, gint64 busy_ns);
void swim_what_if_add_pieces (SwimWhatIfSpans *spans, GArray *pieces, gint64 offloaded_ns);
void swim_what_if_add_all (SwimWhatIfSpans *spans, const SwimWhatIfSpans *other);
void swim_what_if_get (const SwimWhatIfSpans *spans, gint64 wall_ns, SwimWhatIf *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWhatIfSpans, swim_what_if_free)

G_END_DECLS
