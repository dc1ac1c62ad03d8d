#include "core/formats/safetensors.h"

#include "tests/support/test.h"
#include <string.h>

static GBytes *
file_of (const char *header, gsize n_data)
{
  gsize length = strlen (header);
  guint8 *data = g_malloc0 (8 + length + n_data);

  for (int i = 0; i < 8; i++)
    data[i] = (guint8) (length >> (8 * i));
  memcpy (data + 8, header, length);
  for (gsize i = 0; i < n_data; i++)
    data[8 + length + i] = (guint8) i;
  return g_bytes_new_take (data, 8 + length + n_data);
}

static void
expect (const char *header, gsize n_data, const char *tag)
{
  g_autoptr (GBytes) bytes = file_of (header, n_data);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_safetensors_read (bytes, &error));
  ng_assert_tag (&error, tag);
}

/* What is written reads back, and the bytes are the same each time. */
static void
test_round_trip (void)
{
  static const gint64 dims[] = { 2, 3 }, one[] = { 5 }, none[] = { 0, 4 };
  static const float reals[] = { 1, -2, 3.5f, 0, 1e30f, -1e-30f };
  static const guint8 bytes_of[] = { 1, 2, 3, 4, 255 };
  g_autoptr (NgTensor) a = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, reals);
  g_autoptr (NgTensor) b = ng_tensor_new_copy (NG_ELEMENT_U8, one, 1, bytes_of);
  g_autoptr (NgTensor) c = ng_tensor_new_copy (NG_ELEMENT_F64, none, 2, reals);
  g_autoptr (NgSafetensors) file = ng_safetensors_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ng_safetensors_add (file, "block/Weights", a, &error));
  g_assert_true (ng_safetensors_add (file, "\"odd\" \n name", b, &error));
  g_assert_true (ng_safetensors_add (file, "empty", c, &error));
  g_assert_false (ng_safetensors_add (file, "empty", c, &error));
  ng_assert_tag (&error, "Safetensors::tensor");
  ng_safetensors_add_text (file, "netgraph.net", "NetGraph[{}, {}]\n\"x\"");
  g_autoptr (GBytes) first = ng_safetensors_write (file, &error);
  g_autoptr (GBytes) second = ng_safetensors_write (file, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (ng_safetensors_looks_like (first));
  g_autoptr (NgSafetensors) read = ng_safetensors_read (first, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_safetensors_length (read), ==, 3);
  g_assert_true (ng_tensor_equal (ng_safetensors_find (read, "block/Weights"), a));
  g_assert_true (ng_tensor_equal (ng_safetensors_find (read, "\"odd\" \n name"), b));
  g_assert_true (ng_tensor_equal (ng_safetensors_find (read, "empty"), c));
  g_assert_cmpstr (ng_safetensors_text (read, "netgraph.net"), ==, "NetGraph[{}, {}]\n\"x\"");
  g_assert_null (ng_safetensors_find (read, "nothing"));
}

static void
test_rules (void)
{
  expect (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5, "Safetensors::header");
  expect (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "Safetensors::tensor");
  expect (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "Safetensors::tensor");
  expect ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
          4,
          "Safetensors::tensor");
  expect ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
          0,
          "Safetensors::tensor");
  expect (
      "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2, "Safetensors::tensor");
  expect ("{\"__metadata__\":{\"a\":1}}", 0, "Safetensors::header");
  expect ("{}}", 0, "Safetensors::header");
  expect ("[]", 0, "Safetensors::header");
}

/* Texts alone, arrays in another order than their bytes, spaces behind the header. */
static void
test_allowed (void)
{
  g_autoptr (GBytes) bytes =
      file_of ("{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]},"
               "\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}   ",
               6);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgSafetensors) file = ng_safetensors_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ng_safetensors_name (file, 0), ==, "a");
  g_assert_cmpuint (ng_tensor_rank (ng_safetensors_tensor (file, 0)), ==, 0);
  g_assert_cmpint (ng_tensor_get_int (ng_safetensors_find (file, "b"), 1), ==, 5);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/formats/safetensors/rules", test_rules);
  g_test_add_func ("/formats/safetensors/allowed", test_allowed);
  return g_test_run ();
}
