#include "core/graph/literal.h"
#include "tests/support/test.h"

static NgExpr *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *expr = ng_parse_one (text, -1, NULL, &error);

  g_assert_no_error (error);
  return expr;
}

static void
check_tensor (const char *text, NgElement element, const char *dims, double sum)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = parse (text);
  g_autoptr (NgTensor) tensor = ng_tensor_read (expr, &error);
  g_autoptr (GString) found = g_string_new ("");
  double total = 0;

  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_element (tensor), ==, element);
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append_printf (
        found, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", ng_tensor_dims (tensor)[i]);
  g_assert_cmpstr (found->str, ==, dims);
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++)
    total += ng_tensor_get_real (tensor, i) * (double) (i + 1);
  ng_assert_near (total, sum, 1e-9);
}

static void
test_tensors (void)
{
  check_tensor ("5", NG_ELEMENT_I64, "", 5);
  check_tensor ("{1, 2, 3}", NG_ELEMENT_I64, "3", 14);
  check_tensor ("{{1, 2.5}, {-3, 4}}", NG_ELEMENT_F64, "2 2", 1 + 5 - 9 + 16);
  check_tensor ("NumericArray[{{1, 2}}, \"Real32\"]", NG_ELEMENT_F32, "1 2", 5);
  check_tensor ("RawArray[\"Real32\", {3, 4}]", NG_ELEMENT_F32, "2", 11);
  /* 00 00 80 3F 00 00 00 40: 1 and 2 in little-endian float. */
  check_tensor ("NumericArray[ByteArray[\"AACAPwAAAEA=\"], \"Real32\"]", NG_ELEMENT_F32, "2", 5);
  check_tensor (
      "NumericArray[ByteArray[\"AACAPwAAAEA=\"], \"Real32\", {2, 1}]", NG_ELEMENT_F32, "2 1", 5);
  check_tensor ("SparseArray[{{1, 2} -> 7, {2, 1} -> 5}, {2, 2}]", NG_ELEMENT_F64, "2 2", 14 + 15);
  check_tensor ("SparseArray[{3 -> 2}, {4}]", NG_ELEMENT_F64, "4", 6);
}

static void
check_fails (const char *text, const char *tag, int column)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = parse (text);

  g_assert_null (ng_tensor_read (expr, &error));
  g_assert_cmpint (ng_error_diagnostic (error)->place.column, ==, column);
  ng_assert_tag (&error, tag);
}

static void
test_bad_tensors (void)
{
  check_fails (
      "NumericArray[ByteArray[\"AACAPwAAAEA=\"], \"Real32\", {0}]", "NetGraph::badarray", 1);
  check_fails ("NumericArray[{1, 2}, \"Real32\", {2}]", "NetGraph::badarray", 1);
  check_fails ("{{1, 2}, {3}}", "NetGraph::ragged", 10);
  check_fails ("{{1, 2}, 3}", "NetGraph::ragged", 10);
  check_fails ("{1, {2}}", "NetGraph::ragged", 5);
  check_fails ("{1, x}", "NetGraph::badarray", 5);
  check_fails ("{}", "NetGraph::badarray", 1);
  check_fails ("{{}, {}}", "NetGraph::badarray", 1);
  check_fails ("{{{{{{{{{{{{{1}}}}}}}}}}}}}", "NetGraph::badarray", 1);
  check_fails ("SparseArray[{{1, 9} -> 7}, {2, 2}]", "NetGraph::badarray", 14);
  check_fails ("SparseArray[{1 -> 7}, {99999999, 99999999, 99999999}]", "NetGraph::badarray", 1);
  check_fails ("NumericArray[{1}, \"Real31\"]", "NetGraph::badarray", 1);
}

static void
check_type (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = parse (text);
  g_autofree char *found = NULL;
  NgType type;

  ng_port_type_read (expr, NULL, NULL, &type, &error);
  g_assert_no_error (error);
  found = ng_type_notation (&type);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_types (void)
{
  check_type ("3", "{3}");
  check_type ("{3, 4}", "{3, 4}");
  check_type ("{}", "\"Real\"");
  check_type ("\"Real\"", "\"Real\"");
  check_type ("\"Integer\"", "\"Integer\"");
  check_type ("\"Varying\"", "{\"Varying\"}");
  check_type ("{\"Varying\", 4}", "{\"Varying\", 4}");
  check_type ("Automatic", "Automatic");
  check_type ("{64, Automatic}", "{64, Automatic}");
  check_type ("Restricted[\"Integer\", 5]", "Restricted[\"Integer\", 5]");
  check_type ("Restricted[\"Integer\", {0, 5}]", "Restricted[\"Integer\", {0, 5}]");
}

/* What is written reads back to the same type. */
static void
check_written (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = parse (text);
  g_autoptr (NgExpr) written = NULL;
  g_autofree char *found = NULL;
  NgType type, again;

  ng_port_type_read (expr, NULL, NULL, &type, &error);
  g_assert_no_error (error);
  written = ng_port_type_write (&type);
  found = ng_print (written, 0);
  g_assert_cmpstr (found, ==, expected);
  ng_port_type_read (written, NULL, NULL, &again, &error);
  g_assert_no_error (error);
  g_assert_true (ng_type_equal (&type, &again));
}

/* The last word of a list may say what the elements are. */
static void
test_elements (void)
{
  check_written ("{3, 4}", "{3, 4}");
  check_written ("{3, \"Integer\"}", "{3, \"Integer\"}");
  check_written ("{\"Varying\", 2, Restricted[\"Integer\", 7]}",
                 "{\"Varying\", 2, Restricted[\"Integer\", 7]}");
  check_written ("{2, Restricted[Integer, {0, 7}]}", "{2, Restricted[\"Integer\", {0, 7}]}");
  check_written ("{2, Restricted[\"Integer\", Infinity]}",
                 "{2, Restricted[\"Integer\", Infinity]}");
  check_written ("Restricted[\"Integer\", {0, Infinity}]",
                 "Restricted[\"Integer\", {0, Infinity}]");
  check_written ("RepeatingElement[Restricted[\"Integer\", 7]]",
                 "{\"Varying\", Restricted[\"Integer\", 7]}");
  check_written ("RepeatingElement[\"Integer\"]", "{\"Varying\", \"Integer\"}");
  check_written ("RepeatingElement[{4, Automatic, \"Integer\"}]",
                 "{\"Varying\", 4, Automatic, \"Integer\"}");
}

static void
test_bad_types (void)
{
  static const char *const bad[] = { "0",
                                     "-3",
                                     "{3, 0}",
                                     "{3, x}",
                                     "2.5",
                                     "\"Reel\"",
                                     "f[3]",
                                     "Restricted[\"Integer\"]",
                                     "Restricted[\"Integer\", 0]",
                                     "Restricted[\"Integer\", {5, 3}]",
                                     "{\"Integer\"}",
                                     "{\"Integer\", 3}",
                                     "{3, Restricted[\"Real\", 3]}",
                                     "RepeatingElement[3]",
                                     "RepeatingElement[\"Varying\"]",
                                     "RepeatingElement[{1,1,1,1,1,1,1,1,1,1,1,1}]",
                                     "{1,1,1,1,1,1,1,1,1,1,1,1,1}" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) expr = parse (bad[i]);
    NgType type;

    g_assert_false (ng_port_type_read (expr, NULL, NULL, &type, &error));
    ng_assert_tag (&error, "NetGraph::badshape");
  }
}

static void
test_truth (void)
{
  static const char *const bad[] = { "{True, 1}", "{True, {False}}", "{}", "x", "{{True}, {}}" };
  const gint64 expected[] = { 1, 0, 0, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = parse ("{{True, False}, {False, True}}");
  g_autoptr (NgTensor) tensor = ng_tensor_read_truth (expr, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (tensor), ==, 2);
  for (gint64 i = 0; i < 4; i++)
    g_assert_cmpint (ng_tensor_get_int (tensor, i), ==, expected[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (NgExpr) other = parse (bad[i]);

    g_assert_null (ng_tensor_read_truth (other, &error));
    g_assert_nonnull (error);
    g_clear_error (&error);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/literal/tensors", test_tensors);
  g_test_add_func ("/graph/literal/bad-tensors", test_bad_tensors);
  g_test_add_func ("/graph/literal/types", test_types);
  g_test_add_func ("/graph/literal/bad-types", test_bad_types);
  g_test_add_func ("/graph/literal/elements", test_elements);
  g_test_add_func ("/graph/literal/truth", test_truth);
  return g_test_run ();
}
