/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frames of Python in the memory of a process, this one or another. Nothing is called there and
 * nobody is stopped: the interpreter's own structures are read, whose layout is fixed in each
 * version from 3.11 on, and only by a system call that fails where a plain read would crash.
 *
 * The watched program and the one that watches it are built with this. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "preload/region.h"

/* Where the fields are, in bytes. */
typedef struct
{
  uint16_t version;
  uint16_t native_thread_id; /* of PyThreadState */
  uint16_t cframe;           /* what has current_frame, instead of the PyThreadState; 0: nothing */
  uint16_t current_frame;
  uint16_t code; /* of _PyInterpreterFrame */
  uint16_t instruction;
  uint16_t previous;
  uint16_t entry;      /* a byte that says so if C called it: … */
  uint8_t entry_value; /* … this one, … */
  bool entry_is_empty; /* … in a frame that has no code, but stands behind the first that has */
  uint16_t file;       /* of PyCodeObject */
  uint16_t name;
  uint16_t lines;
  uint16_t first_line;
  uint16_t instructions;
  uint16_t ascii;   /* where the characters of a string are, if all of them are ASCII */
  uint16_t unicode; /* and else */
} SwimPythonLayout;

typedef struct
{
  uint64_t code;
  uint64_t instruction; /* that it is at */
  bool is_entry;
} SwimPythonFrame;

/* NULL: the version is not known. */
const SwimPythonLayout *swim_python_get_layout (uint32_t version);

/* Reads the frames of the thread whose PyThreadState is there, the innermost first; returns how
 * many there are, at most. */
unsigned swim_python_walk (const SwimPythonLayout *layout,
                           int pid,
                           uint64_t state,
                           SwimPythonFrame *frames,
                           unsigned most);

/* Sets the names and the line; false where that is no code. */
bool swim_python_describe (const SwimPythonLayout *layout,
                           int pid,
                           uint64_t code_type,
                           const SwimPythonFrame *frame,
                           SwimWatchScript *script,
                           uint32_t *line);

/* Whether that is the PyThreadState of the thread, and its frame is one. */
bool swim_python_check (const SwimPythonLayout *layout,
                        int pid,
                        int tid,
                        uint64_t code_type,
                        uint64_t state);
