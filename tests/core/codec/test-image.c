/* Pictures through the "Image" coder: files, values, levels, statistics, and what is refused. */

#include "core/codec/picture.h"
#include "core/graph/coder.h"
#include "core/media/image.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

static NgExpr *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  NgExpr *expr = ng_parse_one (text, -1, NULL, &error);

  g_assert_no_error (error);
  return expr;
}

static NgCoder *
read_coder (const char *text, GError **error)
{
  g_autoptr (NgExpr) expr = parse (text);

  return ng_coder_read (expr, ng_coder_side_of (expr), error);
}

/* The value of a coder, as text with 6 digits. */
static char *
apply (const char *coder, NgExpr *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgCoder) read = read_coder (coder, &error);
  NgCoding coding = { .seed = 1 };
  g_autoptr (NgExpr) value =
      read != NULL ? ng_coder_apply (read, data, NULL, &coding, &error) : NULL;

  if (value == NULL)
    g_error ("%s: %s", coder, error->message);
  return ng_print_rounded (value, 0, 6);
}

static void
assert_applied (const char *coder, const char *data, const char *wanted)
{
  g_autoptr (NgExpr) expr = parse (data);
  g_autofree char *found = apply (coder, expr);

  g_assert_cmpstr (found, ==, wanted);
}

/* The picture is red, green over blue, white. */
#define SQUARE "Image[{{{1, 0, 0}, {0, 1, 0}}, {{0, 0, 1}, {1, 1, 1}}}]"

static void
test_layouts (void)
{
  assert_applied ("NetEncoder[{\"Image\", 2}]",
                  SQUARE,
                  "{{{1., 0.}, {0., 1.}}, {{0., 1.}, {0., 1.}}, {{0., 0.}, {1., 1.}}}");
  assert_applied ("NetEncoder[{\"Image\", 2, Interleaving -> True}]",
                  SQUARE,
                  "{{{1., 0., 0.}, {0., 1., 0.}}, {{0., 0., 1.}, {1., 1., 1.}}}");
  assert_applied ("NetEncoder[{\"Image\", 2, \"DataTransposed\" -> True}]",
                  SQUARE,
                  "{{{1., 0.}, {0., 1.}}, {{0., 0.}, {1., 1.}}, {{0., 1.}, {0., 1.}}}");
  assert_applied ("NetEncoder[{\"Image\", 2, ColorSpace -> \"Grayscale\"}]",
                  SQUARE,
                  "{{{0.299, 0.587}, {0.114, 1.}}}");
  /* {width, height}; the mean of the rows is the middle between them */
  assert_applied ("NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\"}]",
                  SQUARE,
                  "{{{0.2065, 0.7935}}}");
}

static void
test_statistics (void)
{
  static const char pair[] = "Image[{{0.25, 0.75}}]";

  assert_applied (
      "NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\", \"MeanImage\" -> 0.25}]",
      pair,
      "{{{0., 0.5}}}");
  /* (0.75 - 0.25)/√0.0625 */
  assert_applied ("NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\", \"MeanImage\" -> "
                  "{0.25}, \"VarianceImage\" -> 0.0625}]",
                  pair,
                  "{{{0., 2.}}}");
  assert_applied ("NetEncoder[{\"Image\", {2, 1}, ColorSpace -> \"Grayscale\", \"MeanImage\" -> "
                  "Image[{{0.25, 0.5}}]}]",
                  pair,
                  "{{{0., 0.25}}}");
  assert_applied ("NetEncoder[{\"Image\", 1, \"MeanImage\" -> {0.5, 0.25, 0}}]",
                  "Image[{{{1, 1, 1}}}]",
                  "{{{0.5}}, {{0.75}}, {{1.}}}");
}

/* Decoding undoes it: numbers come back, whatever the layout and the statistics. */
static void
test_back (void)
{
  static const char *const options[] = {
    "",
    ", Interleaving -> True",
    ", \"DataTransposed\" -> True",
    ", Interleaving -> True, \"DataTransposed\" -> True",
    ", \"MeanImage\" -> {0.5, 0.25, 0.125}, \"VarianceImage\" -> {0.25, 1, 4}",
    ", \"MeanImage\" -> Image[{{{0.5, 0, 1}}}]",
    ", ColorSpace -> \"HSB\"",
    ", ColorSpace -> \"LAB\"",
    ", ColorSpace -> \"CMYK\"",
  };
  g_autoptr (NgExpr) square = parse (SQUARE);
  NgColour colour;
  g_autoptr (NgTensor) original = ng_picture_read (square, 2, &colour, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autofree char *encoder = g_strdup_printf ("NetEncoder[{\"Image\", 2%s}]", options[i]);
    g_autofree char *decoder = g_strdup_printf ("NetDecoder[%s]", encoder);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgCoder) in = read_coder (encoder, &error);
    g_autoptr (NgCoder) out = read_coder (decoder, &error);
    NgCoding coding = { .seed = 1 };
    g_autoptr (NgTensor) array = ng_coder_encode (in, square, NULL, &coding, &error);
    g_autoptr (NgExpr) image = ng_coder_decode (out, array, NULL, &coding, &error);
    g_autoptr (NgTensor) back = NULL;
    g_autoptr (NgTensor) plain = NULL;

    g_assert_no_error (error);
    back = ng_picture_read (image, 2, &colour, &error);
    plain = ng_colour_convert (back, colour, NG_COLOUR_RGB, &error);
    g_assert_no_error (error);
    for (gint64 k = 0; k < 12; k++) /* LAB goes by cube roots in float */
      ng_assert_near (ng_tensor_get_real (plain, k), ng_tensor_get_real (original, k), 2e-5);
  }
}

/* A file by its name, as File[…], and as the value that was read from it give the same. */
static void
test_files (void)
{
  static const gint64 dims[] = { 3, 2, 3 };
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autofree char *lost = g_build_filename (folder, "b.png", NULL);
  static const char coder[] = "NetEncoder[{\"Image\", {2, 2}}]";
  float values[18];
  g_autoptr (GError) error = NULL;
  gsize size;

  for (int i = 0; i < 18; i++)
    values[i] = (float) (15 * i) / 255;
  g_autoptr (NgTensor) picture = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
  g_autoptr (GBytes) bytes = ng_image_write (picture, 0, 1, &error);
  g_assert_no_error (error);
  const char *data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  g_autoptr (NgExpr) name = ng_expr_new_string (path, NULL);
  g_autoptr (NgExpr) file = ng_expr_new_call ("File", ng_expr_ref (name), NULL);
  g_autoptr (NgExpr) value = ng_picture_write (picture, NG_COLOUR_RGB, TRUE);
  g_autofree char *by_name = apply (coder, name);
  g_autofree char *by_file = apply (coder, file);
  g_autofree char *by_value = apply (coder, value);
  g_autofree char *short_form = ng_picture_summary (value);

  g_assert_cmpstr (by_name, ==, by_file);
  g_assert_cmpstr (by_name, ==, by_value);
  g_assert_cmpstr (short_form, ==, "Image[<3×2, RGB>]");
  g_autoptr (NgCoder) encoder = read_coder (coder, &error);
  g_autoptr (NgExpr) nothing = ng_expr_new_string (lost, NULL);
  g_autoptr (NgExpr) list =
      ng_expr_new_call ("List", ng_expr_ref (name), ng_expr_ref (nothing), NULL);
  NgCoding coding = { .seed = 1 };
  g_assert_null (ng_coder_apply (encoder, list, NULL, &coding, &error));
  g_assert_nonnull (strstr (error->message, "Item 2"));
  ng_assert_tag (&error, "File::missing");
  g_remove (path);
  g_rmdir (folder);
}

/* Slices are files and values in one list, and are refused where their sizes differ. */
static void
test_slices (void)
{
  static const struct {
    const char *slices, *tag;
  } refused[] = {
    { "Image3D[{Image[{{0, 1}}], Image[{{0}, {1}}]}]", "NetGraph::indata" },
    { "Image3D[{Image[{{0, 1}}], Image[{{{0, 0, 0}, {1, 1, 1}}}]}]", "NetGraph::indata" },
    { "Image3D[{Image[{{0, 1}}], 3}]", "NetGraph::indata" },
    { "Image3D[{}]", "NetGraph::indata" },
    { "Image3D[{\"missing.png\"}]", "File::missing" },
  };
  static const gint64 dims[] = { 1, 1, 2 };
  static const float values[] = { 0, 0.2F };
  static const char coder[] = "NetEncoder[{\"Image3D\", {2, 1, 2}, ColorSpace -> \"Grayscale\"}]";
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) picture = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
  g_autoptr (GBytes) bytes = ng_image_write (picture, 0, 1, &error);
  gsize size;

  g_assert_no_error (error);
  const char *data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  g_autofree char *text = g_strdup_printf ("Image3D[{\"%s\", Image[{{0.4, 1}}]}]", path);
  g_autoptr (NgExpr) slices = parse (text);
  g_autoptr (NgExpr) whole = parse ("Image3D[{{{0, 0.2}}, {{0.4, 1}}}]");
  g_autofree char *got = apply (coder, slices);
  g_autofree char *expected = apply (coder, whole);

  g_assert_cmpstr (got, ==, expected);
  g_remove (path);
  g_rmdir (folder);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (NgCoder) encoder = read_coder (coder, &error);
    g_autoptr (NgExpr) item = parse (refused[i].slices);
    NgCoding coding = { .seed = 1 };

    g_assert_null (ng_coder_apply (encoder, item, NULL, &coding, &error));
    ng_assert_tag (&error, refused[i].tag);
  }
}

/* A list of pictures is one video; videos of unequal lengths are a batch. */
static void
test_frames (void)
{
  static const char coder[] = "NetEncoder[{\"VideoFrames\", {2, 1}, ColorSpace -> \"Grayscale\"}]";
  static const char *const refused[] = { "{Image[{{0, 1}}], 3}",
                                         "Image[{{0, 1}}]",
                                         "{{Image[{{0, 1}}]}, {3}}" };
  g_autoptr (NgExpr) one = parse ("{Image[{{0, 1}}], Image[{{0.25}}]}");
  g_autoptr (NgExpr) two = parse ("{{Image[{{0, 1}}]}, {Image[{{1, 0}}], Image[{{1, 1}}]}}");
  g_autofree char *video = apply (coder, one);
  g_autofree char *batch = apply (coder, two);

  g_assert_cmpstr (video, ==, "{{{{0., 1.}}}, {{{0.25, 0.25}}}}");
  g_assert_cmpstr (batch, ==, "{{{{{0., 1.}}}}, {{{{1., 0.}}}, {{{1., 1.}}}}}");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgCoder) encoder = read_coder (coder, &error);
    g_autoptr (NgExpr) item = parse (refused[i]);
    NgCoding coding = { .seed = 1 };

    g_assert_null (ng_coder_apply (encoder, item, NULL, &coding, &error));
    ng_assert_tag (&error, "NetGraph::indata");
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *coder, *tag;
  } cases[] = {
    { "NetEncoder[{\"Image\", {2, 3, 4}}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 0}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, ColorSpace -> \"Purple\"}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, Method -> \"Squeeze\"}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, Padding -> \"Nothing\"}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, Alignment -> {Top, Left}}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, \"MeanImage\" -> {1, 2}}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, \"VarianceImage\" -> 0}]", "NetGraph::badarg" },
    { "NetEncoder[{\"Image\", 2, \"MeanImage\" -> \"missing.png\"}]", "File::missing" },
    { "NetDecoder[{\"Image\", 2}]", "NetGraph::badarg" },
  };
  static const char *const items[] = {
    "Image[x]",
    "Image[{{1, 2}, {3}}]",
    "Image[{{{1, 2}}}]",
    "Image[{{1}}, \"Word\", 3]",
    "Image[{{1}}, f -> 2]",
    "Image[5]",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgCoder) encoder = read_coder ("NetEncoder[{\"Image\", 2}]", &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgCoder) coder = read_coder (cases[i].coder, &error);

    if (coder != NULL)
      g_error ("%s is read", cases[i].coder);
    ng_assert_tag (&error, cases[i].tag);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autoptr (NgExpr) item = parse (items[i]);
    NgCoding coding = { .seed = 1 };
    g_autoptr (NgExpr) value = ng_coder_apply (encoder, item, NULL, &coding, &error);

    if (value != NULL)
      g_error ("%s is encoded", items[i]);
    ng_assert_tag (&error, "NetGraph::indata");
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/codec/image/layouts", test_layouts);
  g_test_add_func ("/codec/image/statistics", test_statistics);
  g_test_add_func ("/codec/image/back", test_back);
  g_test_add_func ("/codec/image/files", test_files);
  g_test_add_func ("/codec/image/slices", test_slices);
  g_test_add_func ("/codec/image/frames", test_frames);
  g_test_add_func ("/codec/image/refused", test_refused);
  return g_test_run ();
}
