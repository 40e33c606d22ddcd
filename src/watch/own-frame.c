/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which frame of a stack a developer wants to see first. */
#include "config.h"

#include <string.h>

#include "watch/symbols.h"

/* Libraries that programs call, and that call programs: that something waited below them says
 * nothing. */
static const char *const plumbing[] = {
  "libc.so.",
  "libc-",
  "ld-linux",
  "ld-",
  "libpthread",
  "libglib-2.0.",
  "libgobject-2.0.",
  "libgio-2.0.",
  "libgmodule-2.0.",
  "libgthread-2.0.",
  "libffi.",
  "libgtk-",
  "libgdk-",
  "libgirepository",
  "libstdc++.",
  "libgcc_s.",
  "libpython",
  "python",
  "_gi.",
  "libgjs.",
  "libmozjs-",
  "gjs-console",
  "libQt5Core.",
  "libQt6Core.",
  "libglibmm-",
  "libsigc-",
  "libasan.",
  "libtsan.",
  "libubsan.",
  "libselinux.",
  "libxcb.",
  "libX11.",
  "libwayland-client.",
};

/* The toolkits among them: which function of theirs it was does say something, if nothing else
 * does. */
static const char *const toolkits[] = { "libgtk-", "libgdk-", "libgio-2.0." };

static const char *const system_folders[] = { "/usr/lib/",   "/usr/lib32/", "/usr/lib64/",
                                              "/lib/",       "/lib32/",     "/lib64/",
                                              "/nix/store/", "/app/lib/",   "/usr/local/lib/" };

/* Where the modules and packages of Python and others lie that are not the program. */
static const char *const foreign_sources[] = { "/usr/lib/python", "/usr/local/lib/python",
                                               "/dist-packages/", "/site-packages/", "<frozen" };

/* Whether the file in which the frame is begins with one of these names. */
static gboolean
is_in_one (const SwimFrame *frame, const char *const *names, guint n)
{
  const char *name = frame->module == NULL ? NULL : strrchr (frame->module, '/');

  for (guint i = 0; name != NULL && i < n; i++)
    if (g_str_has_prefix (name + 1, names[i]))
      return TRUE;
  return FALSE;
}

/* The C library's headers have functions that are inlined into their callers where they are
 * fortified. */
static gboolean
is_of_header (const SwimFrame *frame)
{
  return frame->file != NULL && g_str_has_prefix (frame->file, "/usr/include/");
}

static gboolean
is_plumbing (const SwimFrame *frame)
{
  return frame->module == NULL || is_of_header (frame) || strchr (frame->module, '/') == NULL
         || is_in_one (frame, plumbing, G_N_ELEMENTS (plumbing));
}

static gboolean
is_in_system (const char *module)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_folders); i++)
    if (g_str_has_prefix (module, system_folders[i]))
      return TRUE;
  return FALSE;
}

/* A frame of an interpreted language has a file, but no module. */
static gboolean
is_script (const SwimFrame *frame)
{
  if (frame->module != NULL || frame->file == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (foreign_sources); i++)
    if (strstr (frame->file, foreign_sources[i]) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_of_program (const SwimFrame *frame, const char *program)
{
  if (is_script (frame))
    return TRUE;
  if (is_plumbing (frame))
    return FALSE;
  return g_strcmp0 (frame->module, program) == 0 || !is_in_system (frame->module);
}

static gboolean
is_not_plumbing (const SwimFrame *frame, G_GNUC_UNUSED const char *program)
{
  return !is_plumbing (frame);
}

static gboolean
is_named_in_toolkit (const SwimFrame *frame, G_GNUC_UNUSED const char *program)
{
  return frame->function != NULL && is_in_one (frame, toolkits, G_N_ELEMENTS (toolkits));
}

/* Whether the frame is one that all stacks of a poll have, that of a private context, too. */
static gboolean
is_of_poll (const SwimFrame *frame)
{
  return frame->module == NULL || strstr (frame->module, "/libglib-2.0.") != NULL
         || strstr (frame->module, "/libc.so.") != NULL;
}

/* The frames of what the loop called end where the loop dispatches: those further out ran it, which
 * is not what a stall is about. The functions that dispatch have no name in a stripped library, so
 * the loop itself counts, too, unless it is one that waits in its poll. */
static guint
count_called (const SwimStack *stack)
{
  gboolean in_poll = TRUE;

  for (guint i = 0; i < stack->frames->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (stack->frames, i);
      const char *function = frame->function != NULL ? frame->function : "";

      if (g_str_has_prefix (function, "g_main_dispatch")
          || g_str_has_prefix (function, "g_main_context_dispatch"))
        return i;
      if (!in_poll
          && (strcmp (function, "g_main_loop_run") == 0
              || strcmp (function, "g_main_context_iteration") == 0))
        return i;
      in_poll = in_poll && is_of_poll (frame);
    }
  return stack->frames->len;
}

/* Sets @own of the stack: the innermost frame of the program itself, which is the file @program (or
 * NULL) and what it loaded from other places than the system's; where there is none, such as in a
 * program of the system that is all in libraries, the innermost one that is not of a library that
 * all of them use, or a function of a toolkit. */
void
swim_stack_find_own (SwimStack *stack, const char *program)
{
  static gboolean (*const wanted[]) (
      const SwimFrame *, const char *) = { is_of_program, is_not_plumbing, is_named_in_toolkit };
  guint called = count_called (stack);
  guint ends[] = { called, stack->frames->len };

  stack->own = -1;
  for (guint end = 0; end < G_N_ELEMENTS (ends); end++)
    for (guint kind = 0; kind < G_N_ELEMENTS (wanted); kind++)
      for (guint i = 0; i < ends[end]; i++)
        if (wanted[kind](g_ptr_array_index (stack->frames, i), program))
          {
            stack->own = (int) i;
            return;
          }
}
