/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Namespaces in which the lab's DNS may own port 53 and resolv.conf may point at it. The C
 * library's resolver can be told of another server in no other way, and the rest of the machine
 * must not notice. No root is needed where the system lets users make user namespaces. */
#include "config.h"

#include "cli/lab-namespace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/swim-error.h"

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_UNSUPPORTED,
               "cannot set up the lab for the system's resolver: %s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t) strlen (text);

  if (fd >= 0)
    close (fd);
  return written;
}

static gboolean
setting_is (const char *path, const char *value)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strcmp (g_strstrip (text), value) == 0;
}

/* What on this system forbids namespaces to us, in words. */
static const char *
find_obstacle (void)
{
  if (setting_is ("/proc/sys/kernel/unprivileged_userns_clone", "0"))
    return "kernel.unprivileged_userns_clone is 0 (an administrator can set it to 1 with sysctl)";
  if (setting_is ("/proc/sys/user/max_user_namespaces", "0"))
    return "user.max_user_namespaces is 0 (an administrator can raise it with sysctl)";
  if (setting_is ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"))
    return "kernel.apparmor_restrict_unprivileged_userns is 1 (an administrator can set it to 0 "
           "with sysctl)";
  return "the system forbids namespaces to this process (in a container, its seccomp profile or a "
         "missing CAP_SYS_ADMIN)";
}

/* In the new user namespace we are root, which outside is whoever we were. */
static gboolean
map_ids (uid_t uid, gid_t gid)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", (guint) uid);
  g_autofree char *gid_map = g_strdup_printf ("0 %u 1", (guint) gid);

  return write_file ("/proc/self/setgroups", "deny") && write_file ("/proc/self/uid_map", uid_map)
         && write_file ("/proc/self/gid_map", gid_map);
}

static gboolean
unshare_all (GError **error)
{
  uid_t uid = geteuid ();
  gid_t gid = getegid ();

  if (unshare (CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) == 0)
    return map_ids (uid, gid) || fail (error, "mapping the user");
  /* Root needs no user namespace, and in some containers may not make one. */
  if (uid == 0 && unshare (CLONE_NEWNET | CLONE_NEWNS) == 0)
    return TRUE;
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_UNSUPPORTED,
               "--resolver=system in the lab needs namespaces: %s; use --resolver=dns instead",
               find_obstacle ());
  return FALSE;
}

/* GLib asks getaddrinfo() with AI_ADDRCONFIG, which drops every answer of a family in which the
 * machine has only loopback. So lo gets an address of each, from the ranges for documentation. */
static gboolean
add_ipv4 (int fd)
{
  struct ifreq request = { 0 };
  struct sockaddr_in *address = (struct sockaddr_in *) &request.ifr_addr;

  g_strlcpy (request.ifr_name, "lo:1", sizeof request.ifr_name);
  address->sin_family = AF_INET;
  inet_pton (AF_INET, "192.0.2.1", &address->sin_addr);
  return ioctl (fd, SIOCSIFADDR, &request) == 0;
}

static gboolean
add_ipv6 (void)
{
  struct in6_ifreq request = { 0 };
  int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean added;

  if (fd < 0)
    return TRUE; /* a kernel without IPv6 asks for none */
  inet_pton (AF_INET6, "2001:db8::1", &request.ifr6_addr);
  request.ifr6_prefixlen = 128;
  request.ifr6_ifindex = (int) if_nametoindex ("lo");
  added = ioctl (fd, SIOCSIFADDR, &request) == 0;
  close (fd);
  return added;
}

static gboolean
bring_up_loopback (GError **error)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean up = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0 && add_ipv4 (fd) && add_ipv6 ();
  int code = errno;

  if (fd >= 0)
    close (fd);
  errno = code;
  return up || fail (error, "bringing up the loopback interface");
}

/* Puts a text in the place of a file, for this namespace alone. */
static gboolean
cover_file (const char *path, const char *text, GError **error)
{
  char name[] = "/tmp/swimlane-XXXXXX";
  int fd = mkstemp (name);
  gboolean covered = fd >= 0 && write (fd, text, strlen (text)) == (ssize_t) strlen (text)
                     && fchmod (fd, 0644) == 0 && mount (name, path, NULL, MS_BIND, NULL) == 0;
  int code = errno;

  if (fd >= 0)
    {
      close (fd);
      unlink (name);
    }
  errno = code;
  return covered || fail (error, path);
}

static gboolean
point_resolver_at_lab (GError **error)
{
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    return fail (error, "making the mounts private");
  if (!cover_file ("/etc/resolv.conf", "nameserver 127.0.0.1\n", error))
    return FALSE;
  if (access ("/etc/nsswitch.conf", F_OK) == 0
      && !cover_file ("/etc/nsswitch.conf", "hosts: files dns\n", error))
    return FALSE;
  /* A caching daemon answers for the machine's real resolver: hide its socket. */
  if (access ("/run/nscd", F_OK) == 0 && mount ("none", "/run/nscd", "tmpfs", 0, NULL) != 0)
    return fail (error, "/run/nscd");
  return TRUE;
}

/* Moves this process, and so all that it starts, into such namespaces. It must have only one thread
 * yet. */
gboolean
swim_lab_namespace_enter (GError **error)
{
  return unshare_all (error) && bring_up_loopback (error) && point_resolver_at_lab (error);
}
