/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of an HTML page that several files use. */
#pragma once

#include "report/chart.h"
#include "report/markup.h"
#include "report/report.h"
#include "watch/watch-report.h"

G_BEGIN_DECLS

void swim_page_begin (SwimMarkup *markup, FILE *file, const char *title, const char *css_class);
void swim_page_paragraph (SwimMarkup *markup, const char *css_class, const char *text);
void swim_page_figure (SwimMarkup *markup,
                       const char *css_class,
                       const char *caption,
                       const char *note);
void swim_page_scroll (SwimMarkup *markup, const char *label);
void swim_page_grid (SwimMarkup *markup,
                     const SwimGrid *grid,
                     guint row_header,
                     const char *caption);
void swim_page_context (SwimMarkup *markup, JsonObject *context);
void swim_page_environment (SwimMarkup *markup, const SwimComparison *comparison);

/* The charts of a comparison, and those of a sweep. */
void swim_report_html_bars (SwimMarkup *markup, const SwimComparison *comparison);
void swim_report_html_curve (SwimMarkup *markup, const SwimComparison *comparison);
void swim_report_html_speedups (SwimMarkup *markup, const SwimComparison *comparison);
void swim_report_html_charts (SwimMarkup *markup,
                              const SwimComparison *comparison,
                              gboolean single);
SwimChart *swim_report_sweep_chart (const SwimSweep *sweep);
void swim_report_html_sweep (SwimMarkup *markup, const SwimSweep *sweep);

/* The whole page of a watch. */
void swim_report_html_watch (const SwimWatchReport *report, FILE *file);

G_END_DECLS
