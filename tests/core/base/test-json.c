#include "core/base/json.h"

#include "core/base/limits.h"
#include "tests/support/test.h"
#include <string.h>

static NgJson *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  NgJson *value = ng_json_parse (text, strlen (text), &error);

  if (value == NULL)
    g_error ("%s: %s", text, error->message);
  return value;
}

static void
test_values (void)
{
  g_autoptr (NgJson) value =
      parse (" {\"a\": [1, -2.5e3, true, false, null], \"\\u00e9\\ud83d\\ude00\\n\\/\": {} , "
             "\"big\": 9223372036854775807, \"bigger\": 9223372036854775808}\r\n");
  const NgJson *a = ng_json_member (value, "a");
  gint64 integer;

  g_assert_cmpint (ng_json_kind (value), ==, NG_JSON_OBJECT);
  g_assert_cmpuint (ng_json_length (value), ==, 4);
  g_assert_cmpuint (ng_json_length (a), ==, 5);
  g_assert_true (ng_json_integer (ng_json_at (a, 0), &integer));
  g_assert_cmpint (integer, ==, 1);
  g_assert_false (ng_json_integer (ng_json_at (a, 1), &integer));
  g_assert_cmpfloat (ng_json_number (ng_json_at (a, 1)), ==, -2500);
  g_assert_cmpstr (ng_json_number_text (ng_json_at (a, 1)), ==, "-2.5e3");
  g_assert_true (ng_json_boolean (ng_json_at (a, 2)));
  g_assert_false (ng_json_boolean (ng_json_at (a, 3)));
  g_assert_cmpint (ng_json_kind (ng_json_at (a, 4)), ==, NG_JSON_NULL);
  g_assert_cmpstr (ng_json_name (value, 1), ==, "é😀\n/");
  g_assert_true (ng_json_integer (ng_json_member (value, "big"), &integer));
  g_assert_cmpint (integer, ==, G_MAXINT64);
  g_assert_false (ng_json_integer (ng_json_member (value, "bigger"), &integer));
  g_assert_null (ng_json_member (value, "none"));
  g_assert_null (ng_json_member (a, "none"));
}

static void
test_many_members (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (NgJson) value = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s\"k%d\":%d", i > 0 ? "," : "", i, i);
  g_string_append_c (text, '}');
  value = parse (text->str);
  for (int i = 0; i < 1000; i++) {
    g_autofree char *name = g_strdup_printf ("k%d", i);
    gint64 integer;

    g_assert_true (ng_json_integer (ng_json_member (value, name), &integer));
    g_assert_cmpint (integer, ==, i);
  }
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"k7\":0}");
  g_assert_null (ng_json_parse (text->str, text->len, &error));
  ng_assert_tag (&error, "Json::syntax");
}

static const struct {
  const char *text;
  int column;
} errors[] = {
  { "", 1 },
  { "{", 2 },
  { "[1,]", 4 },
  { "[1 2]", 4 },
  { "{\"a\":1,}", 8 },
  { "{\"a\" 1}", 6 },
  { "{a:1}", 2 },
  { "{\"a\":1,\"a\":2}", 8 },
  { "01", 2 },
  { "-", 2 },
  { "1.", 3 },
  { ".5", 1 },
  { "1e", 3 },
  { "+1", 1 },
  { "NaN", 1 },
  { "nul", 1 },
  { "\"a", 1 },
  { "\"\\x\"", 2 },
  { "\"\\u12g4\"", 6 },
  { "\"\\ud800\"", 2 },
  { "\"\\ud800\\u0041\"", 2 },
  { "\"\\u0000\"", 2 },
  { "\"\t\"", 2 },
  { "1 2", 3 },
  { "\xEF\xBB\xBF"
    "1",
    1 },
  { "[\"é\", \xFF]", 7 },
  { "// c", 1 },
};

static void
test_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgJson) value = ng_json_parse (errors[i].text, strlen (errors[i].text), &error);

    if (value != NULL)
      g_error ("%s was read", errors[i].text);
    if (ng_error_diagnostic (error)->place.column != errors[i].column)
      g_error ("%s: column %d, not %d",
               errors[i].text,
               ng_error_diagnostic (error)->place.column,
               errors[i].column);
    ng_assert_tag (&error, "Json::syntax");
  }
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_assert_null (ng_json_parse (text->str, text->len, &error));
  ng_assert_tag (&error, "Json::limit");

  g_string_truncate (text, 0);
  for (int i = 0; i < NG_MAX_JSON_DEPTH; i++)
    g_string_append_c (text, '[');
  for (int i = 0; i < NG_MAX_JSON_DEPTH; i++)
    g_string_append_c (text, ']');
  ng_json_free (parse (text->str));
}

/* Every beginning of a text fails, and none crashes. */
static void
test_truncated (void)
{
  static const char text[] = "{\"a\":[1,{\"b\":\"\\u00e9\"},-1.5e+3],\"c\":true}";

  for (gsize length = 0; length < strlen (text); length++) {
    g_autofree char *copy = g_memdup2 (text, length);
    g_autoptr (GError) error = NULL;

    g_assert_null (ng_json_parse (copy, length, &error));
    ng_assert_tag (&error, "Json::syntax");
  }
}

static void
write_sample (NgJsonWriter *writer)
{
  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "a\"\n\x01");
  ng_json_writer_begin_array (writer);
  ng_json_writer_integer (writer, G_MININT64);
  ng_json_writer_real (writer, 0.1);
  ng_json_writer_real (writer, 0.0 / 0.0);
  ng_json_writer_begin_object (writer);
  ng_json_writer_end (writer);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "b");
  ng_json_writer_boolean (writer, TRUE);
  ng_json_writer_name (writer, "c");
  ng_json_writer_string (writer, NULL);
  ng_json_writer_end (writer);
}

static void
test_writer (void)
{
  g_autoptr (NgJsonWriter) compact = ng_json_writer_new (FALSE);
  g_autoptr (NgJsonWriter) indented = ng_json_writer_new (TRUE);
  g_autoptr (NgJson) value = NULL;
  gint64 integer;

  write_sample (compact);
  g_assert_cmpstr (
      ng_json_writer_text (compact),
      ==,
      "{\"a\\\"\\n\\u0001\":[-9223372036854775808,0.1,null,{}],\"b\":true,\"c\":null}");
  write_sample (indented);
  value = parse (ng_json_writer_text (indented));
  g_assert_cmpstr (ng_json_name (value, 0), ==, "a\"\n\x01");
  g_assert_true (ng_json_integer (ng_json_at (ng_json_at (value, 0), 0), &integer));
  g_assert_cmpint (integer, ==, G_MININT64);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/json/values", test_values);
  g_test_add_func ("/base/json/many-members", test_many_members);
  g_test_add_func ("/base/json/errors", test_errors);
  g_test_add_func ("/base/json/depth", test_depth);
  g_test_add_func ("/base/json/truncated", test_truncated);
  g_test_add_func ("/base/json/writer", test_writer);
  return g_test_run ();
}
