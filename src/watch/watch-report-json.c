/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/watch-report-json.h"

#include "base/json-fields.h"
#include "base/swim-error.h"
#include "loop/stall-json.h"

#define WATCH_VERSION 1

static const SwimField report_fields[] = { SWIM_FIELD (STRING, SwimWatchReport, started),
                                           SWIM_FIELD (DOUBLE, SwimWatchReport, seconds),
                                           SWIM_FIELD (INT, SwimWatchReport, exit_status),
                                           SWIM_FIELD (INT, SwimWatchReport, signal),
                                           SWIM_FIELD (STRING, SwimWatchReport, audit),
                                           SWIM_FIELD (DOUBLE, SwimWatchReport, stall_threshold),
                                           SWIM_FIELD (STRING, SwimWatchReport, offload),
                                           SWIM_FIELD (UNSIGNED, SwimWatchReport, lost_turns),
                                           SWIM_FIELD (UNSIGNED, SwimWatchReport, lost_calls),
                                           SWIM_FIELD (LATER, SwimWatchReport, unwatched),
                                           SWIM_FIELD_END };

static const SwimField process_fields[] = {
  SWIM_FIELD (INT, SwimWatchProcess, pid),      SWIM_FIELD (STRING, SwimWatchProcess, program),
  SWIM_FIELD (DOUBLE, SwimWatchProcess, began), SWIM_FIELD (DOUBLE, SwimWatchProcess, before_loop),
  SWIM_FIELD (DOUBLE, SwimWatchProcess, ended), SWIM_FIELD_END
};

static const SwimField loop_fields[] = { SWIM_FIELD (STRING, SwimWatchLoop, name),
                                         SWIM_FIELD (UINT, SwimWatchLoop, process),
                                         SWIM_FIELD (INT, SwimWatchLoop, tid),
                                         SWIM_FIELD (UINT, SwimWatchLoop, contexts),
                                         { "private", SWIM_FIELD_BOOLEAN,
                                           offsetof (SwimWatchLoop, is_private) },
                                         SWIM_FIELD (DOUBLE, SwimWatchLoop, began),
                                         SWIM_FIELD (DOUBLE, SwimWatchLoop, ended),
                                         SWIM_FIELD (DOUBLE, SwimWatchLoop, off_cpu),
                                         SWIM_FIELD (DOUBLE, SwimWatchLoop, explained),
                                         SWIM_FIELD_END };

static const SwimField what_if_fields[] = {
  SWIM_FIELD (DOUBLE, SwimWhatIf, delay_p50), SWIM_FIELD (DOUBLE, SwimWhatIf, delay_p99),
  SWIM_FIELD (DOUBLE, SwimWhatIf, delay_max), SWIM_FIELD (UINT, SwimWhatIf, calls),
  SWIM_FIELD (UNSIGNED, SwimWhatIf, count),   SWIM_FIELD_END
};

/* Beside those of loop/stall-json. */
static const SwimField stall_fields[] = { SWIM_FIELD (UINT, SwimWatchStall, loop),
                                          SWIM_FIELD (STRING, SwimWatchStall, source),
                                          SWIM_FIELD (BOOLEAN, SwimWatchStall, caught),
                                          SWIM_FIELD (BOOLEAN, SwimWatchStall, unended),
                                          SWIM_FIELD (UINT, SwimWatchStall, calls),
                                          SWIM_FIELD (DOUBLE, SwimWatchStall, in_calls),
                                          SWIM_FIELD (DOUBLE, SwimWatchStall, call_longest),
                                          SWIM_FIELD (OPTIONAL, SwimWatchStall, call_total),
                                          SWIM_FIELD (OPTIONAL, SwimWatchStall, call_max),
                                          SWIM_FIELD (OPTIONAL, SwimWatchStall, on_cpu),
                                          SWIM_FIELD (OPTIONAL, SwimWatchStall, without_cpu),
                                          SWIM_FIELD_END };

static const SwimField call_fields[] = {
  SWIM_FIELD (STRING, SwimAuditCall, function), SWIM_FIELD (STRING, SwimAuditCall, kind),
  SWIM_FIELD (STRING, SwimAuditCall, target),   SWIM_FIELD (UINT, SwimAuditCall, loop),
  SWIM_FIELD (UNSIGNED, SwimAuditCall, count),  SWIM_FIELD (DOUBLE, SwimAuditCall, total),
  SWIM_FIELD (DOUBLE, SwimAuditCall, max),      SWIM_FIELD (BOOLEAN, SwimAuditCall, ignored),
  SWIM_FIELD (BOOLEAN, SwimAuditCall, trapped), SWIM_FIELD_END
};

static const SwimField stack_fields[] = { SWIM_FIELD (INT, SwimStack, own), SWIM_FIELD_END };

static const SwimField frame_fields[] = {
  SWIM_FIELD (STRING, SwimFrame, function), SWIM_FIELD (STRING, SwimFrame, file),
  SWIM_FIELD (UINT, SwimFrame, line),       SWIM_FIELD (STRING, SwimFrame, module),
  SWIM_FIELD (UNSIGNED, SwimFrame, offset), SWIM_FIELD_END
};

static const SwimField rule_fields[] = { SWIM_FIELD (STRING, SwimWatchRule, rule),
                                         SWIM_FIELD (UNSIGNED, SwimWatchRule, used),
                                         SWIM_FIELD_END };

/* Adds the members that are no plain fields; may be NULL. */
typedef void (*WriteFunc) (gconstpointer from, JsonObject *object);

/* Sets a member to an array with an object for each struct of the list. */
static void
set_list (JsonObject *object,
          const char *name,
          const GPtrArray *list,
          const SwimField *fields,
          WriteFunc write)
{
  JsonArray *array = json_array_sized_new (list->len);

  for (guint i = 0; i < list->len; i++)
    {
      gconstpointer from = g_ptr_array_index (list, i);
      JsonObject *element = json_object_new ();

      swim_fields_write (fields, from, element);
      if (write != NULL)
        write (from, element);
      json_array_add_object_element (array, element);
    }
  json_object_set_array_member (object, name, array);
}

static void
write_stack (const SwimStack *stack, JsonObject *object)
{
  JsonObject *member = json_object_new ();

  swim_fields_write (stack_fields, stack, member);
  set_list (member, "frames", stack->frames, frame_fields, NULL);
  json_object_set_object_member (object, "stack", member);
}

static void
write_loop (gconstpointer from, JsonObject *object)
{
  const SwimWatchLoop *loop = from;
  JsonObject *report = swim_loop_report_to_json (&loop->report);

  json_object_remove_member (report, "heartbeat"); /* a loop that is watched has none */
  swim_fields_write_member (what_if_fields, &loop->what_if, object, "what_if");
  json_object_set_object_member (object, "report", report);
}

static void
write_stall (gconstpointer from, JsonObject *object)
{
  const SwimWatchStall *stall = from;

  swim_stall_write (stall->stall, object);
  write_stack (&stall->stack, object);
}

static void
write_call (gconstpointer from, JsonObject *object)
{
  write_stack (&((const SwimAuditCall *) from)->stack, object);
}

static JsonArray *
notes_to_json (const GPtrArray *notes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < notes->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (notes, i));
  return array;
}

/* As a JSON object (transfer full); @words say what it shows. They are not read again. */
JsonNode *
swim_watch_report_to_json (const SwimWatchReport *report, const char *words)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "format", SWIM_WATCH_FORMAT);
  json_object_set_int_member (object, "version", WATCH_VERSION);
  json_object_set_array_member (object, "command",
                                swim_json_from_strings ((const char *const *) report->command));
  swim_fields_write (report_fields, report, object);
  json_object_set_string_member (object, "words", words);
  swim_fields_write_member (swim_usage_fields, &report->usage, object, "usage");
  set_list (object, "processes", report->processes, process_fields, NULL);
  set_list (object, "loops", report->loops, loop_fields, write_loop);
  set_list (object, "stalls", report->stalls, stall_fields, write_stall);
  set_list (object, "calls", report->calls, call_fields, write_call);
  set_list (object, "rules", report->rules, rule_fields, NULL);
  json_object_set_array_member (object, "notes", notes_to_json (report->notes));
  json_object_set_object_member (object, "context",
                                 report->context != NULL ? json_object_ref (report->context)
                                                         : json_object_new ());
  json_node_take_object (node, object);
  return node;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FORMAT, "%s", what);
  return FALSE;
}

static gboolean
read_process (JsonNode *node, gpointer data, GError **error)
{
  SwimWatchReport *report = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimWatchProcess *process;

  if (object == NULL)
    return FALSE;
  process = g_new0 (SwimWatchProcess, 1);
  g_ptr_array_add (report->processes, process);
  if (!swim_fields_read (process_fields, process, object, error))
    return FALSE;
  return process->program != NULL || refuse (error, "it has no program");
}

static gboolean
read_loop (JsonNode *node, gpointer data, GError **error)
{
  SwimWatchReport *report = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimWatchLoop *loop;
  JsonObject *member;

  if (object == NULL)
    return FALSE;
  loop = swim_watch_loop_new (NULL);
  g_ptr_array_add (report->loops, loop);
  if (!swim_fields_read (loop_fields, loop, object, error)
      || !swim_fields_read_member (what_if_fields, &loop->what_if, object, "what_if", error))
    return FALSE;
  member = swim_json_get_object (object, "report", error);
  if (member == NULL || !swim_loop_report_from_json (&loop->report, member, error))
    return FALSE;
  if (loop->name == NULL)
    return refuse (error, "it has no name");
  return loop->process < report->processes->len || refuse (error, "it is of no process");
}

static gboolean
read_frame (JsonNode *node, gpointer data, GError **error)
{
  SwimStack *stack = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimFrame *frame;

  if (object == NULL)
    return FALSE;
  frame = swim_frame_new (NULL, NULL, 0, NULL, 0);
  g_ptr_array_add (stack->frames, frame);
  return swim_fields_read (frame_fields, frame, object, error);
}

static gboolean
read_stack (SwimStack *stack, JsonObject *object, GError **error)
{
  JsonObject *member = swim_json_get_object (object, "stack", error);

  if (member == NULL || !swim_fields_read (stack_fields, stack, member, error)
      || !swim_json_read_elements (member, "frames", read_frame, stack, error))
    return FALSE;
  return stack->own < 0 || (guint) stack->own < stack->frames->len
         || refuse (error, "member “own” is none of its frames");
}

static gboolean
check_loop (const SwimWatchReport *report, guint loop, GError **error)
{
  return loop < report->loops->len || refuse (error, "it is of no loop");
}

static gboolean
read_stall (JsonNode *node, gpointer data, GError **error)
{
  SwimWatchReport *report = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimStall *told = object != NULL ? swim_stall_read (object, error) : NULL;
  SwimWatchStall *stall;

  if (told == NULL)
    return FALSE;
  stall = swim_watch_stall_new (told);
  g_ptr_array_add (report->stalls, stall);
  return swim_fields_read (stall_fields, stall, object, error)
         && read_stack (&stall->stack, object, error) && check_loop (report, stall->loop, error);
}

static gboolean
read_call (JsonNode *node, gpointer data, GError **error)
{
  SwimWatchReport *report = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimAuditCall *call;

  if (object == NULL)
    return FALSE;
  call = swim_audit_call_new ();
  g_ptr_array_add (report->calls, call);
  if (!swim_fields_read (call_fields, call, object, error)
      || !read_stack (&call->stack, object, error) || !check_loop (report, call->loop, error))
    return FALSE;
  return (call->function != NULL && call->kind != NULL)
         || refuse (error, "it has no function, or no kind");
}

static gboolean
read_rule (JsonNode *node, gpointer data, GError **error)
{
  SwimWatchReport *report = data;
  JsonObject *object = swim_json_to_object (node, error);
  SwimWatchRule *rule;

  if (object == NULL)
    return FALSE;
  rule = g_new0 (SwimWatchRule, 1);
  g_ptr_array_add (report->rules, rule);
  if (!swim_fields_read (rule_fields, rule, object, error))
    return FALSE;
  return rule->rule != NULL || refuse (error, "it has no rule");
}

static gboolean
read_strings (JsonObject *object, const char *name, GStrv *strings, GError **error)
{
  JsonArray *array = swim_json_get_array (object, name, error);

  if (array == NULL)
    return FALSE;
  *strings = swim_json_get_strings (array, error);
  if (*strings == NULL)
    g_prefix_error (error, "member “%s”: ", name);
  return *strings != NULL;
}

static gboolean
read_head (SwimWatchReport *report, JsonObject *object, GError **error)
{
  g_auto (GStrv) notes = NULL;

  if (!read_strings (object, "command", &report->command, error)
      || !swim_fields_read (report_fields, report, object, error)
      || !swim_fields_read_member (swim_usage_fields, &report->usage, object, "usage", error)
      || !read_strings (object, "notes", &notes, error))
    return FALSE;
  for (guint i = 0; notes[i] != NULL; i++)
    g_ptr_array_add (report->notes, g_strdup (notes[i]));
  if (report->command[0] == NULL)
    return refuse (error, "member “command” is empty");
  return report->audit != NULL || refuse (error, "member “audit” is null");
}

static gboolean
read_context (SwimWatchReport *report, JsonObject *object, GError **error)
{
  JsonObject *context = swim_json_get_flat (object, "context", error);

  if (context != NULL)
    report->context = json_object_ref (context);
  return context != NULL;
}

/* The report of a file (transfer full). The error says what is wrong but not with which file. */
SwimWatchReport *
swim_watch_report_from_json (JsonNode *node, GError **error)
{
  g_autoptr (SwimWatchReport) report = swim_watch_report_new ();
  JsonObject *object;

  if (!swim_json_check_format (node, SWIM_WATCH_FORMAT, WATCH_VERSION, error))
    return NULL;
  object = json_node_get_object (node);
  if (!read_head (report, object, error)
      || !swim_json_read_elements (object, "processes", read_process, report, error)
      || !swim_json_read_elements (object, "loops", read_loop, report, error)
      || !swim_json_read_elements (object, "stalls", read_stall, report, error)
      || !swim_json_read_elements (object, "calls", read_call, report, error)
      || !swim_json_read_elements (object, "rules", read_rule, report, error)
      || !read_context (report, object, error))
    return NULL;
  return g_steal_pointer (&report);
}
