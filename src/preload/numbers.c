/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/numbers.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/syscall.h>

/* These only tell or change what the kernel has at hand: of the process, its memory and threads. */
static bool
is_immediate (long number)
{
  switch (number)
    {
    case SYS_bind:
    case SYS_brk:
    case SYS_clock_getres:
    case SYS_clock_gettime:
    case SYS_dup3:
    case SYS_dup:
    case SYS_epoll_create1:
    case SYS_epoll_ctl:
    case SYS_eventfd2:
    case SYS_getcpu:
    case SYS_getegid:
    case SYS_geteuid:
    case SYS_getgid:
    case SYS_getpeername:
    case SYS_getpid:
    case SYS_getppid:
    case SYS_getrlimit:
    case SYS_getrusage:
    case SYS_getsockname:
    case SYS_getsockopt:
    case SYS_gettid:
    case SYS_gettimeofday:
    case SYS_getuid:
    case SYS_inotify_init1:
    case SYS_inotify_rm_watch:
    case SYS_kill:
    case SYS_listen:
    case SYS_lseek:
    case SYS_madvise:
    case SYS_memfd_create:
    case SYS_mmap:
    case SYS_mprotect:
    case SYS_mremap:
    case SYS_munmap:
    case SYS_pipe2:
    case SYS_prctl:
    case SYS_prlimit64:
    case SYS_rseq:
    case SYS_rt_sigaction:
    case SYS_rt_sigpending:
    case SYS_rt_sigprocmask:
    case SYS_sched_getaffinity:
    case SYS_set_robust_list:
    case SYS_setitimer:
    case SYS_setsockopt:
    case SYS_shutdown:
    case SYS_sigaltstack:
    case SYS_socket:
    case SYS_socketpair:
    case SYS_tgkill:
    case SYS_timerfd_create:
    case SYS_timerfd_settime:
    case SYS_times:
    case SYS_umask:
    case SYS_uname:
#ifdef SYS_arch_prctl
    case SYS_arch_prctl:
    case SYS_dup2:
    case SYS_pipe:
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
