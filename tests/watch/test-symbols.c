/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses become functions, files and lines, inlined ones too, and no name is shown that is not
 * certain. Of a stack, the frame in the program's own code is found. */
#include "config.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#include "swim-test.h"
#include "watch/demangle.h"
#include "watch/symbols.h"

#define MOST_FRAMES 32

static void *addresses[MOST_FRAMES];
static int n_addresses;
static guint lines[3];
static volatile int depth;

static __attribute__ ((noinline)) void
capture (void)
{
  lines[0] = __LINE__ + 1;
  n_addresses = backtrace (addresses, MOST_FRAMES);
  depth++;
}

static inline __attribute__ ((always_inline)) void
inlined (void)
{
  lines[1] = __LINE__ + 1;
  capture ();
  depth++;
}

static __attribute__ ((noinline)) void
outer (void)
{
  lines[2] = __LINE__ + 1;
  inlined ();
  depth++;
}

static int
add_module (struct dl_phdr_info *info, G_GNUC_UNUSED size_t size, void *data)
{
  SwimSymbols *symbols = data;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  guint64 end = 0;
  const guint8 *build_id = NULL;
  gsize n = 0;

  for (guint i = 0; i < info->dlpi_phnum; i++)
    {
      const ElfW (Phdr) *segment = &info->dlpi_phdr[i];
      const ElfW (Nhdr) *note = (const void *) (info->dlpi_addr + segment->p_vaddr);

      if (segment->p_type == PT_LOAD)
        end = MAX (end, segment->p_vaddr + segment->p_memsz);
      if (segment->p_type == PT_NOTE && note->n_type == NT_GNU_BUILD_ID && build_id == NULL)
        {
          build_id = (const guint8 *) (note + 1) + note->n_namesz;
          n = note->n_descsz;
        }
    }
  swim_symbols_add_module (symbols, info->dlpi_name[0] != '\0' ? info->dlpi_name : program,
                           info->dlpi_addr, info->dlpi_addr, info->dlpi_addr + end, build_id, n);
  return 0;
}

static void
check_frame (const SwimStack *stack, guint i, const char *function, guint line)
{
  const SwimFrame *frame = g_ptr_array_index (stack->frames, i);

  ck_assert_str_eq (frame->function, function);
  ck_assert_msg (g_str_has_suffix (frame->file, "test-symbols.c"), "%s", frame->file);
  ck_assert_uint_eq (frame->line, line);
  ck_assert_msg (g_str_has_suffix (frame->module, "test-symbols"), "%s", frame->module);
}

START_TEST (test_functions_have_their_lines)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_auto (SwimStack) stack;

  swim_stack_init (&stack);
  outer ();
  dl_iterate_phdr (add_module, symbols);
  dl_iterate_phdr (add_module, symbols); /* once more makes no difference */
  for (int i = 0; i < n_addresses; i++)
    swim_symbols_resolve (symbols, (gsize) addresses[i], TRUE, &stack);
  /* The sanitizers have a backtrace () of their own. */
  while (stack.frames->len > 0
         && g_strcmp0 (((SwimFrame *) g_ptr_array_index (stack.frames, 0))->function, "capture")
                != 0)
    g_ptr_array_remove_index (stack.frames, 0);
  ck_assert_uint_ge (stack.frames->len, 3);
  check_frame (&stack, 0, "capture", lines[0]);
  check_frame (&stack, 1, "inlined", lines[1]);
  check_frame (&stack, 2, "outer", lines[2]);
}
END_TEST

/* An address that was looked up before, inlined functions and all. */
START_TEST (test_known_addresses_have_the_same_frames)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_auto (SwimStack) first;
  g_auto (SwimStack) again;

  swim_stack_init (&first);
  swim_stack_init (&again);
  outer ();
  dl_iterate_phdr (add_module, symbols);
  for (int i = 0; i < n_addresses; i++)
    swim_symbols_resolve (symbols, (gsize) addresses[i], TRUE, &first);
  for (int i = 0; i < n_addresses; i++)
    {
      g_auto (SwimStack) other;

      swim_stack_init (&other);
      swim_symbols_resolve (symbols, (gsize) addresses[i], FALSE, &other);
      swim_symbols_resolve (symbols, (gsize) addresses[i], TRUE, &again);
    }
  ck_assert_uint_eq (again.frames->len, first.frames->len);
  for (guint i = 0; i < first.frames->len; i++)
    {
      const SwimFrame *frame = g_ptr_array_index (first.frames, i);
      const SwimFrame *same = g_ptr_array_index (again.frames, i);

      ck_assert (frame != same);
      ck_assert_int_eq (g_strcmp0 (frame->function, same->function), 0);
      ck_assert_int_eq (g_strcmp0 (frame->file, same->file), 0);
      ck_assert_int_eq (g_strcmp0 (frame->module, same->module), 0);
      ck_assert_uint_eq (frame->line, same->line);
      ck_assert_uint_eq (frame->offset, same->offset);
    }
}
END_TEST

START_TEST (test_libraries_have_their_functions)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_auto (SwimStack) stack;
  const SwimFrame *frame;

  swim_stack_init (&stack);
  dl_iterate_phdr (add_module, symbols);
  swim_symbols_resolve (symbols, (gsize) dlsym (RTLD_DEFAULT, "g_main_loop_run"), FALSE, &stack);
  frame = g_ptr_array_index (stack.frames, 0);
  ck_assert_str_eq (frame->function, "g_main_loop_run");
  ck_assert_ptr_nonnull (strstr (frame->module, "libglib-2.0.so"));
}
END_TEST

/* What the module says of itself is wrong, or its file is another one by now. */
static const struct
{
  const char *path;
  gboolean other_id;
} unreadable[] = {
  { NULL, TRUE },        { "/nonexistent", FALSE }, { "", FALSE },
  { "relative", FALSE }, { "/dev/null", FALSE },    { "/etc/passwd", FALSE },
};

START_TEST (test_no_name_is_guessed)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *path = unreadable[_i].path != NULL ? unreadable[_i].path : program;
  g_auto (SwimStack) stack;
  const SwimFrame *frame;

  swim_stack_init (&stack);
  swim_symbols_set_process (symbols, getpid ());
  swim_symbols_add_module (symbols, path, 0x10000, 0x10000, 0x90000, (const guint8 *) "other", 5);
  swim_symbols_resolve (symbols, 0x11234, TRUE, &stack);
  ck_assert_uint_eq (stack.frames->len, 1);
  frame = g_ptr_array_index (stack.frames, 0);
  ck_assert_ptr_null (frame->function);
  ck_assert_ptr_null (frame->file);
  ck_assert_str_eq (frame->module, *path != '\0' ? path : "[vdso]");
  ck_assert_uint_eq (frame->offset, 0x1234);
}
END_TEST

/* Code that was made at run time is in no module. */
START_TEST (test_an_address_may_be_of_nothing)
{
  g_autoptr (SwimSymbols) symbols = swim_symbols_new ();
  g_auto (SwimStack) stack;
  const SwimFrame *frame;

  swim_stack_init (&stack);
  dl_iterate_phdr (add_module, symbols);
  swim_symbols_resolve (symbols, 0, TRUE, &stack);
  swim_symbols_resolve (symbols, 42, TRUE, &stack);
  frame = g_ptr_array_index (stack.frames, 1);
  ck_assert_ptr_null (frame->module);
  ck_assert_uint_eq (frame->offset, 42);
}
END_TEST

static const struct
{
  const char *name;
  const char *expected;
} names[] = {
  { "main", "main" },
  { "_Z", "_Z" },
  { "_Zfoo", "_Zfoo" },
  { "_ZN6Window7on_drawEi", "Window::on_draw(int)" },
  { "_ZN7stutter4main17h0123456789abcdefE", "stutter::main" },
};

START_TEST (test_names_are_readable)
{
  g_autofree char *name = swim_demangle (names[_i].name);

  if (dlopen ("libstdc++.so.6", RTLD_LAZY) != NULL)
    ck_assert_str_eq (name, names[_i].expected);
}
END_TEST

#define LIB "/usr/lib/x86_64-linux-gnu/"

static const struct
{
  const char *frames; /* the innermost first: “function@module”, with “%file” where that is known,
                         or “function%file” of a script */
  int own;
} stacks[] = {
  { "", -1 },
  { "read@/lib/libc.so.6", -1 },
  { "read@/lib/libc.so.6 load@/opt/app/app main@/opt/app/app", 1 },
  /* A function of libc that is inlined. */
  { "__read_chk@/lib/libc.so.6 read@/opt/app/app%/usr/include/bits/unistd.h load@/opt/app/app", 2 },
  /* What ran the loop is not what it called. */
  { "read@" LIB "libc.so.6 gtk_x@" LIB "libgtk-3.so.0 ?@" LIB "libglib-2.0.so.0 "
    "g_main_context_dispatch@" LIB "libglib-2.0.so.0 main@/opt/app/app",
    1 },
  { "poll@" LIB "libc.so.6 xcb_wait@" LIB "libxcb.so.1 ?@" LIB "libgdk-3.so.0 "
    "gdk_x@" LIB "libgdk-3.so.0 g_main_context_dispatch@" LIB "libglib-2.0.so.0 main@/opt/app/app",
    3 },
  { "read@" LIB "libc.so.6 load@" LIB "gedit/libgedit-44.so gtk_x@" LIB "libgtk-3.so.0 "
    "g_main_context_dispatch@" LIB "libglib-2.0.so.0 main@/opt/app/app",
    1 },
  { "read@" LIB "libc.so.6 load@" LIB "gedit/libgedit-44.so gtk_x@" LIB "libgtk-3.so.0 "
    "?@" LIB "libglib-2.0.so.0 g_main_loop_run@" LIB "libglib-2.0.so.0 main@/opt/app/app",
    1 },
  /* A private loop is itself called. */
  { "?@" LIB "libglib-2.0.so.0 g_main_loop_run@" LIB "libglib-2.0.so.0 "
    "g_dbus_connection_call_sync@" LIB "libgio-2.0.so.0 ask@/opt/app/app",
    3 },
  /* Scripts. */
  { "read@/lib/libc.so.6 _Py_read@/usr/bin/python3.11 read%/usr/lib/python3.11/socket.py "
    "load%/home/me/app.py <module>%/home/me/app.py",
    3 },
  { "?@? jit@/tmp/x.so", 1 },
};

static void
read_frames (const char *text, SwimStack *stack)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 0);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (words[i], "@%", 3);
      const char *function = strcmp (parts[0], "?") == 0 ? NULL : parts[0];
      const char *rest = strcmp (parts[1], "?") == 0 ? NULL : parts[1];
      gboolean script = strchr (words[i], '@') == NULL;
      const char *file = script ? rest : parts[2];

      g_ptr_array_add (stack->frames,
                       swim_frame_new (function, file, file != NULL, script ? NULL : rest, 1));
    }
}

START_TEST (test_the_own_frame_is_found)
{
  g_auto (SwimStack) stack;

  swim_stack_init (&stack);
  read_frames (stacks[_i].frames, &stack);
  swim_stack_find_own (&stack, "/opt/app/app");
  ck_assert_int_eq (stack.own, stacks[_i].own);
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_test (tests, test_functions_have_their_lines);
  tcase_add_test (tests, test_known_addresses_have_the_same_frames);
  tcase_add_test (tests, test_libraries_have_their_functions);
  tcase_add_loop_test (tests, test_no_name_is_guessed, 0, G_N_ELEMENTS (unreadable));
  tcase_add_test (tests, test_an_address_may_be_of_nothing);
  tcase_add_loop_test (tests, test_names_are_readable, 0, G_N_ELEMENTS (names));
  tcase_add_loop_test (tests, test_the_own_frame_is_found, 0, G_N_ELEMENTS (stacks));
}

SWIM_TEST_MAIN ("symbols", add_tests)
