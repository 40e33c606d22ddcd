/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "preload/python.h"

#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "preload/raw.h"

#define TYPE_AT 8          /* in any object */
#define SIZE_AT 16         /* of bytes and strings */
#define STRING_STATE_AT 32 /* of a string */
#define BYTES_AT 32        /* the bytes of bytes */
#define CODE_BYTES 144     /* of a code object: up to its table of lines */
#define FRAME_BYTES 72
#define MOST_CHARACTERS 512
#define PAGE 4096

/* As their headers have it where pointers have 64 bits. */
static const SwimPythonLayout layouts[] = {
  { 0x030b, 160, 56, 8, 32, 56, 48, 68, 1, false, 112, 128, 136, 72, 184, 48, 72 },
  { 0x030c, 144, 56, 0, 0, 56, 8, 70, 3, true, 112, 128, 136, 68, 192, 40, 56 },
  { 0x030d, 160, 0, 72, 0, 56, 8, 70, 3, true, 112, 128, 136, 68, 200, 40, 56 },
};

const SwimPythonLayout *
swim_python_get_layout (uint32_t version)
{
  for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
    if (layouts[i].version == version)
      return &layouts[i];
  return NULL;
}

static bool
read_memory (int pid, uint64_t address, void *buffer, size_t size)
{
  struct iovec local = { buffer, size };
  struct iovec remote = { (void *) (uintptr_t) address, size };

  return address >= PAGE
         && swim_raw6 (SYS_process_vm_readv, pid, (long) &local, 1, (long) &remote, 1, 0)
                == (long) size;
}

static uint64_t
read_word (int pid, uint64_t address)
{
  uint64_t word = 0;

  return read_memory (pid, address, &word, sizeof word) ? word : 0;
}

static uint64_t
word_at (const unsigned char *bytes, unsigned at)
{
  uint64_t word;

  memcpy (&word, bytes + at, sizeof word);
  return word;
}

static uint64_t
find_frame (const SwimPythonLayout *layout, int pid, uint64_t state)
{
  if (layout->cframe != 0)
    state = read_word (pid, state + layout->cframe);
  return state != 0 ? read_word (pid, state + layout->current_frame) : 0;
}

unsigned
swim_python_walk (const SwimPythonLayout *layout,
                  int pid,
                  uint64_t state,
                  SwimPythonFrame *frames,
                  unsigned most)
{
  uint64_t at = find_frame (layout, pid, state);
  unsigned char bytes[FRAME_BYTES];
  unsigned n = 0;

  /* Twice as many, for those without code. */
  for (unsigned i = 0; i < 2 * most && n < most; i++)
    {
      bool is_entry;

      if (!read_memory (pid, at, bytes, sizeof bytes))
        break;
      is_entry = bytes[layout->entry] == layout->entry_value;
      at = word_at (bytes, layout->previous);
      if (is_entry && layout->entry_is_empty)
        {
          if (n > 0)
            frames[n - 1].is_entry = true;
          continue;
        }
      frames[n++] = (SwimPythonFrame){ word_at (bytes, layout->code),
                                       word_at (bytes, layout->instruction), is_entry };
    }
  return n;
}

/* Bytes that are read one after the other. */
typedef struct
{
  int pid;
  uint64_t next; /* what is not read yet */
  uint64_t end;
  size_t length; /* of what is */
  size_t at;
  unsigned char bytes[256];
} Reader;

static int
peek (Reader *self)
{
  size_t size = sizeof self->bytes;

  if (self->at < self->length)
    return self->bytes[self->at];
  if (self->next >= self->end)
    return -1;
  if (size > self->end - self->next)
    size = (size_t) (self->end - self->next);
  self->length = self->at = 0;
  if (!read_memory (self->pid, self->next, self->bytes, size))
    return -1;
  self->next += size;
  self->length = size;
  return self->bytes[0];
}

static int
take (Reader *self)
{
  int byte = peek (self);

  self->at++;
  return byte;
}

/* Six bits a byte, the lowest first; the lowest bit of all is the sign. */
static int64_t
take_signed (Reader *self)
{
  uint64_t value = 0;
  int byte;

  for (unsigned shift = 0; shift < 36; shift += 6)
    {
      byte = take (self);
      if (byte < 0)
        return 0;
      value |= (uint64_t) (byte & 63) << shift;
      if ((byte & 64) == 0)
        break;
    }
  return (value & 1) != 0 ? -(int64_t) (value >> 1) : (int64_t) (value >> 1);
}

/* An entry of the table of lines begins with a byte whose highest bit is set, of which 4 bits are
 * its kind and 3 how many units of code it is about. */
static int64_t
find_line (Reader *table, int64_t line, int64_t unit)
{
  while (unit >= 0)
    {
      int head = take (table);
      int kind = head >> 3 & 15;

      if (head < 0)
        return 0;
      if (kind == 13 || kind == 14)
        line += take_signed (table);
      else if (kind >= 10 && kind <= 12)
        line += kind - 10;
      unit -= (head & 7) + 1;
      if (unit < 0 && kind == 15)
        return 0;
      while (peek (table) >= 0 && (peek (table) & 0x80) == 0)
        table->at++;
    }
  return line;
}

static uint32_t
read_line (const SwimPythonLayout *layout,
           int pid,
           const SwimPythonFrame *frame,
           const unsigned char code[CODE_BYTES])
{
  uint64_t table = word_at (code, layout->lines);
  int64_t offset = (int64_t) (frame->instruction - frame->code - layout->instructions);
  uint64_t size = read_word (pid, table + SIZE_AT);
  Reader reader = { .pid = pid, .next = table + BYTES_AT, .end = table + BYTES_AT + size };
  int32_t first;
  int64_t line;

  memcpy (&first, code + layout->first_line, sizeof first);
  if (size > INT32_MAX || offset > INT32_MAX)
    return 0;
  line = offset < 0 ? first : find_line (&reader, first, offset / 2);
  return line > 0 && line <= INT32_MAX ? (uint32_t) line : 0;
}

/* Appends a character in UTF-8 to what ends at @at; returns the new end. */
static size_t
put_character (char *text, size_t at, uint32_t c)
{
  if (c < 0x80)
    text[at++] = (char) c;
  else if (c < 0x800)
    text[at++] = (char) (0xc0 | c >> 6);
  else if (c < 0x10000)
    text[at++] = (char) (0xe0 | c >> 12);
  else
    text[at++] = (char) (0xf0 | (c >> 18 & 7));
  if (c >= 0x10000)
    text[at++] = (char) (0x80 | (c >> 12 & 63));
  if (c >= 0x800)
    text[at++] = (char) (0x80 | (c >> 6 & 63));
  if (c >= 0x80)
    text[at++] = (char) (0x80 | (c & 63));
  return at;
}

/* The length of the text that is set: the end of the string, if it is too long. 0: it is none. */
static size_t
read_string (const SwimPythonLayout *layout,
             int pid,
             uint64_t string,
             char text[4 * MOST_CHARACTERS])
{
  unsigned char head[STRING_STATE_AT + 8];
  unsigned char data[4 * MOST_CHARACTERS];
  uint64_t length, skipped, state, start;
  size_t width, at = 0;

  if (!read_memory (pid, string, head, sizeof head))
    return 0;
  length = word_at (head, SIZE_AT);
  state = word_at (head, STRING_STATE_AT);
  width = state >> 2 & 7;
  if ((state & 0x20) == 0 || (width != 1 && width != 2 && width != 4))
    return 0;
  start = string + ((state & 0x40) != 0 ? layout->ascii : layout->unicode);
  skipped = length > MOST_CHARACTERS ? length - MOST_CHARACTERS : 0;
  length -= skipped;
  if (!read_memory (pid, start + skipped * width, data, (size_t) length * width))
    return 0;
  for (size_t i = 0; i < length; i++)
    {
      uint32_t c = 0;

      memcpy (&c, data + i * width, width);
      at = put_character (text, at, c);
    }
  return at;
}

/* Copies it as a string; of one that is too long, the end. */
static void
put_string (char *field, size_t size, const char *text, size_t length)
{
  static const char mark[] = "…";
  size_t left = size - sizeof mark;

  if (length < size)
    {
      memcpy (field, text, length);
      field[length] = '\0';
      return;
    }
  text += length - left;
  for (; left > 0 && (*text & 0xc0) == 0x80; left--)
    text++;
  memcpy (field, mark, sizeof mark - 1);
  memcpy (field + sizeof mark - 1, text, left);
  field[sizeof mark - 1 + left] = '\0';
}

bool
swim_python_describe (const SwimPythonLayout *layout,
                      int pid,
                      uint64_t code_type,
                      const SwimPythonFrame *frame,
                      SwimWatchScript *script,
                      uint32_t *line)
{
  unsigned char code[CODE_BYTES];
  char text[4 * MOST_CHARACTERS];
  size_t length;

  if (!read_memory (pid, frame->code, code, sizeof code) || word_at (code, TYPE_AT) != code_type)
    return false;
  length = read_string (layout, pid, word_at (code, layout->name), text);
  put_string (script->function, sizeof script->function, text, length);
  length = read_string (layout, pid, word_at (code, layout->file), text);
  put_string (script->file, sizeof script->file, text, length);
  *line = read_line (layout, pid, frame, code);
  return length > 0;
}

bool
swim_python_check (const SwimPythonLayout *layout,
                   int pid,
                   int tid,
                   uint64_t code_type,
                   uint64_t state)
{
  SwimPythonFrame frame;

  return read_word (pid, state + layout->native_thread_id) == (uint64_t) tid
         && swim_python_walk (layout, pid, state, &frame, 1) == 1
         && read_word (pid, frame.code + TYPE_AT) == code_type;
}
