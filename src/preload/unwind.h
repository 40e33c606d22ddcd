/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frames of the calling thread, as the unwinder of libgcc finds them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* address: where the frame goes on. place: where on the stack that stands, 0 if it was not found.
 * Returns false where no more frames are wanted. */
typedef bool (*SwimUnwindFunc) (uintptr_t address, uintptr_t place, void *data);

/* Calls func for each frame, the innermost first, those of this library among them. */
void swim_unwind (SwimUnwindFunc func, void *data);

/* Loads the unwinder, which is no work for the middle of a turn. Without it there are no frames. */
void swim_unwind_prepare (void);
