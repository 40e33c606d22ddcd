/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/numbers.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>

/* These only tell or change what the kernel has at hand: of the process, its memory and threads. */
static const int IMMEDIATE[] = {
  SYS_bind,
  SYS_brk,
  SYS_clock_getres,
  SYS_clock_gettime,
  SYS_dup3,
  SYS_dup,
  SYS_epoll_create1,
  SYS_epoll_ctl,
  SYS_eventfd2,
  SYS_getcpu,
  SYS_getegid,
  SYS_geteuid,
  SYS_getgid,
  SYS_getpeername,
  SYS_getpid,
  SYS_getppid,
  SYS_getrlimit,
  SYS_getrusage,
  SYS_getsockname,
  SYS_getsockopt,
  SYS_gettid,
  SYS_gettimeofday,
  SYS_getuid,
  SYS_inotify_init1,
  SYS_inotify_rm_watch,
  SYS_kill,
  SYS_listen,
  SYS_lseek,
  SYS_madvise,
  SYS_memfd_create,
  SYS_mmap,
  SYS_mprotect,
  SYS_mremap,
  SYS_munmap,
  SYS_pipe2,
  SYS_prctl,
  SYS_prlimit64,
  SYS_rseq,
  SYS_rt_sigaction,
  SYS_rt_sigpending,
  SYS_rt_sigprocmask,
  SYS_sched_getaffinity,
  SYS_set_robust_list,
  SYS_setitimer,
  SYS_setsockopt,
  SYS_shutdown,
  SYS_sigaltstack,
  SYS_socket,
  SYS_socketpair,
  SYS_tgkill,
  SYS_timerfd_create,
  SYS_timerfd_settime,
  SYS_times,
  SYS_umask,
  SYS_uname,
#ifdef SYS_arch_prctl
  SYS_arch_prctl,
  SYS_dup2,
  SYS_pipe,
  SYS_time,
#endif
};

static bool
is_immediate (long number)
{
  for (size_t i = 0; i < sizeof IMMEDIATE / sizeof IMMEDIATE[0]; i++)
    if (IMMEDIATE[i] == number)
      return true;
  return false;
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
  if (number == SYS_futex)
    return is_waiting_futex (operation);
  if (number == SYS_fcntl)
    return operation == F_SETLKW || operation == F_OFD_SETLKW;
  return !is_immediate (number);
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

int
swim_number_path_argument (long number)
{
  switch (number)
    {
    case SYS_faccessat:
    case SYS_fchmodat:
    case SYS_fchownat:
    case SYS_inotify_add_watch:
    case SYS_mkdirat:
    case SYS_newfstatat:
    case SYS_openat:
    case SYS_readlinkat:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_statx:
    case SYS_unlinkat:
    case SYS_utimensat:
      return 1;
    case SYS_chdir:
    case SYS_getxattr:
    case SYS_lgetxattr:
    case SYS_statfs:
    case SYS_truncate:
#ifdef SYS_open
    case SYS_access:
    case SYS_chmod:
    case SYS_chown:
    case SYS_creat:
    case SYS_lstat:
    case SYS_mkdir:
    case SYS_open:
    case SYS_readlink:
    case SYS_rename:
    case SYS_rmdir:
    case SYS_stat:
    case SYS_unlink:
#endif
      return 0;
    default:
      return -1;
    }
}
