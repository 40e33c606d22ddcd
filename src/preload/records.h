/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a thread tells: records in its ring. Where that is full, the loss is counted. */
#pragma once

#include "preload/contexts.h"
#include "preload/targets.h"
#include "preload/threads.h"

void swim_record_context (SwimThread *thread, const SwimContext *context, uint64_t at);
void swim_record_turn (SwimThread *thread, SwimOpen *open, uint64_t end, uint32_t flags);
void swim_record_call (SwimThread *thread,
                       uint64_t start,
                       uint64_t duration,
                       uint32_t site,
                       const SwimTarget *target);
