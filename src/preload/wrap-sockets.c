/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for sockets, and for descriptors to become ready. */
#include "config.h"

#include <signal.h>

#include "preload/wrap.h"

struct epoll_event;
struct mmsghdr;
struct msghdr;
struct sockaddr;

SWIM_WRAP (int,
           connect,
           connect,
           (int fd, const struct sockaddr *address, unsigned bytes),
           (fd, address, bytes),
           SWIM_ADDRESS (fd, address, bytes))
SWIM_WRAP (int,
           accept,
           accept,
           (int fd, struct sockaddr *address, void *bytes),
           (fd, address, bytes),
           SWIM_FD (fd))
SWIM_WRAP (int,
           accept4,
           accept,
           (int fd, struct sockaddr *address, void *bytes, int flags),
           (fd, address, bytes, flags),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           send,
           send,
           (int fd, const void *data, size_t n, int flags),
           (fd, data, n, flags),
           SWIM_FD (fd))
SWIM_WRAP (
    ssize_t,
    sendto,
    sendto,
    (int fd, const void *data, size_t n, int flags, const struct sockaddr *address, unsigned bytes),
    (fd, data, n, flags, address, bytes),
    SWIM_ADDRESS (fd, address, bytes))
SWIM_WRAP (ssize_t,
           sendmsg,
           sendmsg,
           (int fd, const struct msghdr *message, int flags),
           (fd, message, flags),
           SWIM_FD (fd))
SWIM_WRAP (int,
           sendmmsg,
           sendmmsg,
           (int fd, struct mmsghdr *messages, unsigned n, int flags),
           (fd, messages, n, flags),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           recv,
           recv,
           (int fd, void *data, size_t n, int flags),
           (fd, data, n, flags),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           __recv_chk,
           recv,
           (int fd, void *data, size_t n, size_t room, int flags),
           (fd, data, n, room, flags),
           SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           recvfrom,
           recvfrom,
           (int fd, void *data, size_t n, int flags, struct sockaddr *address, void *bytes),
           (fd, data, n, flags, address, bytes),
           SWIM_FD (fd))
SWIM_WRAP (
    ssize_t,
    __recvfrom_chk,
    recvfrom,
    (int fd, void *data, size_t n, size_t room, int flags, struct sockaddr *address, void *bytes),
    (fd, data, n, room, flags, address, bytes),
    SWIM_FD (fd))
SWIM_WRAP (ssize_t,
           recvmsg,
           recvmsg,
           (int fd, struct msghdr *message, int flags),
           (fd, message, flags),
           SWIM_FD (fd))
SWIM_WRAP (int,
           recvmmsg,
           recvmmsg,
           (int fd, struct mmsghdr *messages, unsigned n, int flags, struct timespec *timeout),
           (fd, messages, n, flags, timeout),
           SWIM_FD (fd))

SWIM_WRAP (int,
           select,
           select,
           (int n, void *in, void *out, void *except, void *timeout),
           (n, in, out, except, timeout),
           SWIM_NOTHING)
SWIM_WRAP (int,
           pselect,
           select,
           (int n,
            void *in,
            void *out,
            void *except,
            const struct timespec *timeout,
            const sigset_t *mask),
           (n, in, out, except, timeout, mask),
           SWIM_NOTHING)
SWIM_WRAP (int,
           epoll_wait,
           epoll_wait,
           (int fd, struct epoll_event *events, int n, int timeout),
           (fd, events, n, timeout),
           SWIM_FD (fd))
SWIM_WRAP (int,
           epoll_pwait,
           epoll_wait,
           (int fd, struct epoll_event *events, int n, int timeout, const sigset_t *mask),
           (fd, events, n, timeout, mask),
           SWIM_FD (fd))
SWIM_WRAP (int,
           epoll_pwait2,
           epoll_wait,
           (int fd,
            struct epoll_event *events,
            int n,
            const struct timespec *timeout,
            const sigset_t *mask),
           (fd, events, n, timeout, mask),
           SWIM_FD (fd))
