/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the program that is watched and its test agree on. */
#pragma once

#define WATCHED_MS 30
#define WATCHED_FILES 1000
#define WATCHED_THREADS 300
#define WATCHED_AT_ONCE 30
#define WATCHED_DEPTH 1500
#define WATCHED_TURNS 20000
