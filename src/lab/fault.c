/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "lab/fault.h"

#include <string.h>

#define PATH_PREFIX "/fault/"
#define NAME_PREFIX "fault-"
#define NAME_SUFFIX ".dev"

#define DEFAULT_STATUS 503
#define DEFAULT_CHAIN 3
#define LONGEST_CHAIN 100

static const SwimFaultInfo infos[] = {
#define SWIM_HTTP_FAULT(id, name, class, words) \
  [SWIM_HTTP_FAULT_##id] = { SWIM_LAB_HTTP, name, SWIM_STATUS_##class, words },
#define SWIM_DNS_FAULT(id, name, class, words) \
  [SWIM_DNS_FAULT_##id] = { SWIM_LAB_DNS, name, SWIM_STATUS_##class, words },
#include "lab/faults.def"
#undef SWIM_HTTP_FAULT
#undef SWIM_DNS_FAULT
};

/* The faults that may have a number after their name. */
static const struct
{
  SwimFaultId id;
  guint usual;
  guint least;
  guint most;
} numbered[] = {
  { SWIM_HTTP_FAULT_STATUS, DEFAULT_STATUS, 200, 599 },
  { SWIM_HTTP_FAULT_REDIRECT_CHAIN, DEFAULT_CHAIN, 0, LONGEST_CHAIN },
};

const SwimFaultInfo *
swim_fault_get_info (SwimFaultId id)
{
  g_assert (id > SWIM_FAULT_NONE && id < SWIM_N_FAULTS);
  return &infos[id];
}

static SwimFault
fault_new (SwimFaultId id)
{
  SwimFault fault = { .id = id };

  for (gsize i = 0; i < G_N_ELEMENTS (numbered); i++)
    if (numbered[i].id == id)
      fault.number = numbered[i].usual;
  return fault;
}

/* Reads what follows the name of a numbered fault. */
static gboolean
read_number (const char *text, SwimFault *fault)
{
  guint64 number;

  for (gsize i = 0; i < G_N_ELEMENTS (numbered); i++)
    if (numbered[i].id == fault->id && text[0] == '-'
        && g_ascii_string_to_unsigned (text + 1, 10, numbered[i].least, numbered[i].most, &number,
                                       NULL))
      {
        fault->number = (guint) number;
        return TRUE;
      }
  return FALSE;
}

/* Finds the fault of a name, such as `drip` or `status-404`. FALSE: there is none. */
gboolean
swim_fault_parse (SwimLabSide side, const char *text, gsize length, SwimFault *fault)
{
  g_autofree char *name = g_strndup (text, length);

  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    {
      gsize own = strlen (infos[id].name);
      SwimFault found = fault_new (id);

      if (infos[id].side != side || strncmp (name, infos[id].name, own) != 0)
        continue;
      if (name[own] == '\0' || read_number (name + own, &found))
        {
          *fault = found;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
swim_fault_skip_path (const char *path)
{
  const char *name = path + strlen (PATH_PREFIX);

  return g_str_has_prefix (path, PATH_PREFIX) ? name + strcspn (name, "/") : NULL;
}

/* The label that names a fault: the one before .dev. NULL: the name has another form. */
static const char *
find_label (const char *name, gsize *length)
{
  const char *label;

  if (!g_str_has_suffix (name, NAME_SUFFIX))
    return NULL;
  *length = strlen (name) - strlen (NAME_SUFFIX);
  label = g_strrstr_len (name, (gssize) *length, ".");
  label = label != NULL ? label + 1 : name;
  *length -= (gsize) (label - name);
  return g_str_has_prefix (label, NAME_PREFIX) ? label : NULL;
}

/* Finds the fault that an item asks for by its name: `/fault/drip`, `fault-lost.dev` or, so that
 * many items can meet the same fault, `n1.fault-lost.dev`. */
gboolean
swim_fault_find (SwimLabSide side, const char *item, SwimFault *fault)
{
  const char *name = item;
  gsize prefix = strlen (side == SWIM_LAB_HTTP ? PATH_PREFIX : NAME_PREFIX);
  gsize length = 0;

  if (side == SWIM_LAB_DNS)
    name = find_label (item, &length);
  else if (swim_fault_skip_path (item) != NULL)
    length = (gsize) (swim_fault_skip_path (item) - item);
  return length > prefix && name != NULL
         && swim_fault_parse (side, name + prefix, length - prefix, fault);
}

/* A fault of the side for a random number from 0 to below 1, each with the same probability. */
SwimFault
swim_fault_draw (SwimLabSide side, double unit)
{
  SwimFaultId of_side[SWIM_N_FAULTS];
  guint count = 0;

  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    if (infos[id].side == side)
      of_side[count++] = id;
  return fault_new (of_side[(guint) (unit * count)]);
}

/* The names of a side's faults, as a sentence lists them. The caller frees it. */
char *
swim_fault_list (SwimLabSide side)
{
  GString *list = g_string_new (NULL);

  for (guint id = SWIM_FAULT_NONE + 1; id < SWIM_N_FAULTS; id++)
    if (infos[id].side == side)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", infos[id].name);
  return g_string_free (list, FALSE);
}
