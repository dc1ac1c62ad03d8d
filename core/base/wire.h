/* NgWire: a bounded reader of the protobuf wire format over bytes that stay where they are. It
 * copies nothing and does not recurse; each length is checked against what is left of the message
 * around it. */

#pragma once

#include "core/base/error.h"

G_BEGIN_DECLS

/* What a field holds. Unknown groups are skipped as a whole. */
typedef enum {
  NG_WIRE_VARINT = 0,
  NG_WIRE_FIXED64 = 1,
  NG_WIRE_BYTES = 2,
  NG_WIRE_FIXED32 = 5,
} NgWireKind;

/**
 * NgWire:
 * @start: where the whole file begins, for offsets in messages
 * @at: next byte
 * @end: end of this message
 * @error: where the first error goes; shared by the messages inside
 * @has_failed: whether this message broke off
 *
 * One message while it is being read.
 */
typedef struct {
  const guint8 *start, *at, *end;
  GError **error;
  gboolean has_failed;
} NgWire;

/**
 * NgWireField:
 * @start: where its key stands
 * @value: of a varint or a fixed number, its bits
 * @data: (array length=length): of bytes
 */
typedef struct {
  const guint8 *start;
  guint32 number;
  NgWireKind kind;
  guint64 value;
  const guint8 *data;
  gsize length;
} NgWireField;

/** ng_wire_open: starts to read a message that fills @data; errors go to @error. */
void ng_wire_open (NgWire *self, gconstpointer data, gsize length, GError **error);

/**
 * ng_wire_next:
 * @field: (out): the next field
 *
 * Fails with: "ONNX::wire", with the offset in the file.
 *
 * Returns: whether there is one; %FALSE at the end of the message and after an error
 */
gboolean ng_wire_next (NgWire *self, NgWireField *field);

/** ng_wire_fail: records that what stands at @at is wrong; the first such error counts. */
void ng_wire_fail (NgWire *self, const guint8 *at, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Each asks for a field of one kind and fails where it is of another. */
gboolean ng_wire_message (NgWire *self, const NgWireField *field, NgWire *child);
gboolean ng_wire_bytes (NgWire *self, const NgWireField *field, const guint8 **data, gsize *length);
gboolean ng_wire_integer (NgWire *self, const NgWireField *field, gint64 *value);
gboolean ng_wire_float (NgWire *self, const NgWireField *field, float *value);

/* Repeated numbers, packed or not: what the field holds is added to @array, whose elements are
 * gint64, float or double. */
gboolean ng_wire_integers (NgWire *self, const NgWireField *field, GArray *array);
gboolean ng_wire_floats (NgWire *self, const NgWireField *field, GArray *array);
gboolean ng_wire_doubles (NgWire *self, const NgWireField *field, GArray *array);

G_END_DECLS
