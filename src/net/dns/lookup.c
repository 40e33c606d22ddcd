/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "net/dns/lookup.h"

#include "net/dns/counts.h"
#include "net/dns/message.h"
#include "net/dns/negative.h"
#include "net/dns/response.h"

/* Tries that are not counted: with their backoffs these last for several seconds. */
#define MOST_UNCOUNTED 5

#define CUT "ended the TCP connection before its answer was whole"

static void
init_question (SwimDnsLookup *lookup, SwimDnsQuestion *question, int type)
{
  question->lookup = lookup;
  question->type = type;
  question->link.data = question;
}

SwimDnsLookup *
swim_dns_lookup_new (const char *name, const SwimDnsQuery *query)
{
  gsize name_size = strlen (name) + 1;
  gsize size = sizeof (SwimDnsLookup) + query->n_types * sizeof (SwimDnsQuestion);
  SwimDnsLookup *lookup = g_malloc (size + name_size);

  memset (lookup, 0, size);
  lookup->name = (char *) lookup + size;
  memcpy (lookup->name, name, name_size);
  lookup->link.data = lookup;
  lookup->answer = (SwimDnsAnswer) SWIM_DNS_ANSWER_INIT;
  lookup->n_questions = lookup->open = query->n_types;
  for (guint i = 0; i < query->n_types; i++)
    {
      init_question (lookup, &lookup->questions[i], query->types[i]);
      if (query->keeps_responses)
        lookup->questions[i].response = swim_dns_response_new (name, query->types[i]);
    }
  return lookup;
}

void
swim_dns_lookup_free (SwimDnsLookup *lookup)
{
  for (guint i = 0; i < lookup->n_questions; i++)
    {
      g_free (lookup->questions[i].detail);
      g_free (lookup->questions[i].refused);
      g_clear_pointer (&lookup->questions[i].response, swim_dns_response_unref);
    }
  swim_dns_answer_clear (&lookup->answer);
  g_free (lookup);
}

/* Of two failures the one that says more about what to do is reported. The order is fixed, so
 * that the class does not depend on which answer came first. */
static guint
get_severity (SwimStatus status)
{
  static const SwimStatus order[] = {
    SWIM_STATUS_TIMEOUT,        SWIM_STATUS_IO_ERROR,     SWIM_STATUS_TRUNCATED,
    SWIM_STATUS_PROTOCOL_ERROR, SWIM_STATUS_SERVER_ERROR, SWIM_STATUS_REFUSED,
    SWIM_STATUS_INVALID,        SWIM_STATUS_CANCELLED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (order[i] == status)
      return i + 2;
  return status == SWIM_STATUS_NOT_FOUND ? 1 : 0;
}

/* Hands the response of a question over to the answer. */
static void
keep_response (SwimDnsAnswer *answer, SwimDnsQuestion *question)
{
  SwimDnsResponse *response = g_steal_pointer (&question->response);

  if (answer->responses == NULL)
    answer->responses = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_dns_response_unref);
  response->status = question->status;
  if (response->detail == NULL || question->detail != NULL)
    {
      g_free (response->detail);
      response->detail = g_strdup (question->detail);
    }
  g_ptr_array_add (answer->responses, response);
}

/* Merges the answers of the questions: any record means success; otherwise a failure takes
 * precedence over "not found", since it may hide a record. */
void
swim_dns_lookup_settle (SwimDnsLookup *lookup)
{
  SwimDnsAnswer *answer = &lookup->answer;
  SwimDnsQuestion *worst = &lookup->questions[0];

  for (guint i = 0; i < lookup->n_questions; i++)
    {
      SwimDnsQuestion *question = &lookup->questions[i];

      answer->tries = MAX (answer->tries, question->tries);
      if (get_severity (question->status) > get_severity (worst->status))
        worst = question;
      if (question->response != NULL)
        keep_response (answer, question);
    }
  /* With a record, only a failure of another type is reported. */
  if (answer->n_records == 0 || get_severity (worst->status) > 1)
    answer->detail = g_steal_pointer (&worst->detail);
  answer->status = answer->n_records > 0 ? SWIM_STATUS_OK : worst->status;
  swim_dns_answer_sort (answer);
}

/* Sets the result of a question; takes the detail over. */
void
swim_dns_question_set (SwimDnsQuestion *question, SwimStatus status, char *detail)
{
  g_free (question->detail);
  question->status = status;
  question->detail = detail;
}

/* The last try does not count against the name. */
void
swim_dns_question_forgive (SwimDnsQuestion *question)
{
  if (question->uncounted < MOST_UNCOUNTED + question->n_refused)
    question->uncounted++;
}

/* The server of the last try refused the question, or cannot be reached. Where another has not,
 * that is asked, and the try does not count: a bad server beside a good one must not use up the
 * tries. FALSE: it counts. */
gboolean
swim_dns_question_note_refusal (SwimDnsQuestion *question, guint server)
{
  guint n_servers = question->lookup->policy->n_servers;

  if (question->refused == NULL)
    question->refused = g_new0 (gboolean, n_servers);
  if (question->refused[server])
    return FALSE;
  question->refused[server] = TRUE;
  if (++question->n_refused == n_servers)
    return FALSE;
  question->uncounted++;
  return TRUE;
}

/* The problem: as swim_dns_message_read() gives it. */
static void
set_bad (SwimDnsQuestion *question, const SwimDnsServer *server, const char *problem)
{
  swim_dns_question_set (question, SWIM_STATUS_PROTOCOL_ERROR,
                         g_strdup_printf ("the answer of %s %s", server->address, problem));
}

/* A response that says that there is nothing, where it is to be believed; what is how that is
 * called. Another server may know more of a name than one that is not responsible. */
static gboolean
read_nothing (SwimDnsQuestion *question,
              SwimDnsServer *server,
              const char *what,
              const unsigned char *message,
              int length)
{
  const char *doubt = NULL;

  if (message != NULL && !swim_dns_negative_read (message, (gsize) length, &doubt))
    set_bad (question, server, SWIM_DNS_UNREADABLE);
  else if (doubt != NULL)
    {
      server->share.lame++;
      swim_dns_question_set (question, SWIM_STATUS_SERVER_ERROR,
                             g_strdup_printf ("%s %s", server->address, doubt));
    }
  else
    swim_dns_question_set (question, SWIM_STATUS_NOT_FOUND, g_strdup (what));
  return question->status == SWIM_STATUS_NOT_FOUND;
}

/* An answer without an error code: records, none (a chain of aliases that ends nowhere), or
 * nothing that can be read. */
static gboolean
read_records (SwimDnsQuestion *question,
              SwimDnsServer *server,
              const unsigned char *message,
              int length)
{
  SwimDnsAnswer *answer = &question->lookup->answer;
  guint before = answer->n_records;
  const char *problem;

  if (!swim_dns_message_read (message, (gsize) length, question->type, answer, &problem))
    {
      set_bad (question, server, problem);
      return FALSE;
    }
  if (answer->n_records == before)
    return read_nothing (question, server, "NODATA", message, length);
  swim_dns_question_set (question, SWIM_STATUS_OK, NULL);
  return TRUE;
}

/* A socket failed. c-ares reports every such failure as "connection refused"; errno has the cause,
 * and the table what that means. */
static void
read_socket_error (SwimDnsQuestion *question, SwimDnsServer *server)
{
  enum
  {
    TCP = 1 << 0,
    UDP = 1 << 1
  };
  static const struct
  {
    int number;
    guint over;
    SwimStatus status;
    const char *text;    /* behind the server's address */
    gboolean adds_errno; /* in words */
  } causes[] = {
    { ECONNREFUSED, UDP, SWIM_STATUS_REFUSED, "refused: is a DNS server running there?", FALSE },
    { ECONNREFUSED, TCP, SWIM_STATUS_REFUSED, "refused TCP, over which its answer is to be fetched",
      FALSE },
    { ENETUNREACH, UDP | TCP, SWIM_STATUS_REFUSED, "cannot be reached", TRUE },
    { EHOSTUNREACH, UDP | TCP, SWIM_STATUS_REFUSED, "cannot be reached", TRUE },
    { EPERM, UDP | TCP, SWIM_STATUS_REFUSED, "cannot be reached", TRUE },
    { EACCES, UDP | TCP, SWIM_STATUS_REFUSED, "cannot be reached", TRUE },
    { 0, TCP, SWIM_STATUS_TRUNCATED, CUT, FALSE },
    { EPIPE, TCP, SWIM_STATUS_TRUNCATED, CUT, FALSE },
    { ECONNRESET, TCP, SWIM_STATUS_TRUNCATED, CUT, FALSE },
    { EBADMSG, TCP, SWIM_STATUS_PROTOCOL_ERROR, "sent over TCP what is no answer", FALSE },
    { ETIMEDOUT, TCP, SWIM_STATUS_TIMEOUT, "did not answer over TCP", TRUE },
  };
  int reason = server->last_errno;
  guint over = server->over_tcp ? TCP : UDP;

  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    if (causes[i].number == reason && (causes[i].over & over) != 0)
      {
        swim_dns_question_set (question, causes[i].status,
                               g_strdup_printf ("%s %s%s%s", server->address, causes[i].text,
                                                causes[i].adds_errno ? ": " : "",
                                                causes[i].adds_errno ? g_strerror (reason) : ""));
        return;
      }
  swim_dns_question_set (
      question, SWIM_STATUS_IO_ERROR,
      g_strdup_printf ("cannot send the query to %s%s: %s", server->address,
                       server->over_tcp ? " over TCP" : "",
                       reason != 0 ? g_strerror (reason) : "its socket was closed"));
}

/* A try that c-ares ended without an answer. */
static void
read_failure (SwimDnsQuestion *question, SwimDnsServer *server, int status)
{
  if (status == ARES_ECONNREFUSED)
    read_socket_error (question, server);
  else
    swim_dns_question_set (
        question, SWIM_STATUS_PROTOCOL_ERROR,
        g_strdup_printf ("the query to %s failed: %s", server->address, ares_strerror (status)));
}

/* Reads the result of a try and sets the result of the question. TRUE if that is final; FALSE if
 * it may be tried again. Timeouts do not come here: the engine keeps the time. */
gboolean
swim_dns_question_read (SwimDnsQuestion *question,
                        SwimDnsServer *server,
                        int status,
                        const unsigned char *message,
                        int length)
{
  const char *address = server->address;
  guint rcode;

  if (message != NULL)
    server->share.answers++;
  if (question->response != NULL && message != NULL)
    swim_dns_response_read (question->response, message, (gsize) length);
  if (message != NULL) /* c-ares 1.18 reports codes that it does not know as success */
    rcode = swim_dns_message_get_rcode (message, (gsize) length);
  else if (status >= ARES_ENODATA && status <= ARES_EREFUSED)
    rcode = status - 1; /* the statuses are in the order of the response codes */
  else
    {
      read_failure (question, server, status);
      return FALSE;
    }

  switch (rcode)
    {
    case 0:
      if (status != ARES_ENODATA)
        return read_records (question, server, message, length);
      return read_nothing (question, server, "NODATA", message, length);
    case 3:
      return read_nothing (question, server, "NXDOMAIN", message, length);
    case 2:
      swim_dns_question_set (question, SWIM_STATUS_SERVER_ERROR,
                             g_strdup_printf ("%s answered SERVFAIL", address));
      return FALSE;
    case 5:
      swim_dns_question_set (question, SWIM_STATUS_REFUSED,
                             g_strdup_printf ("%s answered REFUSED", address));
      return FALSE;
    case SWIM_DNS_RCODE_UNREADABLE:
      set_bad (question, server, SWIM_DNS_UNREADABLE);
      return FALSE;
    default:
      swim_dns_question_set (
          question, SWIM_STATUS_PROTOCOL_ERROR,
          g_strdup_printf ("%s answered %s", address, swim_dns_rcode_to_string (rcode)));
      return FALSE;
    }
}
