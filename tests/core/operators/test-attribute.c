/* Attributes of ONNX nodes as notation, there and back, and what they refuse. */

#include "core/notation/read.h"
#include "core/operators/onnx-node.h"
#include "tests/support/test.h"

static NgExpr *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *expr = ng_notation_read (NULL, text, -1, NULL, NULL, &error);

  g_assert_no_error (error);
  return expr;
}

static void
assert_read (NgAttributeKind kind, const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = read_text (text);
  g_autoptr (NgExpr) again = NULL;
  g_autofree char *printed = NULL;
  NgAttribute attribute, copy;

  g_assert_true (ng_attribute_read (&attribute, "a", kind, value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (attribute.kind, ==, kind);
  again = ng_attribute_expr (&attribute);
  printed = ng_print (again, 0);
  g_assert_cmpstr (printed, ==, expected);
  g_assert_true (ng_attribute_read (&copy, "a", kind, again, &error));
  g_assert_true (ng_attribute_equal (&attribute, &copy));
  ng_attribute_clear (&attribute);
  ng_attribute_clear (&copy);
}

static void
test_kinds (void)
{
  assert_read (NG_ATTRIBUTE_INTEGER, "7*7", "49");
  assert_read (NG_ATTRIBUTE_REAL, "2", "2.");
  assert_read (NG_ATTRIBUTE_REAL, "0.1", "0.1");
  assert_read (NG_ATTRIBUTE_REAL, "1/3.", "0.33333334");
  assert_read (NG_ATTRIBUTE_TEXT, "\"SAME_UPPER\"", "\"SAME_UPPER\"");
  assert_read (NG_ATTRIBUTE_TEXT, "nearest", "\"nearest\"");
  assert_read (NG_ATTRIBUTE_INTEGERS, "{1, -2}", "{1, -2}");
  assert_read (NG_ATTRIBUTE_INTEGERS, "{}", "{}");
  assert_read (NG_ATTRIBUTE_REALS, "{1, 0.2}", "{1., 0.2}");
  assert_read (NG_ATTRIBUTE_TEXTS, "{\"a\", b}", "{\"a\", \"b\"}");
}

static void
assert_refused (NgAttributeKind kind, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = read_text (text);
  NgAttribute attribute;

  g_assert_false (ng_attribute_read (&attribute, "a", kind, value, &error));
  ng_assert_tag (&error, "ONNX::attribute");
}

static void
test_refused (void)
{
  assert_refused (NG_ATTRIBUTE_INTEGER, "1.5");
  assert_refused (NG_ATTRIBUTE_INTEGER, "{1}");
  assert_refused (NG_ATTRIBUTE_INTEGERS, "1");
  assert_refused (NG_ATTRIBUTE_INTEGERS, "{1, {2}}");
  assert_refused (NG_ATTRIBUTE_REALS, "{1., \"a\"}");
  assert_refused (NG_ATTRIBUTE_TEXT, "1");
  assert_refused (NG_ATTRIBUTE_TENSOR, "1");
  assert_refused (NG_ATTRIBUTE_OTHER, "1");
}

static void
assert_kind (const char *text, NgAttributeKind kind)
{
  g_autoptr (NgExpr) value = read_text (text);

  g_assert_cmpint (ng_attribute_kind_of (value), ==, kind);
}

static void
test_own (void)
{
  assert_kind ("1", NG_ATTRIBUTE_INTEGER);
  assert_kind ("1.", NG_ATTRIBUTE_REAL);
  assert_kind ("\"a\"", NG_ATTRIBUTE_TEXT);
  assert_kind ("{}", NG_ATTRIBUTE_INTEGERS);
  assert_kind ("{1, 2}", NG_ATTRIBUTE_INTEGERS);
  assert_kind ("{1, 2.}", NG_ATTRIBUTE_REALS);
  assert_kind ("{\"a\"}", NG_ATTRIBUTE_TEXTS);
  assert_kind ("{1, \"a\"}", NG_ATTRIBUTE_OTHER);
  assert_kind ("{{1}}", NG_ATTRIBUTE_OTHER);
  assert_kind ("f[1]", NG_ATTRIBUTE_OTHER);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/attribute/kinds", test_kinds);
  g_test_add_func ("/operators/attribute/refused", test_refused);
  g_test_add_func ("/operators/attribute/own", test_own);
  return g_test_run ();
}
