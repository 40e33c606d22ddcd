/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The places that threads with a loop have in the shared file. */
#pragma once

#include "preload/turns.h"

/* The calling thread, which gets a place at its first call; NULL where there is none. */
SwimThread *swim_thread_get (uint64_t now);
