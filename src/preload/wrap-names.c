/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions that wait for name services: of hosts, users and groups. */
#include "config.h"

#include "preload/wrap.h"

struct addrinfo;
struct group;
struct hostent;
struct passwd;
struct sockaddr;

SWIM_WRAP (
    int,
    getaddrinfo,
    getaddrinfo,
    (const char *host, const char *service, const struct addrinfo *hints, struct addrinfo **found),
    (host, service, hints, found),
    SWIM_HOST (host))
SWIM_WRAP (int,
           getnameinfo,
           getnameinfo,
           (const struct sockaddr *address,
            unsigned bytes,
            char *host,
            unsigned host_room,
            char *service,
            unsigned service_room,
            int flags),
           (address, bytes, host, host_room, service, service_room, flags),
           SWIM_ADDRESS (-1, address, bytes))
SWIM_WRAP (struct hostent *,
           gethostbyname,
           gethostbyname,
           (const char *host),
           (host),
           SWIM_HOST (host))
SWIM_WRAP (struct hostent *,
           gethostbyname2,
           gethostbyname,
           (const char *host, int family),
           (host, family),
           SWIM_HOST (host))
SWIM_WRAP (int,
           gethostbyname_r,
           gethostbyname,
           (const char *host, void *result, char *data, size_t room, void *found, int *error),
           (host, result, data, room, found, error),
           SWIM_HOST (host))
SWIM_WRAP (
    int,
    gethostbyname2_r,
    gethostbyname,
    (const char *host, int family, void *result, char *data, size_t room, void *found, int *error),
    (host, family, result, data, room, found, error),
    SWIM_HOST (host))
SWIM_WRAP (struct hostent *,
           gethostbyaddr,
           gethostbyaddr,
           (const void *address, unsigned bytes, int family),
           (address, bytes, family),
           SWIM_NOTHING)
SWIM_WRAP (int,
           gethostbyaddr_r,
           gethostbyaddr,
           (const void *address,
            unsigned bytes,
            int family,
            void *result,
            char *data,
            size_t room,
            void *found,
            int *error),
           (address, bytes, family, result, data, room, found, error),
           SWIM_NOTHING)

/* <resolv.h> calls some of them by another name. */
#define QUERY (const char *name, int class, int type, unsigned char *answer, int room)
#define QUERY_STATE \
  (void *state, const char *name, int class, int type, unsigned char *answer, int room)
SWIM_WRAP_2 (int,
             res_query,
             __res_query,
             res_query,
             QUERY,
             (name, class, type, answer, room),
             SWIM_HOST (name))
SWIM_WRAP_2 (int,
             res_search,
             __res_search,
             res_query,
             QUERY,
             (name, class, type, answer, room),
             SWIM_HOST (name))
SWIM_WRAP_2 (int,
             res_nquery,
             __res_nquery,
             res_query,
             QUERY_STATE,
             (state, name, class, type, answer, room),
             SWIM_HOST (name))
SWIM_WRAP_2 (int,
             res_nsearch,
             __res_nsearch,
             res_query,
             QUERY_STATE,
             (state, name, class, type, answer, room),
             SWIM_HOST (name))

SWIM_WRAP (struct passwd *, getpwnam, getpwnam, (const char *user), (user), SWIM_NOTHING)
SWIM_WRAP (int,
           getpwnam_r,
           getpwnam,
           (const char *user, void *result, char *data, size_t room, void *found),
           (user, result, data, room, found),
           SWIM_NOTHING)
SWIM_WRAP (struct passwd *, getpwuid, getpwuid, (uid_t user), (user), SWIM_NOTHING)
SWIM_WRAP (int,
           getpwuid_r,
           getpwuid,
           (uid_t user, void *result, char *data, size_t room, void *found),
           (user, result, data, room, found),
           SWIM_NOTHING)
SWIM_WRAP (struct group *, getgrnam, getgrnam, (const char *group), (group), SWIM_NOTHING)
SWIM_WRAP (int,
           getgrnam_r,
           getgrnam,
           (const char *group, void *result, char *data, size_t room, void *found),
           (group, result, data, room, found),
           SWIM_NOTHING)
SWIM_WRAP (struct group *, getgrgid, getgrgid, (gid_t group), (group), SWIM_NOTHING)
SWIM_WRAP (int,
           getgrgid_r,
           getgrgid,
           (gid_t group, void *result, char *data, size_t room, void *found),
           (group, result, data, room, found),
           SWIM_NOTHING)
SWIM_WRAP (int,
           getgrouplist,
           getgrouplist,
           (const char *user, gid_t group, void *groups, int *n),
           (user, group, groups, n),
           SWIM_NOTHING)
SWIM_WRAP (int,
           initgroups,
           getgrouplist,
           (const char *user, gid_t group),
           (user, group),
           SWIM_NOTHING)
