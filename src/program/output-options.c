/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "program/output-options.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/option-group.h"
#include "base/swim-error.h"
#include "program/values.h"
#include "run/save.h"

void
swim_export_options_clear (SwimExportOptions *options)
{
  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    g_clear_pointer (&options->paths[i], g_free);
}

/* Adds an option for each format that has @all of the flags; 0 is every format. With
 * SWIM_EXPORT_WATCHES the help is that of watches. */
void
swim_export_options_add (SwimExportOptions *options, SwimParser *parser, SwimExportFlags all)
{
  const SwimExportFormat *const *formats = swim_export_list ();

  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    {
      g_autofree char *name = g_strconcat ("export-", formats[i]->name, NULL);
      /* GOption keeps an entry's name as long as the parser lives. */
      GOptionEntry entries[] = {
        SWIM_OPTION_GROUP (SWIM_OPTIONS_EXPORTS),
        { g_intern_string (name), 0, 0, G_OPTION_ARG_FILENAME, &options->paths[i],
          (all & SWIM_EXPORT_WATCHES) != 0 ? formats[i]->watch_help : formats[i]->help, "FILE" },
        { NULL }
      };

      if ((formats[i]->flags & all) == all)
        swim_parser_add (parser, entries);
    }
}

/* Whether two paths, or NULL, are of one file, which need not exist yet. */
static gboolean
is_same_file (const char *path, const char *other)
{
  g_autofree char *full = NULL;
  g_autofree char *other_full = NULL;
  struct stat info, other_info;

  if (path == NULL || other == NULL || strcmp (path, "-") == 0 || strcmp (other, "-") == 0)
    return path != NULL && g_strcmp0 (path, other) == 0;
  full = g_canonicalize_filename (path, NULL);
  other_full = g_canonicalize_filename (other, NULL);
  return strcmp (full, other_full) == 0
         || (stat (path, &info) == 0 && stat (other, &other_info) == 0 && S_ISREG (info.st_mode)
             && info.st_dev == other_info.st_dev && info.st_ino == other_info.st_ino);
}

static gboolean
check_targets (const char *path, const char *other, GError **error)
{
  if (!is_same_file (path, other))
    return TRUE;
  if (strcmp (path, "-") == 0)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "only one export can go to standard output");
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE, "two exports cannot go to the same file, %s",
                 path);
  return FALSE;
}

/* Whether all of them can be written, each to a file of its own; @record is the file of a record,
 * or NULL. */
gboolean
swim_export_options_check (const SwimExportOptions *options, const char *record, GError **error)
{
  if (!swim_save_check (record, error))
    return FALSE;
  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    {
      if (!check_targets (options->paths[i], record, error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (!check_targets (options->paths[i], options->paths[j], error))
          return FALSE;
      if (!swim_save_check (options->paths[i], error))
        return FALSE;
    }
  return TRUE;
}

/* Whether the results, which go to @results, or NULL, are in a file that neither the record nor an
 * export replaces. */
gboolean
swim_export_options_check_results (const SwimExportOptions *options,
                                   const char *record,
                                   const char *results,
                                   GError **error)
{
  gboolean same = is_same_file (results, record);

  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    same |= is_same_file (results, options->paths[i]);
  if (same)
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                 "%s has the results; write the record and exports to other files", results);
  return !same;
}

/* Whether an export was asked for whose format has all of the flags; 0 is any. */
gboolean
swim_export_options_any (const SwimExportOptions *options, SwimExportFlags flags)
{
  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    if (options->paths[i] != NULL && (swim_export_list ()[i]->flags & flags) == flags)
      return TRUE;
  return FALSE;
}

/* Whether all of the formats asked for have the flag; @what does not have single items. */
static gboolean
suit (const SwimExportOptions *options, SwimExportFlags flag, const char *what, GError **error)
{
  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    if (options->paths[i] != NULL && (swim_export_list ()[i]->flags & flag) == 0)
      {
        g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
                     "--export-%s needs single items, which %s", swim_export_list ()[i]->name,
                     what);
        return FALSE;
      }
  return TRUE;
}

/* Whether a sweep can be exported in all of the formats asked for. */
gboolean
swim_export_options_suit_sweep (const SwimExportOptions *options, GError **error)
{
  return suit (options, SWIM_EXPORT_SWEEPS, "a sweep does not keep", error);
}

/* Whether shares that are joined can: they have figures, as a sweep has. */
gboolean
swim_export_options_suit_join (const SwimExportOptions *options, GError **error)
{
  return suit (options, SWIM_EXPORT_SWEEPS, "shares that are joined do not keep", error);
}

/* Whether a watch can. */
gboolean
swim_export_options_suit_watch (const SwimExportOptions *options, GError **error)
{
  return suit (options, SWIM_EXPORT_WATCHES, "a watch does not have", error);
}

/* Writes the exports asked for. If one fails, the others are still written; the error is that of
 * the first. */
gboolean
swim_export_options_write (const SwimExportOptions *options,
                           const SwimResults *results,
                           GError **error)
{
  gboolean written = TRUE;

  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    if (options->paths[i] != NULL
        && !swim_export_write (swim_export_list ()[i], results, options->paths[i],
                               written ? error : NULL))
      written = FALSE;
  return written;
}

void
swim_output_options_clear (SwimOutputOptions *options)
{
  swim_export_options_clear (&options->exports);
  g_clear_pointer (&options->progress, g_free);
}

/* Results can be exported in the formats that have @all of the flags. */
void
swim_output_options_add (SwimOutputOptions *options, SwimParser *parser, SwimExportFlags all)
{
  GOptionEntry entries[] = {
    SWIM_OPTION_GROUP (SWIM_OPTIONS_OUTPUT),
    { "progress", 0, 0, G_OPTION_ARG_STRING, &options->progress,
      "show a progress bar on standard error (auto)", "auto|always|never" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "print nothing but errors", NULL },
    { NULL }
  };

  swim_parser_add (parser, entries);
  swim_export_options_add (&options->exports, parser, all);
}

/* As swim_export_options_check (). What goes to standard output stands there alone. */
gboolean
swim_output_options_check (SwimOutputOptions *options, const char *record, GError **error)
{
  gboolean can_redraw = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;

  options->quiet |= g_strcmp0 (record, "-") == 0;
  for (guint i = 0; i < SWIM_N_EXPORTS; i++)
    options->quiet |= g_strcmp0 (options->exports.paths[i], "-") == 0;
  return swim_choice (options->progress, can_redraw, "progress", &options->show_progress, error)
         && swim_export_options_check (&options->exports, record, error);
}
