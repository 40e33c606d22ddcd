/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of the child is an event of its pidfd, at which the clock is read; then, before it is
 * reaped, what /proc knows of it. A thread count is nowhere kept, so it is looked at now and then.
 */
#include "config.h"

#include "exec/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/messages.h"
#include "loop/clock.h"

#define MS G_GINT64_CONSTANT (1000000)
/* Looks at the threads begin so early and become rarer. */
#define FIRST_LOOK_NS (2 * MS)
#define LAST_LOOK_NS (100 * MS)
/* Between two ticks. */
#define TICK_NS (20 * MS)
/* How long it has for its end after we asked for it. */
#define GRACE_NS (2000 * MS)
#define MOST_DISCARDED ((size_t) 1 << 30)

enum
{
  OF_CHILD,
  OF_CANCELLABLE,
  OF_OUTPUT,
  OF_MESSAGES,
  N_SLOTS,
};

typedef struct
{
  const SwimExecChild *child;
  const SwimExecWait *wait;
  SwimExecEnd *end;
  struct pollfd slots[N_SLOTS];
  gint64 next_look;
  gint64 look_period;
  gint64 next_tick;
  gint64 deadline; /* of the time-out, then of the grace */
  gboolean asked;
} Waiting;

void
swim_exec_end_clear (SwimExecEnd *end)
{
  if (end->messages != NULL)
    g_string_free (g_steal_pointer (&end->messages), TRUE);
}

/* The text of a small file of the child in /proc. */
static gboolean
read_proc (const Waiting *self, const char *name, char *text, gsize size)
{
  char path[64];
  ssize_t length;
  int fd;

  g_snprintf (path, sizeof path, "/proc/%d/%s", (int) self->child->pid, name);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  length = read (fd, text, size - 1);
  close (fd);
  text[MAX (length, 0)] = '\0';
  return length > 0;
}

/* To all of its group, and to itself where it has gone to another one. */
static void
send_signal (const Waiting *self, int signal_number)
{
  pid_t pid = self->child->pid;

  kill (-pid, signal_number);
  if (getpgid (pid) != pid)
    kill (pid, signal_number);
}

/* Has it end, with all of its group: gently, then not. One that has become another user's, as by
 * sudo, may not be ended, and might go on for ever. */
static void
ask (Waiting *self, SwimExecWhy why, int signal_number)
{
  if (self->asked)
    {
      send_signal (self, SIGKILL);
      self->end->goes_on = kill (self->child->pid, 0) != 0 && errno == EPERM;
      self->deadline = G_MAXINT64;
      return;
    }
  self->asked = TRUE;
  self->end->why = why;
  self->deadline = swim_clock_ns () + GRACE_NS;
  send_signal (self, signal_number);
  send_signal (self, SIGCONT);
}

/* It is stopped. Where that is since it used the terminal, which our process group has, nobody will
 * have it go on. Else somebody else stopped it, and may. */
static void
look_why_stopped (Waiting *self)
{
  siginfo_t info = { 0 };

  if (self->asked
      || waitid (P_PID, (id_t) self->child->pid, &info, WSTOPPED | WNOHANG | WNOWAIT) != 0
      || (info.si_status != SIGTTIN && info.si_status != SIGTTOU))
    return;
  self->end->stopped = info.si_status;
  ask (self, SWIM_EXEC_STOPPED, SIGKILL);
}

/* The state, and the 20th field of /proc/PID/stat, both counted behind the name, which may hold
 * anything. */
static void
look_at_process (Waiting *self)
{
  char text[1024];
  const char *field;
  gint64 threads = -1;

  if (!read_proc (self, "stat", text, sizeof text))
    return;
  field = strrchr (text, ')');
  if (field != NULL && g_str_has_prefix (field, ") T"))
    look_why_stopped (self);
  for (int i = 2; field != NULL && i < 20; i++)
    field = strchr (field + 1, ' ');
  if (field != NULL)
    threads = g_ascii_strtoll (field, NULL, 10);
  if (threads > 0)
    self->end->usage.threads_max = MAX (self->end->usage.threads_max, threads);
}

/* Bytes that it and the children that it waited for have read and written by read() and write(),
 * whatever they were of. */
static void
read_io (Waiting *self)
{
  char text[512];
  const char *read_at;
  const char *written_at;

  if (!read_proc (self, "io", text, sizeof text))
    return;
  read_at = strstr (text, "rchar: ");
  written_at = strstr (text, "wchar: ");
  if (read_at == NULL || written_at == NULL)
    return;
  self->end->usage.io_read_bytes = g_ascii_strtoll (read_at + strlen ("rchar: "), NULL, 10);
  self->end->usage.io_written_bytes = g_ascii_strtoll (written_at + strlen ("wchar: "), NULL, 10);
}

/* Throws away what is in a pipe, without a copy of it. FALSE: nothing was there. */
static gboolean
discard (int fd)
{
  static int sink = -1;

  if (sink < 0)
    sink = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  return sink >= 0 && splice (fd, NULL, sink, NULL, MOST_DISCARDED, SPLICE_F_NONBLOCK) > 0;
}

/* Empties a pipe as far as it is filled; only the last of it is kept in @kept, if at all. */
static void
empty (struct pollfd *slot, GString *kept)
{
  static char bytes[65536];
  ssize_t length;

  while (kept == NULL && discard (slot->fd))
    ;
  while ((length = read (slot->fd, bytes, sizeof bytes)) > 0)
    {
      if (kept == NULL)
        continue;
      g_string_append_len (kept, bytes, length);
      if (kept->len > SWIM_MESSAGES_MOST)
        g_string_erase (kept, 0, (gssize) kept->len - SWIM_MESSAGES_MOST);
    }
  if (length == 0 || (errno != EAGAIN && errno != EINTR))
    slot->fd = -1;
}

static void
empty_pipes (Waiting *self)
{
  if (self->slots[OF_OUTPUT].fd >= 0)
    empty (&self->slots[OF_OUTPUT], NULL);
  if (self->slots[OF_MESSAGES].fd >= 0)
    empty (&self->slots[OF_MESSAGES], self->end->messages);
}

/* What is due at that time, and until when there is nothing to do. */
static gint64
do_what_is_due (Waiting *self, gint64 now)
{
  if (now >= self->next_look)
    {
      look_at_process (self);
      self->look_period = MIN (self->look_period * 2, LAST_LOOK_NS);
      self->next_look = now + self->look_period;
    }
  if (self->wait->tick != NULL && now >= self->next_tick)
    {
      self->wait->tick (self->wait->data);
      self->next_tick = now + TICK_NS;
    }
  if (now >= self->deadline)
    ask (self, SWIM_EXEC_TIMED_OUT, SIGTERM);
  return MIN (MIN (self->next_look, self->next_tick), self->deadline);
}

static void
wait_for_end (Waiting *self)
{
  gint64 now = swim_clock_ns ();

  while (self->slots[OF_CHILD].revents == 0)
    {
      gint64 rest = do_what_is_due (self, now) - now;
      struct timespec time = { MAX (rest, 0) / (1000 * MS), MAX (rest, 0) % (1000 * MS) };

      if (self->end->goes_on)
        break;
      ppoll (self->slots, N_SLOTS, &time, NULL);
      now = swim_clock_ns ();
      if (self->slots[OF_CHILD].revents != 0)
        break;
      if (self->slots[OF_OUTPUT].revents != 0 || self->slots[OF_MESSAGES].revents != 0)
        empty_pipes (self);
      if (self->slots[OF_CANCELLABLE].revents == 0)
        continue;
      self->slots[OF_CANCELLABLE].fd = -1;
      ask (self, SWIM_EXEC_CANCELLED, SIGINT);
    }
  self->end->seconds = (double) (now - self->child->started) / 1e9;
}

static double
get_seconds (const struct timeval *time)
{
  return (double) time->tv_sec + (double) time->tv_usec / 1e6;
}

/* Figures of the child and of the children that it waited for, as the kernel adds them up. */
static void
reap (Waiting *self)
{
  SwimUsageFigures *figures = &self->end->usage;
  struct rusage usage = { 0 };

  read_io (self);
  while (wait4 (self->child->pid, &self->end->status, 0, &usage) < 0 && errno == EINTR)
    ;
  figures->cpu_user_seconds = get_seconds (&usage.ru_utime);
  figures->cpu_system_seconds = get_seconds (&usage.ru_stime);
  figures->rss_max_bytes = (gint64) usage.ru_maxrss * 1024;
  figures->context_switches_voluntary = usage.ru_nvcsw;
  figures->context_switches_involuntary = usage.ru_nivcsw;
  figures->faults_minor = usage.ru_minflt;
  figures->faults_major = usage.ru_majflt;
}

/* Blocks until the child has ended, which is then reaped, or is found not to be ours to end. */
void
swim_exec_wait (const SwimExecChild *child, const SwimExecWait *wait, SwimExecEnd *end)
{
  Waiting self = { .child = child, .wait = wait, .end = end };
  gboolean has_fd = wait->cancellable != NULL;

  *end = (SwimExecEnd){ .messages = g_string_new (NULL) };
  swim_usage_figures_init (&end->usage);
  self.slots[OF_CHILD] = (struct pollfd){ child->pidfd, POLLIN, 0 };
  self.slots[OF_CANCELLABLE] =
      (struct pollfd){ has_fd ? g_cancellable_get_fd (wait->cancellable) : -1, POLLIN, 0 };
  self.slots[OF_OUTPUT] = (struct pollfd){ wait->output, POLLIN, 0 };
  self.slots[OF_MESSAGES] = (struct pollfd){ wait->messages, POLLIN, 0 };
  self.look_period = FIRST_LOOK_NS;
  self.next_look = child->started + FIRST_LOOK_NS;
  self.next_tick = wait->tick != NULL ? child->started + TICK_NS : G_MAXINT64;
  self.deadline = wait->timeout > 0 ? child->started + (gint64) (wait->timeout * 1e9) : G_MAXINT64;
  wait_for_end (&self);
  if (!end->goes_on)
    reap (&self);
  empty_pipes (&self);
  if (has_fd)
    g_cancellable_release_fd (wait->cancellable);
}
