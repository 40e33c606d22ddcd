/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report of a watched program: its loops, what blocked them and from where, and what giving
 * those calls to threads would change. The watch makes it, or it is read from a file; the formats
 * only read it. Times are in seconds, moments in seconds since the program was started. */
#pragma once

#include "loop/loop-report.h"

G_BEGIN_DECLS

/* A frame of a stack. What is not known is NULL, or 0. */
typedef struct
{
  char *function;
  char *file; /* as its debugging information names it */
  guint line;
  char *module;   /* the path of the object that it is in */
  guint64 offset; /* of the address in that object */
} SwimFrame;

/* Where something happened. */
typedef struct
{
  GPtrArray *frames; /* of SwimFrame, the innermost first; may be empty */
  int own;           /* index of the frame that a reader wants to see first, in the program's own
                        code; -1: none is known */
} SwimStack;

/* The calls of one function from one place, in the turns of one loop. */
typedef struct
{
  char *function; /* such as `flock`; of a system call that was caught, its name */
  char *kind;     /* what a thread that waits there waits for, as in preload/functions.def */
  char *target;   /* what the longest call was on; NULL: not known */
  guint loop;     /* index of the loop */
  guint64 count;
  double total;
  double max;
  gboolean ignored; /* by a rule */
  gboolean trapped; /* it reached the kernel without a function that is interposed */
  SwimStack stack;
} SwimAuditCall;

/* One long stall, beside the SwimStall of the loop's report: that has start, duration, cause, call,
 * descriptor and target. */
typedef struct
{
  guint loop; /* index of the loop */
  SwimStall *stall;
  char *source;        /* the name of the GSource whose callback it was; NULL: not known */
  gboolean caught;     /* the call is of a function that is interposed */
  gboolean unended;    /* the program ended while it did that */
  guint calls;         /* how many calls in it were timed */
  double in_calls;     /* how long they took together */
  double call_longest; /* the longest of them */
  double call_total;   /* how long those took that were made where the call was; NaN: not known */
  double call_max;     /* and the longest of these */
  double on_cpu;       /* how long the thread was on a CPU; NaN: not known */
  double without_cpu;  /* and how long it was ready to run, but had none */
  SwimStack stack;     /* of the call, or where the thread was seen */
} SwimWatchStall;

/* What would have been if some calls had been given to threads: for each turn without them, an
 * event at a random moment waits so long. A bound, since the callbacks that run in their place are
 * not in it. */
typedef struct
{
  double delay_p50;
  double delay_p99;
  double delay_max;
  guint calls;   /* how many call sites that takes */
  guint64 count; /* and calls */
} SwimWhatIf;

typedef struct
{
  char *name; /* “main”, “gdbus”, that of its thread, with the number of a process where there are
                 several */
  guint process; /* index of the process */
  int tid;
  guint contexts;      /* how many main contexts are summed up here: private ones may be many */
  gboolean is_private; /* they only ran inside turns of another loop */
  double began;        /* when it first polled */
  double ended;        /* when it last did */
  SwimLoopReport report;
  double off_cpu; /* seconds in turns of stalls that the thread was not on a CPU; NaN: not known */
  double explained; /* of these, by calls that were timed */
  SwimWhatIf what_if;
} SwimWatchLoop;

typedef struct
{
  int pid;
  char *program;
  double began;
  double before_loop; /* from its start to its main loop, or else its first; NaN: none ran */
  double ended;       /* NaN: it went on */
} SwimWatchProcess;

/* A rule that leaves calls away. */
typedef struct
{
  char *rule;
  guint64 used; /* how many calls it left away */
} SwimWatchRule;

typedef struct
{
  GStrv command;
  char *started; /* ISO 8601, UTC */
  double seconds;
  int exit_status; /* of the program; -1: it did not exit */
  int signal;      /* that ended it; 0: none */
  char *audit;     /* `calls`, `complete` or `off` */
  double stall_threshold;
  char *offload; /* the pattern of --offload; NULL: all calls */
  SwimUsageFigures usage;
  GPtrArray *processes; /* of SwimWatchProcess */
  GPtrArray *loops;     /* of SwimWatchLoop, in the order in which they were found */
  GPtrArray *stalls;    /* of SwimWatchStall, the longest first; the worst of all loops */
  GPtrArray *calls;     /* of SwimAuditCall, the greatest total first */
  GPtrArray *rules;     /* of SwimWatchRule */
  GPtrArray *notes;     /* of char *: what could not be seen, a sentence each */
  guint64 lost_turns;
  guint64 lost_calls;
  double unwatched;    /* processes and threads with loops of which nothing is known */
  JsonObject *context; /* of the machine and the libraries; NULL: not known */
} SwimWatchReport;

SwimFrame *swim_frame_new (const char *function,
                           const char *file,
                           guint line,
                           const char *module,
                           guint64 offset);
void swim_frame_free (SwimFrame *frame);
void swim_stack_init (SwimStack *stack);
void swim_stack_clear (SwimStack *stack);
void swim_stack_copy (const SwimStack *stack, SwimStack *copy);
const SwimFrame *swim_stack_get_own (const SwimStack *stack);

SwimAuditCall *swim_audit_call_new (void);
void swim_audit_call_free (SwimAuditCall *call);
SwimWatchStall *swim_watch_stall_new (SwimStall *stall);
void swim_watch_stall_free (SwimWatchStall *stall);
SwimWatchLoop *swim_watch_loop_new (const char *name);
void swim_watch_loop_free (SwimWatchLoop *loop);
SwimWatchReport *swim_watch_report_new (void);
void swim_watch_report_free (SwimWatchReport *report);

const SwimWatchLoop *swim_watch_report_get_worst_loop (const SwimWatchReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimFrame, swim_frame_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SwimStack, swim_stack_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimAuditCall, swim_audit_call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWatchStall, swim_watch_stall_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWatchLoop, swim_watch_loop_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwimWatchReport, swim_watch_report_free)

G_END_DECLS
