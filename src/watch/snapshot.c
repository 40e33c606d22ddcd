/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread that waits in a system call stays where it is: its program counter and stack pointer are
 * in /proc, and its memory is copied while it sleeps. One that runs has to be stopped, for as long
 * as it takes to copy its registers and its stack: all else is done afterwards. */
#include "config.h"

#include "watch/snapshot.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/clock.h"

#define PAGE 4096
/* A function that calls no other may use so much below its stack pointer. */
#define RED_ZONE 128
/* A thread that is on a CPU stops at once: so long that is waited for without sleeping, then by
 * short sleeps, which keep the right to be woken soon. */
#define SPIN_NS 25000
#define PAUSE_US 50

/* Copies what can be read of the stack, and the frames of Python. */
static void
copy_stack (SwimSnapshot *self, int pid, guint64 stack_end)
{
  struct iovec remote[SWIM_SNAPSHOT_BYTES / PAGE + 1];
  struct iovec local = { self->memory, 0 };
  guint64 at = self->sp - RED_ZONE;
  guint64 end = at + SWIM_SNAPSHOT_BYTES;
  unsigned long n = 0;
  gssize length;

  if (stack_end > at)
    end = MIN (end, stack_end);
  self->start = at;
  /* By pages, since only whole parts are read and the end of the stack may not be known. */
  for (; at < end && n < G_N_ELEMENTS (remote); n++)
    {
      guint64 next = MIN ((at / PAGE + 1) * PAGE, end);

      remote[n].iov_base = GSIZE_TO_POINTER (at);
      remote[n].iov_len = next - at;
      at = next;
    }
  local.iov_len = at - self->start;
  length = process_vm_readv (pid, &local, 1, remote, n, 0);
  self->length = (gsize) MAX (length, 0);
  self->n_scripts = 0;
  if (self->layout != NULL && self->python != 0)
    self->n_scripts = swim_python_walk (self->layout, pid, self->python, self->scripts,
                                        G_N_ELEMENTS (self->scripts));
}

/* Reads a word of the copy; FALSE if it is not in there. */
gboolean
swim_snapshot_read (const SwimSnapshot *self, guint64 address, guint64 *word)
{
  guint64 at = address - self->start;

  if (address < self->start || self->length < sizeof *word || at > self->length - sizeof *word)
    return FALSE;
  memcpy (word, self->memory + at, sizeof *word);
  return TRUE;
}

/* Copies the stack of a thread that is in the system call of @state. FALSE if it left that
 * meanwhile. */
gboolean
swim_snapshot_take_waiting (SwimSnapshot *self,
                            int pid,
                            int tid,
                            const SwimThreadState *state,
                            guint64 stack_end)
{
  SwimThreadState after;

  self->has_registers = FALSE;
  self->held_ns = 0;
  self->pc = state->pc;
  self->sp = state->sp;
  if (state->sp == 0)
    return FALSE;
  copy_stack (self, pid, stack_end);
  swim_thread_state_read (pid, tid, &after);
  return self->length > 0 && after.known && !after.running && after.syscall == state->syscall
         && after.sp == state->sp && after.pc == state->pc && after.on_cpu == state->on_cpu;
}

#if defined __x86_64__

static void
set_registers (SwimSnapshot *self, const struct user_regs_struct *user)
{
  const guint64 registers[] = { user->rax, user->rdx, user->rcx, user->rbx, user->rsi, user->rdi,
                                user->rbp, user->rsp, user->r8,  user->r9,  user->r10, user->r11,
                                user->r12, user->r13, user->r14, user->r15, user->rip };

  memcpy (self->registers, registers, sizeof registers);
  self->sp = user->rsp;
  self->pc = user->rip;
}

#else

static void
set_registers (SwimSnapshot *self, const struct user_regs_struct *user)
{
  memcpy (self->registers, user->regs, sizeof user->regs);
  self->registers[31] = self->sp = user->sp;
  self->pc = user->pc;
}

#endif

/* What is in a line of the thread's status, or -1. */
static int
read_status (int pid, int tid, const char *field)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/status", pid, tid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return -1;
  line = strstr (text, field);
  return line != NULL ? atoi (line + strlen (field)) : -1;
}

/* Why it cannot be traced (transfer full). */
static char *
explain (int pid, int tid, int code)
{
  if (code == ESRCH)
    return g_strdup ("the thread had ended");
  if (code == EPERM && read_status (pid, tid, "\nTracerPid:") > 0)
    return g_strdup ("another program traces it, as gdb and strace do, and only one can");
  if (code == EPERM)
    return g_strdup (
        "the system does not let it be traced: it is of another user, or protected, or "
        "kernel.yama.ptrace_scope forbids it");
  return g_strdup_printf ("it cannot be traced: %s", g_strerror (code));
}

/* A thread that ended while we traced it is ours to wait for, and all wait for that: those that
 * wait for the whole process, and its own parent, unless that is us. */
static void
release_ended (int pid, int tid)
{
  siginfo_t info;

  if (tid != pid || read_status (pid, tid, "\nPPid:") != getpid ())
    waitid (P_PID, (id_t) tid, &info, WEXITED | WNOHANG | __WALL | __WNOTHREAD);
}

/* Waits until the thread has stopped, and tells the signal that it should get when it goes on.
 * FALSE: it ended, or @cancelled was set. */
static gboolean
await_stop (int pid, int tid, const int *cancelled, int *signal_number)
{
  gint64 spin_end = swim_clock_ns () + SPIN_NS;
  siginfo_t info = { 0 };

  while (!g_atomic_int_get (cancelled))
    {
      info.si_pid = 0;
      if (waitid (P_PID, (id_t) tid, &info,
                  WSTOPPED | WEXITED | WNOWAIT | WNOHANG | __WALL | __WNOTHREAD)
              != 0
          && errno != EINTR)
        return FALSE;
      if (info.si_pid == tid && info.si_code == CLD_TRAPPED)
        {
          /* One whose upper half is 0 is a stop where a signal is about to be delivered. */
          *signal_number = info.si_status >> 8 == 0 ? info.si_status : 0;
          return TRUE;
        }
      if (info.si_pid == tid)
        break;
      if (swim_clock_ns () >= spin_end)
        g_usleep (PAUSE_US);
    }
  release_ended (pid, tid);
  return FALSE;
}

/* Stops a thread, copies its registers and its stack, and lets it go on. Returns why that was not
 * possible (transfer full), or NULL. */
char *
swim_snapshot_take_running (SwimSnapshot *self,
                            int pid,
                            int tid,
                            guint64 stack_end,
                            const int *cancelled)
{
  struct user_regs_struct user;
  struct iovec part = { &user, sizeof user };
  int signal_number = 0;
  gint64 began;
  gboolean copied;

  if (ptrace (PTRACE_SEIZE, tid, NULL, NULL) != 0)
    return explain (pid, tid, errno);
  began = swim_clock_ns ();
  if (ptrace (PTRACE_INTERRUPT, tid, NULL, NULL) != 0
      || !await_stop (pid, tid, cancelled, &signal_number))
    return explain (pid, tid, ESRCH);
  copied = ptrace (PTRACE_GETREGSET, tid, GINT_TO_POINTER (NT_PRSTATUS), &part) == 0;
  if (copied)
    {
      set_registers (self, &user);
      copy_stack (self, pid, stack_end);
    }
  ptrace (PTRACE_DETACH, tid, NULL, GINT_TO_POINTER (signal_number));
  self->held_ns = swim_clock_ns () - began;
  self->has_registers = TRUE;
  return copied && self->length > 0 ? NULL : g_strdup ("it could not be read");
}
