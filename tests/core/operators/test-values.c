/* What operators make of small arrays, by hand or from the standard's own text. */

#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "core/operators/onnx-node.h"
#include "tests/support/node-trial.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>

#define NAN_ ((double) NAN)

static NgTensor *
row (NgElement element, gint64 n, const double *values)
{
  return ng_test_array (element, &n, 1, values);
}

static void
expect (const NgTensor *result, gint64 n, const double *values, double tolerance)
{
  g_assert_cmpint (ng_tensor_count (result), ==, n);
  for (gint64 i = 0; i < n; i++) {
    double got = ng_tensor_get_real (result, i);
    if (isnan (values[i]))
      g_assert_true (isnan (got));
    else if (isinf (values[i]))
      g_assert_cmpfloat (got, ==, values[i]);
    else
      ng_assert_near (got, values[i], tolerance);
  }
}

static void
check (NgNodeTrial *self, gint64 opset, gint64 n, const double *values, double tolerance)
{
  static const char *const y[] = { "y" };
  NgTensor *result = NULL;

  ng_node_trial_run (self, y, 1, opset, &result);
  expect (result, n, values, tolerance);
  ng_tensor_unref (result);
}

/* The node cannot be, and says so. */
static void
refuse (NgNodeTrial *self, gint64 opset)
{
  static const char *const y[] = { "y" };
  GError *error = NULL;
  g_autoptr (GBytes) bytes = ng_node_trial_end (self, y, 1, opset);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (ng_evaluator_new (net, &error));
  ng_assert_tag (&error, "ONNX::operator");
}

/* The formats of 8 bits that the standard's table tells apart: at 448, at 240, at 57344; halves go
 * to the even neighbour, and 2^-10 is halfway between 0 and the least number of E4M3FN. */
static void
test_cast (void)
{
  static const double x[] = { 1.0625, 448, 464, 465, -HUGE_VAL, NAN_, 0x1p-9, 0x1p-10, 0x3p-11 };
  static const double e4m3[] = { 1, 448, 448, 448, -448, NAN_, 0x1p-9, 0, 0x1p-9 };
  static const double e4m3_open[] = { 1, 448, 448, NAN_, NAN_, NAN_, 0x1p-9, 0, 0x1p-9 };
  static const double e5m2_open[] = { 1, 448, 448, 448, -HUGE_VAL, NAN_, 0x1p-9, 0x1p-10, 0x3p-11 };
  static const double e4m3_uz[] = { 1, 240, 240, 240, -240, NAN_, 0x1p-9, 0x1p-10, 0x1p-9 };
  static const struct {
    gint64 to, saturates;
    const double *y;
  } cases[] = { { 17, 1, e4m3 }, { 17, 0, e4m3_open }, { 19, 0, e5m2_open }, { 18, 1, e4m3_uz } };
  static const double four[] = { -9, 7, 8, -3.9 }, wrapped[] = { 7, 7, -8, -3 };
  static const double powers[] = { 3, 4, 5, 0x1p-130 }, up[] = { 4, 4, 8, 0x1p-127 };
  NgNodeTrial trial;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node ("Cast", "a", "y");
    ng_proto_add_integer (node, "to", cases[i].to);
    ng_proto_add_integer (node, "saturate", cases[i].saturates);
    trial = ng_node_trial (node);
    ng_node_trial_give (&trial, row (NG_ELEMENT_F32, G_N_ELEMENTS (x), x));
    check (&trial, 19, G_N_ELEMENTS (x), cases[i].y, 0);
  }
  GString *node = ng_proto_node ("Cast", "a", "y");
  ng_proto_add_integer (node, "to", 22);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 4, four));
  check (&trial, 21, 4, wrapped, 0);
  node = ng_proto_node ("Cast", "a", "y");
  ng_proto_add_integer (node, "to", 24);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 4, powers));
  check (&trial, 24, 4, up, 0);
}

/* 0x3f800000 are the bits of 1; shifts beyond the width leave nothing. */
static void
test_bits (void)
{
  static const double one[] = { 1, -2 }, bits[] = { 0x3f800000, -0x40000000 };
  static const double x[] = { 0xca, 0xa6, 1, 255 }, y[] = { 0xa6, 1, 9, 255 };
  static const double xor [] = { 0x6c, 0xa7, 8, 0 }, not [] = { 0x35, 0x59, 254, 0 };
  static const double by[] = { 1, 3, 8, 0 }, right[] = { 0x65, 0x14, 0, 255 };
  GString *node = ng_proto_node ("BitCast", "a", "y");
  ng_proto_add_integer (node, "to", 6);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, one));
  check (&trial, 26, 2, bits, 0);

  trial = ng_node_trial (ng_proto_node ("BitwiseXor", "a b", "y"));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 4, x));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 4, y));
  check (&trial, 18, 4, xor, 0);
  trial = ng_node_trial (ng_proto_node ("BitwiseNot", "a", "y"));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 4, x));
  check (&trial, 18, 4, not, 0);
  node = ng_proto_node ("BitShift", "a b", "y");
  ng_proto_add_text (node, "direction", "RIGHT");
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 4, x));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 4, by));
  check (&trial, 18, 4, right, 0);
}

/* A row has its own scale; 2.5 / 0.5 + 3 = 8, and what is out of range is held. */
static void
test_quantize (void)
{
  static const gint64 dims[] = { 2, 3 }, square[] = { 2, 2 };
  static const double x[] = { 2.5, -1.25, 1000, 0.25, 0.75, -9 }, scales[] = { 0.5, 0.5 };
  static const double zeros[] = { 3, 0 }, y[] = { 8, 1, 255, 0, 2, 0 };
  static const double a[] = { 200, 3, 4, 255 }, b[] = { 7, 255, 1, 0 }, zero[] = { 5 };
  /* (195 -2, -1 250) (2 250, -4 -5) = (398 48760, -1002 -1500) */
  static const double product[] = { 398, 48760, -1002, -1500 };
  GString *node = ng_proto_node ("QuantizeLinear", "a b c", "y");
  ng_proto_add_integer (node, "axis", 0);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, scales));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 2, zeros));
  check (&trial, 13, 6, y, 0);

  trial = ng_node_trial (ng_proto_node ("MatMulInteger", "a b c d", "y"));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_U8, square, 2, a));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_U8, square, 2, b));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 1, zero));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 1, zero));
  check (&trial, 13, 4, product, 0);
}

/* Places that come twice: 2 * 3 * 5, and the least of 2, 3 and 5. */
static void
test_scatter (void)
{
  static const double x[] = { 2, 7, 1 }, places[] = { 0, 1, 0 }, updates[] = { 3, 4, 5 };
  static const struct {
    const char *reduction;
    double y[3];
  } cases[] = { { "mul", { 30, 28, 1 } },
                { "min", { 2, 4, 1 } },
                { "max", { 5, 7, 1 } },
                { "add", { 10, 11, 1 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node ("ScatterElements", "a b c", "y");
    ng_proto_add_text (node, "reduction", cases[i].reduction);
    NgNodeTrial trial = ng_node_trial (node);
    ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 3, x));
    ng_node_trial_give (&trial, row (NG_ELEMENT_I64, 3, places));
    ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 3, updates));
    check (&trial, 18, 3, cases[i].y, 0);
  }
}

/* The mean over what is not ignored, by weights: (2 * 0.5 + 3 * 0.25) / (2 + 3). */
static void
test_loss (void)
{
  static const gint64 dims[] = { 3, 2 };
  static const double scores[] = { -0.5, 0, 0, -0.25, -9, -9 }, classes[] = { 0, 1, -7 };
  static const double weights[] = { 2, 3 }, loss[] = { 0.35 };
  GString *node = ng_proto_node ("NegativeLogLikelihoodLoss", "a b c", "y");
  ng_proto_add_integer (node, "ignore_index", -7);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, scores));
  ng_node_trial_give (&trial, row (NG_ELEMENT_I64, 3, classes));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, weights));
  check (&trial, 13, 1, loss, 1e-7);
}

/* The third example of Unique in the standard, and the second box that overlaps the first by 2/3.
 */
static void
test_selection (void)
{
  static const char *const outputs[] = { "y", "i", "v", "n" };
  static const gint64 dims[] = { 3, 3 }, boxes_dims[] = { 1, 3, 4 }, scores_dims[] = { 1, 1, 3 };
  static const double x[] = { 1, 0, 0, 1, 0, 0, 2, 3, 4 }, y[] = { 1, 0, 0, 2, 3, 4 };
  static const double first[] = { 0, 2 }, inverse[] = { 0, 0, 1 }, counts[] = { 2, 1 };
  static const double boxes[] = { 0, 0, 1, 1, 0, 0.2, 1, 1.2, 5, 5, 6, 6 };
  static const double scores[] = { 0.8, 0.9, 0.7 }, limit[] = { 9 }, overlap[] = { 0.5 };
  static const double selected[] = { 0, 0, 1, 0, 0, 2 };
  NgTensor *results[4] = { NULL };
  GString *node = ng_proto_node ("Unique", "a", "y i v n");
  ng_proto_add_integer (node, "axis", 0);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  ng_node_trial_run (&trial, outputs, 4, 13, results);
  expect (results[0], 6, y, 0);
  expect (results[1], 2, first, 0);
  expect (results[2], 3, inverse, 0);
  expect (results[3], 2, counts, 0);
  for (int i = 0; i < 4; i++)
    ng_tensor_unref (results[i]);

  trial = ng_node_trial (ng_proto_node ("NonMaxSuppression", "a b c d", "y"));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, boxes_dims, 3, boxes));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, scores_dims, 3, scores));
  ng_node_trial_give (&trial, row (NG_ELEMENT_I64, 1, limit));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 1, overlap));
  check (&trial, 13, 6, selected, 0);
}

/* cos (2 pi j / 4) has half of itself in bins 1 and 3, and comes back. */
static void
test_fourier (void)
{
  static const gint64 dims[] = { 1, 4, 1 }, bins_dims[] = { 1, 3, 2 };
  static const double x[] = { 1, 0, -1, 0 }, bins[] = { 0, 0, 2, 0, 0, 0 };
  GString *node = ng_proto_node ("DFT", "a", "y");
  ng_proto_add_integer (node, "onesided", 1);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 3, x));
  check (&trial, 20, 6, bins, 1e-6);
  node = ng_proto_node ("DFT", "a", "y");
  ng_proto_add_integer (node, "onesided", 1);
  ng_proto_add_integer (node, "inverse", 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, bins_dims, 3, bins));
  check (&trial, 20, 4, x, 1e-6);
}

/* The greatest of each window goes back where it was. */
static void
test_pooling (void)
{
  static const char *const outputs[] = { "y", "z" };
  static const gint64 dims[] = { 1, 1, 4 }, pooled[] = { 1, 1, 2 }, two[] = { 2 };
  static const double x[] = { 1, 5, -2, -3 }, y[] = { 5, -2 }, places[] = { 1, 2 };
  static const double back[] = { 0, 5, -2, 0 };
  NgTensor *results[2] = { NULL };
  GString *node = ng_proto_node ("MaxPool", "a", "y z");
  ng_proto_add_integers (node, "kernel_shape", two, 1);
  ng_proto_add_integers (node, "strides", two, 1);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 3, x));
  ng_node_trial_run (&trial, outputs, 2, 12, results);
  expect (results[0], 2, y, 0);
  expect (results[1], 2, places, 0);
  node = ng_proto_node ("MaxUnpool", "a b", "y");
  ng_proto_add_integers (node, "kernel_shape", two, 1);
  ng_proto_add_integers (node, "strides", two, 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, pooled, 3, y));
  ng_node_trial_give (&trial, results[1]);
  check (&trial, 12, 4, back, 0);
  ng_tensor_unref (results[0]);
}

/* A determinant that needs rows exchanged, a running product, and a picture read along the grid of
 * the identity. */
static void
test_algebra (void)
{
  static const gint64 dims[] = { 3, 3 }, picture[] = { 1, 1, 2, 3 }, grid_dims[] = { 1, 1, 3, 2 };
  static const double matrix[] = { 0, 2, 0, 3, 0, 0, 0, 0, 4 }, det[] = { -24 };
  static const double x[] = { 1, 2, 3 }, axis[] = { 0 }, products[] = { 6, 3, 1 };
  static const double pixels[] = { 1, 2, 3, 4, 5, 6 };
  static const double grid[] = { -1, -1, 0, 0, 1, 1 }, read[] = { 1, 3.5, 6 };
  NgNodeTrial trial = ng_node_trial (ng_proto_node ("Det", "a", "y"));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, matrix));
  check (&trial, 13, 1, det, 1e-5);

  GString *node = ng_proto_node ("CumProd", "a b", "y");
  ng_proto_add_integer (node, "exclusive", 1);
  ng_proto_add_integer (node, "reverse", 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 3, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_I64, NULL, 0, axis));
  check (&trial, 26, 3, products, 0);

  node = ng_proto_node ("GridSample", "a b", "y");
  ng_proto_add_integer (node, "align_corners", 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, picture, 4, pixels));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, grid_dims, 4, grid));
  check (&trial, 20, 3, read, 1e-6);
}

/* Diagonals, three factors, sizes that "..." stretches, and equations that cannot be. */
static void
test_einsum (void)
{
  static const gint64 square[] = { 2, 2 }, stack[] = { 2, 1, 2 }, cube[] = { 2, 2, 2 };
  static const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  static const double trace[] = { 5 }, diagonals[] = { 1, 4, 5, 8 }, ends[] = { 1, 3, 6, 8 };
  static const double chain[] = { 37, 54, 81, 118 }, product[] = { 7, 10, 15, 22 };
  static const double total[] = { 9 }, dots[] = { 5, 11, 11, 25 };
  static const struct {
    const char *equation, *inputs;
    const gint64 *dims[3];
    gsize ranks[3];
    gint64 n;
    const double *want; /* NULL where it cannot be */
  } cases[] = {
    { "ii", "a", { square }, { 2 }, 1, trace },
    { "bii->bi", "a", { cube }, { 3 }, 4, diagonals },
    { "iji->ij", "a", { cube }, { 3 }, 4, ends },
    { "ij,jk,kl->il", "a b c", { square, square, square }, { 2, 2, 2 }, 4, chain },
    { "i,j->", "a b", { square, square }, { 1, 1 }, 1, total },
    { "...ij,...jk->...ik", "a b", { square, square }, { 2, 2 }, 4, product },
    { "...j,...j->...", "a b", { stack, square }, { 3, 2 }, 4, dots },
    { "ij,jk->iz", "a b", { square, square }, { 2, 2 }, 0, NULL },
    { "ij,jk->ii", "a b", { square, square }, { 2, 2 }, 0, NULL },
    { "ij", "a b", { square, square }, { 2, 2 }, 0, NULL },
    { "iij->j", "a", { stack }, { 3 }, 0, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node ("Einsum", cases[i].inputs, "y");
    ng_proto_add_text (node, "equation", cases[i].equation);
    NgNodeTrial trial = ng_node_trial (node);
    for (gsize k = 0; k < 3 && cases[i].ranks[k] > 0; k++)
      ng_node_trial_give (&trial,
                          ng_test_array (NG_ELEMENT_F32, cases[i].dims[k], cases[i].ranks[k], x));
    if (cases[i].want != NULL)
      check (&trial, 12, cases[i].n, cases[i].want, 1e-5);
    else
      refuse (&trial, 12);
  }
}

/* Ones above the diagonal, of the element that is said. */
static void
test_eye (void)
{
  static const gint64 dims[] = { 2, 3 };
  static const double x[6] = { 0 }, ones[] = { 0, 1, 0, 0, 0, 1 };
  static const NgElement said[] = { NG_ELEMENT_F64, NG_ELEMENT_I64, NG_ELEMENT_F32 };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++) {
    GString *node = ng_proto_node ("EyeLike", "a", "y");
    ng_proto_add_integer (node, "dtype", ng_onnx_code (said[i]));
    ng_proto_add_integer (node, "k", 1);
    NgNodeTrial trial = ng_node_trial (node);
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_I32, dims, 2, x));
    check (&trial, 9, 6, ones, 0);
  }
}

static GString *
microsoft_node (const char *op, const char *inputs)
{
  GString *node = ng_proto_node (op, inputs, "y");

  ng_proto_text (node, 7, "com.microsoft");
  return node;
}

/* What onnxruntime fuses: a sum normalized, a product with a matrix transposed, quantised numbers
 * added, and attention of two words with one head of one number. */
static void
test_fused (void)
{
  static const gint64 dims[] = { 1, 2 }, weights_dims[] = { 1, 3 }, words[] = { 1, 2, 1 };
  static const double x[] = { 1, 2 }, skip[] = { 2, 5 }, gamma[] = { 1, 2 }, beta[] = { 0.5, 0 };
  /* 3 and 7 have the mean 5 and the deviation 2. */
  static const double normal[] = { -0.5, 2 }, product[] = { 36 };
  static const double a[] = { 10, 250 }, scale[] = { 0.5 }, zero[] = { 10 }, sum[] = { 10, 255 };
  static const double weights[] = { 1, 2, 10 };
  double attention[2];
  NgNodeTrial trial = ng_node_trial (microsoft_node ("SkipLayerNormalization", "a b c d"));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, skip));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, gamma));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, beta));
  check (&trial, 17, 2, normal, 1e-6);

  GString *node = microsoft_node ("FusedMatMul", "a b");
  ng_proto_add_integer (node, "transB", 1);
  ng_proto_add_real (node, "alpha", 3);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, skip));
  check (&trial, 17, 1, product, 1e-6);

  trial = ng_node_trial (microsoft_node ("QLinearAdd", "a b c a b c b c"));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 2, a));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 1, scale));
  ng_node_trial_give (&trial, row (NG_ELEMENT_U8, 1, zero));
  check (&trial, 17, 2, sum, 0);

  for (int i = 0; i < 2; i++) {
    double score = x[i] * 2;
    double share = exp (score * x[0]) / (exp (score * x[0]) + exp (score * x[1]));
    attention[i] = 10 * (share * x[0] + (1 - share) * x[1]);
  }
  node = microsoft_node ("Attention", "a b");
  ng_proto_add_integer (node, "num_heads", 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, words, 3, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, weights_dims, 2, weights));
  check (&trial, 17, 2, attention, 1e-5);
}

/* A stack exchanged, and products with what is applied to them: 1 + 2 3 - 10 below 0, and twice
 * each of (1, 2) plus 1 and plus (0, 9), cut at 4. */
static void
test_fused_products (void)
{
  static const gint64 stack[] = { 2, 1, 2 }, column[] = { 1, 2, 1 }, vectors[] = { 1, 2, 2, 1 };
  static const gint64 pixels[] = { 1, 1, 1, 2 }, one[] = { 1, 1, 1, 1 };
  static const double x[] = { 1, 2, 3, 4 }, dots[] = { 5, 11 };
  static const double b[] = { 1, 3 }, c[] = { -10 }, zero[] = { 0 };
  static const double w[] = { 2 }, bias[] = { 1 }, more[] = { 0, 9 }, cut[] = { 3, 4 };
  static const double limits[] = { 0, 4 };

  GString *node = microsoft_node ("FusedMatMul", "a b");
  ng_proto_add_integer (node, "transBatchA", 1);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, stack, 3, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, column, 3, x));
  check (&trial, 17, 2, dots, 1e-6);

  node = microsoft_node ("FusedGemm", "a b c");
  ng_proto_add_text (node, "activation", "Relu");
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, vectors, 2, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, vectors + 2, 2, b));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 1, c));
  check (&trial, 17, 1, zero, 0);

  node = microsoft_node ("FusedConv", "a b c d");
  ng_proto_add_text (node, "activation", "Clip");
  ng_proto_add_reals (node, "activation_params", limits, 2);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, pixels, 4, x));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, one, 4, w));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 1, bias));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, pixels, 4, more));
  check (&trial, 17, 2, cut, 1e-6);
}

/* A query of 0 sees all alike: the value 2 of before and its own 4 have the mean 3; a mask leaves
 * the 4; and keys and values are kept. */
static void
test_heads (void)
{
  static const gint64 word[] = { 1, 1, 1 }, past[] = { 1, 1, 1, 1 }, mask_dims[] = { 1, 2 };
  static const gint64 pair[] = { 2, 1, 1, 1, 1 }, weights_dims[] = { 1, 3 };
  static const double query[] = { 0 }, key[] = { 5 }, value[] = { 4 }, before[] = { 2 };
  static const double mask[] = { 0, 1 }, mean[] = { 3 }, keys[] = { 2, 5 }, values[] = { 2, 4 };
  static const double pairs[] = { 7, 2 }, weights[] = { 0, 5, 4 }, both[] = { 7, 5, 2, 4 };
  static const double ones[] = { 1 };
  static const char *const outputs[] = { "y", "z", "u" };
  NgTensor *results[3];

  for (int with_mask = 0; with_mask < 2; with_mask++) {
    GString *node = ng_proto_node (
        "MultiHeadAttention", with_mask ? "a b c - d - e f" : "a b c - - - d e", "y z u");
    ng_proto_text (node, 7, "com.microsoft");
    ng_proto_add_integer (node, "num_heads", 1);
    NgNodeTrial trial = ng_node_trial (node);
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, word, 3, query));
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, word, 3, key));
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, word, 3, value));
    if (with_mask)
      ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_I32, mask_dims, 2, mask));
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, past, 4, before));
    ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, past, 4, before));
    ng_node_trial_run (&trial, outputs, 3, 17, results);
    expect (results[0], 1, with_mask ? value : mean, 1e-6);
    expect (results[1], 2, keys, 0);
    expect (results[2], 2, values, 0);
    for (gsize i = 0; i < 3; i++)
      ng_tensor_unref (results[i]);
  }
  GString *node = ng_proto_node ("Attention", "a b - - c", "y z");
  ng_proto_text (node, 7, "com.microsoft");
  ng_proto_add_integer (node, "num_heads", 1);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, word, 3, ones));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, weights_dims, 2, weights));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, pair, 5, pairs));
  ng_node_trial_run (&trial, outputs, 2, 17, results);
  expect (results[0], 1, mean, 1e-6);
  expect (results[1], 4, both, 1e-6);
  ng_tensor_unref (results[0]);
  ng_tensor_unref (results[1]);
}

/* Features that are scaled, normalized and weighed: (1, 2) (3, -1)' + 4 is 5 and (2, -4) (3, -1)' +
 * 4 is 14; of two classes 7 and 9 a score above 0 says 9. */
static void
test_features (void)
{
  static const char *const outputs[] = { "y", "z" };
  static const gint64 dims[] = { 2, 2 }, labels[] = { 7, 9 };
  static const double x[] = { 1, 2, 2, -4 }, scaled[] = { 0, 3, 2, -15 };
  static const double normal[] = { 1.0 / 3, 2.0 / 3, 1.0 / 3, -2.0 / 3 }, y[] = { 5, 14 };
  static const double best[] = { 9, 9 };
  static const double offset[] = { 1, 1 }, scale[] = { 2, 3 }, weights[] = { 3, -1 },
                      four[] = { 4 };
  NgTensor *results[2] = { NULL };
  GString *node = ng_proto_node ("Scaler", "a", "y");
  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_reals (node, "offset", offset, 2);
  ng_proto_add_reals (node, "scale", scale, 2);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  check (&trial, 17, 4, scaled, 1e-6);

  node = ng_proto_node ("Normalizer", "a", "y");
  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_text (node, "norm", "L1");
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  check (&trial, 17, 4, normal, 1e-6);

  node = ng_proto_node ("LinearRegressor", "a", "y");
  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_reals (node, "coefficients", weights, 2);
  ng_proto_add_reals (node, "intercepts", four, 1);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  check (&trial, 17, 2, y, 1e-6);

  node = ng_proto_node ("LinearClassifier", "a", "y z");
  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_reals (node, "coefficients", weights, 2);
  ng_proto_add_reals (node, "intercepts", four, 1);
  ng_proto_add_integers (node, "classlabels_ints", labels, 2);
  trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  ng_node_trial_run (&trial, outputs, 2, 17, results);
  expect (results[0], 2, best, 0);
  ng_assert_near (ng_tensor_get_real (results[1], 1), 5, 1e-6);
  ng_assert_near (ng_tensor_get_real (results[1], 0), 1 - 5, 1e-6);
  ng_tensor_unref (results[0]);
  ng_tensor_unref (results[1]);
}

/* One tree asks whether the first feature is at most 1 or not known, then whether the second
 * exceeds 0; the other is a leaf of 100. */
static void
test_trees (void)
{
  static const gint64 dims[] = { 3, 2 }, trees[] = { 0, 0, 0, 0, 0, 5 },
                      nodes[] = { 0, 1, 2, 3, 4, 0 };
  static const gint64 features[] = { 0, 1, 0, 0, 0, 0 }, yes[] = { 1, 3, 0, 0, 0, 0 };
  static const gint64 no[] = { 2, 4, 0, 0, 0, 0 }, of_trees[] = { 0, 0, 0, 5 };
  static const gint64 leaves[] = { 2, 3, 4, 0 }, targets[] = { 0, 0, 0, 0 };
  static const double bounds[] = { 1, 0, 0, 0, 0, 0 }, weights[] = { 1, 2, 3, 100 };
  static const char *const modes[] = { "BRANCH_LEQ", "BRANCH_GT", "LEAF", "LEAF", "LEAF", "LEAF" };
  static const double x[] = { 2, 9, 1, 1, NAN_, 0 }, y[] = { 101, 102, 103 };
  static const gint64 missing[] = { 1, 0, 0, 0, 0, 0 };
  GString *node = ng_proto_node ("TreeEnsembleRegressor", "a", "y");

  ng_proto_text (node, 7, "ai.onnx.ml");
  ng_proto_add_integers (node, "nodes_treeids", trees, 6);
  ng_proto_add_integers (node, "nodes_nodeids", nodes, 6);
  ng_proto_add_integers (node, "nodes_featureids", features, 6);
  ng_proto_add_integers (node, "nodes_truenodeids", yes, 6);
  ng_proto_add_integers (node, "nodes_falsenodeids", no, 6);
  ng_proto_add_integers (node, "nodes_missing_value_tracks_true", missing, 6);
  ng_proto_add_reals (node, "nodes_values", bounds, 6);
  ng_proto_add_texts (node, "nodes_modes", modes, 6);
  ng_proto_add_integers (node, "target_treeids", of_trees, 4);
  ng_proto_add_integers (node, "target_nodeids", leaves, 4);
  ng_proto_add_integers (node, "target_ids", targets, 4);
  ng_proto_add_reals (node, "target_weights", weights, 4);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, dims, 2, x));
  check (&trial, 17, 3, y, 1e-6);
}

/* Where sizes come from values, inference still tells how many axes there are: run_trial() holds it
 * to that. */
static void
test_open_sizes (void)
{
  static const double start[] = { 3 }, limit[] = { 9 }, step[] = { 2 }, range[] = { 3, 5, 7 };
  static const double x[] = { 4, 6 }, sizes[] = { 2, 2 }, wide[] = { 4, 6, 4, 6 };
  NgNodeTrial trial = ng_node_trial (ng_proto_node ("Range", "a b c", "y"));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, NULL, 0, start));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, NULL, 0, limit));
  ng_node_trial_give (&trial, ng_test_array (NG_ELEMENT_F32, NULL, 0, step));
  check (&trial, 13, 3, range, 0);
  trial = ng_node_trial (ng_proto_node ("Expand", "a b", "y"));
  ng_node_trial_give (&trial, row (NG_ELEMENT_F32, 2, x));
  ng_node_trial_give (&trial, row (NG_ELEMENT_I64, 2, sizes));
  check (&trial, 13, 4, wide, 0);
}

/* Of 10,000 numbers of a normal distribution the mean has a deviation of a hundredth of theirs, and
 * the variance one of sqrt 2 hundredths; five of these are not met by chance. */
static void
test_random (void)
{
  static const char *const y[] = { "y" };
  static const gint64 dims[] = { 100, 100 };
  double sum = 0, squares = 0;
  NgTensor *result = NULL;
  GString *node = ng_proto_node ("RandomNormal", "", "y");
  ng_proto_add_integers (node, "shape", dims, 2);
  ng_proto_add_real (node, "mean", 3);
  ng_proto_add_real (node, "scale", 2);
  NgNodeTrial trial = ng_node_trial (node);
  ng_node_trial_run (&trial, y, 1, 13, &result);
  g_assert_cmpint (ng_tensor_count (result), ==, 10000);
  for (gint64 i = 0; i < 10000; i++) {
    double value = (ng_tensor_get_real (result, i) - 3) / 2;
    sum += value;
    squares += value * value;
  }
  ng_assert_near (sum / 10000, 0, 0.05);
  ng_assert_near (squares / 10000, 1, 0.07);
  ng_tensor_unref (result);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/operators/values/cast", test_cast);
  g_test_add_func ("/operators/values/bits", test_bits);
  g_test_add_func ("/operators/values/quantize", test_quantize);
  g_test_add_func ("/operators/values/scatter", test_scatter);
  g_test_add_func ("/operators/values/loss", test_loss);
  g_test_add_func ("/operators/values/selection", test_selection);
  g_test_add_func ("/operators/values/fourier", test_fourier);
  g_test_add_func ("/operators/values/pooling", test_pooling);
  g_test_add_func ("/operators/values/algebra", test_algebra);
  g_test_add_func ("/operators/values/fused", test_fused);
  g_test_add_func ("/operators/values/fused-products", test_fused_products);
  g_test_add_func ("/operators/values/heads", test_heads);
  g_test_add_func ("/operators/values/features", test_features);
  g_test_add_func ("/operators/values/trees", test_trees);
  g_test_add_func ("/operators/values/open-sizes", test_open_sizes);
  g_test_add_func ("/operators/values/random", test_random);
  g_test_add_func ("/operators/values/einsum", test_einsum);
  g_test_add_func ("/operators/values/eye", test_eye);
  return g_test_run ();
}
