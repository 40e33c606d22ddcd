/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The faults of HTTP: each changes an answer. */
#pragma once

#include "lab/fault.h"
#include "lab/http-answer.h"

G_BEGIN_DECLS

typedef struct _SwimHttpFaults SwimHttpFaults;

SwimHttpFaults *swim_http_faults_new (void);
void swim_http_faults_free (SwimHttpFaults *self);
void swim_http_faults_apply (SwimHttpFaults *self,
                             SwimFault fault,
                             const char *path,
                             SwimHttpAnswer *answer);

G_END_DECLS
