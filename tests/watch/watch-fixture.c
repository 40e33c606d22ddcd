/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tests/watch/watch-fixture.h"

#include <math.h>
#include <string.h>

#define LIBGLIB "/usr/lib/x86_64-linux-gnu/libglib-2.0.so.0.7400.6"
#define PROGRAM "/usr/bin/gallery"

/* A stack is written as `function file line`, the innermost first; the frame after `>` is the own
 * one. Without a file it is in GLib. */
static void
fill_stack (SwimStack *stack, const char *frames)
{
  g_auto (GStrv) list = g_strsplit (frames, ",", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      gboolean own = *list[i] == '>';
      g_auto (GStrv) parts = g_strsplit (list[i] + own, " ", 3);

      if (own)
        stack->own = (int) i;
      if (parts[1] == NULL)
        g_ptr_array_add (stack->frames, swim_frame_new (parts[0], NULL, 0, LIBGLIB, 0x55000 + i));
      else
        g_ptr_array_add (stack->frames, swim_frame_new (parts[0], parts[1], (guint) atoi (parts[2]),
                                                        PROGRAM, 0x1100 + i));
    }
}

#define GLIB_FRAMES \
  "g_timeout_dispatch,g_main_context_dispatch,g_main_context_iterate,g_main_loop_run,main " \
  "src/main.c 12"
#define LOCK_STACK \
  ">cache_lock src/cache.c 113,cache_get src/cache.c 140,thumbnail_load src/thumbnail.c 77," GLIB_FRAMES
#define READ_STACK \
  "g_key_file_load_from_file,>settings_read src/settings.c 58,settings_reload src/settings.c " \
  "81," GLIB_FRAMES
#define PARSE_STACK ">index_parse src/index.c 44,index_update src/index.c 201," GLIB_FRAMES

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const SwimStall *x = *(const SwimStall *const *) a;
  const SwimStall *y = *(const SwimStall *const *) b;

  return (x->start > y->start) - (x->start < y->start);
}

static SwimWatchStall *
add_stall (SwimWatchReport *report, guint loop, SwimCause cause, double start, double seconds)
{
  SwimWatchLoop *owner = g_ptr_array_index (report->loops, loop);
  SwimStall *stall = swim_stall_new (llround (start * 1e9), llround (seconds * 1e9));
  SwimWatchStall *added;

  stall->cause = cause;
  g_ptr_array_add (owner->report.worst_stalls, swim_stall_copy (stall));
  g_ptr_array_sort (owner->report.worst_stalls, compare_starts);
  owner->report.stalls++;
  owner->report.blocked_seconds += seconds;
  owner->report.delay_max = MAX (owner->report.delay_max, seconds);
  added = swim_watch_stall_new (stall);
  added->loop = loop;
  g_ptr_array_add (report->stalls, added);
  return added;
}

static void
blame (SwimWatchStall *stall, const char *call, const char *target, const char *frames)
{
  stall->stall->call = g_strdup (call);
  stall->stall->fd_target = g_strdup (target);
  stall->caught = call != NULL;
  if (call != NULL)
    {
      stall->stall->fd = 9;
      stall->calls = 1;
      stall->in_calls = stall->call_longest = (double) stall->stall->duration / 1e9 - 0.0002;
      stall->call_total = stall->call_max = stall->in_calls;
    }
  fill_stack (&stall->stack, frames);
}

static void
add_call (SwimWatchReport *report,
          guint loop,
          const char *function,
          const char *kind,
          const char *target,
          guint count,
          double total,
          double max,
          const char *frames)
{
  SwimAuditCall *call = swim_audit_call_new ();

  call->function = g_strdup (function);
  call->kind = g_strdup (kind);
  call->target = g_strdup (target);
  call->loop = loop;
  call->count = count;
  call->total = total;
  call->max = max;
  fill_stack (&call->stack, frames);
  g_ptr_array_add (report->calls, call);
}

/* The probability falls as one over the wait, as of most programs. */
static SwimWatchLoop *
add_loop (SwimWatchReport *report, const char *name, int tid, guint turns, double p99)
{
  SwimWatchLoop *loop = swim_watch_loop_new (name);

  loop->tid = tid;
  loop->began = 0.394;
  loop->ended = report->seconds;
  loop->report.iterations = turns;
  loop->report.delay_p50 = p99 / 500;
  loop->report.delay_p99 = p99;
  loop->report.delay_p999 = p99 * 7;
  loop->report.delay_max = p99 * 8;
  loop->report.utilization = 0.0625;
  loop->report.blocked_fraction = 0.03125;
  for (guint i = 0; i < 20; i++)
    {
      SwimDelayPoint point = { p99 / 500 * pow (2, i * 0.6), pow (2, -(double) (i + 1) * 0.6) };

      g_array_append_val (loop->report.delay_curve, point);
    }
  g_ptr_array_add (report->loops, loop);
  return loop;
}

static void
add_rule (SwimWatchReport *report, const char *text, guint64 used)
{
  SwimWatchRule *rule = g_new0 (SwimWatchRule, 1);

  rule->rule = g_strdup (text);
  rule->used = used;
  g_ptr_array_add (report->rules, rule);
}

static SwimWatchReport *
begin (const char *command)
{
  SwimWatchReport *report = swim_watch_report_new ();
  SwimWatchProcess *process = g_new0 (SwimWatchProcess, 1);

  report->command = g_strsplit (command, " ", -1);
  report->started = g_strdup ("2026-11-26T05:00:00Z");
  report->seconds = 12.345678;
  report->exit_status = 0;
  report->audit = g_strdup ("calls");
  report->stall_threshold = 0.05;
  report->usage = (SwimUsageFigures){ 1.25, 0.5, 104857600, -1, 1234, 56 };
  report->context = json_object_new ();
  json_object_set_string_member (report->context, "kernel", "Linux 6.18");
  json_object_set_int_member (report->context, "cpus", 8);
  process->pid = 4711;
  process->program = g_strdup (PROGRAM);
  process->before_loop = 0.394;
  process->ended = report->seconds;
  g_ptr_array_add (report->processes, process);
  return report;
}

static void
fill_common_calls (SwimWatchReport *report)
{
  add_call (report, 0, "open", "file", "/home/ana/.config/gallery/recent.xbel", 212, 0.0104,
            0.00031, "g_file_get_contents,>recent_load src/recent.c 31," GLIB_FRAMES);
  add_call (report, 0, "private_loop", "poll", NULL, 12, 0.0098, 0.0031,
            "g_dbus_connection_call_sync,>tracker_query src/tracker.c 66," GLIB_FRAMES);
  add_call (report, 0, "write", "file", "pipe", 3104, 0.0042, 0.0001,
            ">log_line src/log.c 19," GLIB_FRAMES);
  add_call (report, 0, "read", "file", "/usr/share/gallery/window.ui", 2, 0.0001, 0.00009,
            "g_resource_load,>ui_build src/ui.c 5," GLIB_FRAMES);
  ((SwimAuditCall *) g_ptr_array_index (report->calls, report->calls->len - 1))->ignored = TRUE;
}

static SwimWatchReport *
make_blocked (void)
{
  SwimWatchReport *report = begin ("gallery --album /home/ana/Pictures");
  SwimWatchLoop *loop = add_loop (report, "main", 4711, 48211, 0.0121);
  SwimWatchStall *stall;

  add_loop (report, "gdbus", 4713, 1204, 0.00042);
  add_loop (report, "pool-gallery", 4719, 88, 0.0009)->is_private = TRUE;
  ((SwimWatchLoop *) g_ptr_array_index (report->loops, 2))->contexts = 12;
  stall = add_stall (report, 0, SWIM_CAUSE_BLOCKED, 2.1, 0.341);
  stall->source = g_strdup ("thumbnail-timeout");
  blame (stall, "flock", "/home/ana/.cache/gallery/thumbnails/normal/lock", LOCK_STACK);
  blame (add_stall (report, 0, SWIM_CAUSE_BLOCKED, 7.32, 0.288), "flock",
         "/home/ana/.cache/gallery/thumbnails/normal/lock", LOCK_STACK);
  stall = add_stall (report, 0, SWIM_CAUSE_BLOCKED, 4.005, 0.152);
  blame (stall, "read", "/home/ana/.config/gallery/settings.ini", READ_STACK);
  stall->calls = 1204;
  stall->in_calls = stall->call_total = 0.131;
  stall->call_longest = stall->call_max = 0.0021;
  blame (add_stall (report, 0, SWIM_CAUSE_COMPUTING, 9.75, 0.12), NULL, NULL, PARSE_STACK);
  stall = add_stall (report, 0, SWIM_CAUSE_BLOCKED, 10.5, 0.0744);
  blame (stall, "futex", NULL, ">lock_wait src/lock.c 7," GLIB_FRAMES);
  stall->caught = FALSE;
  stall->calls = 0;
  stall->in_calls = stall->call_longest = 0;
  stall->call_total = stall->call_max = NAN;
  blame (add_stall (report, 1, SWIM_CAUSE_STARVED, 11.2, 0.061), NULL, NULL,
         ">on_message src/bus.c 90," GLIB_FRAMES);
  loop->off_cpu = 0.871;
  loop->explained = 0.79;
  loop->what_if = (SwimWhatIf){ 0.0000221, 0.00261, 0.122, 3, 1310 };
  add_call (report, 0, "flock", "lock", "/home/ana/.cache/gallery/thumbnails/normal/lock", 6, 0.651,
            0.341, LOCK_STACK);
  add_call (report, 0, "read", "file", "/home/ana/.config/gallery/settings.ini", 1304, 0.142,
            0.0021, READ_STACK);
  add_call (report, 1, "connect", "socket", "/run/user/1000/bus", 1, 0.0201, 0.0201,
            "g_socket_connect,>bus_open src/bus.c 41," GLIB_FRAMES);
  fill_common_calls (report);
  add_rule (report, "read *.ui", 2);
  add_rule (report, "open /etc/*", 0);
  g_ptr_array_add (report->notes,
                   g_strdup ("One process, /usr/bin/xdg-mime, is static: it was not watched."));
  report->lost_calls = 17;
  return report;
}

static SwimWatchReport *
make_repaired (void)
{
  SwimWatchReport *report = begin ("gallery --album /home/ana/Pictures");
  SwimWatchLoop *loop = add_loop (report, "main", 5811, 48544, 0.0026);

  add_loop (report, "gdbus", 5813, 1199, 0.00041);
  blame (add_stall (report, 0, SWIM_CAUSE_COMPUTING, 9.61, 0.118), NULL, NULL, PARSE_STACK);
  loop->what_if = (SwimWhatIf){ 0.0000052, 0.0025, 0.118, 1, 12 };
  fill_common_calls (report);
  add_call (report, 0, "stat", "file", "/home/ana/.cache/gallery", 40, 0.0007, 0.00004,
            ">cache_check src/cache.c 99," GLIB_FRAMES);
  return report;
}

/* One loop and one stall, of 120 ms. */
static SwimWatchStall *
make_one (SwimWatchReport **report, SwimCause cause)
{
  *report = begin ("gallery");
  add_loop (*report, "main", 4711, 48211, 0.0121);
  return add_stall (*report, 0, cause, 9.75, 0.12);
}

static SwimWatchReport *
make_counted (SwimCause cause, double on_cpu, double without_cpu)
{
  SwimWatchReport *report;
  SwimWatchStall *stall = make_one (&report, cause);

  blame (stall, NULL, NULL, PARSE_STACK);
  stall->on_cpu = on_cpu;
  stall->without_cpu = without_cpu;
  return report;
}

static SwimWatchReport *
make_many (SwimCause cause, double without_cpu)
{
  SwimWatchReport *report;
  SwimWatchStall *stall = make_one (&report, cause);

  blame (stall, "read", "/home/ana/.config/gallery/settings.ini", READ_STACK);
  stall->calls = 1204;
  stall->in_calls = stall->call_total = 0.0991;
  stall->call_longest = stall->call_max = 0.0021;
  stall->without_cpu = without_cpu;
  return report;
}

static SwimWatchReport *
make_many_kinds (void)
{
  SwimWatchReport *report = make_many (SWIM_CAUSE_BLOCKED, 0.001);
  SwimWatchStall *stall = g_ptr_array_index (report->stalls, 0);

  stall->call_longest = 0.0217;
  stall->call_total = 0.0713;
  return report;
}

static SwimWatchReport *
make_partly (guint calls, double in_calls)
{
  SwimWatchReport *report;
  SwimWatchStall *stall = make_one (&report, SWIM_CAUSE_BLOCKED);

  blame (stall, "read", "/home/ana/.config/gallery/settings.ini", READ_STACK);
  stall->calls = calls;
  stall->in_calls = in_calls;
  stall->call_longest = stall->call_total = stall->call_max = 0.072;
  return report;
}

static SwimWatchReport *
make_unended (void)
{
  SwimWatchReport *report;
  SwimWatchStall *stall = make_one (&report, SWIM_CAUSE_BLOCKED);

  blame (stall, "waitpid", NULL, ">helper_wait src/helper.c 20," GLIB_FRAMES);
  stall->unended = TRUE;
  report->exit_status = -1;
  report->signal = 9;
  return report;
}

static SwimWatchReport *
make_calm (void)
{
  SwimWatchReport *report = begin ("gallery");

  add_loop (report, "main", 4711, 48211, 0.0012);
  fill_common_calls (report);
  return report;
}

static SwimWatchReport *
make_no_loop (void)
{
  SwimWatchReport *report = begin ("sleep 1");
  SwimWatchProcess *process = g_ptr_array_index (report->processes, 0);

  process->before_loop = NAN;
  process->ended = NAN;
  g_clear_pointer (&report->context, json_object_unref);
  return report;
}

/* What a program could put in the way of a report: control characters, markup, what is not UTF-8,
 * and names without end. */
static SwimWatchReport *
make_hostile (void)
{
  g_autofree char *long_name = g_strnfill (3000, 'x');
  SwimWatchReport *report = begin ("gal\033[2Jlery");
  SwimWatchLoop *loop = add_loop (report, "<script>alert('1')</script>", 1, 3, 0.01);
  SwimWatchStall *stall = add_stall (report, 0, SWIM_CAUSE_BLOCKED, 0, 9);

  loop->what_if = (SwimWhatIf){ NAN, NAN, NAN, G_MAXUINT, G_MAXINT64 };
  blame (stall, "a|b&\"c", "/tmp/\xff\xfe\n=cmd", ">f\rg h\ti.c 1");
  stall->source = g_strdup ("</title>]]>");
  g_ptr_array_add (stall->stack.frames, swim_frame_new (NULL, NULL, 0, NULL, G_MAXINT64));
  g_ptr_array_add (stall->stack.frames, swim_frame_new (long_name, long_name, 7, long_name, 0));
  g_ptr_array_add (stall->stack.frames, swim_frame_new (NULL, NULL, 0, "", 0));
  add_call (report, 0, "=1+1", "|", long_name, G_MAXUINT, 1e300, 1e-300, ">a\342\200\256b /c 2");
  add_call (report, 0, "", "", "", 0, 0, NAN, "x");
  add_rule (report, "`*_{}[]<>#|~&$\n", 0);
  g_ptr_array_add (report->notes, g_strdup ("\033]0;title\007 and\nmore"));
  g_free (report->audit);
  report->audit = g_strdup ("<b>");
  report->offload = g_strdup ("\"'<&>");
  report->seconds = NAN;
  return report;
}

SwimWatchReport *
swim_watch_fixture_new (WatchFixture fixture)
{
  SwimWatchReport *report = NULL;

  switch (fixture)
    {
    case WATCH_BLOCKED:
      return make_blocked ();
    case WATCH_REPAIRED:
      return make_repaired ();
    case WATCH_COMPUTING:
      return make_counted (SWIM_CAUSE_COMPUTING, 0.111, 0.001);
    case WATCH_MOSTLY_COMPUTING:
      return make_counted (SWIM_CAUSE_COMPUTING, 0.0702, 0.0488);
    case WATCH_STARVED:
      return make_counted (SWIM_CAUSE_STARVED, 0.004, 0.115);
    case WATCH_MOSTLY_STARVED:
      return make_counted (SWIM_CAUSE_STARVED, 0.0488, 0.0702);
    case WATCH_UNSEEN:
      make_one (&report, SWIM_CAUSE_UNKNOWN);
      return report;
    case WATCH_MANY:
      return make_many (SWIM_CAUSE_BLOCKED, 0.001);
    case WATCH_MANY_STARVED:
      return make_many (SWIM_CAUSE_STARVED, 0.0702);
    case WATCH_MANY_KINDS:
      return make_many_kinds ();
    case WATCH_TWO:
      return make_partly (2, 0.119);
    case WATCH_PARTLY:
      return make_partly (1, 0.072);
    case WATCH_UNENDED:
      return make_unended ();
    case WATCH_CALM:
      return make_calm ();
    case WATCH_NO_LOOP:
      return make_no_loop ();
    default:
      return make_hostile ();
    }
}
