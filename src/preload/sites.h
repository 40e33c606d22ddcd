/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Call sites and loaded objects, in the shared file: each is written once, at the first call. */
#pragma once

#include <stdint.h>

#include "preload/region.h"
#include "preload/targets.h"

/* The place of the site, which is made at its first call: the stack is walked from caller on, and
 * target is put into words. place is that of swim_scripts_place (), or 0. SWIM_WATCH_NO_SITE where
 * there is no room. */
uint32_t swim_site_add (unsigned function,
                        uint32_t number,
                        uintptr_t caller,
                        uintptr_t place,
                        uint32_t depth,
                        const SwimTarget *target);
