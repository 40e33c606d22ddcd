/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/trap.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "preload/calls.h"
#include "preload/numbers.h"
#include "preload/raw.h"

#ifdef __x86_64__

#define SET_DISPATCH 59 /* PR_SET_SYSCALL_USER_DISPATCH */
#define DISPATCH_ON 1
#define USER_DISPATCH 2 /* si_code */
#define ARCH_X86_64 0xc000003e
#define INSTRUCTION_BYTES 2
#define KERNEL_SET_BYTES 8
#define RESTORER 0x04000000

/* From here system calls are allowed, whatever the selector says; the kernel looks at the address
 * after the instruction. Unwinders know the return from a signal by its bytes, where nothing else
 * tells of it. */
__asm__(".text\n"
        ".balign 16\n"
        "swim_trap_stubs:\n"
        "swim_trap_call:\n"
        "  movq %rdi, %rax\n"
        "  movq %rsi, %rdi\n"
        "  movq %rdx, %rsi\n"
        "  movq %rcx, %rdx\n"
        "  movq %r8, %r10\n"
        "  movq %r9, %r8\n"
        "  movq 8(%rsp), %r9\n"
        "  syscall\n"
        "  ret\n"
        "  nop\n"
        "swim_trap_return:\n"
        "  movq $15, %rax\n"
        "  syscall\n"
        "  nop\n"
        "swim_trap_stubs_end:\n");

extern const char swim_trap_stubs[] __attribute__ ((visibility ("hidden")));
extern const char swim_trap_stubs_end[] __attribute__ ((visibility ("hidden")));
extern void swim_trap_return (void) __attribute__ ((visibility ("hidden")));
extern long swim_trap_call (long number, long a, long b, long c, long d, long e, long f)
    __attribute__ ((visibility ("hidden")));

/* As the kernel has it. */
typedef struct
{
  void *handler;
  unsigned long flags;
  void (*restorer) (void);
  uint64_t mask;
} KernelAction;

static uint32_t installed; /* atomic */
static KernelAction program_action;

#define SIGNAL_BIT (UINT64_C (1) << (SIGSYS - 1))

/* These do not return to where they were called, or twice, or need the stack as it is there. */
static bool
must_be_native (long number)
{
  switch (number)
    {
    case SYS_clone:
    case SYS_clone3:
    case SYS_execve:
    case SYS_execveat:
    case SYS_exit:
    case SYS_exit_group:
    case SYS_fork:
    case SYS_rt_sigreturn:
    case SYS_vfork:
      return true;
    default:
      return false;
    }
}

/* The mask that is in force after the handler is the one in its frame. */
static long
change_mask (ucontext_t *context, long how, const uint64_t *set, uint64_t *old, size_t bytes)
{
  uint64_t mask;
  uint64_t change = set != NULL ? *set & ~SIGNAL_BIT : 0;

  if (bytes != KERNEL_SET_BYTES || (set != NULL && (how < SIG_BLOCK || how > SIG_SETMASK)))
    return -EINVAL;
  memcpy (&mask, &context->uc_sigmask, sizeof mask);
  if (old != NULL)
    *old = mask;
  if (set == NULL)
    return 0;
  if (how == SIG_BLOCK)
    mask |= change;
  else if (how == SIG_UNBLOCK)
    mask &= ~*set;
  else
    mask = change;
  memcpy (&context->uc_sigmask, &mask, sizeof mask);
  return 0;
}

static long
change_action (const KernelAction *action, KernelAction *old)
{
  KernelAction before = program_action;

  if (action != NULL)
    program_action = *action;
  if (old != NULL)
    *old = before;
  return 0;
}

/* No handler is to run with ours blocked. */
static long
change_other_action (long number, const KernelAction *action, KernelAction *old, long bytes)
{
  KernelAction filtered;

  if (action != NULL)
    {
      filtered = *action;
      filtered.mask &= ~SIGNAL_BIT;
      action = &filtered;
    }
  return swim_trap_call (SYS_rt_sigaction, number, (long) action, (long) old, bytes, 0, 0);
}

static SwimTarget
target_of (long number, long a, long b)
{
  switch (swim_number_path_argument (number))
    {
    case 0:
      return SWIM_PATH ((const void *) a);
    case 1:
      return SWIM_PATH ((const void *) b);
    default:
      return swim_number_takes_fd (number) ? SWIM_FD ((int) a) : SWIM_NOTHING;
    }
}

static long
execute (ucontext_t *context)
{
  greg_t *registers = context->uc_mcontext.gregs;
  long number = registers[REG_RAX];
  long a = registers[REG_RDI];
  long b = registers[REG_RSI];
  long c = registers[REG_RDX];
  SwimTarget target = SWIM_NOTHING;
  SwimCall call = { 0 };
  long result;

  if (number == SYS_rt_sigprocmask)
    return change_mask (context, a, (const void *) b, (void *) c, (size_t) registers[REG_R10]);
  if (number == SYS_rt_sigaction && a == SIGSYS)
    return change_action ((const void *) b, (void *) c);
  if (number == SYS_rt_sigaction)
    return change_other_action (a, (const void *) b, (void *) c, registers[REG_R10]);
  if (swim_turn != NULL && swim_number_may_wait (number, b))
    {
      target = target_of (number, a, b);
      swim_call_begin (&call, SWIM_WATCH_FUNCTION_trapped, (uint32_t) number,
                       (uintptr_t) registers[REG_RSP], (uintptr_t) registers[REG_RIP], &target);
    }
  result =
      swim_trap_call (number, a, b, c, registers[REG_R10], registers[REG_R8], registers[REG_R9]);
  swim_call_end (&call, &target);
  if (number == SYS_sigaltstack && result == 0 && a != 0)
    context->uc_stack = *(const stack_t *) a;
  return result;
}

/* A SIGSYS that somebody sent, or a filter of the program's own. */
static void
pass_on (int number, siginfo_t *info, void *context)
{
  KernelAction action = program_action;

  if (action.handler == SIG_IGN)
    return;
  if (action.handler == SIG_DFL)
    {
      swim_raw4 (SYS_rt_sigaction, SIGSYS, (long) &action, 0, KERNEL_SET_BYTES);
      swim_raw3 (SYS_tgkill, swim_raw0 (SYS_getpid), swim_raw0 (SYS_gettid), SIGSYS);
      return;
    }
  ((void (*) (int, siginfo_t *, void *)) action.handler) (number, info, context);
}

static void
on_trap (int number, siginfo_t *info, void *data)
{
  ucontext_t *context = data;
  greg_t *registers = context->uc_mcontext.gregs;
  int saved = errno;

  if (info->si_code != USER_DISPATCH)
    {
      pass_on (number, info, data);
      return;
    }
  swim_selector = 0;
  if (info->si_arch != ARCH_X86_64 || must_be_native ((long) registers[REG_RAX]))
    {
      registers[REG_RIP] -= INSTRUCTION_BYTES;
      return;
    }
  registers[REG_RAX] = execute (context);
  errno = saved;
  if (swim_turn != NULL)
    swim_selector = swim_turn->armed;
}

static void
install (void)
{
  KernelAction ours = { on_trap, SA_SIGINFO | SA_NODEFER | RESTORER, swim_trap_return, 0 };
  KernelAction before = { 0 };

  if (swim_raw4 (SYS_rt_sigaction, SIGSYS, (long) &ours, (long) &before, KERNEL_SET_BYTES) != 0)
    return;
  /* Another, that did not come by a function of libc, has ours replaced. */
  if (__atomic_exchange_n (&installed, 1, __ATOMIC_ACQ_REL) != 0 && before.handler != on_trap)
    __atomic_add_fetch (&swim_process->image->trap_lost, 1, __ATOMIC_RELAXED);
  if (before.handler != on_trap)
    program_action = before;
}

bool
swim_trap_prepare (void)
{
  uint64_t set = SIGNAL_BIT;
  long result;

  install ();
  swim_selector = 0;
  swim_raw4 (SYS_rt_sigprocmask, SIG_UNBLOCK, (long) &set, 0, KERNEL_SET_BYTES);
  result =
      swim_raw6 (SYS_prctl, SET_DISPATCH, DISPATCH_ON, (long) swim_trap_stubs,
                 (long) swim_trap_stubs_end - (long) swim_trap_stubs, (long) &swim_selector, 0);
  if (result < 0)
    __atomic_store_n (&swim_process->image->trap_refused, (uint32_t) -result, __ATOMIC_RELAXED);
  return result == 0;
}

bool
swim_trap_set_action (const struct sigaction *action, struct sigaction *old)
{
  KernelAction before = program_action;

  if (__atomic_load_n (&installed, __ATOMIC_ACQUIRE) == 0)
    return false;
  if (action != NULL)
    {
      program_action.handler = (void *) action->sa_sigaction;
      program_action.flags = (unsigned long) action->sa_flags;
      memcpy (&program_action.mask, &action->sa_mask, sizeof program_action.mask);
    }
  if (old != NULL)
    {
      memset (old, 0, sizeof *old);
      old->sa_sigaction = (void (*) (int, siginfo_t *, void *)) before.handler;
      old->sa_flags = (int) before.flags & ~RESTORER;
      memcpy (&old->sa_mask, &before.mask, sizeof before.mask);
    }
  return true;
}

#else

bool
swim_trap_prepare (void)
{
  __atomic_store_n (&swim_process->image->trap_refused, ENOSYS, __ATOMIC_RELAXED);
  return false;
}

bool
swim_trap_set_action (const struct sigaction *action, struct sigaction *old)
{
  (void) action;
  (void) old;
  return false;
}

#endif
