/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams. */
#include "config.h"

#include "preload/wrap.h"

#undef stdin
#undef stdout

SWIM_WRAP_2 (FILE *,
             fopen,
             fopen64,
             fopen,
             (const char *path, const char *mode),
             (path, mode),
             SWIM_PATH (path))
SWIM_WRAP_2 (FILE *,
             freopen,
             freopen64,
             fopen,
             (const char *path, const char *mode, FILE *stream),
             (path, mode, stream),
             SWIM_PATH (path))
SWIM_WRAP (int, fclose, fclose, (FILE * stream), (stream), SWIM_LAST_STREAM (stream))
SWIM_WRAP_2 (int, fflush, fflush_unlocked, fflush, (FILE * stream), (stream), SWIM_STREAM (stream))

SWIM_WRAP_2 (size_t,
             fread,
             fread_unlocked,
             fread,
             (void *data, size_t size, size_t n, FILE *stream),
             (data, size, n, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (size_t,
             __fread_chk,
             __fread_unlocked_chk,
             fread,
             (void *data, size_t room, size_t size, size_t n, FILE *stream),
             (data, room, size, n, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (char *,
             fgets,
             fgets_unlocked,
             fgets,
             (char *line, int room, FILE *stream),
             (line, room, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (char *,
             __fgets_chk,
             __fgets_unlocked_chk,
             fgets,
             (char *line, size_t size, int room, FILE *stream),
             (line, size, room, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (int, fgetc, fgetc_unlocked, fgetc, (FILE * stream), (stream), SWIM_STREAM (stream))
SWIM_WRAP_2 (int, getc, getc_unlocked, fgetc, (FILE * stream), (stream), SWIM_STREAM (stream))
/* What the fast forms of getc () and putc () in programs call once the buffer is empty or full. */
SWIM_WRAP_2 (int, _IO_getc, __uflow, fgetc, (FILE * stream), (stream), SWIM_STREAM (stream))
SWIM_WRAP (int, __overflow, fputc, (FILE * stream, int c), (stream, c), SWIM_STREAM (stream))
SWIM_WRAP_2 (int, getchar, getchar_unlocked, fgetc, (void), (), SWIM_STREAM (stdin))
SWIM_WRAP (ssize_t,
           getline,
           getline,
           (char **line, size_t *room, FILE *stream),
           (line, room, stream),
           SWIM_STREAM (stream))
SWIM_WRAP_2 (ssize_t,
             getdelim,
             __getdelim,
             getline,
             (char **line, size_t *room, int delimiter, FILE *stream),
             (line, room, delimiter, stream),
             SWIM_STREAM (stream))

SWIM_WRAP_2 (size_t,
             fwrite,
             fwrite_unlocked,
             fwrite,
             (const void *data, size_t size, size_t n, FILE *stream),
             (data, size, n, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (int,
             fputs,
             fputs_unlocked,
             fputs,
             (const char *text, FILE *stream),
             (text, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (int,
             fputc,
             fputc_unlocked,
             fputc,
             (int c, FILE *stream),
             (c, stream),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (int,
             putc,
             putc_unlocked,
             fputc,
             (int c, FILE *stream),
             (c, stream),
             SWIM_STREAM (stream))
SWIM_WRAP (int, _IO_putc, fputc, (int c, FILE *stream), (c, stream), SWIM_STREAM (stream))
SWIM_WRAP_2 (int, putchar, putchar_unlocked, fputc, (int c), (c), SWIM_STREAM (stdout))
SWIM_WRAP (int, puts, puts, (const char *text), (text), SWIM_STREAM (stdout))

SWIM_WRAP_2 (int,
             fseeko,
             fseeko64,
             fseek,
             (FILE * stream, long at, int from),
             (stream, at, from),
             SWIM_STREAM (stream))
SWIM_WRAP (int,
           fseek,
           fseek,
           (FILE * stream, long at, int from),
           (stream, at, from),
           SWIM_STREAM (stream))
/* It writes what is buffered. */
SWIM_DEFINE (void, rewind, (FILE * stream))
{
  SWIM_REAL (void, rewind, (FILE *) );
  SwimTarget target = SWIM_STREAM (stream);
  SwimCall call = { 0 };

  if (swim_turn != NULL)
    swim_call_begin (&call, SWIM_WATCH_FUNCTION_fseek, 0, SWIM_STACK, SWIM_CALLER, &target);
  real (stream);
  swim_call_end (&call, &target);
}
SWIM_WRAP_2 (int,
             fsetpos,
             fsetpos64,
             fseek,
             (FILE * stream, const void *at),
             (stream, at),
             SWIM_STREAM (stream))

#define FORMAT const char *format
SWIM_WRAP (int, vprintf, printf, (FORMAT, va_list rest), (format, rest), SWIM_STREAM (stdout))
SWIM_WRAP (int,
           __vprintf_chk,
           printf,
           (int flag, FORMAT, va_list rest),
           (flag, format, rest),
           SWIM_STREAM (stdout))
SWIM_WRAP (int,
           vfprintf,
           printf,
           (FILE * stream, FORMAT, va_list rest),
           (stream, format, rest),
           SWIM_STREAM (stream))
SWIM_WRAP (int,
           __vfprintf_chk,
           printf,
           (FILE * stream, int flag, FORMAT, va_list rest),
           (stream, flag, format, rest),
           SWIM_STREAM (stream))
SWIM_WRAP (int, vdprintf, printf, (int fd, FORMAT, va_list rest), (fd, format, rest), SWIM_FD (fd))
SWIM_WRAP (int,
           __vdprintf_chk,
           printf,
           (int fd, int flag, FORMAT, va_list rest),
           (fd, flag, format, rest),
           SWIM_FD (fd))
SWIM_WRAP_2 (int,
             vfscanf,
             __isoc99_vfscanf,
             scanf,
             (FILE * stream, FORMAT, va_list rest),
             (stream, format, rest),
             SWIM_STREAM (stream))
SWIM_WRAP_2 (int,
             vscanf,
             __isoc99_vscanf,
             scanf,
             (FORMAT, va_list rest),
             (format, rest),
             SWIM_STREAM (stdin))
SWIM_WRAP (int,
           __isoc23_vfscanf,
           scanf,
           (FILE * stream, FORMAT, va_list rest),
           (stream, format, rest),
           SWIM_STREAM (stream))
SWIM_WRAP (int, __isoc23_vscanf, scanf, (FORMAT, va_list rest), (format, rest), SWIM_STREAM (stdin))

SWIM_WRAP_VARIADIC (int,
                    printf,
                    printf,
                    format,
                    (FORMAT, ...),
                    vprintf,
                    (FORMAT, va_list rest),
                    (format, rest),
                    SWIM_STREAM (stdout))
SWIM_WRAP_VARIADIC (int,
                    __printf_chk,
                    printf,
                    format,
                    (int flag, FORMAT, ...),
                    __vprintf_chk,
                    (int flag, FORMAT, va_list rest),
                    (flag, format, rest),
                    SWIM_STREAM (stdout))
SWIM_WRAP_VARIADIC (int,
                    fprintf,
                    printf,
                    format,
                    (FILE * stream, FORMAT, ...),
                    vfprintf,
                    (FILE * stream, FORMAT, va_list rest),
                    (stream, format, rest),
                    SWIM_STREAM (stream))
SWIM_WRAP_VARIADIC (int,
                    __fprintf_chk,
                    printf,
                    format,
                    (FILE * stream, int flag, FORMAT, ...),
                    __vfprintf_chk,
                    (FILE * stream, int flag, FORMAT, va_list rest),
                    (stream, flag, format, rest),
                    SWIM_STREAM (stream))
SWIM_WRAP_VARIADIC (int,
                    dprintf,
                    printf,
                    format,
                    (int fd, FORMAT, ...),
                    vdprintf,
                    (int fd, FORMAT, va_list rest),
                    (fd, format, rest),
                    SWIM_FD (fd))
SWIM_WRAP_VARIADIC (int,
                    __dprintf_chk,
                    printf,
                    format,
                    (int fd, int flag, FORMAT, ...),
                    __vdprintf_chk,
                    (int fd, int flag, FORMAT, va_list rest),
                    (fd, flag, format, rest),
                    SWIM_FD (fd))
SWIM_WRAP_VARIADIC (int,
                    scanf,
                    scanf,
                    format,
                    (FORMAT, ...),
                    vscanf,
                    (FORMAT, va_list rest),
                    (format, rest),
                    SWIM_STREAM (stdin))
SWIM_WRAP_VARIADIC (int,
                    fscanf,
                    scanf,
                    format,
                    (FILE * stream, FORMAT, ...),
                    vfscanf,
                    (FILE * stream, FORMAT, va_list rest),
                    (stream, format, rest),
                    SWIM_STREAM (stream))
SWIM_WRAP_VARIADIC (int,
                    __isoc99_scanf,
                    scanf,
                    format,
                    (FORMAT, ...),
                    __isoc99_vscanf,
                    (FORMAT, va_list rest),
                    (format, rest),
                    SWIM_STREAM (stdin))
SWIM_WRAP_VARIADIC (int,
                    __isoc99_fscanf,
                    scanf,
                    format,
                    (FILE * stream, FORMAT, ...),
                    __isoc99_vfscanf,
                    (FILE * stream, FORMAT, va_list rest),
                    (stream, format, rest),
                    SWIM_STREAM (stream))
SWIM_WRAP_VARIADIC (int,
                    __isoc23_scanf,
                    scanf,
                    format,
                    (FORMAT, ...),
                    __isoc23_vscanf,
                    (FORMAT, va_list rest),
                    (format, rest),
                    SWIM_STREAM (stdin))
SWIM_WRAP_VARIADIC (int,
                    __isoc23_fscanf,
                    scanf,
                    format,
                    (FILE * stream, FORMAT, ...),
                    __isoc23_vfscanf,
                    (FILE * stream, FORMAT, va_list rest),
                    (stream, format, rest),
                    SWIM_STREAM (stream))
