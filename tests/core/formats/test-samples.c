#include "core/formats/samples.h"

#include "core/formats/npy.h"
#include "core/formats/table.h"
#include "tests/support/test.h"
#include <string.h>

static char *
temporary (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);

  return g_build_filename (folder, name, NULL);
}

static NgTensor *
read_text (const char *name, const char *text, const NgType *type, GError **error)
{
  g_autofree char *path = temporary (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return ng_sample_read (path, type, 0, 1, error);
}

static void
expect (const char *name, const char *text, const NgType *type, const char *tag)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (name, text, type, &error));
  ng_assert_tag (&error, tag);
}

static void
test_table (void)
{
  static const gint64 two[] = { 2 }, three[] = { 3 };
  const NgType pair = ng_type_real (two, 1), triple = ng_type_real (three, 1);
  g_autoptr (GError) error = NULL;

  g_autoptr (NgTensor) row = read_text ("a.csv", "1,2.5,-3e2\r\n", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (row), ==, 1);
  ng_assert_near (ng_tensor_get_real (row, 2), -300, 0);

  g_autoptr (NgTensor) rows = read_text ("b.csv", "x,\"y, z\"\n\"1\",2\n3,4\n", &pair, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (rows), ==, 2);
  g_assert_cmpint (ng_tensor_dims (rows)[0], ==, 2);
  ng_assert_near (ng_tensor_get_real (rows, 3), 4, 0);

  g_assert_null (read_text ("words.csv", "1,2\n3,cat\n", NULL, &error));
  g_assert_nonnull (strstr (error->message, "words.csv"));
  g_assert_nonnull (strstr (error->message, "Line 2, column 2"));
  ng_assert_tag (&error, "Sample::format");
  expect ("c.csv", "1,2\n3\n", NULL, "Sample::shape");
  expect ("d.csv", "1,2\n", &triple, "Sample::shape");
  expect ("e.csv", "1,2\n3,four\n", NULL, "Sample::format");
  expect ("f.csv", "\n", NULL, "Sample::format");
  expect ("g.xyz", "1", NULL, "Sample::format");
}

static void
test_tabs (void)
{
  static const char *const names[] = { "a.tsv", "b.TSV" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (NgTensor) row = read_text (names[i], "1\t2\n", NULL, &error);
    g_autofree char *path = temporary (names[i]);
    g_autofree char *text = NULL;

    g_assert_no_error (error);
    g_assert_cmpint (ng_tensor_count (row), ==, 2);
    g_assert_true (ng_sample_write (row, path, &error));
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "1\t2\n");
  }
}

/* Lists of JSON, arrays of WXF, and the format of MNIST. */
static void
test_other_formats (void)
{
  static const struct {
    const char *name, *text;
    gsize length;
  } files[] = {
    { "a.json", "[[1, 2.5], [-3, 4e2]]", 21 },
    { "a.wxf",
      "8:f\x02s\x04Listf\x02s\x04ListC\x01r\0\0\0\0\0\0\x04@f\x02s\x04ListC\xFDj\x90\x01",
      42 },
  };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = temporary (files[i].name);
    g_assert_true (g_file_set_contents (path, files[i].text, (gssize) files[i].length, NULL));
    g_autoptr (NgTensor) table = ng_sample_read (path, NULL, 0, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_tensor_rank (table), ==, 2);
    ng_assert_near (ng_tensor_get_real (table, 1), 2.5, 0);
    ng_assert_near (ng_tensor_get_real (table, 2), -3, 0);
    ng_assert_near (ng_tensor_get_real (table, 3), 400, 0);
  }
  g_autofree char *path = temporary ("digits-ubyte");
  g_assert_true (g_file_set_contents (path, "\0\0\x08\x01\0\0\0\x02\x07\xFF", 10, NULL));
  g_autoptr (NgTensor) digits = ng_sample_read (path, NULL, 0, 1, &error);
  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (digits, 1), 255, 0);
  expect ("b.json", "[[1, 2], [3]]", NULL, "NetGraph::ragged");
  expect ("c.json", "{\"a\": 1}", NULL, "NetGraph::badarray");
  expect ("d.json", "[1,", NULL, "Json::syntax");
  expect ("e.json", "[1e999, 2]", NULL, "NetGraph::badarray");
  expect ("e.wxf",
          "8:S\x01"
          "a",
          NULL,
          "NetGraph::badarray");
  expect ("f.idx", "nothing", NULL, "Sample::format");
}

/* What is behind the last number that fits is not looked at, even in the same row. */
static void
test_table_limit (void)
{
  static const char *const texts[] = { "1,2,3,4\n", "1,2,3\n4,x\n", "a,b,c,d\n" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    NgTable table = { .numbers = g_array_new (FALSE, FALSE, sizeof (double)) };
    gboolean is_read = ng_table_read (&table, texts[i], strlen (texts[i]), ',', 3, &error);

    g_assert_false (is_read);
    g_assert_cmpuint (table.numbers->len, ==, 3);
    ng_assert_tag (&error, "Sample::limit");
    g_array_unref (table.numbers);
  }
}

static void
test_notation (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) matrix = read_text ("a.txt", "{{1, 2}, {3, 4.5}}\n", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (matrix), ==, 2);
  ng_assert_near (ng_tensor_get_real (matrix, 3), 4.5, 0);
}

/* Whatever is written by ending reads back. */
static void
test_round_trips (void)
{
  static const char *const names[] = { "a.npy", "b.pb", "c.csv", "d.txt", "e.tsv", "f.TSV" };
  static const gint64 dims[] = { 2, 3 };
  static const float values[] = { 0.1f, -2, 3e-20f, 4e20f, 5, 6 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = temporary (names[i]);
    g_autoptr (GError) error = NULL;
    g_assert_true (ng_sample_write (tensor, path, &error));
    g_assert_no_error (error);
    g_autoptr (NgTensor) read = ng_sample_read (path, NULL, 0, 1, &error);
    g_assert_no_error (error);
    g_autoptr (NgTensor) single = ng_tensor_convert (read, NG_ELEMENT_F32);
    g_assert_true (ng_tensor_equal (single, tensor));
  }
}

/* A file of NumPy: the bytes that numpy.save writes for arange(6, dtype='>i2').reshape(2, 3,
 * order='F') in version 1, put together here by hand. */
static void
test_npy (void)
{
  static const char header[] = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
  g_autoptr (GString) file = g_string_new_len ("\x93NUMPY\x01\x00", 8);
  g_autoptr (GError) error = NULL;

  g_string_append_c (file, (char) (sizeof header - 1));
  g_string_append_c (file, 0);
  g_string_append (file, header);
  for (int i = 0; i < 6; i++) {
    g_string_append_c (file, 0);
    g_string_append_c (file, (char) i);
  }
  g_autoptr (GBytes) bytes = g_bytes_new (file->str, file->len);
  g_autoptr (NgTensor) tensor = ng_npy_read (bytes, &error);
  g_assert_no_error (error);
  /* Columns first: {{0, 2, 4}, {1, 3, 5}} */
  static const gint64 rows_first[] = { 0, 2, 4, 1, 3, 5 };
  for (gint64 i = 0; i < 6; i++)
    g_assert_cmpint (ng_tensor_get_int (tensor, i), ==, rows_first[i]);
  for (gsize length = 0; length < file->len; length++) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
    g_autoptr (NgTensor) cut = ng_npy_read (part, &error);
    g_assert_null (cut);
    ng_assert_tag (&error, "Sample::format");
  }
}

/* Nothing here takes complex numbers, and their real parts alone would be something else. */
static void
test_complex_npy (void)
{
  static const char header[] = "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }";
  static const float number[] = { 1, 2 };
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (file, (const guint8 *) "\x93NUMPY\x01\x00", 8);
  g_byte_array_append (file, (const guint8[]){ sizeof header - 1, 0 }, 2);
  g_byte_array_append (file, (const guint8 *) header, sizeof header - 1);
  g_byte_array_append (file, (const guint8 *) number, sizeof number);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&file));
  g_assert_null (ng_npy_read (bytes, &error));
  g_assert_nonnull (strstr (error->message, "complex"));
  ng_assert_tag (&error, "Sample::format");
}

static void
test_pictures (void)
{
  static const gint64 dims[] = { 1, 2, 2 }, small[] = { 3, 1, 1 };
  static const float values[] = { 0, 1, 0.2f, 0.6f };
  const NgType colours = ng_type_real (small, 3);
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
  g_autofree char *path = temporary ("a.png");
  g_autoptr (GError) error = NULL;

  g_assert_true (ng_sample_write (tensor, path, &error));
  g_assert_no_error (error);
  g_autoptr (NgTensor) read = ng_sample_read (path, NULL, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_dims (read)[0], ==, 1);
  for (gint64 i = 0; i < 4; i++) /* a byte has 255 steps */
    ng_assert_near (ng_tensor_get_real (read, i), (double) values[i], 0.5 / 255 + 1e-6);
  g_autoptr (NgTensor) scaled = ng_sample_read (path, &colours, -1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_count (scaled), ==, 3);
  /* The mean of the four, from -1 to 1: 2 * 0.45 - 1 = -0.1 */
  ng_assert_near (ng_tensor_get_real (scaled, 0), -0.1, 0.02);
  expect ("b.png", "no picture", NULL, "Sample::format");
}

/* Writes ones of that shape, and reads how wide and high the picture became. */
static void
expect_picture (const gint64 *dims, gsize rank, gint64 channels, gint64 height, gint64 width)
{
  g_autofree char *path = temporary ("shape.png");
  g_autoptr (GError) error = NULL;
  gint64 count;

  g_assert_true (ng_dims_count (dims, rank, &count));
  float *values = g_new (float, (gsize) count);
  for (gint64 i = 0; i < count; i++)
    values[i] = (float) (i % 5) / 4;
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, values);
  g_assert_true (ng_sample_write (tensor, path, &error));
  g_assert_no_error (error);
  g_autoptr (NgTensor) read = ng_sample_read (path, NULL, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_dims (read)[0], ==, channels);
  g_assert_cmpint (ng_tensor_dims (read)[1], ==, height);
  g_assert_cmpint (ng_tensor_dims (read)[2], ==, width);
  /* The first row of the first channel stands at the upper left. */
  for (gint64 x = 0; x < dims[rank - 1]; x++)
    ng_assert_near (ng_tensor_get_real (read, x), (double) values[x], 0.5 / 255 + 1e-6);
}

/* Axes of size 1 in front do not count; five channels are a grid of three by two, with a line of
 * pixels between. What is no picture is refused by name. */
static void
test_picture_shapes (void)
{
  static const gint64 batch[] = { 1, 1, 2, 3 }, colours[] = { 1, 3, 2, 2 }, five[] = { 5, 2, 3 };
  static const gint64 two[] = { 2, 3, 2, 2 };
  g_autoptr (NgTensor) examples = ng_tensor_new_take (NG_ELEMENT_F32, two, 4, g_new0 (float, 24));
  g_autofree char *path = temporary ("two.png");
  g_autoptr (GError) error = NULL;

  expect_picture (batch, 4, 1, 2, 3);
  expect_picture (colours, 4, 3, 2, 2);
  expect_picture (five, 3, 1, 2 * 2 + 1, 3 * 3 + 2);
  g_assert_false (ng_sample_write (examples, path, &error));
  g_assert_nonnull (strstr (error->message, "two.png"));
  g_assert_nonnull (strstr (error->message, "{2, 3, 2, 2}"));
  ng_assert_tag (&error, "Sample::shape");
}

/* What is typed or pasted: notation, or numbers with tabs, commas or spaces between them. */
static void
test_parse (void)
{
  static const gint64 four[] = { 4 }, square[] = { 2, 2 };
  static const char *const vectors[] = { "{1, 2, 3, 4}", "1,2,3,4", "1\t2\t3\t4\n", "1 2 3 4" };
  const NgType vector = ng_type_real (four, 1), matrix = ng_type_real (square, 2);
  const NgType number = ng_type_real (NULL, 0);
  g_autoptr (NgTensor) table = NULL;
  g_autoptr (NgTensor) single = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (NgTensor) read = ng_sample_parse (vectors[i], NULL, &vector, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (ng_tensor_rank (read), ==, 1);
    g_assert_cmpint (ng_tensor_count (read), ==, 4);
    ng_assert_near (ng_tensor_get_real (read, 3), 4, 0);
  }
  table = ng_sample_parse ("1 2\n3 -4.5", NULL, &matrix, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (table), ==, 2);
  ng_assert_near (ng_tensor_get_real (table, 3), -4.5, 0);
  single = ng_sample_parse ("-1e3", NULL, &number, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (single), ==, 0);
  ng_assert_near (ng_tensor_get_real (single, 0), -1000, 0);
  g_assert_null (ng_sample_parse ("1, 2, 3", NULL, &vector, &error));
  ng_assert_tag (&error, "Sample::shape");
  g_assert_null (ng_sample_parse ("one two", NULL, &vector, &error));
  ng_assert_tag (&error, "Sample::format");
}

/* Tables tell numbers with as few digits as give them again. */
static void
test_digits (void)
{
  static const gint64 dims[] = { 2, 2 };
  static const double numbers[] = { 0.1, 1e300, 2.0 / 3, -7 };
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, dims, 2, numbers);
  g_autoptr (NgTensor) narrow = ng_tensor_convert (wide, NG_ELEMENT_F32);
  g_autofree char *path = temporary ("digits.csv"), *content = NULL, *single = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ng_sample_write (wide, path, &error));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "0.1,1e+300\n0.6666666666666666,-7\n");
  g_assert_true (ng_sample_write (narrow, path, &error));
  g_assert_true (g_file_get_contents (path, &single, NULL, NULL));
  g_assert_cmpstr (single, ==, "0.1,inf\n0.6666667,-7\n");
}

/* Texts for a port that takes them: there and back, and as numbers they are refused. */
static void
test_texts (void)
{
  static const char *const names[] = { "a.pb", "b.txt" };
  NgType words = ng_type_unknown ();
  g_autoptr (GError) error = NULL;
  g_autofree char *table = temporary ("c.csv"), *content = NULL;

  words.kind = NG_KIND_STRING;
  g_autoptr (NgTensor) texts =
      read_text ("d.json", "[[\"a\", \"b, \\\"c\\\"\"], [\"\", \"ä\"]]", &words, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (texts), ==, 2);
  g_assert_cmpstr (ng_tensor_string (texts, 1), ==, "b, \"c\"");
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++) {
    g_autofree char *path = temporary (names[k]);
    g_assert_true (ng_sample_write (texts, path, &error));
    g_autoptr (NgTensor) back = ng_sample_read (path, &words, 0, 1, &error);
    g_assert_no_error (error);
    g_assert_true (ng_tensor_equal (back, texts));
  }
  g_assert_true (ng_sample_write (texts, table, &error));
  g_assert_true (g_file_get_contents (table, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "a,\"b, \"\"c\"\"\"\n,ä\n");
  g_autoptr (NgTensor) one = ng_sample_parse ("\"word\"", NULL, &words, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ng_tensor_rank (one), ==, 0);
  g_assert_cmpstr (ng_tensor_string (one, 0), ==, "word");
  g_assert_null (read_text ("e.txt", "{\"a\", 1}", &words, &error));
  g_assert_cmpstr (error->message, ==, "1 is not an array of texts.");
  ng_assert_tag (&error, "NetGraph::badarray");
  expect ("f.txt", "{\"a\", \"b\"}", NULL, "NetGraph::badarray");
  expect ("g.txt", "{{\"a\"}, \"b\"}", &words, "NetGraph::badarray");
  g_assert_false (ng_sample_write (texts, "never.png", &error));
  ng_assert_tag (&error, "Sample::shape");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/formats/samples/table", test_table);
  g_test_add_func ("/formats/samples/tabs", test_tabs);
  g_test_add_func ("/formats/samples/other-formats", test_other_formats);
  g_test_add_func ("/formats/samples/table-limit", test_table_limit);
  g_test_add_func ("/formats/samples/digits", test_digits);
  g_test_add_func ("/formats/samples/notation", test_notation);
  g_test_add_func ("/formats/samples/parse", test_parse);
  g_test_add_func ("/formats/samples/round-trips", test_round_trips);
  g_test_add_func ("/formats/samples/npy", test_npy);
  g_test_add_func ("/formats/samples/complex-npy", test_complex_npy);
  g_test_add_func ("/formats/samples/pictures", test_pictures);
  g_test_add_func ("/formats/samples/picture-shapes", test_picture_shapes);
  g_test_add_func ("/formats/samples/texts", test_texts);
  return g_test_run ();
}
