#include "tests/support/hdf5-file.h"

#include <string.h>

/* @width bytes of a number, the least first. */
void
ng_hdf5_put (GByteArray *to, guint64 value, int width)
{
  for (int i = 0; i < width; i++) {
    guint8 byte = i < 8 ? (guint8) (value >> 8 * i) : 0;
    g_byte_array_append (to, &byte, 1);
  }
}

void
ng_hdf5_put_text (GByteArray *to, const char *text)
{
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

void
ng_hdf5_put_filled (GByteArray *to, guint8 byte, guint n)
{
  guint at = to->len;

  g_byte_array_set_size (to, at + n);
  memset (to->data + at, byte, n);
}

/* The head of a message of an old header. */
void
ng_hdf5_put_message (GByteArray *to, int kind, int length)
{
  ng_hdf5_put (to, (guint64) kind, 2);
  ng_hdf5_put (to, (guint64) length, 2);
  ng_hdf5_put (to, 0, 4);
}

/* The outermost group follows the superblock, which takes 96 bytes. */
GByteArray *
ng_hdf5_begin (void)
{
  GByteArray *to = g_byte_array_new ();

  ng_hdf5_put_text (to, "\x89HDF\r\n\x1A\n");
  ng_hdf5_put (to, 0, 5);
  ng_hdf5_put (to, 8, 1);
  ng_hdf5_put (to, 8, 1);
  ng_hdf5_put (to, 0, 1);
  ng_hdf5_put (to, 4, 2);
  ng_hdf5_put (to, 16, 2);
  ng_hdf5_put (to, 0, 4);
  ng_hdf5_put_filled (to, 0, 32);
  ng_hdf5_put (to, 0, 8);
  ng_hdf5_put (to, 96, 8);
  ng_hdf5_put_filled (to, 0, 24);
  g_assert_cmpuint (to->len, ==, 96);
  return to;
}

/* An old header with so many bytes of messages. */
void
ng_hdf5_put_header (GByteArray *to, int n_messages, int length)
{
  ng_hdf5_put (to, 1, 2);
  ng_hdf5_put (to, (guint64) n_messages, 2);
  ng_hdf5_put (to, 1, 4);
  ng_hdf5_put (to, (guint64) length, 4);
  ng_hdf5_put (to, 0, 4);
}

/* A group of @n symbols of @names, one after another or all the first one; entry i leads to
 * @first + i @size. */
void
ng_hdf5_put_group (GByteArray *to,
                   const char *names,
                   gsize length,
                   gsize name_step,
                   guint n,
                   guint64 first,
                   guint64 size)
{
  guint64 tree = to->len + 16 + 24, heap = tree + 24 + 24, data = heap + 32,
          node = data + length + 1;

  ng_hdf5_put_header (to, 1, 24);
  ng_hdf5_put_message (to, NG_HDF5_MESSAGE_SYMBOLS, 16);
  ng_hdf5_put (to, tree, 8);
  ng_hdf5_put (to, heap, 8);
  ng_hdf5_put_text (to, "TREE");
  ng_hdf5_put (to, 0, 2);
  ng_hdf5_put (to, 1, 2);
  ng_hdf5_put_filled (to, 0xFF, 16);
  ng_hdf5_put (to, 0, 8);
  ng_hdf5_put (to, node, 8);
  ng_hdf5_put (to, 0, 8);
  ng_hdf5_put_text (to, "HEAP");
  ng_hdf5_put (to, 0, 4);
  ng_hdf5_put (to, length + 1, 8);
  ng_hdf5_put (to, 0, 8);
  ng_hdf5_put (to, data, 8);
  g_byte_array_append (to, (const guint8 *) names, (guint) length);
  ng_hdf5_put (to, 0, 1);
  ng_hdf5_put_text (to, "SNOD");
  ng_hdf5_put (to, 1, 2);
  ng_hdf5_put (to, n, 2);
  for (guint i = 0; i < n; i++) {
    ng_hdf5_put (to, i * name_step, 8);
    ng_hdf5_put (to, first + i * size, 8);
    ng_hdf5_put_filled (to, 0, 24);
  }
}
