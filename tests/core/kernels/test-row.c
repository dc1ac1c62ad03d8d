#include "core/kernels/row.h"
#include "core/program/attention.h"
#include "tests/support/plans.h"

#include <math.h>
#include <string.h>

static const gint64 row_sizes[] = { 2, 3, 16, 65, 768, 1025, 5000 };

/* That the program is one step of @kernel, and computes what it means. */
static void
check (NgProgramBuilder *builder, NgValue value, const char *kernel)
{
  g_autoptr (NgProgram) program = NULL;
  g_autofree char *text = NULL;

  ng_program_builder_output (builder, value);
  program = ng_program_builder_end (builder, NULL);
  text = ng_test_describe (program);
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, kernel));
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
  /* Of results up to 5, sums of 5000 elements of up to 4 in vectors and blocks. */
  ng_test_check_plan (program, 3e-6);
}

static NgValue
wide (NgProgramBuilder *b, NgValue row, NgValue like)
{
  return ng_build_broadcast_at (b, row, like, 0);
}

typedef enum {
  FORM_POWERS,  /* ReduceMean, Sub, Pow, ReduceMean, Add, Sqrt, Div */
  FORM_INVERSE, /* a product with one over the root */
  FORM_NEGATIVE_POWER,
  FORM_ROOT_MEAN_SQUARE,
  N_FORMS,
} Form;

static NgValue
normalize (NgProgramBuilder *b, NgValue x, Form form)
{
  guint last = 1u << (ng_build_shape (b, x)->rank - 1);
  NgValue centred = form == FORM_ROOT_MEAN_SQUARE
                        ? x
                        : ng_build_subtract (b, x, wide (b, ng_build_mean (b, x, last, TRUE), x));
  NgValue square =
      form == FORM_POWERS
          ? ng_build_binary (b, NG_PRIMITIVE_POWER, centred, ng_build_fill_like (b, centred, 2))
          : ng_build_multiply (b, centred, centred);
  NgValue spread = ng_build_offset (b, ng_build_mean (b, square, last, TRUE), 1e-5);
  NgValue root;

  if (form == FORM_NEGATIVE_POWER) {
    root = ng_build_binary (b, NG_PRIMITIVE_POWER, spread, ng_build_fill_like (b, spread, -0.5));
    return ng_build_multiply (b, wide (b, root, x), centred);
  }
  root = ng_build_unary (b, NG_PRIMITIVE_SQRT, spread);
  if (form == FORM_POWERS)
    return ng_build_divide (b, centred, wide (b, root, x));
  root = ng_build_divide (b, ng_build_fill_like (b, root, 1), root);
  return ng_build_multiply (b, centred, wide (b, root, x));
}

/* With a residual connection before it, and factors and summands for each column behind. */
static void
test_normalization (void)
{
  for (Form form = 0; form < N_FORMS; form++) {
    for (gsize i = 0; i < G_N_ELEMENTS (row_sizes); i++) {
      const NgShape shape = { NG_ELEMENT_F32, 3, { 2, 3, row_sizes[i] } };
      const NgShape vector = { NG_ELEMENT_F32, 1, { row_sizes[i] } };
      NgProgramBuilder *b = ng_program_builder_new ();
      NgValue sum =
          ng_build_add (b, ng_build_input (b, "x", &shape), ng_build_input (b, "y", &shape));
      NgValue scale = ng_build_input (b, "scale", &vector);
      NgValue bias = ng_build_input (b, "bias", &vector);
      NgValue y = normalize (b, sum, form);

      y = ng_build_multiply (b, y, ng_build_broadcast_numpy (b, scale, shape.dims, 3));
      y = ng_build_add (b, y, ng_build_broadcast_numpy (b, bias, shape.dims, 3));
      check (b, y, "normalization");
    }
  }
}

/* A mean far from zero must not eat the digits of what is left. */
static void
test_far_mean (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { 1, 3000 } };
  NgProgramBuilder *b = ng_program_builder_new ();
  float x[3000];
  const gconstpointer inputs[] = { x };
  double mean = 0, spread = 0;

  ng_program_builder_output (b, normalize (b, ng_build_input (b, "x", &shape), FORM_POWERS));
  g_autoptr (NgProgram) program = ng_program_builder_end (b, NULL);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) run = ng_run_new (plan, NULL);

  for (int i = 0; i < 3000; i++) {
    x[i] = 4096 + (float) (i * 7 % 11) / 8;
    mean += (double) x[i] / 3000;
  }
  for (int i = 0; i < 3000; i++)
    spread += ((double) x[i] - mean) * ((double) x[i] - mean) / 3000;
  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  /* The mean itself is rounded to 2^-12, and the deviation is 0.4. */
  for (int i = 0; i < 3000; i++)
    g_assert_cmpfloat_with_epsilon (((const float *) ng_run_output (run, 0))[i],
                                    ((double) x[i] - mean) / sqrt (spread + 1e-5),
                                    ldexp (1, -13) / sqrt (spread) + 1e-5);
}

static void
test_softmax (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (row_sizes); i++) {
    const NgShape shape = { NG_ELEMENT_F32, 2, { 7, row_sizes[i] } };
    NgProgramBuilder *b = ng_program_builder_new ();

    check (b,
           ng_build_softmax (b, ng_build_scale (b, ng_build_input (b, "x", &shape), 20), 2),
           "softmax");
    b = ng_program_builder_new ();
    check (b, ng_build_masked_softmax (b, ng_build_input (b, "x", &shape)), "softmax");
  }
}

/* Rows in which nothing is seen, or only something: as defined, zeros where that is said and NaN
 * where not. */
static void
test_closed_rows (void)
{
  for (int is_masked = 0; is_masked < 2; is_masked++) {
    const NgShape shape = { NG_ELEMENT_F32, 2, { 4, 70 } };
    const NgShape flags = { NG_ELEMENT_I64, 2, { 4, 70 } };
    NgProgramBuilder *b = ng_program_builder_new ();
    NgValue x = ng_build_input (b, "x", &shape);
    NgValue row = ng_build_iota (b, &flags, 0);
    NgValue open = ng_build_binary (b, NG_PRIMITIVE_LESS, row, ng_build_fill_like (b, row, 3));

    open = ng_build_binary (
        b,
        NG_PRIMITIVE_AND,
        open,
        ng_build_binary (
            b, NG_PRIMITIVE_LESS_EQUAL, ng_build_iota (b, &flags, 1), ng_build_scale (b, row, 30)));
    x = ng_build_open (b, x, open);
    check (b, is_masked ? ng_build_masked_softmax (b, x) : ng_build_softmax (b, x, 2), "softmax");
  }
}

static void
test_gelu (void)
{
  for (int form = 0; form < 4; form++) {
    const NgShape shape = { NG_ELEMENT_F32, 2, { 13, 77 } };
    NgProgramBuilder *b = ng_program_builder_new ();
    NgValue x = ng_build_scale (b, ng_build_input (b, "x", &shape), 3);
    NgValue y = form % 2 == 0
                    ? ng_build_scale (b, x, sqrt (0.5))
                    : ng_build_divide (b, x, ng_build_fill_like (b, x, (double) 1.4142135f));

    y = ng_build_unary (b, NG_PRIMITIVE_ERF, y);
    if (form == 0)
      y = ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, y, 1));
    else if (form == 1)
      y = ng_build_scale (b, ng_build_multiply (b, x, ng_build_offset (b, y, 1)), 0.5);
    else if (form == 2)
      y = ng_build_multiply (b, ng_build_scale (b, ng_build_offset (b, y, 1), 0.5), x);
    else
      y = ng_build_multiply (b, x, ng_build_offset (b, ng_build_scale (b, y, 0.5), 0.5));
    check (b, y, "GELU");
  }
}

/* Within a float's precision of what is added to it, everywhere; exact at infinity. */
static void
test_gelu_accuracy (void)
{
  const int n = 1 << 20;
  const NgIdiom idiom = { .kind = NG_IDIOM_GELU, .scale = 1 };
  g_autofree float *x = g_new (float, n);
  g_autofree float *y = g_new (float, n);
  float special[] = { INFINITY, -INFINITY, NAN, 0, -1e30f, 1e30f };

  for (int i = 0; i < n; i++)
    x[i] = (float) (24.0 * i / n - 12);
  ng_row_compute (&idiom, 1, n, x, y);
  for (int i = 0; i < n; i++) {
    double exact = 0.5 * (double) x[i] * erfc (-(double) x[i] * sqrt (0.5));

    g_assert_cmpfloat (fabs ((double) y[i] - exact), <=, 1.5e-7 * fabs ((double) x[i]));
  }
  ng_row_compute (&idiom, 1, G_N_ELEMENTS (special), special, special);
  g_assert_true (isinf (special[0]) && special[0] > 0);
  g_assert_true (isnan (special[1]) && isnan (special[2]));
  g_assert_true (special[3] == 0 && special[4] == 0 && special[5] == 1e30f);
}

static void
test_powers_accuracy (void)
{
  const int n = 1 << 20;
  g_autofree float *x = g_new (float, n);
  g_autofree float *y = g_new (float, n);
  double sum = 0;
  float found;

  for (int i = 0; i < n; i++)
    x[i] = (float) (-100.0 * i / n);
  found = ng_row_powers (n, x, 0, y);
  for (int i = 0; i < n; i++) {
    double exact = exp ((double) x[i]);

    sum += (double) y[i];
    g_assert_cmpfloat (fabs ((double) y[i] - exact), <=, 2.4e-7 * exact + 1.7e-38);
  }
  g_assert_cmpfloat_with_epsilon (found, sum, 1e-6 * sum);
}

typedef enum {
  ROW_NORMALIZATION,
  ROW_ROOT_MEAN_SQUARE,
  ROW_SOFTMAX,
  ROW_MASKED_SOFTMAX,
  ROW_GELU,
  N_ROWS,
} Row;

static NgProgram *
make_row (Row row, gint64 n)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { 3, n } };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue x = ng_build_input (b, "x", &shape);

  switch (row) {
  case ROW_NORMALIZATION:
    x = normalize (b, x, FORM_POWERS);
    break;
  case ROW_ROOT_MEAN_SQUARE:
    x = normalize (b, x, FORM_ROOT_MEAN_SQUARE);
    break;
  case ROW_SOFTMAX:
    x = ng_build_softmax (b, x, 2);
    break;
  case ROW_MASKED_SOFTMAX:
    x = ng_build_masked_softmax (b, x);
    break;
  default: {
    NgValue y = ng_build_unary (b, NG_PRIMITIVE_ERF, ng_build_scale (b, x, sqrt (0.5)));
    x = ng_build_multiply (b, ng_build_scale (b, x, 0.5), ng_build_offset (b, y, 1));
    break;
  }
  }
  ng_program_builder_output (b, x);
  return ng_program_builder_end (b, NULL);
}

/* As defined: what is infinite or no number is so in the same places. What is left of equal
 * elements less their mean is the rounding of it, which is divided by no less than the root of
 * 1e-5. */
static void
check_extreme (const NgProgram *program, NgRun *run, NgTensor *x, const char *what)
{
  const gconstpointer inputs[] = { ng_tensor_data (x) };
  NgTensor *expected = NULL;

  g_assert_true (ng_reference_run (program, &x, 0, &expected, NULL));
  g_assert_true (ng_run_execute (run, inputs, 0, NULL, NULL));
  for (gint64 i = 0; i < ng_tensor_count (expected); i++) {
    double right = ng_tensor_get_real (expected, i);
    double found = (double) ((const float *) ng_run_output (run, 0))[i];

    if (found == right || (isnan (found) && isnan (right)))
      continue;
    if (!isfinite (right) || !(fabs (found - right) <= 2e-5 * MAX (fabs (right), 1)))
      g_error ("%s: element %d is %.9g rather than %.9g", what, (int) i, found, right);
  }
  ng_tensor_unref (expected);
}

/* Rows of one number, rows of two in turn, and rows with one that is odd. */
static void
test_extremes (void)
{
  const double numbers[] = {
    0,    -0.0,   1,    -2,          0x1p-149, -0x1p-140, 0x1p-126,          1e-30,
    2e35, 0x1p59, 1e30, -1e30,       3e38,     -3e38,     (double) INFINITY, -(double) INFINITY,
    90,   -90,    -200, (double) NAN
  };
  const gint64 lengths[] = { 0, 1, 2, 16, 65, 5000 };

  for (Row row = 0; row < N_ROWS; row++) {
    for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++) {
      const gint64 dims[] = { 3, lengths[l] };
      g_autoptr (NgProgram) program = make_row (row, lengths[l]);
      g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
      g_autoptr (NgRun) run = ng_run_new (plan, NULL);

      for (gsize pair = 0; pair < G_N_ELEMENTS (numbers) * G_N_ELEMENTS (numbers); pair++) {
        double first = numbers[pair / G_N_ELEMENTS (numbers)];
        double second = numbers[pair % G_N_ELEMENTS (numbers)];
        g_autofree float *x = g_new (float, 3 * lengths[l] + 1);
        g_autofree char *what = NULL;
        g_autoptr (NgTensor) tensor = NULL;

        for (gint64 i = 0; i < lengths[l]; i++) {
          x[i] = (float) first;
          x[lengths[l] + i] = (float) (i % 2 == 0 ? first : second);
          x[2 * lengths[l] + i] = (float) (i == lengths[l] / 2 ? second : first);
        }
        tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, x);
        what = g_strdup_printf ("row %d of %g and %g", (int) row, first, second);
        check_extreme (program, run, tensor, what);
      }
    }
  }
}

/* What is read from outside has to be made, so the form is not taken as one. */
static void
test_seen_inside (void)
{
  const NgShape shape = { NG_ELEMENT_F32, 2, { 5, 40 } };
  g_autoptr (NgProgramBuilder) b = ng_program_builder_new ();
  NgValue x = ng_build_input (b, "x", &shape);
  NgValue mean = ng_build_mean (b, x, 2, TRUE);

  ng_program_builder_output (b, normalize (b, x, FORM_POWERS));
  ng_program_builder_output (b, mean);
  g_autoptr (NgProgram) program = ng_program_builder_end (g_steal_pointer (&b), NULL);
  g_autofree char *text = ng_test_describe (program);

  g_assert_null (strstr (text, "normalization"));
  ng_test_check_plan (program, 3e-6);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/row/normalization", test_normalization);
  g_test_add_func ("/kernels/row/far-mean", test_far_mean);
  g_test_add_func ("/kernels/row/softmax", test_softmax);
  g_test_add_func ("/kernels/row/closed-rows", test_closed_rows);
  g_test_add_func ("/kernels/row/gelu", test_gelu);
  g_test_add_func ("/kernels/row/gelu-accuracy", test_gelu_accuracy);
  g_test_add_func ("/kernels/row/powers-accuracy", test_powers_accuracy);
  g_test_add_func ("/kernels/row/extremes", test_extremes);
  g_test_add_func ("/kernels/row/seen-inside", test_seen_inside);
  return g_test_run ();
}
