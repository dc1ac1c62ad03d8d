/* Sizes and colours of pictures against values worked out by hand. */

#include "core/media/conform.h"

#include "tests/support/test.h"
#include <math.h>

static NgTensor *
picture (gint64 channels, gint64 height, gint64 width, const float *values)
{
  const gint64 dims[] = { channels, height, width };

  return ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
}

static void
assert_conformed (NgTensor *tensor, const NgConform *how, const double *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) result = ng_image_conform (tensor, how, &error);

  g_assert_no_error (error);
  for (int i = 0; i < how->n_axes; i++)
    g_assert_cmpint (ng_tensor_dims (result)[i + 1], ==, how->sizes[i]);
  for (gint64 i = 0; i < ng_tensor_count (result); i++)
    ng_assert_near (ng_tensor_get_real (result, i), wanted[i], 1e-6);
}

/* Four pixels in a row become others, by each way. The middles of 2 pixels lie at 0.5 and 2.5 of
 * the four, those of 8 at -0.25, 0.25, 0.75, …; a third of four is 4/3 pixels wide. */
static void
test_resample (void)
{
  static const float values[] = { 0, 1, 4, 9 };
  g_autoptr (NgTensor) row = picture (1, 1, 4, values);
  const double third = 4.0 / 3;

  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 2 }, .resample = NG_RESAMPLE_LINEAR },
                    (const double[]){ 0.5, 6.5 });
  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 8 } },
                    (const double[]){ 0, 0.25, 0.75, 1.75, 3.25, 5.25, 7.75, 9 });
  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 2 }, .resample = NG_RESAMPLE_NEAREST },
                    (const double[]){ 1, 9 });
  /* The mean of all, since an axis that shrinks to less than half is a mean of areas. */
  assert_conformed (row, &(NgConform){ .n_axes = 2, .sizes = { 1, 1 } }, (const double[]){ 3.5 });
  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 3 }, .resample = NG_RESAMPLE_AREA },
                    (const double[]){ (0 + 1.0 / 3) / third,
                                      (2.0 / 3 + 8.0 / 3) / third,
                                      (4.0 / 3 + 9) / third });
  /* x² is of the polynomials that Catmull and Rom's weights keep: at 1.5 it is 2.25. At the ends
   * the pixels at the ends are repeated: -0.0625 0 + 0.5625 0 + 0.5625 1 - 0.0625 4 at 0.5. */
  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 2 }, .resample = NG_RESAMPLE_CUBIC },
                    (const double[]){ 0.3125, 0.5625 * 4 + 0.5625 * 9 - 0.0625 * 1 - 0.0625 * 9 });
  assert_conformed (row,
                    &(NgConform){ .n_axes = 2, .sizes = { 1, 4 }, .resample = NG_RESAMPLE_CUBIC },
                    (const double[]){ 0, 1, 4, 9 });
}

/* A row of two in a square of four: fitted it is two rows high, one above and one below are padded;
 * filled its middle half remains. */
static void
test_fit (void)
{
  static const float values[] = { 2, 6 };
  g_autoptr (NgTensor) row = picture (1, 1, 2, values);
  NgConform how = { .n_axes = 2,
                    .sizes = { 4, 4 },
                    .fit = NG_FIT_FIT,
                    .resample = NG_RESAMPLE_NEAREST,
                    .alignment = { 0.5, 0.5 },
                    .colour = { -1 } };

  assert_conformed (
      row, &how, (const double[]){ -1, -1, -1, -1, 2, 2, 6, 6, 2, 2, 6, 6, -1, -1, -1, -1 });
  how.alignment[0] = 0;
  assert_conformed (
      row, &how, (const double[]){ 2, 2, 6, 6, 2, 2, 6, 6, -1, -1, -1, -1, -1, -1, -1, -1 });
  how.sizes[0] = how.sizes[1] = 2;
  how.fit = NG_FIT_FILL;
  assert_conformed (row, &how, (const double[]){ 2, 6, 2, 6 });
  how.alignment[1] = 0;
  assert_conformed (row, &how, (const double[]){ 2, 2, 2, 2 });
  how.alignment[1] = 1;
  assert_conformed (row, &how, (const double[]){ 6, 6, 6, 6 });
}

/* Three pixels in a row of seven, two before and two behind. */
static void
test_borders (void)
{
  static const float values[] = { 1, 2, 3 };
  static const struct {
    NgBorder border;
    double wanted[7];
  } cases[] = { { NG_BORDER_COLOUR, { 9, 9, 1, 2, 3, 9, 9 } },
                { NG_BORDER_FIXED, { 1, 1, 1, 2, 3, 3, 3 } },
                { NG_BORDER_REFLECTED, { 3, 2, 1, 2, 3, 2, 1 } },
                { NG_BORDER_PERIODIC, { 2, 3, 1, 2, 3, 1, 2 } } };
  g_autoptr (NgTensor) row = picture (1, 1, 3, values);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_conformed (row,
                      &(NgConform){ .n_axes = 2,
                                    .sizes = { 1, 7 },
                                    .fit = NG_FIT_FIT,
                                    .alignment = { 0.5, 0.5 },
                                    .border = cases[i].border,
                                    .colour = { 9 } },
                      cases[i].wanted);
}

static void
test_too_large (void)
{
  static const float values[] = { 1 };
  g_autoptr (NgTensor) one = picture (1, 1, 1, values);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ng_image_conform (one, &(NgConform){ .n_axes = 2, .sizes = { 1 << 20, 1 << 20 } }, &error));
  ng_assert_tag (&error, "Sample::limit");
}

/* Pure red, a dark green and white. LAB of red is 53.24, 80.09, 67.20 in tables, which differ in
 * the fourth digit by how many digits their matrix has. */
static void
test_colours (void)
{
  static const struct {
    double rgb[3];
    NgColour space;
    double other[4];
    double tolerance;
  } cases[] = {
    { { 1, 0, 0 }, NG_COLOUR_GREY, { 0.299 }, 1e-12 },
    { { 1, 0, 0 }, NG_COLOUR_HSB, { 0, 1, 1 }, 1e-12 },
    { { 0, 0.5, 0 }, NG_COLOUR_HSB, { 1.0 / 3, 1, 0.5 }, 1e-12 },
    { { 0.5, 0.25, 0.5 }, NG_COLOUR_HSB, { 5.0 / 6, 0.5, 0.5 }, 1e-12 },
    { { 0, 0.5, 0 }, NG_COLOUR_CMYK, { 1, 0, 1, 0.5 }, 1e-12 },
    { { 0, 0, 0 }, NG_COLOUR_CMYK, { 0, 0, 0, 1 }, 1e-12 },
    { { 1, 0, 0 }, NG_COLOUR_LAB, { 0.5324, 0.8009, 0.6720 }, 4e-4 },
    { { 1, 1, 1 }, NG_COLOUR_LAB, { 1, 0, 0 }, 1e-6 },
    { { 0.5, 0.25, 1 }, NG_COLOUR_RGBA, { 0.5, 0.25, 1, 1 }, 1e-12 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    double other[NG_MAX_CHANNELS], back[NG_MAX_CHANNELS];

    ng_colour_convert_one (NG_COLOUR_RGB, cases[i].rgb, cases[i].space, other);
    for (gsize c = 0; c < ng_colour_channels (cases[i].space); c++)
      ng_assert_near (other[c], cases[i].other[c], cases[i].tolerance);
    if (cases[i].space == NG_COLOUR_GREY)
      continue;
    ng_colour_convert_one (cases[i].space, other, NG_COLOUR_RGB, back);
    for (int c = 0; c < 3; c++)
      ng_assert_near (back[c], cases[i].rgb[c], 1e-6);
  }
}

/* Opacity is dropped. */
static void
test_opacity (void)
{
  static const float values[] = { 1, 0, 0, 0.5F };
  const gint64 dims[] = { 4, 1, 1 };
  g_autoptr (NgTensor) pixel = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 3, values);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgTensor) plain = ng_colour_convert (pixel, NG_COLOUR_RGBA, NG_COLOUR_RGB, &error);

  g_assert_no_error (error);
  ng_assert_near (ng_tensor_get_real (plain, 0), 1, 1e-6);
  ng_assert_near (ng_tensor_get_real (plain, 1), 0, 1e-6);
  ng_assert_near (ng_tensor_get_real (plain, 2), 0, 1e-6);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/media/conform/resample", test_resample);
  g_test_add_func ("/media/conform/fit", test_fit);
  g_test_add_func ("/media/conform/borders", test_borders);
  g_test_add_func ("/media/conform/too-large", test_too_large);
  g_test_add_func ("/media/conform/colours", test_colours);
  g_test_add_func ("/media/conform/opacity", test_opacity);
  return g_test_run ();
}
