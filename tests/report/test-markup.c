/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The output is well-formed and contains the given text, whatever that is. */
#include "config.h"

#include <string.h>

#include "report/svg.h"
#include "swim-comma-locale.h"
#include "swim-test.h"

typedef struct
{
  const char *text;
  const char *written;
} Escape;

static const Escape in_text[] = {
  { "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;" },
  { "a & b &amp; c", "a &amp; b &amp;amp; c" },
  { "\"it's\"", "\"it's\"" },
  { "]]>", "]]&gt;" },
  { "tab\tline\nend", "tab\tline\nend" },
  { "\x1b[2J\r\x7f", "\\x1b[2J\\x0d\\x7f" },
  { "\xc2\x9b"
    "1m",
    "\\x9b1m" },
  { "\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066" },
  { "\uffff\ufffe", "\\uffff\\ufffe" },
  { "\U0010ffff", "\\u10ffff" },
  { "caf\xe9", "caf\ufffd" },
  { "\xc3", "\ufffd" },
  { "ä… 東京 🦊", "ä… 東京 🦊" },
  { "", "" },
};

/* What was written (transfer full). */
static char *
end_markup (SwimMarkup *markup, FILE *file, char **text)
{
  swim_markup_clear (markup);
  ck_assert_int_eq (fclose (file), 0);
  return *text;
}

static void
note_text (GMarkupParseContext *context,
           const char *text,
           gsize length,
           gpointer data,
           GError **error)
{
  (void) context;
  (void) error;
  g_string_append_len (data, text, (gssize) length);
}

static void
note_values (GMarkupParseContext *context,
             const char *element,
             const char **names,
             const char **values,
             gpointer data,
             GError **error)
{
  (void) context;
  (void) element;
  (void) names;
  (void) error;
  for (; *values != NULL; values++)
    g_string_append (data, *values);
}

/* All text and all values in it (transfer full), by a parser that only takes what is
 * well-formed. */
static GString *
parse (const char *written)
{
  static const GMarkupParser parser = { .start_element = note_values, .text = note_text };
  GString *found = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, found, NULL);
  g_autoptr (GError) error = NULL;

  g_markup_parse_context_parse (context, written, -1, &error);
  swim_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  swim_assert_no_error (error);
  return found;
}

START_TEST (test_text_is_escaped)
{
  g_auto (SwimMarkup) markup = { 0 };
  char *text = NULL;
  size_t length;
  FILE *file = open_memstream (&text, &length);
  g_autofree char *wanted = g_strdup_printf ("<td>%s</td>", in_text[_i].written);
  g_autofree char *written = NULL;
  g_autoptr (GString) found = NULL;

  swim_markup_init (&markup, file);
  swim_markup_element (&markup, "td", in_text[_i].text);
  written = end_markup (&markup, file, &text);
  ck_assert_str_eq (written, wanted);
  found = parse (written);
}
END_TEST

START_TEST (test_a_value_cannot_leave_its_quotes)
{
  static const char trap[] = "\"><img src=x onerror='alert(1)'>&";
  g_auto (SwimMarkup) markup = { 0 };
  char *text = NULL;
  size_t length;
  FILE *file = open_memstream (&text, &length);
  g_autofree char *written = NULL;
  g_autoptr (GString) found = NULL;

  swim_markup_init (&markup, file);
  swim_markup_open (&markup, "rect");
  swim_markup_attribute (&markup, "id", trap);
  written = end_markup (&markup, file, &text);
  ck_assert_ptr_null (strstr (written, "<img"));
  found = parse (written);
  ck_assert_str_eq (found->str, trap);
}
END_TEST

START_TEST (test_what_is_open_is_closed_in_turn)
{
  g_auto (SwimMarkup) markup = { 0 };
  char *text = NULL;
  size_t length;
  FILE *file = open_memstream (&text, &length);
  g_autofree char *written = NULL;

  swim_markup_init (&markup, file);
  swim_markup_open (&markup, "ul");
  swim_markup_open (&markup, "b");
  swim_markup_open (&markup, "circle");
  swim_markup_numbers (&markup, "r", 1.5);
  swim_markup_close (&markup);
  swim_markup_open (&markup, "p");
  written = end_markup (&markup, file, &text);
  /* HTML reads "<p/>" as an opening tag. */
  ck_assert_str_eq (written, "<ul><b><circle r=\"1.5\"/>\n<p></p>\n</b></ul>\n");
}
END_TEST

static const struct
{
  double number;
  const char *written;
} numbers[] = { { 0, "0" },      { -0.001, "0" },     { 1.5, "1.5" },
                { 100, "100" },  { -2.345, "-2.35" }, { 1234567.891, "1234567.89" },
                { 0.05, "0.05" } };

START_TEST (test_a_number_has_two_digits_at_most)
{
  g_autoptr (GString) text = g_string_new (NULL);

  swim_markup_append_numbers (text, "#", numbers[_i].number);
  ck_assert_str_eq (text->str, numbers[_i].written);
}
END_TEST

START_TEST (test_a_number_has_a_point_in_every_locale)
{
  g_autoptr (GString) text = g_string_new (NULL);

  ck_assert (swim_comma_locale_set ());
  swim_markup_append_numbers (text, "#", 1.5);
  ck_assert_str_eq (text->str, "1.5");
}
END_TEST

START_TEST (test_a_long_text_is_cut_between_letters)
{
  g_autofree char *same = swim_svg_shorten ("twelve chars", 12);
  g_autofree char *cut = swim_svg_shorten ("äöüäöüäöü", 4);
  g_autofree char *wide = swim_svg_shorten ("東京東京", 5);

  ck_assert_str_eq (same, "twelve chars");
  ck_assert_str_eq (cut, "äöü…");
  ck_assert_str_eq (wide, "東京…");
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_loop_test (tests, test_text_is_escaped, 0, G_N_ELEMENTS (in_text));
  tcase_add_test (tests, test_a_value_cannot_leave_its_quotes);
  tcase_add_test (tests, test_what_is_open_is_closed_in_turn);
  tcase_add_loop_test (tests, test_a_number_has_two_digits_at_most, 0, G_N_ELEMENTS (numbers));
  if (swim_comma_locale_set ())
    tcase_add_test (tests, test_a_number_has_a_point_in_every_locale);
  tcase_add_test (tests, test_a_long_text_is_cut_between_letters);
}

SWIM_TEST_MAIN ("markup", add_tests)
