/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "watch/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/swim-error.h"

#ifdef __x86_64__
#define OUR_MACHINE EM_X86_64
#else
#define OUR_MACHINE EM_AARCH64
#endif

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"
/* As the kernel has it: a script's interpreter may be a script. */
#define DEEPEST_SCRIPT 4
#define LONGEST_LINE 255
#define MOST_HEADERS 512
#define LONGEST_LOADER 4096

static gboolean
refuse (GError **error, const char *file, const char *why)
{
  g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED, "%s cannot be watched: %s", file, why);
  return FALSE;
}

static gboolean
is_runnable (const char *file)
{
  struct stat info;

  return stat (file, &info) == 0 && S_ISREG (info.st_mode) && access (file, X_OK) == 0;
}

/* The file that a shell would start for that name: the one of that path, or the first in the
 * folders of @path, which is as the variable PATH (transfer full). */
char *
swim_program_find (const char *name, const char *path, GError **error)
{
  g_auto (GStrv) folders = NULL;
  g_autofree char *hidden = NULL;

  if (strchr (name, '/') != NULL)
    return g_strdup (name);
  folders = g_strsplit (path != NULL ? path : DEFAULT_PATH, ":", -1);
  for (char **folder = folders; *name != '\0' && *folder != NULL; folder++)
    {
      g_autofree char *file = g_build_filename (**folder != '\0' ? *folder : ".", name, NULL);

      if (is_runnable (file))
        return g_steal_pointer (&file);
      if (hidden == NULL && g_file_test (file, G_FILE_TEST_IS_REGULAR))
        hidden = g_steal_pointer (&file);
    }
  if (hidden != NULL)
    refuse (error, hidden, "it is not executable");
  else
    g_set_error (error, SWIM_ERROR, SWIM_ERROR_FAILED,
                 "there is no program “%s” in the folders of PATH", name);
  return NULL;
}

/* Whether the kernel gives the program other rights than ours, so that the loader drops LD_PRELOAD.
 * A file's set-user-ID bit counts for nothing on some file systems, nor where this process can gain
 * no rights. */
static gboolean
gains_rights (int fd, const struct stat *info)
{
  struct statvfs system;

  if ((fstatvfs (fd, &system) == 0 && (system.f_flag & ST_NOSUID) != 0)
      || prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
    return FALSE;
  if ((info->st_mode & S_ISUID) != 0 && info->st_uid != getuid ())
    return TRUE;
  if ((info->st_mode & S_ISGID) != 0 && (info->st_mode & S_IXGRP) != 0 && info->st_gid != getgid ())
    return TRUE;
  return getuid () != 0 && fgetxattr (fd, "security.capability", NULL, 0) > 0;
}

static const char *
name_machine (const Elf64_Ehdr *header)
{
  static const struct
  {
    guint machine;
    const char *name;
  } machines[] = {
    { EM_386, "32-bit x86" },  { EM_X86_64, "x86-64" }, { EM_ARM, "32-bit Arm" },
    { EM_AARCH64, "AArch64" }, { EM_RISCV, "RISC-V" },  { EM_PPC64, "PowerPC" },
    { EM_S390, "S/390" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    if (machines[i].machine == header->e_machine)
      return machines[i].name;
  return "another processor";
}

static gboolean
check_machine (const Elf64_Ehdr *header, const char *file, GError **error)
{
  g_autofree char *why = NULL;

  if (header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB
      && header->e_machine == OUR_MACHINE)
    return TRUE;
  if (header->e_machine == OUR_MACHINE)
    return refuse (error, file, "it has 32-bit pointers or another byte order than swimlane");
  why = g_strdup_printf ("it is for another architecture, %s", name_machine (header));
  return refuse (error, file, why);
}

/* The path of the loader that the program asks for (transfer full); NULL: it has none. */
static char *
read_loader (int fd, const Elf64_Ehdr *header)
{
  for (guint i = 0; i < MIN (header->e_phnum, MOST_HEADERS); i++)
    {
      Elf64_Phdr part;
      g_autofree char *loader = NULL;

      if (pread (fd, &part, sizeof part, (off_t) (header->e_phoff + i * sizeof part))
          != sizeof part)
        return NULL;
      if (part.p_type != PT_INTERP || part.p_filesz == 0 || part.p_filesz > LONGEST_LOADER)
        continue;
      loader = g_malloc0 (part.p_filesz + 1);
      if (pread (fd, loader, part.p_filesz, (off_t) part.p_offset) != (ssize_t) part.p_filesz)
        return NULL;
      return g_steal_pointer (&loader);
    }
  return NULL;
}

static gboolean
check_loader (const char *loader, const char *file, GError **error)
{
  g_autofree char *name = g_path_get_basename (loader);
  g_autofree char *why = NULL;

  if (!g_str_has_prefix (name, "ld-linux"))
    why = g_strdup_printf ("its loader is %s, and swimlane was built for glibc, whose loader has a "
                           "name that begins with ld-linux",
                           loader);
  else if (access (loader, F_OK) != 0)
    why = g_strdup_printf ("its loader %s is missing", loader);
  return why == NULL || refuse (error, file, why);
}

static gboolean
check_elf (int fd, const char *file, GError **error)
{
  Elf64_Ehdr header = { 0 };
  g_autofree char *loader = NULL;

  if (pread (fd, &header, sizeof header, 0) < (ssize_t) sizeof (Elf32_Ehdr))
    return refuse (error, file, "it ends within its ELF header");
  if (!check_machine (&header, file, error))
    return FALSE;
  if (header.e_type != ET_EXEC && header.e_type != ET_DYN)
    return refuse (error, file, "it is an object file, not a program");
  loader = read_loader (fd, &header);
  if (loader == NULL)
    return refuse (error, file,
                   "it is statically linked, so that no library can be loaded into it");
  return check_loader (loader, file, error);
}

static gboolean check_file (const char *file, guint depth, GError **error);

/* The interpreter is what runs, so it is what has to be fit. */
static gboolean
check_script (char *line, const char *file, guint depth, GError **error)
{
  char *interpreter = line + strspn (line, " \t");

  interpreter[strcspn (interpreter, " \t\r\n")] = '\0';
  if (*interpreter == '\0')
    return refuse (error, file, "its first line names no interpreter after #!");
  if (depth >= DEEPEST_SCRIPT)
    return refuse (error, file, "its interpreter is a script of a script of a script");
  if (check_file (interpreter, depth + 1, error))
    return TRUE;
  g_prefix_error (error, "%s is a script: ", file);
  return FALSE;
}

static gboolean
check_open (int fd, const char *file, guint depth, GError **error)
{
  char start[LONGEST_LINE + 1] = { 0 };
  struct stat info;

  if (fstat (fd, &info) != 0 || pread (fd, start, LONGEST_LINE, 0) < 0)
    return refuse (error, file, g_strerror (errno));
  if (g_str_has_prefix (start, "#!"))
    return check_script (start + 2, file, depth, error);
  if (memcmp (start, ELFMAG, SELFMAG) != 0)
    return refuse (error, file, "it is neither an ELF program nor a script that begins with #!");
  if (gains_rights (fd, &info))
    return refuse (error, file,
                   "it runs with other rights than yours (set-user-ID, set-group-ID or file "
                   "capabilities), and the system loads no foreign library into such a program");
  return check_elf (fd, file, error);
}

static gboolean
check_file (const char *file, guint depth, GError **error)
{
  struct stat info;
  gboolean good;
  int fd;

  if (stat (file, &info) != 0)
    return refuse (error, file, errno == ENOENT ? "there is no such file" : g_strerror (errno));
  if (S_ISDIR (info.st_mode))
    return refuse (error, file, "it is a folder; name a program");
  if (!S_ISREG (info.st_mode))
    return refuse (error, file, "it is not a regular file");
  if (access (file, X_OK) != 0)
    return refuse (error, file,
                   errno == EACCES ? "it is not executable, or not by you" : g_strerror (errno));
  fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return errno == EACCES || refuse (error, file, g_strerror (errno));
  good = check_open (fd, file, depth, error);
  close (fd);
  return good;
}

/* Whether the file can be started and watched, as far as that can be told before; the error names
 * it. A program that may be run but not read is taken to be one. */
gboolean
swim_program_check (const char *file, GError **error)
{
  return check_file (file, 0, error);
}
