/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The public umbrella header of libswimlane. */
#pragma once

#include "base/swim-error.h"
#include "base/swim-status.h"
#include "job/swim-item.h"
#include "job/swim-items.h"
#include "job/swim-job.h"
#include "job/swim-outcome.h"
#include "jobs/download/swim-download.h"
#include "jobs/probe/swim-probe.h"
#include "loop/swim-loop-meter.h"
#include "net/dns/swim-dns-response.h"
#include "program/swim-comparison-runner.h"
#include "program/swim-main.h"
#include "run/swim-run.h"
