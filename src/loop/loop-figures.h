/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public figures and stalls, made from the private ones. */
#pragma once

#include "loop/spans.h"
#include "loop/swim-loop-figures.h"

G_BEGIN_DECLS

SwimLoopStall *swim_loop_stall_make (const SwimStall *stall);
SwimLoopFigures *swim_loop_figures_make (SwimSpans *spans);

G_END_DECLS
