/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/numbers.h"

#include <linux/futex.h>
#include <sys/syscall.h>

/* These only tell or change what the kernel has at hand: of the process, its memory and threads. */
static bool
is_immediate (long number)
{
  switch (number)
    {
    case SYS_brk:
    case SYS_clock_getres:
    case SYS_clock_gettime:
    case SYS_getcpu:
    case SYS_getegid:
    case SYS_geteuid:
    case SYS_getgid:
    case SYS_getpid:
    case SYS_getppid:
    case SYS_getrlimit:
    case SYS_getrusage:
    case SYS_gettid:
    case SYS_gettimeofday:
    case SYS_getuid:
    case SYS_madvise:
    case SYS_memfd_create:
    case SYS_mmap:
    case SYS_mprotect:
    case SYS_mremap:
    case SYS_munmap:
    case SYS_prctl:
    case SYS_prlimit64:
    case SYS_rseq:
    case SYS_rt_sigaction:
    case SYS_rt_sigpending:
    case SYS_rt_sigprocmask:
    case SYS_sched_getaffinity:
    case SYS_set_robust_list:
    case SYS_sigaltstack:
    case SYS_tgkill:
    case SYS_times:
    case SYS_uname:
#ifdef SYS_arch_prctl
    case SYS_arch_prctl:
    case SYS_time:
#endif
      return true;
    default:
      return false;
    }
}

static bool
is_waiting_futex (long operation)
{
  switch (operation & FUTEX_CMD_MASK)
    {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_WAIT_REQUEUE_PI:
    case FUTEX_LOCK_PI:
    case 13: /* FUTEX_LOCK_PI2, since Linux 5.14 */
      return true;
    default:
      return false;
    }
}

bool
swim_number_may_wait (long number, long operation)
{
  return number == SYS_futex ? is_waiting_futex (operation) : !is_immediate (number);
}

bool
swim_number_takes_fd (long number)
{
  switch (number)
    {
    case SYS_accept4:
    case SYS_close:
    case SYS_connect:
    case SYS_epoll_pwait:
    case SYS_fallocate:
    case SYS_fcntl:
    case SYS_fdatasync:
    case SYS_flock:
    case SYS_fstat:
    case SYS_fsync:
    case SYS_ftruncate:
    case SYS_getdents64:
    case SYS_ioctl:
    case SYS_lseek:
    case SYS_pread64:
    case SYS_preadv:
    case SYS_pwrite64:
    case SYS_pwritev:
    case SYS_read:
    case SYS_readv:
    case SYS_recvfrom:
    case SYS_recvmsg:
    case SYS_sendfile:
    case SYS_sendmsg:
    case SYS_sendto:
    case SYS_sync_file_range:
    case SYS_syncfs:
    case SYS_write:
    case SYS_writev:
      return true;
    default:
      return false;
    }
}
