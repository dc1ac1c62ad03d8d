#include "core/base/wire-writer.h"

#include "core/base/wire.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <string.h>

static GBytes *
join (NgWireWriter *writer)
{
  g_autoptr (GPtrArray) parts = ng_wire_writer_end (writer);
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; i < parts->len; i++) {
    gsize size;
    gconstpointer data = g_bytes_get_data (parts->pdata[i], &size);
    g_byte_array_append (all, data, (guint) size);
  }
  return g_byte_array_free_to_bytes (all);
}

static void
assert_bytes (GBytes *bytes, const GString *expected)
{
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected->str, expected->len);
}

/* The bytes are those that the format's own rules, written out in the tests, give. */
static void
test_fields (void)
{
  static const gint64 values[] = { 0, 1, 127, 128, 300, G_MAXINT64, -1, G_MININT64 };
  g_autoptr (GString) expected = g_string_new (NULL);
  NgWireWriter *writer = ng_wire_writer_new ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    ng_proto_integer (expected, i + 1, (guint64) values[i]);
    ng_wire_put_integer (writer, i + 1, values[i]);
  }
  ng_proto_float (expected, 20, 0.5F);
  ng_wire_put_float (writer, 20, 0.5F);
  ng_proto_text (expected, 536870911, "netz");
  ng_wire_put_text (writer, 536870911, "netz");
  g_assert_cmpuint (ng_wire_writer_length (writer), ==, expected->len);
  g_autoptr (GBytes) bytes = join (writer);
  assert_bytes (bytes, expected);
}

/* Large bytes are shared at every depth, and lengths count them. */
static void
test_messages (void)
{
  g_autofree char *large = g_malloc0 (100000);
  g_autoptr (GBytes) whole = g_bytes_new (large, 100000);
  g_autoptr (GString) expected = g_string_new (NULL);
  GString *inner = g_string_new (NULL), *outer = g_string_new (NULL);
  NgWireWriter *writer = ng_wire_writer_new (), *middle = ng_wire_writer_new (),
               *deep = ng_wire_writer_new ();

  ng_proto_text (inner, 1, "before");
  ng_proto_bytes (inner, 9, large, 100000);
  ng_proto_integer (inner, 2, 7);
  ng_proto_message (outer, 5, inner);
  ng_proto_message (expected, 7, outer);
  ng_wire_put_text (deep, 1, "before");
  ng_wire_put_bytes (deep, 9, whole);
  ng_wire_put_integer (deep, 2, 7);
  ng_wire_put_message (middle, 5, deep);
  ng_wire_put_message (writer, 7, middle);
  g_autoptr (GPtrArray) parts = ng_wire_writer_end (writer);
  gboolean is_shared = FALSE;
  for (guint i = 0; i < parts->len; i++)
    is_shared = is_shared || parts->pdata[i] == whole;
  g_assert_true (is_shared);
  g_autoptr (GString) all = g_string_new (NULL);
  for (guint i = 0; i < parts->len; i++)
    g_string_append_len (
        all, g_bytes_get_data (parts->pdata[i], NULL), (gssize) g_bytes_get_size (parts->pdata[i]));
  g_assert_cmpmem (all->str, all->len, expected->str, expected->len);
}

/* What is copied field by field is the message again, groups between fields too. */
static void
test_copy (void)
{
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *large = g_strnfill (5000, 'x');
  g_autoptr (GError) error = NULL;
  NgWireWriter *writer = ng_wire_writer_new ();
  NgWireField field;
  NgWire wire;

  ng_proto_integer (message, 1, 300);
  ng_proto_varint (message, 4 << 3 | 3);
  ng_proto_integer (message, 1, 1);
  ng_proto_varint (message, 4 << 3 | 4);
  ng_proto_text (message, 2, large);
  ng_proto_float (message, 3, 1);
  g_autoptr (GBytes) whole = g_bytes_new (message->str, message->len);
  const guint8 *done = g_bytes_get_data (whole, NULL);
  ng_wire_open (&wire, done, message->len, &error);
  while (ng_wire_next (&wire, &field)) {
    ng_wire_put_fields (writer, whole, done, field.start);
    ng_wire_put_fields (writer, whole, field.start, wire.at);
    done = wire.at;
  }
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = join (writer);
  assert_bytes (bytes, message);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/wire-writer/fields", test_fields);
  g_test_add_func ("/base/wire-writer/messages", test_messages);
  g_test_add_func ("/base/wire-writer/copy", test_copy);
  return g_test_run ();
}
