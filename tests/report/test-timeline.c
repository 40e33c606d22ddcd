/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bars of a band do not overlap, are wide enough to be visible, and contain every item. */
#include "config.h"

#include <string.h>

#include "report/timeline.h"
#include "swim-test.h"

#define SEEN 0.5
#define HALF 0.005 /* the coordinates are written to a hundredth */

typedef struct
{
  double x;
  double y;
  double width;
  guint items;
  char *css_class;
} Bar;

static void
clear_bar (gpointer data)
{
  g_free (((Bar *) data)->css_class);
}

static void
note_bar (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Bar bar = { 0 };
  const char *x;
  const char *y;
  const char *width;

  (void) context;
  (void) error;
  if (strcmp (element, "rect") != 0)
    return;
  g_markup_collect_attributes (element, names, values, NULL, G_MARKUP_COLLECT_STRING, "x", &x,
                               G_MARKUP_COLLECT_STRING, "y", &y, G_MARKUP_COLLECT_STRING, "width",
                               &width, G_MARKUP_COLLECT_STRING, "height", NULL,
                               G_MARKUP_COLLECT_STRDUP | G_MARKUP_COLLECT_OPTIONAL, "class",
                               &bar.css_class, G_MARKUP_COLLECT_INVALID);
  bar.x = g_ascii_strtod (x, NULL);
  bar.y = g_ascii_strtod (y, NULL);
  bar.width = g_ascii_strtod (width, NULL);
  g_array_append_val ((GArray *) data, bar);
}

/* The title of a bar; if it has several items, it begins with their number. */
static void
note_title (GMarkupParseContext *context,
            const char *text,
            gsize length,
            gpointer data,
            GError **error)
{
  GArray *bars = data;
  g_autofree char *title = g_strndup (text, length);

  (void) error;
  if (strcmp (g_markup_parse_context_get_element (context), "title") == 0 && bars->len > 0)
    g_array_index (bars, Bar, bars->len - 1).items =
        strstr (title, " items, ") != NULL ? (guint) g_ascii_strtoull (title, NULL, 10) : 1;
}

static GArray *
parse (const char *written)
{
  static const GMarkupParser parser = { .start_element = note_bar, .text = note_title };
  GArray *bars = g_array_new (FALSE, FALSE, sizeof (Bar));
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, bars, NULL);
  g_autoptr (GError) error = NULL;

  g_array_set_clear_func (bars, clear_bar);
  g_markup_parse_context_parse (context, written, -1, &error);
  swim_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  swim_assert_no_error (error);
  return bars;
}

static SwimRecord *
make_record (double wall)
{
  SwimRecord *record = swim_record_new ();

  record->mode = g_strdup ("async");
  record->wall_seconds = wall;
  record->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) swim_outcome_unref);
  return record;
}

/* From and to are in seconds. */
static void
add_item (SwimRecord *record, guint slot, double from, double to, SwimStatus status)
{
  SwimOutcome *outcome = swim_outcome_new (status, NULL);

  outcome->item = swim_item_new ("as.dev");
  outcome->item->index = record->outcomes->len;
  outcome->item->slot = slot;
  outcome->started = (gint64) (from * 1e6);
  outcome->finished = (gint64) (to * 1e6);
  record->statuses[status]++;
  g_ptr_array_add (record->outcomes, outcome);
}

/* The bars (transfer full) of a band of 100 pixels for a second. */
static GArray *
draw (const SwimRecord *record, guint slots, guint lanes)
{
  SwimScale scale = { .low = 0, .high = 10, .from = 0, .to = 1000 };
  SwimTimelineBars bars = { .scale = &scale,
                            .record = record,
                            .slots = slots,
                            .lanes = lanes,
                            .lane_height = 10,
                            .titles = TRUE };
  g_auto (SwimMarkup) markup = { 0 };
  g_autofree char *written = NULL;
  char *text = NULL;
  size_t length;
  FILE *file = open_memstream (&text, &length);

  swim_markup_init (&markup, file);
  swim_markup_open (&markup, "svg");
  swim_timeline_bars (&markup, &bars);
  swim_markup_clear (&markup);
  ck_assert_int_eq (fclose (file), 0);
  written = text;
  return parse (written);
}

START_TEST (test_an_item_is_a_bar_in_the_lane_of_its_slot)
{
  g_autoptr (SwimRecord) record = make_record (10);
  g_autoptr (GArray) bars = NULL;
  const Bar *bar;

  add_item (record, 1, 3, 5, SWIM_STATUS_TIMEOUT);
  add_item (record, 0, 0, 2, SWIM_STATUS_OK);
  bars = draw (record, 2, 2);
  ck_assert_uint_eq (bars->len, 2);
  bar = &g_array_index (bars, Bar, 1);
  ck_assert_double_eq (bar->x, 300);
  ck_assert_double_eq (bar->y, 10);
  ck_assert_double_eq (bar->width, 199); /* and a gap */
  ck_assert_str_eq (bar->css_class, "f2");
  ck_assert_str_eq (g_array_index (bars, Bar, 0).css_class, "f0");
}
END_TEST

START_TEST (test_items_too_narrow_to_be_seen_share_a_bar)
{
  g_autoptr (SwimRecord) record = make_record (10);
  g_autoptr (GArray) bars = NULL;

  for (guint i = 0; i < 1000; i++)
    add_item (record, 0, i * 0.001, i * 0.001 + 0.0005,
              i % 4 == 0 ? SWIM_STATUS_OK : SWIM_STATUS_NOT_FOUND);
  add_item (record, 0, 9, 9.001, SWIM_STATUS_OK);
  bars = draw (record, 1, 1);
  ck_assert_uint_lt (bars->len, 1 + 100 / SEEN);
  ck_assert_uint_gt (g_array_index (bars, Bar, 0).items, 1);
  /* It has the class of most of them; the single one is visible. */
  ck_assert_str_eq (g_array_index (bars, Bar, 0).css_class, "f1");
  ck_assert_uint_eq (g_array_index (bars, Bar, bars->len - 1).items, 1);
  ck_assert_double_eq (g_array_index (bars, Bar, bars->len - 1).width, SEEN);
}
END_TEST

START_TEST (test_bars_do_not_overlap_and_hold_every_item)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) _i);
  g_autoptr (SwimRecord) record = make_record (10);
  g_autoptr (GArray) bars = NULL;
  double longest = _i % 2 == 0 ? 0.02 : 1;
  guint items = 0;

  for (guint i = 0; i < 500; i++)
    {
      double from = g_rand_double_range (rand, 0, 9);

      add_item (record, (guint) g_rand_int_range (rand, 0, 20), from,
                from + g_rand_double_range (rand, 0, longest), i % SWIM_N_STATUSES);
    }
  bars = draw (record, 20, 3);
  for (guint i = 0; i < bars->len; i++)
    {
      const Bar *bar = &g_array_index (bars, Bar, i);

      ck_assert_double_ge (bar->width, SEEN - HALF);
      if (i > 0 && bar->y == bar[-1].y)
        ck_assert_double_ge (bar->x, bar[-1].x + bar[-1].width - 3 * HALF);
      items += bar->items;
    }
  ck_assert_uint_eq (items, 500);
}
END_TEST

static void
add_contender (SwimComparison *comparison, SwimRecord *record)
{
  SwimContender *contender = swim_comparison_add (comparison, record->mode);
  int code = 0;

  g_ptr_array_add (contender->records, record);
  g_array_append_val (contender->exit_codes, code);
}

/* The complete picture (transfer full). */
static char *
draw_comparison (const SwimComparison *comparison)
{
  g_auto (SwimMarkup) markup = { 0 };
  char *text = NULL;
  size_t length;
  FILE *file = open_memstream (&text, &length);

  swim_markup_init (&markup, file);
  swim_markup_open (&markup, "svg");
  swim_timeline_write (&markup, comparison, 0);
  swim_markup_clear (&markup);
  ck_assert_int_eq (fclose (file), 0);
  return text;
}

/* The complete picture of one run (transfer full). */
static char *
draw_picture (SwimRecord *record)
{
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");

  add_contender (comparison, record);
  return draw_comparison (comparison);
}

START_TEST (test_more_slots_than_can_be_seen_share_lanes)
{
  SwimRecord *record = make_record (10);
  g_autoptr (GHashTable) lanes = g_hash_table_new (g_int_hash, g_int_equal);
  g_autoptr (GArray) bars = NULL;
  g_autofree char *written = NULL;

  for (guint i = 0; i < 1000; i++)
    add_item (record, i, 0, 10, SWIM_STATUS_OK);
  written = draw_picture (record);
  ck_assert_ptr_nonnull (strstr (written, "1000 slots in 64 lanes"));
  bars = parse (written);
  for (guint i = 0; i < bars->len; i++)
    {
      Bar *bar = &g_array_index (bars, Bar, i);

      bar->items = (guint) bar->y;
      if (bar->width > 900)
        g_hash_table_add (lanes, &bar->items);
    }
  ck_assert_uint_eq (g_hash_table_size (lanes), 64);
}
END_TEST

START_TEST (test_a_run_without_saved_items_says_so)
{
  SwimRecord *record = make_record (1);
  g_autoptr (GArray) bars = NULL;
  g_autofree char *written = NULL;

  g_clear_pointer (&record->outcomes, g_ptr_array_unref);
  written = draw_picture (record);
  bars = parse (written);
  ck_assert_ptr_nonnull (strstr (written, "items not saved"));
}
END_TEST

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

/* The wall times of the modes, and where the axis of the faster ones ends; NULL: all share one. */
static const struct
{
  double walls[5];
  const char *words;
} breaks[] = {
  { { 10, 0.18, 0.18, 1.09, 0.18 }, "the first 1.09 s, enlarged" },
  { { 10, 0.18, 0.18, 5, 0.18 }, "the first 180 ms, enlarged" },
  { { 0.92, 0.06, 0.06, 0.12, 0.06 }, "the first 120 ms, enlarged" },
  { { 1, 9, 1, 1, 1 }, "the first 1.00 s, enlarged" },
  { { 3, 2, 1, 1.5, 1 }, NULL },
  { { 1, 1, 1, 1, 1 }, NULL },
  { { 8 }, NULL },
};

START_TEST (test_slow_modes_have_an_axis_of_their_own)
{
  static const char *const modes[] = { "sequential", "threads", "async", "mixed", "offload" };
  g_autoptr (SwimComparison) comparison = swim_comparison_new ("probe");
  g_autofree char *written = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (modes) && breaks[_i].walls[i] > 0; i++)
    {
      SwimRecord *record = make_record (breaks[_i].walls[i]);

      g_free (record->mode);
      record->mode = g_strdup (modes[i]);
      add_contender (comparison, record);
    }
  written = draw_comparison (comparison);
  ck_assert_uint_eq (count (written, ", enlarged"), breaks[_i].words != NULL ? 1 : 0);
  if (breaks[_i].words != NULL)
    ck_assert_ptr_nonnull (strstr (written, breaks[_i].words));
}
END_TEST

/* A mode, its share, whether the place of the items is known, and how many of 20 are marked. */
static const struct
{
  const char *mode;
  double share;
  gboolean known;
  guint marked;
} shares[] = {
  { "mixed", 0.2, TRUE, 4 },  { "offload", 0.2, TRUE, 4 }, { "mixed", 0, TRUE, 0 },
  { "mixed", 0.2, FALSE, 0 }, { "async", 0.2, TRUE, 0 },   { "sequential", 0.2, TRUE, 0 },
  { "mixed", 1, TRUE, 20 },
};

START_TEST (test_blocking_calls_are_marked)
{
  SwimRecord *record = make_record (10);
  g_autofree char *written = NULL;

  g_free (record->mode);
  record->mode = g_strdup (shares[_i].mode);
  record->blocking_share = shares[_i].share;
  for (guint i = 0; i < 20; i++)
    add_item (record, i % 4, i / 4, i / 4 + 1, SWIM_STATUS_OK);
  for (guint i = 0; i < 20 && !shares[_i].known; i++)
    ((SwimOutcome *) g_ptr_array_index (record->outcomes, i))->item->index = G_MAXUINT64;
  written = draw_picture (record);
  ck_assert_uint_eq (count (written, "<title>blocking call: "), shares[_i].marked);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_an_item_is_a_bar_in_the_lane_of_its_slot);
  tcase_add_test (tests, test_items_too_narrow_to_be_seen_share_a_bar);
  tcase_add_loop_test (tests, test_bars_do_not_overlap_and_hold_every_item, 0, 8);
  tcase_add_test (tests, test_more_slots_than_can_be_seen_share_lanes);
  tcase_add_test (tests, test_a_run_without_saved_items_says_so);
  tcase_add_loop_test (tests, test_slow_modes_have_an_axis_of_their_own, 0, G_N_ELEMENTS (breaks));
  tcase_add_loop_test (tests, test_blocking_calls_are_marked, 0, G_N_ELEMENTS (shares));
}

SWIM_TEST_MAIN ("timeline", add_tests)
