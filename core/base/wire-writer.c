/* Parts that are whole, and behind them a buffer to which small fields are added. A length stands
 * in front of its message, so that a message inside is written by itself first. */

#include "core/base/wire-writer.h"

#include "core/base/bytes.h"
#include "core/base/wire.h"
#include <string.h>

/* Bytes from which on sharing is cheaper than copying. */
#define SHARED_BYTES 4096

struct _NgWireWriter {
  GPtrArray *parts;
  GByteArray *tail;
  gsize length; /* of parts and tail */
};

NgWireWriter *
ng_wire_writer_new (void)
{
  NgWireWriter *self = g_new0 (NgWireWriter, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->tail = g_byte_array_new ();
  return self;
}

void
ng_wire_writer_free (NgWireWriter *self)
{
  g_ptr_array_unref (self->parts);
  g_byte_array_unref (self->tail);
  g_free (self);
}

gsize
ng_wire_writer_length (const NgWireWriter *self)
{
  return self->length;
}

static void
close_tail (NgWireWriter *self)
{
  if (self->tail->len == 0)
    return;
  g_ptr_array_add (self->parts, g_byte_array_free_to_bytes (self->tail));
  self->tail = g_byte_array_new ();
}

GPtrArray *
ng_wire_writer_end (NgWireWriter *self)
{
  close_tail (self);
  GPtrArray *parts = g_ptr_array_ref (self->parts);
  ng_wire_writer_free (self);

  return parts;
}

void
ng_wire_put_plain (NgWireWriter *self, gconstpointer data, gsize length)
{
  g_byte_array_append (self->tail, data, (guint) length);
  self->length += length;
}

static void
append_varint (NgWireWriter *self, guint64 value)
{
  guint8 bytes[NG_VARINT_BYTES];

  ng_wire_put_plain (self, bytes, ng_varint_write (value, bytes));
}

static void
append_key (NgWireWriter *self, guint number, NgWireKind kind)
{
  append_varint (self, ((guint64) number << 3) | kind);
}

void
ng_wire_put_shared (NgWireWriter *self, GBytes *part)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (part, &size);

  if (size < SHARED_BYTES) {
    ng_wire_put_plain (self, data, size);
    return;
  }
  close_tail (self);
  g_ptr_array_add (self->parts, g_bytes_ref (part));
  self->length += size;
}

void
ng_wire_put_integer (NgWireWriter *self, guint number, gint64 value)
{
  append_key (self, number, NG_WIRE_VARINT);
  append_varint (self, (guint64) value);
}

void
ng_wire_put_float (NgWireWriter *self, guint number, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT32_TO_LE (bits);
  append_key (self, number, NG_WIRE_FIXED32);
  ng_wire_put_plain (self, &bits, sizeof bits);
}

void
ng_wire_put_text (NgWireWriter *self, guint number, const char *text)
{
  gsize length = strlen (text);

  append_key (self, number, NG_WIRE_BYTES);
  append_varint (self, length);
  ng_wire_put_plain (self, text, length);
}

void
ng_wire_put_bytes (NgWireWriter *self, guint number, GBytes *bytes)
{
  append_key (self, number, NG_WIRE_BYTES);
  append_varint (self, g_bytes_get_size (bytes));
  ng_wire_put_shared (self, bytes);
}

void
ng_wire_put_message (NgWireWriter *self, guint number, NgWireWriter *part)
{
  append_key (self, number, NG_WIRE_BYTES);
  append_varint (self, part->length);
  for (guint i = 0; i < part->parts->len; i++)
    ng_wire_put_shared (self, part->parts->pdata[i]);
  ng_wire_put_plain (self, part->tail->data, part->tail->len);
  ng_wire_writer_free (part);
}

void
ng_wire_put_fields (NgWireWriter *self, GBytes *whole, const guint8 *start, const guint8 *end)
{
  const guint8 *first = g_bytes_get_data (whole, NULL);
  gsize length = (gsize) (end - start);

  if (length < SHARED_BYTES) {
    ng_wire_put_plain (self, start, length);
    return;
  }
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, (gsize) (start - first), length);
  ng_wire_put_shared (self, part);
}
