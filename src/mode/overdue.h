/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Says when nothing has completed for long though items are in flight: a job may have forgotten to
 * complete them, or a blocking call does not return. */
#pragma once

#include "mode/window-config.h"

G_BEGIN_DECLS

void swim_overdue_watch (SwimWindow *window);

G_END_DECLS
