/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flag is a GIF89a: three bands of colour and a disc, chosen by a hash of the country's code.
 *
 * The GIF is not compressed. With 128 colours a code is 8 bits wide at first, so that each byte is
 * a code; a clear code before the decoder's table outgrows 8 bits keeps it so. The encoder is a
 * simple loop, and a flag has about 3.5 KiB, as in the book. */
#include "config.h"

#include "lab/flags.h"

#include "base/hash.h"

#include <string.h>

#define CODE_BITS 7
#define CODE_CLEAR (1 << CODE_BITS)
#define CODE_END (CODE_CLEAR + 1)
#define PIXELS_BEFORE_CLEAR 100
#define N_COLOURS 4

static void
append_number (GByteArray *gif, guint number)
{
  guint8 bytes[2] = { number & 0xff, number >> 8 };

  g_byte_array_append (gif, bytes, sizeof bytes);
}

static void
append_byte (GByteArray *gif, guint byte)
{
  guint8 value = (guint8) byte;

  g_byte_array_append (gif, &value, 1);
}

static void
append_header (GByteArray *gif, const char *country, guint64 hash)
{
  static const guint8 description[] = {
    0x80 | (CODE_BITS - 1), /* a palette of 128 colours follows */
    0,                      /* the background's colour */
    0,                      /* square pixels */
  };
  g_autofree char *comment = g_strdup_printf ("swimlane lab %s", country);

  g_byte_array_append (gif, (const guint8 *) "GIF89a", 6);
  append_number (gif, SWIM_FLAG_WIDTH);
  append_number (gif, SWIM_FLAG_HEIGHT);
  g_byte_array_append (gif, description, sizeof description);
  for (guint i = 0; i < CODE_CLEAR; i++)
    for (guint channel = 0; channel < 3; channel++)
      append_byte (gif, i < N_COLOURS ? (guint) (hash >> (12 * i + 4 * channel)) & 0xf0 : 0);

  append_byte (gif, 0x21); /* an extension: a comment */
  append_byte (gif, 0xfe);
  append_byte (gif, (guint) strlen (comment));
  g_byte_array_append (gif, (const guint8 *) comment, (guint) strlen (comment));
  append_byte (gif, 0);
}

/* The colour of a pixel: a vertical or horizontal band, or the disc in the middle. */
static guint
get_colour (guint x, guint y, gboolean upright)
{
  int from_middle_x = (int) x - SWIM_FLAG_WIDTH / 2;
  int from_middle_y = (int) y - SWIM_FLAG_HEIGHT / 2;

  if (from_middle_x * from_middle_x + from_middle_y * from_middle_y < 49)
    return 3;
  return upright ? x * 3 / SWIM_FLAG_WIDTH : y * 3 / SWIM_FLAG_HEIGHT;
}

static GByteArray *
make_codes (gboolean upright)
{
  GByteArray *codes = g_byte_array_new ();
  guint n_pixels = 0;

  for (guint y = 0; y < SWIM_FLAG_HEIGHT; y++)
    for (guint x = 0; x < SWIM_FLAG_WIDTH; x++)
      {
        if (n_pixels++ % PIXELS_BEFORE_CLEAR == 0)
          append_byte (codes, CODE_CLEAR);
        append_byte (codes, get_colour (x, y, upright));
      }
  append_byte (codes, CODE_END);
  return codes;
}

static void
append_image (GByteArray *gif, gboolean upright)
{
  g_autoptr (GByteArray) codes = make_codes (upright);

  append_byte (gif, 0x2c); /* an image, at 0, 0 */
  append_number (gif, 0);
  append_number (gif, 0);
  append_number (gif, SWIM_FLAG_WIDTH);
  append_number (gif, SWIM_FLAG_HEIGHT);
  append_byte (gif, 0); /* the palette above */

  append_byte (gif, CODE_BITS);
  for (guint done = 0; done < codes->len; done += 255)
    {
      guint length = MIN (codes->len - done, 255);

      append_byte (gif, length);
      g_byte_array_append (gif, codes->data + done, length);
    }
  append_byte (gif, 0);
}

/* The flag of a country, whose code is in upper case. The caller owns it. */
GBytes *
swim_flag_new (const char *country)
{
  guint64 hash = swim_hash_string (country, 0);
  GByteArray *gif = g_byte_array_new ();

  append_header (gif, country, hash);
  append_image (gif, (hash >> 60) % 2 == 0);
  append_byte (gif, 0x3b);
  return g_byte_array_free_to_bytes (gif);
}
