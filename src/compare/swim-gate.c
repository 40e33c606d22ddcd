/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "compare/swim-gate.h"

#include <math.h>
#include <string.h>

#include "base/swim-error.h"
#include "mode/swim-mode.h"

typedef enum
{
  KIND_TIME,
  KIND_SIZE,
  KIND_SHARE,
  KIND_COUNT,
  KIND_RATIO,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  SwimFigure figure; /* NULL for those of the speed-up */
  gsize offset;      /* then: into SwimSummary */
} Metric;

static double
known (gint64 value)
{
  return value < 0 ? NAN : (double) value;
}

/* A function for each metric of a record. */
#define CONCAT(a, b) a##b
#define FIGURE(line) CONCAT (figure_, line)
#define SWIM_METRIC(name, kind, expression) \
  static double FIGURE (__LINE__) (const SwimRecord *record) { return expression; }
#include "compare/gates.def"
#undef SWIM_METRIC

static const Metric metrics[] = {
  { "speedup", KIND_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, median) },
  { "speedup.lower", KIND_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, lower) },
  { "speedup.upper", KIND_RATIO, NULL, G_STRUCT_OFFSET (SwimSummary, upper) },
#define SWIM_METRIC(name, kind, expression) { name, KIND_##kind, FIGURE (__LINE__), 0 },
#include "compare/gates.def"
#undef SWIM_METRIC
};

static const struct
{
  const char *name;
  Kind kind;
  double factor;
} units[] = {
  { "us", KIND_TIME, 1e-6 },        { "ms", KIND_TIME, 1e-3 },  { "s", KIND_TIME, 1 },
  { "B", KIND_SIZE, 1 },            { "KiB", KIND_SIZE, 1024 }, { "MiB", KIND_SIZE, 1048576 },
  { "GiB", KIND_SIZE, 1073741824 }, { "%", KIND_SHARE, 0.01 },  { "x", KIND_RATIO, 1 },
};

/* The longer first, since parsing takes the first that fits. */
static const char *const operators[] = { "<=", ">=", "<", ">" };

struct _SwimGate
{
  char *text;
  char *mode; /* NULL: any */
  const Metric *metric;
  guint operator;
  double limit;
};

void
swim_gate_free (SwimGate *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->mode);
  g_free (self);
}

/* The names of all metrics, for a message (transfer full). */
char *
swim_gate_list_metrics (void)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", metrics[i].name);
  return g_string_free (names, FALSE);
}

static gboolean
fail (GError **error, const char *text, const char *why)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_USAGE,
               "the gate \"%s\" cannot be understood: %s; an example is async.speedup<2", text,
               why);
  return FALSE;
}

static const Metric *
find_metric (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    if (strcmp (metrics[i].name, name) == 0)
      return &metrics[i];
  return NULL;
}

/* What stands before the operator: a metric, or a mode and a metric. */
static gboolean
parse_subject (SwimGate *self, const char *subject, GError **error)
{
  const char *dot = strchr (subject, '.');
  g_autofree char *why = NULL;
  g_autofree char *names = NULL;

  self->metric = find_metric (subject);
  if (self->metric != NULL)
    return TRUE;
  if (dot != NULL)
    {
      self->mode = g_strndup (subject, (gsize) (dot - subject));
      self->metric = find_metric (dot + 1);
      if (swim_mode_lookup (self->mode) == NULL)
        {
          why = g_strdup_printf ("\"%s\" is neither a mode nor part of a metric", self->mode);
          return fail (error, self->text, why);
        }
    }
  if (self->metric != NULL)
    return TRUE;
  names = swim_gate_list_metrics ();
  why = g_strdup_printf ("there is no metric \"%s\" (there are %s)",
                         dot != NULL ? dot + 1 : subject, names);
  return fail (error, self->text, why);
}

/* What stands after it: a number, perhaps with a unit. */
static gboolean
parse_limit (SwimGate *self, char *text, GError **error)
{
  char *end;

  g_strstrip (text);
  self->limit = g_ascii_strtod (text, &end);
  if (end == text || !isfinite (self->limit))
    return fail (error, self->text, "there is no number after the operator");
  g_strchug (end);
  if (*end == '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, end) == 0 && units[i].kind == self->metric->kind)
      {
        self->limit *= units[i].factor;
        return TRUE;
      }
  return fail (error, self->text, "the unit does not go with the metric");
}

static const char *
find_operator (SwimGate *self)
{
  gsize at = strcspn (self->text, "<>");

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->text + at, operators[i]))
      {
        self->operator= i;
        return self->text + at;
      }
  return NULL;
}

/* Understands a gate (transfer full), or says why not. */
SwimGate *
swim_gate_parse (const char *text, GError **error)
{
  g_autoptr (SwimGate) self = g_new0 (SwimGate, 1);
  g_autofree char *subject = NULL;
  g_autofree char *limit = NULL;
  const char *found;

  self->text = g_strdup (text);
  found = find_operator (self);
  if (found == NULL)
    {
      fail (error, text, "there is none of the operators <, <=, > and >= in it");
      return NULL;
    }
  subject = g_strstrip (g_strndup (text, (gsize) (found - self->text)));
  limit = g_strdup (found + strlen (operators[self->operator]));
  if (!parse_subject (self, subject, error) || !parse_limit (self, limit, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
meets (const SwimGate *self, double value)
{
  switch (operators[self->operator][0])
    {
    case '<':
      return operators[self->operator][1] == '=' ? value <= self->limit : value < self->limit;
    default:
      return operators[self->operator][1] == '=' ? value >= self->limit : value > self->limit;
    }
}

static double
get_value (const SwimGate *self, const SwimContender *contender)
{
  SwimSummary summary;

  if (self->metric->figure == NULL)
    return contender->speedup.n > 0
               ? G_STRUCT_MEMBER (double, &contender->speedup, self->metric->offset)
               : NAN;
  return swim_contender_summarize (contender, self->metric->figure, &summary) ? summary.median
                                                                              : NAN;
}

/* FALSE, with what is wrong, where the contender fails. A figure that is not there fails too: a gate
 * that passes for want of data would pass for ever. */
static gboolean
check_contender (const SwimGate *self,
                 const SwimComparison *comparison,
                 const SwimContender *contender,
                 char **failure)
{
  double value = get_value (self, contender);

  if (isfinite (value) && !meets (self, value))
    return TRUE;
  if (isfinite (value))
    *failure = g_strdup_printf ("%s: %s %s %s is %g", self->text, comparison->job,
                                contender->mode, self->metric->name, value);
  else
    *failure = g_strdup_printf ("%s: %s %s has no %s to judge (too few items or rounds?)",
                                self->text, comparison->job, contender->mode,
                                self->metric->name);
  return FALSE;
}

static gboolean
is_meant (const SwimGate *self, const SwimComparison *comparison, guint i)
{
  if (self->mode != NULL)
    return strcmp (self->mode, swim_comparison_get (comparison, i)->mode) == 0;
  return i > 0 || self->metric->kind != KIND_RATIO;
}

/* Whether concluded comparisons pass the gate. FALSE with what failed (transfer full): the condition
 * is met, the figure is missing, or no comparison has the mode. */
gboolean
swim_gate_check (const SwimGate *self, GPtrArray *comparisons, char **failure)
{
  guint meant = 0;

  for (guint i = 0; i < comparisons->len; i++)
    {
      const SwimComparison *comparison = g_ptr_array_index (comparisons, i);

      for (guint j = 0; j < comparison->contenders->len; j++)
        {
          if (!is_meant (self, comparison, j))
            continue;
          meant++;
          if (!check_contender (self, comparison, swim_comparison_get (comparison, j), failure))
            return FALSE;
        }
    }
  if (meant > 0)
    return TRUE;
  *failure = g_strdup_printf ("%s: no mode was run that it is about", self->text);
  return FALSE;
}
