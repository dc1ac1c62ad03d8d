/* The protobuf wire format. A message is a run of fields; a field is a key, (number << 3) | kind as
 * a varint, and then a varint, four bytes, eight bytes, or a length and as many bytes. Kinds 3 and
 * 4 bracket groups, which no format of ours uses: they are skipped by counting, not by recursion.
 *
 * Invariant: start <= at <= end, and end never lies behind the end of the message around. */

#include "core/base/wire.h"

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include <string.h>

enum { GROUP_START = 3, GROUP_END = 4 };

void
ng_wire_open (NgWire *self, gconstpointer data, gsize length, GError **error)
{
  self->start = data;
  self->at = data;
  self->end = length > 0 ? self->start + length : self->start; /* which may be NULL */
  self->error = error;
  self->has_failed = FALSE;
}

void
ng_wire_fail (NgWire *self, const guint8 *at, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  self->has_failed = TRUE;
  if (self->error == NULL || *self->error != NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set (self->error,
                ng_diagnostic_with_hint (
                    ng_diagnostic_new ("ONNX::wire",
                                       NULL,
                                       "The file is damaged at byte %" G_GSIZE_FORMAT ": %s.",
                                       (gsize) (at - self->start),
                                       text),
                    NG_HINT_DAMAGED));
}

static gboolean
read_varint (NgWire *self, guint64 *value)
{
  const guint8 *at = self->at;
  NgVarint result = ng_varint_read (&self->at, self->end, value);

  if (result != NG_VARINT_READ)
    ng_wire_fail (self,
                  at,
                  result == NG_VARINT_CUT ? "a number runs past the end of its message"
                                          : "a number has more than 64 bits");
  return result == NG_VARINT_READ;
}

static gboolean
read_key (NgWire *self, guint32 *number, guint *kind)
{
  const guint8 *at = self->at;
  guint64 key;

  if (!read_varint (self, &key))
    return FALSE;
  if (key >> 3 == 0 || key >> 3 > 0x1FFFFFFF) {
    ng_wire_fail (self, at, "%" G_GUINT64_FORMAT " is not the number of a field", key >> 3);
    return FALSE;
  }
  *number = (guint32) (key >> 3);
  *kind = key & 7;
  if (*kind > NG_WIRE_FIXED32) {
    ng_wire_fail (self, at, "%u is not a kind of field", *kind);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_content (NgWire *self, guint kind, NgWireField *field)
{
  const guint8 *at = self->at;
  gsize left = (gsize) (self->end - self->at);
  guint64 length;

  switch (kind) {
  case NG_WIRE_VARINT:
    return read_varint (self, &field->value);
  case NG_WIRE_FIXED64:
  case NG_WIRE_FIXED32:
    length = kind == NG_WIRE_FIXED64 ? 8 : 4;
    if (left < length) {
      ng_wire_fail (self, at, "a number runs past the end of its message");
      return FALSE;
    }
    field->value = ng_little (self->at, length);
    self->at += length;
    return TRUE;
  default:
    if (!read_varint (self, &length))
      return FALSE;
    left = (gsize) (self->end - self->at);
    if (length > left) {
      ng_wire_fail (self,
                    at,
                    "%" G_GUINT64_FORMAT " bytes are announced, and %" G_GSIZE_FORMAT " are left",
                    length,
                    left);
      return FALSE;
    }
    field->data = self->at;
    field->length = (gsize) length;
    self->at += length;
    return TRUE;
  }
}

/* Reads up to the end of the group that was just opened. */
static gboolean
skip_group (NgWire *self, guint32 number)
{
  const guint8 *at = self->at;
  guint32 open[NG_MAX_WIRE_DEPTH] = { number };
  int depth = 1;

  while (depth > 0) {
    NgWireField ignored;
    guint kind;

    if (self->at == self->end) {
      ng_wire_fail (self, at, "a group is not closed");
      return FALSE;
    }
    if (!read_key (self, &number, &kind))
      return FALSE;
    if (kind == GROUP_START) {
      if (depth == NG_MAX_WIRE_DEPTH) {
        ng_wire_fail (self, at, "more than %d groups stand inside each other", NG_MAX_WIRE_DEPTH);
        return FALSE;
      }
      open[depth++] = number;
    } else if (kind == GROUP_END) {
      if (open[--depth] != number) {
        ng_wire_fail (self, at, "group %u is closed as %u", open[depth], number);
        return FALSE;
      }
    } else if (!read_content (self, kind, &ignored)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
ng_wire_next (NgWire *self, NgWireField *field)
{
  while (!self->has_failed && self->at < self->end) {
    const guint8 *at = self->at;
    guint kind;

    if (!read_key (self, &field->number, &kind))
      return FALSE;
    if (kind == GROUP_END) {
      ng_wire_fail (self, at, "a group ends that never began");
      return FALSE;
    }
    if (kind == GROUP_START) {
      if (!skip_group (self, field->number))
        return FALSE;
      continue;
    }
    field->start = at;
    field->kind = (NgWireKind) kind;
    field->data = at;
    field->length = 0;
    return read_content (self, kind, field);
  }
  return FALSE;
}

static gboolean
expect (NgWire *self, const NgWireField *field, NgWireKind kind)
{
  static const char *const names[] = { "a number", "eight bytes", "a run of bytes", "",
                                       "",         "four bytes" };

  if (field->kind == kind)
    return TRUE;
  ng_wire_fail (self,
                self->at,
                "field %u is %s instead of %s",
                field->number,
                names[field->kind],
                names[kind]);
  return FALSE;
}

gboolean
ng_wire_message (NgWire *self, const NgWireField *field, NgWire *child)
{
  if (!expect (self, field, NG_WIRE_BYTES))
    return FALSE;
  *child = *self;
  child->at = field->data;
  child->end = field->data + field->length;
  return TRUE;
}

gboolean
ng_wire_bytes (NgWire *self, const NgWireField *field, const guint8 **data, gsize *length)
{
  if (!expect (self, field, NG_WIRE_BYTES))
    return FALSE;
  *data = field->data;
  *length = field->length;
  return TRUE;
}

gboolean
ng_wire_integer (NgWire *self, const NgWireField *field, gint64 *value)
{
  if (!expect (self, field, NG_WIRE_VARINT))
    return FALSE;
  *value = (gint64) field->value;
  return TRUE;
}

static float
float_of_bits (guint64 bits)
{
  guint32 word = (guint32) bits;
  float value;

  memcpy (&value, &word, sizeof value);
  return value;
}

gboolean
ng_wire_float (NgWire *self, const NgWireField *field, float *value)
{
  if (!expect (self, field, NG_WIRE_FIXED32))
    return FALSE;
  *value = float_of_bits (field->value);
  return TRUE;
}

gboolean
ng_wire_integers (NgWire *self, const NgWireField *field, GArray *array)
{
  NgWire packed;
  guint64 value;

  if (field->kind == NG_WIRE_VARINT) {
    g_array_append_val (array, field->value);
    return TRUE;
  }
  if (!ng_wire_message (self, field, &packed))
    return FALSE;
  while (packed.at < packed.end) {
    if (!read_varint (&packed, &value)) {
      self->has_failed = TRUE;
      return FALSE;
    }
    g_array_append_val (array, value);
  }
  return TRUE;
}

/* Packed numbers of @size bytes each. They are little-endian, as is every machine we run on. */
static gboolean
append_packed (NgWire *self, const NgWireField *field, gsize size, GArray *array)
{
  G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

  if (!expect (self, field, NG_WIRE_BYTES))
    return FALSE;
  if (field->length % size != 0 || field->length / size > G_MAXUINT / 2) {
    ng_wire_fail (self,
                  field->data,
                  "%" G_GSIZE_FORMAT " bytes are no whole number of values",
                  field->length);
    return FALSE;
  }
  if (field->length > 0)
    g_array_append_vals (array, field->data, (guint) (field->length / size));
  return TRUE;
}

gboolean
ng_wire_floats (NgWire *self, const NgWireField *field, GArray *array)
{
  if (field->kind == NG_WIRE_FIXED32) {
    float value = float_of_bits (field->value);
    g_array_append_val (array, value);
    return TRUE;
  }
  return append_packed (self, field, sizeof (float), array);
}

gboolean
ng_wire_doubles (NgWire *self, const NgWireField *field, GArray *array)
{
  if (field->kind == NG_WIRE_FIXED64) {
    double value;
    memcpy (&value, &field->value, sizeof value);
    g_array_append_val (array, value);
    return TRUE;
  }
  return append_packed (self, field, sizeof (double), array);
}
