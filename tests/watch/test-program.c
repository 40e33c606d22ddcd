/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which programs can be watched, and what is said of the others. */
#include "config.h"

#include <elf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "swim-test.h"
#include "watch/program.h"

static char *folder;

static void
set_up (void)
{
  folder = g_dir_make_tmp ("swimlane-test-program.XXXXXX", NULL);
  ck_assert_ptr_nonnull (folder);
}

static void
tear_down (void)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  ck_assert_int_eq (system (command), 0);
  g_free (folder);
}

static char *
make_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static char *
write_file (const char *name, const void *bytes, gsize size, int mode)
{
  char *path = make_path (name);

  ck_assert (g_file_set_contents (path, bytes, (gssize) size, NULL));
  ck_assert_int_eq (g_chmod (path, mode), 0);
  return path;
}

#ifdef __x86_64__
#define MACHINE EM_X86_64
#else
#define MACHINE EM_AARCH64
#endif

/* A program with one header in its table, of that type and loader. */
typedef struct
{
  Elf64_Ehdr header;
  Elf64_Phdr part;
  char loader[64];
} Program;

static Program
make_program (guint machine, guint type, guint part, const char *loader)
{
  Program program = { .header = { .e_type = (Elf64_Half) type,
                                  .e_machine = (Elf64_Half) machine,
                                  .e_phoff = offsetof (Program, part),
                                  .e_phnum = 1 },
                      .part = { .p_type = part,
                                .p_offset = offsetof (Program, loader),
                                .p_filesz = sizeof program.loader } };

  memcpy (program.header.e_ident, ELFMAG, SELFMAG);
  program.header.e_ident[EI_CLASS] = ELFCLASS64;
  program.header.e_ident[EI_DATA] = ELFDATA2LSB;
  g_strlcpy (program.loader, loader, sizeof program.loader);
  return program;
}

typedef struct
{
  const char *what;
  guint machine;
  guint type;
  guint part;
  const char *loader;
  const char *said; /* NULL: it can be watched */
} Elf;

/* This program's own loader; "" in the table. */
static char *
find_loader (void)
{
  static const char *const loaders[] = { "/lib64/ld-linux-x86-64.so.2",
                                         "/lib/ld-linux-aarch64.so.1" };

  for (guint i = 0; i < G_N_ELEMENTS (loaders); i++)
    if (access (loaders[i], F_OK) == 0)
      return g_strdup (loaders[i]);
  return NULL;
}

static const Elf elves[] = {
  { "an ordinary program", MACHINE, ET_DYN, PT_INTERP, "", NULL },
  { "one that is not position-independent", MACHINE, ET_EXEC, PT_INTERP, "", NULL },
  { "a static one", MACHINE, ET_EXEC, PT_LOAD, "", "statically linked" },
  { "a static one that is position-independent", MACHINE, ET_DYN, PT_DYNAMIC, "",
    "statically linked" },
  { "one of another machine", EM_RISCV, ET_DYN, PT_INTERP, "", "another architecture, RISC-V" },
  { "one of an unknown machine", 9999, ET_DYN, PT_INTERP, "", "another processor" },
  { "an object file", MACHINE, ET_REL, PT_INTERP, "", "not a program" },
  { "one for musl", MACHINE, ET_DYN, PT_INTERP, "/lib/ld-musl-x86_64.so.1", "ld-musl" },
  { "one without its loader", MACHINE, ET_DYN, PT_INTERP, "/nowhere/ld-linux.so.9", "is missing" },
};

START_TEST (test_elf_programs)
{
  const Elf *elf = &elves[_i];
  g_autofree char *own = find_loader ();
  Program program = make_program (elf->machine, elf->type, elf->part,
                                  *elf->loader == '\0' && own != NULL ? own : elf->loader);
  g_autofree char *path = write_file ("program", &program, sizeof program, 0755);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (swim_program_check (path, &error) == (elf->said == NULL), "%s: %s", elf->what,
                 error != NULL ? error->message : "is taken");
  ck_assert_msg (elf->said == NULL || strstr (error->message, elf->said) != NULL, "%s: %s",
                 elf->what, elf->said != NULL ? error->message : "");
}
END_TEST

START_TEST (test_an_elf_program_that_ends_anywhere)
{
  Program program = make_program (MACHINE, ET_DYN, PT_INTERP, "/lib64/ld-linux-x86-64.so.2");

  for (gsize size = 0; size < offsetof (Program, loader) + 1; size++)
    {
      g_autofree char *path = write_file ("program", &program, size, 0755);

      ck_assert_msg (!swim_program_check (path, NULL), "%zu bytes are taken", size);
    }
}
END_TEST

typedef struct
{
  const char *text;
  int mode;
  const char *said; /* NULL: it can be watched */
} Script;

static const Script scripts[] = {
  { "#!/bin/sh\n", 0755, NULL },
  { "#! \t/bin/sh -e\n", 0755, NULL },
  { "#!/bin/sh", 0755, NULL },
  { "#!/usr/bin/env sh\n", 0755, NULL },
  { "#!/nowhere/sh\n", 0755, "/nowhere/sh cannot be watched: there is no such file" },
  { "#!\n", 0755, "names no interpreter" },
  { "#!", 0755, "names no interpreter" },
  { "#!/\n", 0755, "/ cannot be watched: it is a folder" },
  { "echo\n", 0755, "neither an ELF program nor a script" },
  { "", 0755, "neither an ELF program nor a script" },
};

START_TEST (test_scripts)
{
  const Script *script = &scripts[_i];
  g_autofree char *path = write_file ("script", script->text, strlen (script->text), script->mode);
  g_autoptr (GError) error = NULL;

  ck_assert_msg (swim_program_check (path, &error) == (script->said == NULL), "“%s”: %s",
                 script->text, error != NULL ? error->message : "is taken");
  ck_assert_msg (script->said == NULL || strstr (error->message, script->said) != NULL, "“%s”: %s",
                 script->text, script->said != NULL ? error->message : "");
}
END_TEST

START_TEST (test_a_script_that_is_its_own_interpreter)
{
  g_autofree char *path = make_path ("loop");
  g_autofree char *text = g_strdup_printf ("#!%s\n", path);
  g_autofree char *written = write_file ("loop", text, strlen (text), 0755);
  g_autoptr (GError) error = NULL;

  ck_assert (!swim_program_check (written, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "a script of a script"));
}
END_TEST

START_TEST (test_a_name_is_looked_for_in_path)
{
  g_autofree char *program = write_file ("here", "#!/bin/sh\n", 10, 0755);
  g_autofree char *hidden = write_file ("hidden", "#!/bin/sh\n", 10, 0644);
  g_autofree char *path = g_strdup_printf ("/nowhere:%s", folder);
  g_autofree char *found = swim_program_find ("here", path, NULL);
  g_autofree char *named = swim_program_find ("./here", path, NULL);
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) mode = NULL;

  ck_assert_str_eq (found, program);
  ck_assert_str_eq (named, "./here");
  ck_assert_ptr_null (swim_program_find ("nowhere", path, &missing));
  ck_assert_ptr_nonnull (strstr (missing->message, "there is no program “nowhere”"));
  ck_assert_ptr_null (swim_program_find ("", path, NULL));
  ck_assert_ptr_null (swim_program_find ("hidden", path, &mode));
  ck_assert_ptr_nonnull (strstr (mode->message, "not executable"));
}
END_TEST

static void
add_tests (TCase *tests)
{
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_elf_programs, 0, G_N_ELEMENTS (elves));
  tcase_add_test (tests, test_an_elf_program_that_ends_anywhere);
  tcase_add_loop_test (tests, test_scripts, 0, G_N_ELEMENTS (scripts));
  tcase_add_test (tests, test_a_script_that_is_its_own_interpreter);
  tcase_add_test (tests, test_a_name_is_looked_for_in_path);
}

SWIM_TEST_MAIN ("program", add_tests)
