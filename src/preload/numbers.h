/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of system calls by their numbers. */
#pragma once

#include <stdbool.h>

/* Whether it may wait for something; operation is its second argument. */
bool swim_number_may_wait (long number, long operation);

/* Whether its first argument is a descriptor. */
bool swim_number_takes_fd (long number);
