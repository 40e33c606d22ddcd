/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking up a run from the results of an earlier one: a file of NDJSON to which the results are
 * appended. What is complete there is not worked on again. */
#pragma once

#include "job/swim-items.h"

G_BEGIN_DECLS

/* The items (taken over) but for those that the file has a final result for, as often as it has
 * one. The file is made ready to be appended to: a line that was cut off, and results that are not
 * final, are taken out of it. One that does not exist has none. NULL with SWIM_ERROR_USAGE for a
 * file that holds anything but results. Reads and writes the file at once. */
SwimItems *swim_resume_items (SwimItems *items, const char *path, GError **error);

G_END_DECLS
