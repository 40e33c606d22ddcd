/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of Python: read from memory that looks like an interpreter's, and put among those of C. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "swim-test.h"
#include "watch/audit.h"
#include "watch/fake-image.h"
#include "watch/python-stack.h"

#define MS 1000000
#define WORDS 64

/* The interpreter's object has these addresses, and its loop the first half of them. */
static const SwimWatchPython python = { .start = 0x10000,
                                        .end = 0x20000,
                                        .loop_start = 0x10000,
                                        .loop_end = 0x18000 };

/* Letters stand for frames, the innermost first: of C, `L` is the interpreter's loop and `i`
 * another function of the interpreter; of Python, `!` follows one that C called, and `?` is not
 * known. */
static const struct
{
  const char *c;
  const char *python;
  const char *merged;
} merges[] = {
  { "ab", "", "ab" },
  { "aiLib", "x!", "axb" },
  { "aLb", "xyz!", "axyzb" },
  { "aLigLi", "xy!z!", "axygz" },
  { "aLiLib", "x!y!", "axyb" },
  { "aLb", "x!y", "axby" }, /* the stack of C was cut */
  { "aL", "x?!", "ax" },
  { "aLgL", "x?!y!", "axgy" },
  { "aLb", "", "ab" },
  { "ii", "x", "x" },
  { "", "", "" },
};

static void
add_letters (SwimPythonStack *stack, const char *letters)
{
  for (const char *c = letters; *c != '\0'; c++)
    {
      SwimWatchScript script = { .function = { *c, '\0' }, .file = "script.py" };

      if (*c == '!')
        continue;
      swim_python_stack_add (stack, *c == '?' ? NULL : &script, 1, c[1] == '!');
    }
}

static guint64
get_address (char letter)
{
  return letter == 'L' ? 0x10101 : letter == 'i' ? 0x18101 : (guint64) letter;
}

START_TEST (test_frames_of_python_replace_the_interpreters)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_autoptr (SwimPythonStack) stack = swim_python_stack_new (symbols);
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GString) merged = g_string_new (NULL);

  for (const char *c = merges[_i].c; *c != '\0'; c++)
    {
      guint64 address = get_address (*c);

      g_array_append_val (addresses, address);
    }
  add_letters (stack, merges[_i].python);
  swim_python_stack_merge (stack, &python, addresses);
  for (guint i = 0; i < addresses->len; i++)
    {
      g_auto (SwimStack) one;
      const SwimFrame *frame;

      swim_stack_init (&one);
      swim_symbols_resolve (symbols, g_array_index (addresses, guint64, i), TRUE, &one);
      frame = g_ptr_array_index (one.frames, 0);
      g_string_append_c (merged, frame->function != NULL
                                     ? frame->function[0]
                                     : (char) g_array_index (addresses, guint64, i));
    }
  ck_assert_str_eq (merged->str, merges[_i].merged);
}
END_TEST

/* An object of the interpreter, by words. */
typedef guint64 Object[WORDS];

static guint64 type;

static void
put (Object object, guint at, gconstpointer bytes, gsize size)
{
  g_assert (at + size <= sizeof (Object));
  memcpy ((guint8 *) object + at, bytes, size);
}

static void
put_word (Object object, guint at, guint64 word)
{
  put (object, at, &word, sizeof word);
}

/* One that is all ASCII, or (@width > 0) has characters of so many bytes. */
static void
make_string (const SwimPythonLayout *layout, Object string, const char *text, gsize width)
{
  gsize length = strlen (text) / MAX (width, 1);

  put_word (string, 16, length);
  put_word (string, 32, MAX (width, 1) << 2 | 0x20 | (width == 0 ? 0x40 : 0));
  put (string, width == 0 ? layout->ascii : layout->unicode, text, strlen (text));
}

/* Of 10 units of code: 2 in the first line, 3 two lines below, 1 in none, 3 one below, and 1 one
 * above. */
static const guint8 lines[] = {
  0x80 | 0 << 3 | 1,  0x00,                   /* short */
  0x80 | 12 << 3 | 2, 0x01, 0x02,             /* one line */
  0x80 | 15 << 3 | 0,                         /* none */
  0x80 | 14 << 3 | 2, 0x02, 0x00, 0x01, 0x01, /* long */
  0x80 | 13 << 3 | 0, 0x03,                   /* no column */
};

static const struct
{
  int unit;
  guint32 line;
} places[] = {
  { -1, 40 }, { 0, 40 }, { 1, 40 }, { 2, 42 }, { 4, 42 }, { 5, 0 }, { 6, 43 }, { 8, 43 }, { 9, 42 },
};

static const guint versions[] = { 0x30b, 0x30c, 0x30d };

START_TEST (test_frames_are_read)
{
  static Object state, cframe, empty, frame, code, name, file, table;
  const SwimPythonLayout *layout = swim_python_get_layout (versions[_i]);
  Object *holder = layout->cframe != 0 ? &cframe : &state;
  gint32 first = 40;
  guint8 entry = layout->entry_value;
  SwimPythonFrame frames[4];
  SwimWatchScript script;
  guint32 line;

  memset (empty, 0, sizeof empty);
  memset (frame, 0, sizeof frame);
  put_word (state, layout->native_thread_id, (guint64) getpid ());
  if (layout->cframe != 0)
    put_word (state, layout->cframe, GPOINTER_TO_SIZE (cframe));
  put_word (*holder, layout->current_frame, GPOINTER_TO_SIZE (frame));
  put_word (frame, layout->code, GPOINTER_TO_SIZE (code));
  put_word (frame, layout->previous, GPOINTER_TO_SIZE (empty));
  put (layout->entry_is_empty ? empty : frame, layout->entry, &entry, 1);
  make_string (layout, name, "\xe4\x04z\x04", 2); /* U+04E4, U+047A */
  make_string (layout, file, "/app.py", 0);
  put_word (table, 16, sizeof lines);
  put (table, 32, lines, sizeof lines);
  put_word (code, 8, GPOINTER_TO_SIZE (&type));
  put_word (code, layout->name, GPOINTER_TO_SIZE (name));
  put_word (code, layout->file, GPOINTER_TO_SIZE (file));
  put_word (code, layout->lines, GPOINTER_TO_SIZE (table));
  put (code, layout->first_line, &first, sizeof first);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      put_word (frame, layout->instruction,
                GPOINTER_TO_SIZE (code) + layout->instructions + (guint64) (2 * places[i].unit));
      ck_assert_uint_eq (swim_python_walk (layout, getpid (), GPOINTER_TO_SIZE (state), frames, 4),
                         layout->entry_is_empty ? 1 : 2);
      ck_assert (frames[0].is_entry);
      ck_assert (swim_python_describe (layout, getpid (), GPOINTER_TO_SIZE (&type), &frames[0],
                                       &script, &line));
      ck_assert_str_eq (script.function, "ӤѺ");
      ck_assert_str_eq (script.file, "/app.py");
      ck_assert_msg (line == places[i].line, "unit %d is in line %u, not %u", places[i].unit, line,
                     places[i].line);
    }
  ck_assert (swim_python_check (layout, getpid (), getpid (), GPOINTER_TO_SIZE (&type),
                                GPOINTER_TO_SIZE (state)));
  /* What is not as expected is not believed. */
  ck_assert (!swim_python_check (layout, getpid (), 1, GPOINTER_TO_SIZE (&type),
                                 GPOINTER_TO_SIZE (state)));
  ck_assert (!swim_python_check (layout, getpid (), getpid (), 1, GPOINTER_TO_SIZE (state)));
  ck_assert (!swim_python_describe (layout, getpid (), 1, &frames[0], &script, &line));
  /* A circle of frames, and addresses of nothing. */
  put_word (frame, layout->previous, GPOINTER_TO_SIZE (frame));
  ck_assert_uint_eq (swim_python_walk (layout, getpid (), GPOINTER_TO_SIZE (state), frames, 4), 4);
  put_word (code, layout->lines, 1);
  put_word (code, layout->name, 1);
  ck_assert (swim_python_describe (layout, getpid (), GPOINTER_TO_SIZE (&type), &frames[0], &script,
                                   &line));
  ck_assert_str_eq (script.function, "");
  ck_assert_uint_eq (line, 0);
  ck_assert_uint_eq (swim_python_walk (layout, getpid (), 8, frames, 4), 0);
}
END_TEST

START_TEST (test_other_versions_are_not_read)
{
  ck_assert_ptr_null (swim_python_get_layout (0x30a));
  ck_assert_ptr_null (swim_python_get_layout (0x30e));
  ck_assert_ptr_null (swim_python_get_layout (0));
}
END_TEST

/* Sites of one loop: function, target, return addresses (as letters), calls. */
static const struct
{
  SwimWatchFunction function;
  const char *target;
  const char *frames;
  guint count;
} sites[] = {
  { SWIM_WATCH_FUNCTION_read, "/a", "xy", 1 },
  { SWIM_WATCH_FUNCTION_read, "/a", "xz", 2 }, /* further out another caller: the same row */
  { SWIM_WATCH_FUNCTION_read, "/b", "xw", 4 },
  { SWIM_WATCH_FUNCTION_read, "/b", "yz", 8 },
  { SWIM_WATCH_FUNCTION_write, "/a", "xy", 16 },
};

/* The counts of its rows, in ascending order. */
static const guint64 rows[] = { 3, 4, 8, 16 };

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const SwimAuditCall *x = *(const SwimAuditCall *const *) a;
  const SwimAuditCall *y = *(const SwimAuditCall *const *) b;

  return (x->count > y->count) - (x->count < y->count);
}

START_TEST (test_calls_that_look_the_same_are_one_row)
{
  g_autoptr (SwimWatchReport) report = swim_watch_report_new ();
  g_autoptr (SwimTrack) track = swim_track_new (0, 1, MS);
  SwimSiteRules rules = { NULL, NULL };
  SwimWatchLoop *loop = swim_watch_loop_new ("main");
  FakeImage fake;
  SwimSites *known;

  fake_image_open (&fake, 20);
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      SwimWatchSite *site = (SwimWatchSite *) (fake.bytes + SWIM_WATCH_SITES_AT) + i;

      fake_image_add_site (&fake, i, sites[i].function, sites[i].target);
      site->n_frames = 2;
      site->frames[0] = (guint64) sites[i].frames[0];
      site->frames[1] = (guint64) sites[i].frames[1];
      swim_tally_add (swim_track_get_tally (track, i), sites[i].count, MS, MS);
    }
  known = swim_sites_new (fake.bytes, &rules);
  g_ptr_array_add (report->loops, loop);
  swim_audit_add (track, 0, known, report);
  g_ptr_array_sort (report->calls, compare_counts);
  ck_assert_uint_eq (report->calls->len, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    ck_assert_uint_eq (((const SwimAuditCall *) g_ptr_array_index (report->calls, i))->count,
                       rows[i]);
  ck_assert_uint_eq (loop->what_if.calls, G_N_ELEMENTS (rows));
  ck_assert_uint_eq (loop->what_if.count, 31);
  swim_sites_free (known);
  fake_image_close (&fake);
}
END_TEST

/* What a process may write there. */
START_TEST (test_scripts_of_a_site_are_not_believed)
{
  SwimSiteRules rules = { NULL, NULL };
  FakeImage fake;
  SwimWatchSite *site;
  SwimSites *known;
  const SwimStack *stack;

  fake_image_open (&fake, 20);
  fake_image_add_site (&fake, 0, SWIM_WATCH_FUNCTION_read, "");
  site = (SwimWatchSite *) (fake.bytes + SWIM_WATCH_SITES_AT);
  site->n_scripts = G_MAXUINT32;
  memset (site->scripts, 0xff, sizeof site->scripts);
  site->scripts[0].script = 7;
  memset (fake.bytes + SWIM_WATCH_SCRIPTS_AT + 7 * sizeof (SwimWatchScript), 0xfe,
          sizeof (SwimWatchScript));
  ((SwimWatchScript *) (fake.bytes + SWIM_WATCH_SCRIPTS_AT))[7].ready = 1;
  memset (&fake_image_get (&fake)->python, 0xff, sizeof (SwimWatchPython));
  known = swim_sites_new (fake.bytes, &rules);
  stack = swim_sites_get_stack (known, 0);
  ck_assert_uint_eq (stack->frames->len, 2);
  ck_assert (g_utf8_validate (((const SwimFrame *) g_ptr_array_index (stack->frames, 1))->function,
                              -1, NULL));
  swim_sites_free (known);
  fake_image_close (&fake);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_frames_of_python_replace_the_interpreters, 0,
                       G_N_ELEMENTS (merges));
  tcase_add_loop_test (tests, test_frames_are_read, 0, G_N_ELEMENTS (versions));
  tcase_add_test (tests, test_other_versions_are_not_read);
  tcase_add_test (tests, test_calls_that_look_the_same_are_one_row);
  tcase_add_test (tests, test_scripts_of_a_site_are_not_believed);
}

SWIM_TEST_MAIN ("python", add_tests)
