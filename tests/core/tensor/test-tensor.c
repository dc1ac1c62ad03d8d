#include "core/tensor/tensor.h"

#include "tests/support/test.h"
#include <math.h>
#include <string.h>

static void
test_count (void)
{
  gint64 count;

  g_assert_true (ng_dims_count (NULL, 0, &count));
  g_assert_cmpint (count, ==, 1);
  g_assert_true (ng_dims_count ((gint64[]){ 3, 0, 5 }, 3, &count));
  g_assert_cmpint (count, ==, 0);
  g_assert_true (ng_dims_count ((gint64[]){ NG_MAX_ELEMENTS }, 1, &count));
  g_assert_false (ng_dims_count ((gint64[]){ NG_MAX_ELEMENTS, 2 }, 2, &count));
  g_assert_false (ng_dims_count ((gint64[]){ G_MAXINT64, G_MAXINT64, 0 }, 3, &count));
  g_assert_false (ng_dims_count ((gint64[]){ -1, 0 }, 2, &count));
}

static void
test_bytes (void)
{
  const gint64 thirteen[13] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abcde", 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) tensor =
      ng_tensor_new_bytes (NG_ELEMENT_I4, (gint64[]){ 3, 3 }, 2, bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_size (tensor), ==, 5);
  g_assert_cmpint (ng_tensor_get_int (tensor, 8), ==, 'e' & 15);
  g_assert_null (ng_tensor_new_bytes (NG_ELEMENT_F32, (gint64[]){ 2 }, 1, bytes, &error));
  ng_assert_tag (&error, "Tensor::size");
  g_assert_null (
      ng_tensor_new_bytes (NG_ELEMENT_U8, (gint64[]){ G_MAXINT64, 4 }, 2, bytes, &error));
  ng_assert_tag (&error, "Tensor::size");
  g_assert_null (ng_tensor_new_bytes (NG_ELEMENT_U8, (gint64[]){ -1 }, 1, bytes, &error));
  ng_assert_tag (&error, "Tensor::size");
  g_assert_null (ng_tensor_new_bytes (NG_ELEMENT_U8, thirteen, 13, bytes, &error));
  ng_assert_tag (&error, "Tensor::rank");
}

/* Bytes out of a file lie anywhere; what is converted lies as kernels want it. */
static void
test_unaligned (void)
{
  const double values[] = { 1.5, -2, (double) INFINITY };
  char room[1 + sizeof values];
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (NgTensor) aligned = NULL;
  g_autoptr (NgTensor) again = NULL;
  g_autoptr (NgTensor) integers = NULL;

  memcpy (room + 1, values, sizeof values);
  whole = g_bytes_new (room, sizeof room);
  bytes = g_bytes_new_from_bytes (whole, 1, sizeof values);
  tensor = ng_tensor_new_bytes (NG_ELEMENT_F64, (gint64[]){ 3 }, 1, bytes, NULL);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (ng_tensor_get_real (tensor, i), ==, values[i]);
  aligned = ng_tensor_convert (tensor, NG_ELEMENT_F64);
  g_assert_true (aligned != tensor);
  g_assert_cmpuint ((gsize) ng_tensor_data (aligned) % 64, ==, 0);
  g_assert_true (ng_tensor_equal (aligned, tensor));
  again = ng_tensor_convert (aligned, NG_ELEMENT_F64);
  g_assert_true (again == aligned);
  integers = ng_tensor_convert (tensor, NG_ELEMENT_I16);
  g_assert_cmpint (ng_tensor_get_int (integers, 1), ==, -2);
  g_assert_cmpint (ng_tensor_get_int (integers, 2), ==, 32767);
}

static void
test_slices (void)
{
  const gint32 values[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_I32, (gint64[]){ 3, 2 }, 2, values);
  g_autoptr (NgTensor) row = ng_tensor_slice (tensor, 2);
  g_autoptr (NgTensor) scalar = ng_tensor_slice (row, 1);
  g_autoptr (NgTensor) flat = ng_tensor_reshape (tensor, (gint64[]){ 6 }, 1);
  NgTensor *rows[3] = { NULL };
  g_autoptr (NgTensor) stacked = NULL;

  g_assert_cmpuint (ng_tensor_rank (row), ==, 1);
  g_assert_cmpint (ng_tensor_get_int (row, 0), ==, 5);
  g_assert_cmpuint (ng_tensor_rank (scalar), ==, 0);
  g_assert_cmpint (ng_tensor_get_int (scalar, 0), ==, 6);
  g_assert_true (ng_tensor_data (flat) == ng_tensor_data (tensor));
  g_assert_false (ng_tensor_equal (flat, tensor));
  for (int i = 0; i < 3; i++)
    rows[i] = ng_tensor_slice (tensor, i);
  stacked = ng_tensor_stack (rows, 3);
  g_assert_true (ng_tensor_equal (stacked, tensor));
  for (int i = 0; i < 3; i++)
    ng_tensor_unref (rows[i]);
}

static void
test_strings (void)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgTensor) tensor = NULL;
  g_autoptr (NgTensor) row = NULL;
  g_autoptr (NgTensor) twice = NULL;
  g_autoptr (NgTensor) same = NULL;

  for (const char *const *word = (const char *[]){ "a", "b", "c", "d", NULL }; *word != NULL;
       word++)
    g_ptr_array_add (words, g_strdup (*word));
  tensor = ng_tensor_new_strings ((gint64[]){ 2, 2 }, 2, words);
  row = ng_tensor_slice (tensor, 1);
  twice = ng_tensor_stack ((NgTensor *[]){ row, row }, 2);
  same = ng_tensor_convert (tensor, NG_ELEMENT_STRING);
  g_assert_cmpstr (ng_tensor_string (row, 0), ==, "c");
  g_assert_cmpstr (ng_tensor_string (twice, 3), ==, "d");
  g_assert_false (ng_tensor_equal (twice, tensor));
  g_assert_true (same == tensor);
  g_assert_null (ng_tensor_data (tensor));
  g_assert_true (isnan (ng_tensor_get_real (tensor, 0)));
  g_assert_cmpint (ng_tensor_get_int (tensor, 0), ==, 0);
}

static void
test_statistics (void)
{
  const double values[] = { 1, (double) NAN, 3, (double) INFINITY, 5, (double) -INFINITY };
  const double huge[] = { -1.7e308, 1.7e308 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F64, (gint64[]){ 6 }, 1, values);
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, (gint64[]){ 2 }, 1, huge);
  g_autoptr (NgTensor) empty = ng_tensor_fill (0, 1);
  g_autoptr (NgTensor) flat = ng_tensor_fill (1000, -0.25);
  NgTensorStatistics s;
  guint64 total = 0;

  ng_tensor_statistics (tensor, &s);
  g_assert_true (s.n == 6 && s.n_finite == 3 && s.n_nan == 1 && s.n_infinite == 2);
  g_assert_true (s.min == 1 && s.max == 5);
  ng_assert_near (s.mean, 3, 1e-15);
  ng_assert_near (s.deviation, sqrt (8.0 / 3), 1e-15);
  for (gsize i = 0; i < G_N_ELEMENTS (s.bins); i++)
    total += s.bins[i];
  g_assert_cmpuint (total, ==, 3);
  g_assert_true (s.bins[0] == 1 && s.bins[16] == 1 && s.bins[31] == 1);

  ng_tensor_statistics (wide, &s);
  g_assert_true (s.bins[0] == 1 && s.bins[31] == 1);
  ng_tensor_statistics (empty, &s);
  g_assert_true (s.n == 0 && s.n_finite == 0 && s.max == 0 && s.mean == 0);
  ng_tensor_statistics (flat, &s);
  g_assert_true (s.bins[0] == 1000 && s.mean == -0.25 && s.deviation == 0);
  g_assert_cmpfloat (ng_tensor_mean (flat), ==, -0.25);
  g_assert_cmpfloat (ng_tensor_mean (empty), ==, 0);
}

static void
test_scalars (void)
{
  g_autoptr (NgTensor) half = ng_tensor_new_scalar (NG_ELEMENT_F16, 0.1);
  g_autoptr (NgTensor) flag = ng_tensor_new_scalar (NG_ELEMENT_BOOL, -3);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x02\x00", 2);
  g_autoptr (NgTensor) flags =
      ng_tensor_new_bytes (NG_ELEMENT_BOOL, (gint64[]){ 2 }, 1, bytes, NULL);

  g_assert_cmpfloat (ng_tensor_get_real (half, 0), ==, 0x1.998p-4);
  g_assert_cmpint (ng_tensor_get_int (flag, 0), ==, 1);
  g_assert_cmpfloat (ng_tensor_get_real (flags, 0), ==, 1);
  g_assert_cmpfloat (ng_tensor_get_real (flags, 1), ==, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/tensor/count", test_count);
  g_test_add_func ("/tensor/bytes", test_bytes);
  g_test_add_func ("/tensor/unaligned", test_unaligned);
  g_test_add_func ("/tensor/slices", test_slices);
  g_test_add_func ("/tensor/strings", test_strings);
  g_test_add_func ("/tensor/statistics", test_statistics);
  g_test_add_func ("/tensor/scalars", test_scalars);
  return g_test_run ();
}
