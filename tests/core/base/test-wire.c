#include "core/base/wire.h"

#include "tests/support/proto.h"
#include "tests/support/test.h"

/* Numbers from one to ten bytes come back as they were written. */
static void
test_varint (void)
{
  static const guint64 values[] = { 0, 1, 127, 128, 300, 1u << 31, G_MAXINT64, G_MAXUINT64 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  NgWireField field;
  NgWire wire;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    ng_proto_integer (text, i + 1, values[i]);
  ng_wire_open (&wire, text->str, text->len, &error);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_assert_true (ng_wire_next (&wire, &field));
    g_assert_cmpuint (field.number, ==, i + 1);
    g_assert_cmpuint (field.value, ==, values[i]);
  }
  g_assert_false (ng_wire_next (&wire, &field));
  g_assert_false (wire.has_failed);
  g_assert_no_error (error);
}

/* Packed and single numbers mix. */
static void
test_packed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  GString *packed = g_string_new (NULL);
  NgWireField field;
  NgWire wire;

  ng_proto_integer (text, 8, 5);
  for (guint64 i = 0; i < 1000; i++)
    ng_proto_varint (packed, i * i);
  ng_proto_message (text, 8, packed);
  ng_wire_open (&wire, text->str, text->len, &error);
  while (ng_wire_next (&wire, &field))
    g_assert_true (ng_wire_integers (&wire, &field, numbers));
  g_assert_cmpuint (numbers->len, ==, 1001);
  g_assert_cmpint (g_array_index (numbers, gint64, 0), ==, 5);
  g_assert_cmpint (g_array_index (numbers, gint64, 1000), ==, 999 * 999);
}

static void
expect_failure (const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, bytes, length, &error);
  while (ng_wire_next (&wire, &field))
    ;
  g_assert_true (wire.has_failed);
  ng_assert_tag (&error, "ONNX::wire");
}

static void
test_damaged (void)
{
  expect_failure ("\x08", 1);                                          /* no value */
  expect_failure ("\x08\x80", 2);                                      /* half a value */
  expect_failure ("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11); /* 65 bits */
  expect_failure ("\x0a\x05"
                  "abc",
                  5);                 /* too few bytes */
  expect_failure ("\x02\x00", 2);     /* field 0 */
  expect_failure ("\x0f\x00", 2);     /* kind 7 */
  expect_failure ("\x0d\x00\x00", 3); /* half of four bytes */
  expect_failure ("\x0c", 1);         /* the end of a group that never began */
  expect_failure ("\x0b", 1);         /* a group that never ends */
  expect_failure ("\x0b\x14", 2);     /* closed under another number */
}

/* Groups are skipped, and a great many inside each other are refused without recursion. */
static void
test_groups (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("\x0b\x13\x08\x01\x14\x0c");
  g_autoptr (GString) deep = g_string_new (NULL);
  NgWireField field;
  NgWire wire;

  ng_proto_integer (text, 3, 7);
  ng_wire_open (&wire, text->str, text->len, &error);
  g_assert_true (ng_wire_next (&wire, &field));
  g_assert_cmpuint (field.number, ==, 3);
  for (int i = 0; i < 1000000; i++)
    g_string_append_c (deep, 0x0b);
  expect_failure (deep->str, deep->len);
}

/* Every prefix of a message is read to its end or refused. */
static void
test_cut (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  ng_proto_integer (text, 1, 300);
  ng_proto_text (text, 2, "some bytes");
  ng_proto_float (text, 3, 1.5f);
  for (gsize length = 0; length < text->len; length++) {
    g_autoptr (GError) error = NULL;
    NgWireField field;
    NgWire wire;
    guint n = 0;
    ng_wire_open (&wire, text->str, length, &error);
    while (ng_wire_next (&wire, &field))
      n++;
    g_assert_true ((error != NULL) == wire.has_failed);
    g_assert_cmpuint (n, <=, 3);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/wire/varint", test_varint);
  g_test_add_func ("/base/wire/packed", test_packed);
  g_test_add_func ("/base/wire/damaged", test_damaged);
  g_test_add_func ("/base/wire/groups", test_groups);
  g_test_add_func ("/base/wire/cut", test_cut);
  return g_test_run ();
}
