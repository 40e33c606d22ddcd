/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/watch.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/inherited.h"
#include "base/swim-error.h"
#include "loop/clock.h"
#include "run/context.h"
#include "watch/collect.h"
#include "watch/live.h"
#include "watch/notes.h"
#include "watch/program.h"
#include "watch/signals.h"
#include "watch/spawn.h"

/* Between two looks at the rings. */
#define PERIOD_MS 10
/* Calls from that length on are told one by one. */
#define LONG_CALL_NS 1000000
/* How long the program has for its end after we asked for it. */
#define GRACE_NS (5 * G_GINT64_CONSTANT (1000000000))

static const char *const audits[] = { [SWIM_WATCH_AUDIT_OFF] = "off",
                                      [SWIM_WATCH_AUDIT_CALLS] = "calls",
                                      [SWIM_WATCH_AUDIT_COMPLETE] = "complete" };

typedef struct
{
  const SwimWatchOptions *options;
  SwimRegion *region;
  SwimCollector *collector;
  SwimSignals *signals;
  SwimLive *live; /* NULL: not wanted */
  SwimChild child;
  int child_fd;   /* a pidfd of it */
  GArray *pidfds; /* of struct pollfd: the signals, then one for each process */
  gint64 asked;   /* when the program was asked to end; 0: it was not */
  gboolean ended;
  int status; /* as waitpid () has it */
  struct rusage usage;
} Watch;

static void
watch_clear (Watch *self)
{
  for (guint i = 1; self->pidfds != NULL && i < self->pidfds->len; i++)
    if (g_array_index (self->pidfds, struct pollfd, i).fd >= 0)
      close (g_array_index (self->pidfds, struct pollfd, i).fd);
  g_clear_pointer (&self->pidfds, g_array_unref);
  if (self->child_fd >= 0)
    close (self->child_fd);
  swim_live_free (self->live);
  swim_collector_free (self->collector);
  swim_region_free (self->region);
  swim_signals_free (self->signals);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

/* The end of each process is to be seen, also of those that are no children of ours. A region has a
 * process a moment after it was claimed. */
static void
follow_processes (Watch *self)
{
  guint n = swim_collector_count (self->collector);

  g_array_set_size (self->pidfds, n + 1);
  for (guint i = 0; i < n; i++)
    {
      struct pollfd *slot = &g_array_index (self->pidfds, struct pollfd, i + 1);
      SwimProcess *process = swim_collector_get (self->collector, i);
      int pid = swim_process_get_pid (process);

      if (slot->events != 0 || pid == 0)
        {
          slot->fd = slot->events != 0 ? slot->fd : -1;
          continue;
        }
      slot->fd = (int) syscall (SYS_pidfd_open, pid, 0);
      slot->events = POLLIN;
      if (slot->fd < 0 && errno == ESRCH)
        swim_process_note_death (process, swim_clock_ns ());
    }
}

/* What a process wrote before its end is read before that is noted. */
static void
note_deaths (Watch *self)
{
  gint64 now = swim_clock_ns ();
  gboolean drained = FALSE;

  for (guint i = 1; i < self->pidfds->len; i++)
    {
      struct pollfd *slot = &g_array_index (self->pidfds, struct pollfd, i);

      if (slot->fd < 0 || slot->revents == 0)
        continue;
      if (!drained)
        swim_collector_drain (self->collector);
      drained = TRUE;
      swim_process_note_death (swim_collector_get (self->collector, i - 1), now);
      close (slot->fd);
      slot->fd = -1;
    }
}

/* Asks the program to end. */
static void
ask (Watch *self)
{
  if (self->asked != 0)
    return;
  self->asked = swim_clock_ns ();
  kill (self->child.pid, SIGTERM);
}

/* A stop that the sampler makes is not to be taken for the end, and is its own to wait for. So the
 * child is waited for only once it has ended. */
static void
reap (Watch *self)
{
  struct pollfd child = { .fd = self->child_fd, .events = POLLIN };
  pid_t pid;

  if (poll (&child, 1, 0) != 1)
    return;
  do
    pid = wait4 (self->child.pid, &self->status, WNOHANG, &self->usage);
  while (pid < 0 && errno == EINTR);
  self->ended = pid == self->child.pid;
}

/* A signal that somebody sent to us alone is passed on. */
static void
take_signals (Watch *self)
{
  SwimSignal signal;

  while (swim_signals_next (self->signals, &signal))
    {
      if (signal.number == SIGCHLD)
        continue;
      if (signal.is_ours_alone)
        kill (self->child.pid, signal.number);
      else if (signal.repeated)
        ask (self);
    }
}

static gboolean
goes_on (const Watch *self)
{
  return !self->ended && (self->asked == 0 || swim_clock_ns () - self->asked < GRACE_NS);
}

static void
watch_until_end (Watch *self)
{
  gint64 until = self->options->seconds > 0
                     ? self->child.started + (gint64) (self->options->seconds * 1e9)
                     : G_MAXINT64;

  while (goes_on (self))
    {
      poll ((struct pollfd *) self->pidfds->data, self->pidfds->len, PERIOD_MS);
      take_signals (self);
      note_deaths (self);
      reap (self);
      swim_collector_drain (self->collector);
      follow_processes (self);
      if (self->live != NULL)
        swim_live_show (self->live, self->collector);
      if (swim_clock_ns () >= until)
        ask (self);
    }
}

static double
get_seconds (const struct timeval *time)
{
  return (double) time->tv_sec + (double) time->tv_usec / 1e6;
}

static void
fill_usage (const Watch *self, SwimUsageFigures *usage)
{
  swim_usage_figures_init (usage);
  if (!self->ended)
    return;
  usage->cpu_user_seconds = get_seconds (&self->usage.ru_utime);
  usage->cpu_system_seconds = get_seconds (&self->usage.ru_stime);
  usage->rss_max_bytes = (gint64) self->usage.ru_maxrss * 1024;
  usage->context_switches_voluntary = self->usage.ru_nvcsw;
  usage->context_switches_involuntary = self->usage.ru_nivcsw;
  usage->faults_minor = self->usage.ru_minflt;
  usage->faults_major = self->usage.ru_majflt;
}

static void
note_survivors (const Watch *self, SwimWatchReport *report)
{
  for (guint i = 0; i < swim_collector_count (self->collector); i++)
    {
      const SwimProcess *process = swim_collector_get (self->collector, i);
      const SwimWatchProcess *told = g_ptr_array_index (report->processes, i);

      if (swim_process_get_pid (process) != 0 && swim_process_get_death (process) == 0
          && isnan (told->ended) && swim_process_get_pid (process) != self->child.pid)
        g_ptr_array_add (report->notes,
                         g_strdup_printf ("Process %d goes on; it was watched until %s ended.",
                                          told->pid, report->command[0]));
    }
  if (!self->ended)
    g_ptr_array_add (report->notes,
                     g_strdup_printf ("%s (process %d) was asked to end by SIGTERM and goes on.",
                                      report->command[0], (int) self->child.pid));
}

static SwimWatchReport *
make_report (Watch *self, char **argv, GDateTime *started)
{
  SwimWatchReport *report = swim_watch_report_new ();
  gint64 now = swim_clock_ns ();

  swim_collector_end (self->collector, now);
  report->command = g_strdupv (argv);
  report->started = g_date_time_format_iso8601 (started);
  report->seconds = (double) (now - self->child.started) / 1e9;
  if (self->ended && WIFEXITED (self->status))
    report->exit_status = WEXITSTATUS (self->status);
  if (self->ended && WIFSIGNALED (self->status))
    report->signal = WTERMSIG (self->status);
  report->audit = g_strdup (audits[self->options->audit]);
  report->offload = g_strdup (self->options->offload);
  report->context = swim_context_describe ();
  fill_usage (self, &report->usage);
  swim_collector_fill (self->collector, report);
  note_survivors (self, report);
  return report;
}

/* As a shell would have it. That the program ended as we asked is no failure of it. */
static int
find_status (const Watch *self)
{
  if (!self->ended)
    return 0;
  if (WIFSIGNALED (self->status))
    return self->asked != 0 && WTERMSIG (self->status) == SIGTERM ? 0
                                                                  : 128 + WTERMSIG (self->status);
  return WEXITSTATUS (self->status);
}

/* Whether the kernel can tell of any process when it ends, as since Linux 5.3. */
static gboolean
check_kernel (GError **error)
{
  int fd = (int) syscall (SYS_pidfd_open, getpid (), 0);

  if (fd < 0)
    {
      g_set_error (error, SWIM_ERROR, SWIM_ERROR_UNSUPPORTED,
                   "programs cannot be watched here: pidfd_open (): %s", g_strerror (errno));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
start (Watch *self, char **argv, GError **error)
{
  const SwimInherited *inherited = swim_inherited_get ();
  const char *path =
      inherited != NULL ? g_environ_getenv (inherited->environment, "PATH") : g_getenv ("PATH");
  g_autofree char *file = swim_program_find (argv[0], path, error);
  g_autofree char *library = NULL;
  struct pollfd slot = { .events = POLLIN };

  if (file == NULL || !swim_program_check (file, error) || !check_kernel (error))
    return FALSE;
  library = swim_spawn_find_library (error);
  if (library == NULL)
    return FALSE;
  self->region = swim_region_new (self->options->audit, LONG_CALL_NS, error);
  if (self->region == NULL)
    return FALSE;
  self->signals = swim_signals_new (error);
  if (self->signals == NULL)
    return FALSE;
  slot.fd = swim_signals_get_fd (self->signals);
  self->pidfds = g_array_new (FALSE, TRUE, sizeof slot);
  g_array_append_val (self->pidfds, slot);
  if (!swim_spawn (&self->child, file, argv, library, swim_region_get_path (self->region), error))
    return FALSE;
  self->child_fd = (int) syscall (SYS_pidfd_open, self->child.pid, 0);
  return TRUE;
}

static char *
explain_no_loop (const Watch *self, const SwimWatchReport *report)
{
  guint contexts = 0;

  for (guint i = 0; i < swim_collector_count (self->collector); i++)
    {
      SwimWatchImage image;

      swim_process_get (swim_collector_get (self->collector, i), &image);
      contexts += MIN (image.contexts, G_MAXINT32);
    }
  return report->loops->len == 0 ? swim_notes_explain_no_loop (report, contexts) : NULL;
}

void
swim_watch_end_clear (SwimWatchEnd *end)
{
  g_clear_pointer (&end->no_loop, g_free);
}

/* FALSE: there is no audit of that name; NULL is the default. */
gboolean
swim_watch_find_audit (const char *name, guint *audit)
{
  *audit = SWIM_WATCH_AUDIT_CALLS;
  if (name == NULL)
    return TRUE;
  for (*audit = 0; *audit < G_N_ELEMENTS (audits); ++*audit)
    if (strcmp (audits[*audit], name) == 0)
      return TRUE;
  return FALSE;
}

/* Runs the program with these arguments, the first of which is its name, until it ends or the time
 * is up, and sets how it ended. The report is (transfer full). */
SwimWatchReport *
swim_watch_run (const SwimWatchOptions *options, char **argv, SwimWatchEnd *end, GError **error)
{
  g_auto (Watch) self = { .options = options, .child_fd = -1 };
  g_autoptr (GDateTime) started = g_date_time_new_now_utc ();
  SwimCollectOptions collect = {
    .stall = options->stall,
    .ignored = options->ignored,
    .offloaded = options->offloaded,
    .long_call_ns = options->audit != SWIM_WATCH_AUDIT_OFF ? LONG_CALL_NS : 0,
  };
  SwimWatchReport *report;

  if (!start (&self, argv, error))
    return NULL;
  self.collector = swim_collector_new (self.region, &collect, self.child.started);
  self.live = options->live ? swim_live_new (options->stall) : NULL;
  watch_until_end (&self);
  g_clear_pointer (&self.live, swim_live_free);
  report = make_report (&self, argv, started);
  end->status = find_status (&self);
  end->no_loop = explain_no_loop (&self, report);
  return report;
}
