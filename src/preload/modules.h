/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Tells of the objects that were loaded since the last call. */
void swim_modules_update (void);
