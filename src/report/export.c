/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "report/export.h"

static const SwimExportFormat *const formats[] = {
#define SWIM_EXPORT(name) &swim_export_##name,
#include "report/exports.def"
#undef SWIM_EXPORT
  NULL
};

/* The formats in the order in which they are shown, SWIM_N_EXPORTS of them, ended by NULL. */
const SwimExportFormat *const *
swim_export_list (void)
{
  return formats;
}
