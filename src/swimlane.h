/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public umbrella header of libswimlane. */
#pragma once

#include "base/swim-error.h"
#include "base/swim-status.h"
#include "job/swim-download.h"
#include "job/swim-item.h"
#include "job/swim-items.h"
#include "job/swim-job.h"
#include "job/swim-outcome.h"
#include "job/swim-probe.h"
#include "report/swim-comparer.h"
#include "report/swim-main.h"
#include "run/swim-run.h"
