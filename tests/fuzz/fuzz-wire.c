/* Bytes read as a protobuf message: every field in every way that there is, and as a message. */

#include "core/base/limits.h"
#include "core/base/wire.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Reads a field as @kind says, of a copy of the message, since a wrong kind breaks it off. */
static void
read_numbers (NgWire copy, const NgWireField *field)
{
  g_autoptr (GArray) integers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) floats = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) doubles = g_array_new (FALSE, FALSE, sizeof (double));
  gint64 integer;
  float real;

  copy.error = NULL;
  ng_wire_integers (&copy, field, integers);
  ng_wire_floats (&copy, field, floats);
  ng_wire_doubles (&copy, field, doubles);
  ng_wire_integer (&copy, field, &integer);
  ng_wire_float (&copy, field, &real);
}

/* A message that holds no others costs nothing but itself, so the bytes bound the work. */
static void
read_message (NgWire *wire, int depth)
{
  NgWireField field;

  while (ng_wire_next (wire, &field)) {
    NgWire child;

    g_assert_true (wire->at <= wire->end && field.start >= wire->start);
    read_numbers (*wire, &field);
    if (field.kind == NG_WIRE_BYTES && depth < NG_MAX_WIRE_DEPTH) {
      child = *wire;
      child.error = NULL;
      if (ng_wire_message (wire, &field, &child)) {
        g_assert_true (child.at >= wire->start && child.end <= wire->end);
        child.error = NULL;
        read_message (&child, depth + 1);
      }
    }
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  NgWire wire;

  ng_wire_open (&wire, data, size, &error);
  read_message (&wire, 0);
  g_assert_true (wire.has_failed == (error != NULL));
  return 0;
}
