/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the programs of the chapter share, and the book's have in
 * flags.py: the lists, where the servers are, and the work that is the
 * same however one waits. */
#pragma once

#include <libsoup/soup.h>

/* Python's keywords of up to four letters under .dev, and the twenty most
 * populous countries. */
extern const char *const chapter_domains[];
extern const char *const chapter_countries[];

/* GLib's resolver, or if LAB_DNS is set, such as 127.0.0.1:5353, one that
 * asks that server. */
GResolver *chapter_resolver (void);
void chapter_print_probe (const char *domain, gboolean found);

/* Prints why the program cannot go on, and ends it. */
void chapter_fail (const char *format, ...)
    G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

/* A request for the flag of CC, or for what the server knows of it, to
 * LAB_HTTP, default http://127.0.0.1:8080: /flags/fr/fr.gif or
 * /flags/fr/metadata.json. */
SoupMessage *chapter_flag_message (const char *method, const char *cc);
SoupMessage *chapter_metadata_message (const char *cc);

/* The CC that a request was made with, and the length of the file that
 * the answer tells. */
const char *chapter_country_of (SoupMessage *message);
goffset chapter_length (SoupMessage *message);

/* The name of the country; NULL and the error if there is none, or if
 * there was one already: metadata may be NULL. */
char *chapter_read_country (GBytes *metadata, GError **error);

/* A session with so many connections to a server: libsoup's own limit is
 * two. Makes the folder for the flags, too, before the loop runs. */
SoupSession *chapter_session (guint connections);

/* The body if the answer was 200 OK, or NULL and the error. Takes the
 * body, which may be NULL. */
GBytes *chapter_check_answer (SoupMessage *message,
                              GBytes *body,
                              GError **error);

/* Whether the error is that of a server which has no such file. */
gboolean chapter_is_not_found (const GError *error);

/* The asynchronous form: starts a request, taking the message; and its
 * end, in the callback. */
void chapter_start (gpointer session,
                    SoupMessage *message,
                    GAsyncReadyCallback callback,
                    gpointer data);
GBytes *chapter_finish (GObject *session,
                        GAsyncResult *result,
                        GError **error);

/* Runs the main loop while this is not zero. */
void chapter_run_while (const guint *in_flight);

/* The file of a flag: downloaded/NAME.gif. */
GFile *chapter_flag_file (const char *name);

/* Saves a flag by a call that blocks for a moment, and ends the program
 * if it cannot; or without blocking, to be ended by
 * chapter_finish_to_save(). */
void chapter_save_flag (const char *cc, GBytes *flag);
void chapter_start_to_save (const char *name,
                            GBytes *flag,
                            GAsyncReadyCallback callback,
                            gpointer data);

/* NULL: it is saved. The caller owns the error. */
GError *chapter_finish_to_save (GObject *file, GAsyncResult *result);

void chapter_print_total (guint flags, gint64 start);
