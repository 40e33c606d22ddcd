/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a scenario's file reads; see swimlane-scenario(5). Only scenario.c needs this. */
#pragma once

#include "lab/scenario.h"

G_BEGIN_DECLS

#define SWIM_SCENARIO_SUFFIX ".scenario"

SwimScenario *swim_scenario_file_parse (const char *path,
                                        const char *text,
                                        gsize length,
                                        GError **error);
SwimScenario *swim_scenario_file_read (const char *path, GError **error);

G_END_DECLS
