/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a download that say what its requests carry, who asks, and over which family of
 * addresses. */
#pragma once

#include "base/option-group.h"
#include "jobs/download/swim-download.h"

G_BEGIN_DECLS

/* Embedded, zeroed, in the params. */
typedef struct
{
  char **headers;
  char **header_files;
  char *user_agent;
  char *user;
  char *user_file;
  char *cookie;
  gboolean netrc;
  char *netrc_file;
  char *cert;
  char *key;
  gboolean ipv4;
  gboolean ipv6;
} SwimRequestOptions;

/* Members of a GOptionEntry array. */
/* clang-format off */
#define SWIM_REQUEST_OPTIONS(request) \
  SWIM_OPTION_GROUP ("Requests"), \
  { "header", 'H', 0, G_OPTION_ARG_STRING_ARRAY, &(request)->headers, \
    "header to send, “Name: value” (repeatable)", "HEADER" }, \
  { "header-file", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &(request)->header_files, \
    "send the headers in FILE, one per line (repeatable)", "FILE" }, \
  { "user-agent", 'A', 0, G_OPTION_ARG_STRING, &(request)->user_agent, \
    "name that the program gives itself (" PACKAGE "/" VERSION ")", "NAME" }, \
  SWIM_OPTION_GROUP ("Logins"), \
  { "user", 'u', 0, G_OPTION_ARG_STRING, &(request)->user, \
    "log in by Basic authentication; others see the command line", "NAME[:PASSWORD]" }, \
  { "user-file", 0, 0, G_OPTION_ARG_FILENAME, &(request)->user_file, \
    "log in with the NAME:PASSWORD in FILE", "FILE" }, \
  { "netrc", 'n', 0, G_OPTION_ARG_NONE, &(request)->netrc, \
    "log in with the users and passwords in ~/.netrc", NULL }, \
  { "netrc-file", 0, 0, G_OPTION_ARG_FILENAME, &(request)->netrc_file, \
    "the same with FILE in place of ~/.netrc", "FILE" }, \
  SWIM_OPTION_GROUP ("Requests"), \
  { "cookie", 'b', 0, G_OPTION_ARG_STRING, &(request)->cookie, \
    "cookies to send, “a=b; c=d”", "COOKIES" }, \
  SWIM_OPTION_GROUP ("Logins"), \
  { "cert", 'E', 0, G_OPTION_ARG_FILENAME, &(request)->cert, \
    "client certificate in PEM, with its key unless --key is given", "FILE" }, \
  { "key", 0, 0, G_OPTION_ARG_FILENAME, &(request)->key, \
    "private key of the client certificate, in PEM", "FILE" }, \
  SWIM_OPTION_GROUP ("Connections"), \
  { "ipv4", '4', 0, G_OPTION_ARG_NONE, &(request)->ipv4, \
    "connect to IPv4 addresses only", NULL }, \
  { "ipv6", '6', 0, G_OPTION_ARG_NONE, &(request)->ipv6, \
    "connect to IPv6 addresses only", NULL }
/* clang-format on */

/* Sets up the job by the options. FALSE with SWIM_ERROR_USAGE where they contradict each other or
 * one is not valid. */
gboolean swim_request_options_apply (const SwimRequestOptions *options,
                                     SwimDownload *job,
                                     GError **error);
void swim_request_options_clear (SwimRequestOptions *options);

G_END_DECLS
