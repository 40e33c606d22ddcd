/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The faults by name; faults.def is the only list of them. The servers carry them out, in
 * http-fault.c and dns-fault.c. */
#pragma once

#include "base/swim-status.h"

G_BEGIN_DECLS

typedef enum
{
  SWIM_LAB_HTTP,
  SWIM_LAB_DNS,
} SwimLabSide;

#define SWIM_N_LAB_SIDES 2

typedef enum
{
  SWIM_FAULT_NONE,
#define SWIM_HTTP_FAULT(id, name, class, words) SWIM_HTTP_FAULT_##id,
#define SWIM_DNS_FAULT(id, name, class, words) SWIM_DNS_FAULT_##id,
#include "lab/faults.def"
#undef SWIM_HTTP_FAULT
#undef SWIM_DNS_FAULT
  SWIM_N_FAULTS
} SwimFaultId;

typedef struct
{
  SwimFaultId id;
  guint number; /* that follows the name, such as the status */
} SwimFault;

typedef struct
{
  SwimLabSide side;
  const char *name;
  SwimStatus expected; /* the class of an item that meets it */
  const char *words;   /* what the server does */
} SwimFaultInfo;

/* Never for SWIM_FAULT_NONE. */
const SwimFaultInfo *swim_fault_get_info (SwimFaultId id);

gboolean swim_fault_parse (SwimLabSide side, const char *text, gsize length, SwimFault *fault);
gboolean swim_fault_find (SwimLabSide side, const char *item, SwimFault *fault);
SwimFault swim_fault_draw (SwimLabSide side, double unit);
char *swim_fault_list (SwimLabSide side);

/* The part of a path after its fault, `/bytes/5` in `/fault/drip/bytes/5`; "" if there is none,
 * NULL if the path names no fault. */
const char *swim_fault_skip_path (const char *path);

G_END_DECLS
