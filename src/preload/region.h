/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a watched program and the program that watches it share: one memory file, sealed against a
 * change of its size, which the parent makes and each watched process maps. The parent believes
 * nothing of it: any process may write anything there.
 *
 * The file begins with a SwimWatchHub. Then come hub.regions regions of SWIM_WATCH_REGION_BYTES;
 * each image (a process from its start, fork or exec on) that has a main context claims one, as
 * does the first in any case, and writes a SwimWatchImage to its start. Pages that nobody writes
 * take no memory.
 *
 * The watched program finds the file by its environment: SWIMLANE_WATCH=/proc/PID/fd/N, of the
 * parent. It opens and maps it once and keeps no descriptor. Where that fails, as it does once the
 * parent has ended, the library does nothing.
 *
 * All times are CLOCK_MONOTONIC in ns. Fields that more than one process reads and writes are only
 * used with the __atomic built-ins. */
#pragma once

#include <stdint.h>

#define SWIM_WATCH_ENVIRONMENT "SWIMLANE_WATCH"
#define SWIM_WATCH_MAGIC UINT64_C (0x31484354574d5753)
#define SWIM_WATCH_VERSION 3

#define SWIM_WATCH_REGIONS 256       /* images of one watched program */
#define SWIM_WATCH_THREADS 64        /* threads with a loop at the same time, of an image */
#define SWIM_WATCH_SITES 8192        /* call sites of an image; a power of 2 */
#define SWIM_WATCH_MODULES 1024      /* loaded objects of an image */
#define SWIM_WATCH_FRAMES 48         /* of a stack that are kept */
#define SWIM_WATCH_RING_BYTES 524288 /* of a thread; a power of 2 */
#define SWIM_WATCH_PATH_BYTES 256
#define SWIM_WATCH_TARGET_BYTES 128
#define SWIM_WATCH_BUILD_ID_BYTES 20
#define SWIM_WATCH_SCRIPTS 4096     /* functions of Python, of an image; a power of 2 */
#define SWIM_WATCH_SCRIPT_FRAMES 24 /* of Python, of a stack that are kept */
#define SWIM_WATCH_FUNCTION_BYTES 80
#define SWIM_WATCH_FILE_BYTES 168

enum /* SwimWatchHub.audit */
{
  SWIM_WATCH_AUDIT_OFF,      /* the ledger alone: no call is timed */
  SWIM_WATCH_AUDIT_CALLS,    /* calls of libc's functions */
  SWIM_WATCH_AUDIT_COMPLETE, /* and system calls that reach the kernel by another way */
};

typedef struct
{
  uint64_t magic;
  uint32_t version;
  uint32_t regions;
  uint64_t region_bytes;
  uint32_t audit;
  int32_t parent;        /* its process id */
  uint64_t long_call_ns; /* calls from this length on are told one by one */
  uint32_t claimed;      /* atomic: regions given out, may exceed `regions` */
  uint32_t barred;       /* atomic: processes with a main context that could not open the file */
} SwimWatchHub;

enum /* SwimWatchImage.state */
{
  SWIM_WATCH_IMAGE_FREE,
  SWIM_WATCH_IMAGE_BEGUN, /* being filled in */
  SWIM_WATCH_IMAGE_RUNNING,
  SWIM_WATCH_IMAGE_REPLACED, /* execve () is about to end it */
  SWIM_WATCH_IMAGE_ENDED,    /* by exit () or return from main */
};

enum /* SwimWatchThread.state */
{
  SWIM_WATCH_THREAD_FREE,
  SWIM_WATCH_THREAD_RUNNING,
  SWIM_WATCH_THREAD_ENDED, /* the parent reads the rest of its ring and sets it free */
};

/* A thread with a loop. The fields from `head` on are the thread's ring: bytes [tail, head) of it
 * are full, the thread adds at head, the parent takes from tail. Both only grow; the place of a
 * byte is its number modulo the size of the ring. A record never wraps: what is left at the end of
 * the ring is filled by a SWIM_WATCH_PAD.
 *
 * What the thread is doing now is for the parent's looks at a stall: read busy_since, then the
 * others, then busy_since again; if that changed, what was read is of no use. */
typedef struct
{
  uint32_t state; /* atomic */
  int32_t tid;
  char name[16];
  uint64_t busy_since; /* atomic: when the outermost loop's poll returned; 0 while it polls */
  uint64_t call_since; /* atomic: when the call began; 0: in no call that is timed */
  uint32_t call_site;  /* atomic: of that call, or SWIM_WATCH_NO_SITE */
  int32_t call_fd;     /* atomic: its descriptor, or -1 */
  uint32_t context;    /* atomic: of the outermost loop */
  uint32_t ends_told;  /* atomic: 1 where that loop tells its last turn once it is left */
  uint64_t python;     /* atomic: the address of its state in the interpreter, or 0 */
  uint64_t stack_end;  /* the highest address of its stack, exclusive; 0: not known */
  uint64_t lost_turns; /* atomic: turns for which the ring had no room */
  uint64_t lost_calls; /* atomic: calls of which nothing is told */
  uint64_t head;       /* atomic, written by the thread */
  uint64_t tail;       /* atomic, written by the parent */
} SwimWatchThread;

#define SWIM_WATCH_NO_SITE UINT32_MAX /* for want of room, or the site is one of another image */

/* A frame of Python. */
typedef struct
{
  uint16_t script;   /* its function, a SwimWatchScript */
  uint16_t is_entry; /* C called it: the frame that called C is further out in the same stack */
  uint32_t line;     /* 0: not known */
} SwimWatchScriptFrame;

/* A function of Python. */
typedef struct
{
  uint32_t ready; /* atomic */
  uint32_t spare;
  char function[SWIM_WATCH_FUNCTION_BYTES]; /* in UTF-8, as the next */
  char file[SWIM_WATCH_FILE_BYTES];         /* its end, after “…”, where it is too long */
} SwimWatchScript;

/* Where something was called from. What the calls of a site have in common is the function, the
 * return addresses and how deep below the poll of the loop the stack was; in Python, also the
 * innermost frame and where that is in its code. */
typedef struct
{
  uint32_t ready;    /* atomic: 1 once the rest is written */
  uint16_t function; /* a SwimWatchFunction */
  uint16_t n_frames;
  uint32_t number; /* of the system call, where the function is syscall or trapped */
  uint32_t depth;  /* bytes of stack below the poll, which tells recursive calls apart */
  uint64_t frames[SWIM_WATCH_FRAMES];   /* return addresses, the innermost first: the caller of the
                                           function */
  char target[SWIM_WATCH_TARGET_BYTES]; /* what the first call was on, in UTF-8 or the program's
                                           bytes; "" if not known */
  uint32_t n_scripts;
  SwimWatchScriptFrame scripts[SWIM_WATCH_SCRIPT_FRAMES]; /* the innermost first */
} SwimWatchSite;

typedef struct
{
  uint32_t ready; /* atomic */
  uint32_t build_id_bytes;
  uint64_t base;  /* what is added to addresses of the file */
  uint64_t start; /* of the mapped segments */
  uint64_t end;
  uint8_t build_id[SWIM_WATCH_BUILD_ID_BYTES];
  char path[SWIM_WATCH_PATH_BYTES]; /* "" for the vDSO */
} SwimWatchModule;

/* The Python of a process, by which its frames can be read. */
typedef struct
{
  uint32_t version; /* atomic, the rest is written before: such as 0x030b, or
                       0x0300 for all before that; 0: there is none */
  uint32_t state;   /* atomic */
  uint64_t start;   /* of the object that has the interpreter */
  uint64_t end;
  uint64_t loop_start; /* of its function that runs the code */
  uint64_t loop_end;
  uint64_t code_type; /* the address of PyCode_Type */
} SwimWatchPython;

enum /* SwimWatchPython.state */
{
  SWIM_WATCH_PYTHON_UNSEEN,   /* no thread with a loop has run Python */
  SWIM_WATCH_PYTHON_READABLE, /* a frame was read, and all was as expected */
  SWIM_WATCH_PYTHON_UNKNOWN,  /* of a version or a kind that is not known */
};

typedef struct
{
  uint32_t state; /* atomic */
  int32_t pid;
  int32_t parent_pid;
  uint32_t cause;        /* 0: started by execve (), 1: by fork () */
  uint64_t started;      /* when the library was loaded, or the process forked */
  uint64_t ended;        /* atomic; 0: not by itself */
  uint64_t first_poll;   /* atomic: when a loop first ran; 0: none did */
  uint32_t n_sites;      /* atomic; may exceed SWIM_WATCH_SITES: those have no record */
  uint32_t n_modules;    /* atomic, likewise */
  uint32_t contexts;     /* atomic: main contexts that were made */
  uint32_t lost_threads; /* atomic: threads with a loop that got no place */
  uint32_t trap_refused; /* atomic: errno of the kernel that refused Syscall User Dispatch, or 0 */
  uint32_t trap_lost; /* atomic: how often a program's own SIGSYS handler took the place of ours */
  /* Atomic: 1 once its system calls are filtered. What they are on, and Python's frames, are not
   * told then. */
  uint32_t filtered;
  uint32_t spare;
  uint64_t unattributed_calls; /* atomic: timed calls without a site, for which there was no room */
  SwimWatchPython python;
  char program[SWIM_WATCH_PATH_BYTES]; /* what /proc/self/exe is */
} SwimWatchImage;

/* The parts of a region, by their offsets. */
#define SWIM_WATCH_THREADS_AT 4096
#define SWIM_WATCH_MODULES_AT (SWIM_WATCH_THREADS_AT + 16384)
#define SWIM_WATCH_SITES_AT (SWIM_WATCH_MODULES_AT + 524288)
#define SWIM_WATCH_SCRIPTS_AT (SWIM_WATCH_SITES_AT + SWIM_WATCH_SITES * 768)
#define SWIM_WATCH_RINGS_AT (SWIM_WATCH_SCRIPTS_AT + SWIM_WATCH_SCRIPTS * 256)
#define SWIM_WATCH_REGION_BYTES \
  (SWIM_WATCH_RINGS_AT + UINT64_C (1) * SWIM_WATCH_THREADS * SWIM_WATCH_RING_BYTES)
#define SWIM_WATCH_HUB_BYTES 4096

/* The records of a ring; each begins with its kind and its length in bytes, a multiple of 8. */
enum
{
  SWIM_WATCH_PAD,
  SWIM_WATCH_CONTEXT,
  SWIM_WATCH_TURN,
  SWIM_WATCH_CALL,
};

typedef struct
{
  uint16_t kind;
  uint16_t bytes;
  uint32_t context; /* a number, given once in an image; 0: none */
} SwimWatchHead;

/* This thread polled the context for the first time. */
typedef struct
{
  SwimWatchHead head;
  uint64_t at;        /* the entry of that poll */
  int32_t made_by;    /* the thread that made it */
  uint32_t made_site; /* where that was, or SWIM_WATCH_NO_SITE */
  uint64_t made_at;
} SwimWatchContext;

enum /* SwimWatchTurn.flags */
{
  SWIM_WATCH_NESTED =
      1 << 0, /* it ended with the poll of a loop inside a callback of the same context */
  SWIM_WATCH_ENCLOSED =
      1 << 1, /* it was inside a turn of another context, which has its calls, too */
  SWIM_WATCH_PARTIAL = 1 << 2, /* the turn goes on: only its calls so far, which had no room else */
};

/* What the calls of one site took in one turn. Only the outermost counts of calls within calls. */
typedef struct
{
  uint32_t site;
  uint32_t count;
  uint64_t total_ns;
  uint64_t max_ns;
} SwimWatchCalls;

/* The loop handled events from the return of one poll to the entry of the next, of one context, or
 * until it was left. It is told at that next poll; the last turn of a loop once it is seen that the
 * loop was left, with the last moment at which the thread was known to be in it. */
typedef struct
{
  SwimWatchHead head;
  uint64_t start;
  uint64_t end; /* with PARTIAL: now */
  uint32_t flags;
  uint32_t n_calls;
  SwimWatchCalls calls[];
} SwimWatchTurn;

/* One long call in a turn that is not told yet. It counts only if that turn is told. */
typedef struct
{
  SwimWatchHead head;
  uint64_t start;
  uint64_t duration;
  uint32_t site;
  int32_t fd; /* or -1 */
  char target[SWIM_WATCH_TARGET_BYTES];
} SwimWatchCall;

/* The functions whose calls are timed. */
typedef enum
{
#define SWIM_WATCH_FUNCTION(name, kind) SWIM_WATCH_FUNCTION_##name,
#include "preload/functions.def"
#undef SWIM_WATCH_FUNCTION
  SWIM_WATCH_N_FUNCTIONS
} SwimWatchFunction;

_Static_assert(sizeof (SwimWatchHub) <= SWIM_WATCH_HUB_BYTES, "hub");
_Static_assert(sizeof (SwimWatchImage) <= SWIM_WATCH_THREADS_AT, "image");
_Static_assert(sizeof (SwimWatchThread) * SWIM_WATCH_THREADS <= 16384, "threads");
_Static_assert(sizeof (SwimWatchModule) * SWIM_WATCH_MODULES <= 524288, "modules");
_Static_assert(sizeof (SwimWatchSite) <= 768, "sites");
_Static_assert(sizeof (SwimWatchScript) <= 256, "scripts");
