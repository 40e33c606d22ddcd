/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an answer means to a part that is kept: a line is what is kept, what was asked and answered,
 * and what has to follow. */
#include "config.h"

#include "net/http/range.h"
#include "swim-test.h"

#define DATE "Wed, 21 Oct 2015 07:28:00 GMT"
#define LATER "Wed, 21 Oct 2015 07:29:00 GMT"

/* What is kept; the first is of most lines. Two fifths of ten thousand bytes. */
enum
{
  TAG,
  DATED,      /* without an ETag */
  WEAK,       /* with a weak one */
  UNMEASURED, /* no length was announced */
  GZIP,
  UNPROVEN,
};

static const SwimBodyVersion kept[] = {
  [TAG] = { .etag = "\"1\"", .total = 10000 },
  [DATED] = { .modified = DATE, .total = 10000 },
  [WEAK] = { .etag = "W/\"1\"", .modified = DATE, .total = 10000 },
  [UNMEASURED] = { .etag = "\"1\"", .total = -1 },
  [GZIP] = { .etag = "\"1\"", .coding = "gzip", .total = 10000 },
  [UNPROVEN] = { .etag = "\"1\"", .total = 10000, .unproven = TRUE },
};

#define NONE SWIM_RANGE_NONE
#define WHOLE SWIM_RANGE_WHOLE
#define JOIN SWIM_RANGE_JOIN
#define COMPLETE SWIM_RANGE_COMPLETE
#define AFRESH SWIM_RANGE_AFRESH
#define WRONG SWIM_RANGE_WRONG
#define TAGGED \
  { \
    .etag = "\"1\"" \
  }

/* clang-format off */
static const struct
{
  const char *what;
  guint kept;
  guint64 from;
  guint code;
  const char *range;
  gint64 length;
  SwimBodyVersion version;
  SwimHttpRangeVerdict verdict;
  gint64 total;
  gint64 end;
  const char *type;
} lines[] = {
  /* 206: the rest of the same version */
  { "the rest",               TAG, 4000, 206, "bytes 4000-9999/10000", 6000, TAGGED, JOIN, 10000, 10000 },
  { "no length announced",    TAG, 4000, 206, "bytes 4000-9999/10000", -1, TAGGED, JOIN, 10000, 10000 },
  { "less than the rest",     TAG, 4000, 206, "bytes 4000-4999/10000", 1000, TAGGED, JOIN, 10000, 5000 },
  { "total as announced",     TAG, 4000, 206, "bytes 4000-9999/*", 6000, TAGGED, JOIN, 10000, 10000 },
  { "a star, and short",      TAG, 4000, 206, "bytes 4000-9499/*", 5500, TAGGED, JOIN, 10000, 9500 },
  { "a star, and too long",   TAG, 4000, 206, "bytes 4000-10000/*", 6001, TAGGED, AFRESH },
  { "a total at last",        UNMEASURED, 4000, 206, "bytes 4000-9999/10000", 6000, TAGGED, JOIN, 10000, 10000 },
  { "a total never",          UNMEASURED, 4000, 206, "bytes 4000-9999/*", 6000, TAGGED, AFRESH },
  { "a larger total",         TAG, 4000, 206, "bytes 4000-11999/12000", 8000, TAGGED, AFRESH },
  { "a smaller total",        TAG, 4000, 206, "bytes 4000-8999/9000", 5000, TAGGED, AFRESH },
  { "another ETag",           TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"2\"" }, AFRESH },
  { "no ETag any more",       TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = NULL }, AFRESH },
  { "a date in its place",    TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .modified = DATE }, AFRESH },
  { "an ETag turned weak",    TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "W/\"1\"" }, AFRESH },
  { "another date, same ETag", TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .modified = LATER }, JOIN, 10000, 10000 },
  { "an ETag without quotes", TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "1" }, AFRESH },
  { "the same date",          DATED, 4000, 206, "bytes 4000-9999/10000", 6000, { .modified = DATE }, JOIN, 10000, 10000 },
  { "another date",           DATED, 4000, 206, "bytes 4000-9999/10000", 6000, { .modified = LATER }, AFRESH },
  { "no date",                DATED, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = NULL }, AFRESH },
  { "weak and the same date", WEAK, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "W/\"1\"", .modified = DATE }, JOIN, 10000, 10000 },
  { "weak, no ETag, a date",  WEAK, 4000, 206, "bytes 4000-9999/10000", 6000, { .modified = DATE }, JOIN, 10000, 10000 },
  { "weak and another date",  WEAK, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "W/\"1\"", .modified = LATER }, AFRESH },
  { "another weak one",       WEAK, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "W/\"2\"", .modified = DATE }, AFRESH },
  { "weak alone",             WEAK, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "W/\"1\"" }, AFRESH },
  { "coded all at once",      TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .coding = "gzip" }, AFRESH },
  { "no coding",              TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .coding = "identity" }, JOIN, 10000, 10000 },
  { "the same coding",        GZIP, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .coding = "GZip" }, JOIN, 10000, 10000 },
  { "not coded any more",     GZIP, 4000, 206, "bytes 4000-9999/10000", 6000, TAGGED, AFRESH },
  { "of another place",       TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .place = 1 }, AFRESH },
  { "does not prove its end", TAG, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .unproven = TRUE }, AFRESH },
  { "neither does the part",  UNPROVEN, 4000, 206, "bytes 4000-9999/10000", 6000, { .etag = "\"1\"", .unproven = TRUE }, JOIN, 10000, 10000 },
  /* 206: something else */
  { "longer than it says",    TAG, 4000, 206, "bytes 4000-9999/10000", 6001, TAGGED, AFRESH },
  { "shorter than it says",   TAG, 4000, 206, "bytes 4000-9999/10000", 5999, TAGGED, AFRESH },
  { "later",                  TAG, 4000, 206, "bytes 4001-9999/10000", 5999, TAGGED, AFRESH },
  { "earlier",                TAG, 4000, 206, "bytes 3999-9999/10000", 6001, TAGGED, AFRESH },
  { "from the beginning",     TAG, 4000, 206, "bytes 0-9999/10000", 10000, TAGGED, WHOLE, 10000, 10000 },
  { "the beginning",          TAG, 4000, 206, "bytes 0-99/10000", 100, TAGGED, WHOLE, 10000, 100 },
  { "all of another version", TAG, 4000, 206, "bytes 0-999/1000", 1000, { .etag = "\"2\"" }, WHOLE, 1000, 1000 },
  { "the beginning of what",  TAG, 4000, 206, "bytes 0-9999/*", 10000, TAGGED, AFRESH },
  { "what is not there",      TAG, 4000, 206, "bytes */10000", 6000, TAGGED, AFRESH },
  { "it does not say which",  TAG, 4000, 206, NULL, 6000, TAGGED, AFRESH },
  { "it says nothing usable", TAG, 4000, 206, "bytes 4000-/10000", 6000, TAGGED, AFRESH },
  { "other units",            TAG, 4000, 206, "lines 4000-9999/10000", 6000, TAGGED, AFRESH },
  { "several pieces",         TAG, 4000, 206, NULL, 6100, TAGGED, AFRESH, 0, 0, "multipart/byteranges; boundary=x" },
  { "pieces with a range",    TAG, 4000, 206, "bytes 4000-9999/10000", 6000, TAGGED, AFRESH, 0, 0, "Multipart/ByteRanges" },
  { "not asked for",          TAG, 0, 206, "bytes 0-9999/10000", 10000, TAGGED, WRONG },
  /* 200 and the like */
  { "the whole",              TAG, 0, 200, NULL, 10000, TAGGED, WHOLE, 10000, -1 },
  { "of unknown length",      TAG, 0, 200, NULL, -1, TAGGED, WHOLE, -1, -1 },
  { "the whole again",        TAG, 4000, 200, NULL, 10000, TAGGED, WHOLE, 10000, 10000 },
  { "again, without a length", TAG, 4000, 200, NULL, -1, TAGGED, AFRESH },
  { "less than the part",     UNMEASURED, 4000, 200, NULL, 3999, TAGGED, AFRESH },
  { "a length at last",       UNMEASURED, 4000, 200, NULL, 10000, TAGGED, WHOLE, 10000, 10000 },
  { "never a length",         UNMEASURED, 4000, 200, NULL, -1, TAGGED, WHOLE, -1, -1 },
  { "another version",        TAG, 4000, 200, NULL, 9000, { .etag = "\"2\"" }, WHOLE, 9000, -1 },
  { "the same, but shorter",  TAG, 4000, 200, NULL, 6000, TAGGED, AFRESH },
  { "a slice",                TAG, 4000, 200, "bytes 4000-9999/10000", 6000, TAGGED, AFRESH },
  { "a slice, not asked for", TAG, 0, 200, "bytes 4000-9999/10000", 6000, TAGGED, WRONG },
  { "the first slice",        TAG, 0, 200, "bytes 0-5999/10000", 6000, TAGGED, WRONG },
  { "a slice of what",        TAG, 0, 200, "bytes 0-5999/*", 6000, TAGGED, WRONG },
  { "all, said twice",        TAG, 0, 200, "bytes 0-9999/10000", 10000, TAGGED, WHOLE, 10000, 10000 },
  { "all, in chunks",         TAG, 4000, 200, "bytes 0-9999/10000", -1, TAGGED, WHOLE, 10000, 10000 },
  { "all, contradicting",     TAG, 0, 200, "bytes 0-9999/10000", 6000, TAGGED, WRONG },
  { "of other units",         TAG, 0, 200, "lines 0-9/10", 10000, TAGGED, WHOLE, 10000, -1 },
  { "units and a range",      TAG, 4000, 200, "lines 0-9/10", 10000, TAGGED, AFRESH },
  { "200 in several pieces",  TAG, 4000, 200, NULL, 6100, TAGGED, AFRESH, 0, 0, "multipart/byteranges; boundary=x" },
  { "no content",             TAG, 0, 204, NULL, 0, TAGGED, WHOLE, 0, -1 },
  { "no content for a range", TAG, 4000, 204, NULL, 0, TAGGED, AFRESH },
  /* 416 */
  { "complete",               TAG, 10000, 416, "bytes */10000", 0, TAGGED, COMPLETE, 10000, 10000 },
  { "as the part, not as announced", TAG, 4000, 416, "bytes */4000", 0, TAGGED, AFRESH },
  { "as announced, not as the part", TAG, 4000, 416, "bytes */10000", 0, TAGGED, AFRESH },
  { "never announced",        UNMEASURED, 4000, 416, "bytes */4000", 0, TAGGED, AFRESH },
  { "of another version",     TAG, 10000, 416, "bytes */10000", 0, { .etag = "\"2\"" }, AFRESH },
  { "of which version",       TAG, 10000, 416, "bytes */10000", 0, { .etag = NULL }, AFRESH },
  { "416 and no more",        TAG, 10000, 416, NULL, 0, TAGGED, AFRESH },
  { "416 to no range",        TAG, 0, 416, "bytes */10000", 0, TAGGED, NONE },
  /* Other refusals */
  { "refused",                TAG, 4000, 412, NULL, 0, TAGGED, AFRESH },
  { "not understood",         TAG, 4000, 400, NULL, 0, TAGGED, AFRESH },
  { "not implemented",        TAG, 4000, 501, NULL, 0, TAGGED, AFRESH },
  { "refused without a range", TAG, 0, 412, NULL, 0, TAGGED, NONE },
  { "gone",                   TAG, 4000, 404, NULL, 0, TAGGED, NONE },
  { "not allowed",            TAG, 4000, 403, NULL, 0, TAGGED, NONE },
  { "too many requests",      TAG, 4000, 429, NULL, 0, TAGGED, NONE },
  { "busy",                   TAG, 4000, 503, NULL, 0, TAGGED, NONE },
  { "elsewhere",              TAG, 4000, 302, NULL, 0, TAGGED, NONE },
  { "unchanged",              TAG, 4000, 304, NULL, 0, TAGGED, NONE },
};
/* clang-format on */

START_TEST (test_answer_is_judged)
{
  const SwimHttpRangeAnswer answer = {
    .version = lines[_i].version,
    .code = lines[_i].code,
    .length = lines[_i].length,
    .content_range = lines[_i].range,
    .content_type = lines[_i].type,
  };
  SwimHttpRange range = swim_http_range_judge (&kept[lines[_i].kept], lines[_i].from, &answer);

  ck_assert_msg (range.verdict == lines[_i].verdict, "%s: %d", lines[_i].what, range.verdict);
  ck_assert_msg ((range.why != NULL) == (range.verdict == AFRESH || range.verdict == WRONG), "%s",
                 lines[_i].what);
  if (range.verdict != WHOLE && range.verdict != JOIN)
    return;
  ck_assert_msg (range.total == lines[_i].total, "%s", lines[_i].what);
  ck_assert_msg (range.end == lines[_i].end, "%s", lines[_i].what);
}
END_TEST

/* What is kept of an answer, by its date; and what the rest is asked for by. */
static const struct
{
  const char *etag;
  const char *modified;
  const char *now;
  const char *validator;
} validators[] = {
  { "\"1\"", DATE, LATER, "\"1\"" },
  { NULL, DATE, LATER, DATE },
  { "W/\"1\"", DATE, LATER, DATE },
  { NULL, DATE, DATE, NULL },
  { NULL, LATER, DATE, NULL },
  { NULL, DATE, NULL, NULL },
  { NULL, "today", LATER, NULL },
  { "W/\"1\"", NULL, LATER, NULL },
  { NULL, NULL, NULL, NULL },
  { "1", NULL, LATER, NULL },
  { "\"", NULL, LATER, NULL },
  { "\"1", DATE, LATER, DATE },
  { "\"1\", \"2\"", DATE, LATER, DATE },
};

START_TEST (test_rest_is_asked_for_by_a_strong_validator)
{
  const SwimBodyVersion answer = {
    .etag = validators[_i].etag, .modified = validators[_i].modified, .total = 5, .place = 7
  };
  SwimBodyVersion version, again;
  g_autofree char *note = NULL;

  swim_body_version_copy (&version, &answer, validators[_i].now);
  ck_assert_pstr_eq (swim_body_version_get_validator (&version), validators[_i].validator);
  note = swim_body_version_to_note (&version);
  ck_assert_int_eq (note != NULL, validators[_i].validator != NULL);
  if (note != NULL)
    {
      ck_assert (swim_body_version_from_note (&again, note));
      ck_assert (swim_body_version_matches (&again, &answer));
      ck_assert_int_eq (again.total, 5);
      swim_body_version_clear (&again);
    }
  swim_body_version_clear (&version);
}
END_TEST

/* clang-format off */
static const char *const damaged[] = {
  "", "\"1\"", "5", "5\t0000000000000007\tproven\t\t\t",
  "5\t0000000000000007\tproven\t\t\t\"1\r\n\"", "5\t0000000000000007\tproven\t\t\t\"1\"\t", "5\t0000000000000007\tproven\t\t\tW/\"1\"",
  "5\t0000000000000007\tproven\t\t\t\"1", "\t0000000000000007\tproven\t\t\t\"1\"",
  "-2\t0000000000000007\tproven\t\t\t\"1\"", "5x\t0000000000000007\tproven\t\t\t\"1\"",
  "+5\t0000000000000007\tproven\t\t\t\"1\"", "99999999999999999999\t0000000000000007\tproven\t\t\t\"1\"",
  "5\t7\tproven\t\t\t\"1\"", "5\t000000000000000g\tproven\t\t\t\"1\"",
  "5\t0000000000000007\t\t\t\t\"1\"", "5\t0000000000000007\tPROVEN\t\t\t\"1\"",
};
/* clang-format on */

START_TEST (test_damaged_note_is_none)
{
  SwimBodyVersion version;

  ck_assert_msg (!swim_body_version_from_note (&version, damaged[_i]), "%s", damaged[_i]);
}
END_TEST

START_TEST (test_version_that_fits_no_note_is_not_noted)
{
  const SwimBodyVersion version = { .etag = "\"1\"", .coding = "gzip,\tbr" };

  ck_assert_ptr_null (swim_body_version_to_note (&version));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_answer_is_judged, 0, G_N_ELEMENTS (lines));
  tcase_add_loop_test (tests, test_rest_is_asked_for_by_a_strong_validator, 0,
                       G_N_ELEMENTS (validators));
  tcase_add_loop_test (tests, test_damaged_note_is_none, 0, G_N_ELEMENTS (damaged));
  tcase_add_test (tests, test_version_that_fits_no_note_is_not_noted);
}

SWIM_TEST_MAIN ("range", add_tests)
