/* What operators make of elements and attributes that are seldom: whole numbers where roots are
 * taken, places between two elements, all activations of recurrent layers. */

#include "core/formats/onnx.h"
#include "tests/support/node-trial.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <math.h>

static void
give (NgNodeTrial *self, NgElement element, const gint64 *dims, gsize rank, const double *values)
{
  ng_node_trial_give (self, ng_test_array (element, dims, rank, values));
}

static void
give_constant (
    NgNodeTrial *self, const char *name, NgElement element, gint64 n, const double *values)
{
  g_autoptr (NgTensor) tensor = ng_test_array (element, &n, 1, values);

  ng_proto_message (self->graph, 5, ng_proto_tensor (name, tensor));
}

static void
check (NgNodeTrial *self, gint64 opset, NgElement element, gint64 n, const double *values)
{
  static const char *const y[] = { "y" };
  NgTensor *result = NULL;

  ng_node_trial_run (self, y, 1, opset, &result);
  g_assert_cmpint (ng_tensor_element (result), ==, element);
  g_assert_cmpint (ng_tensor_count (result), ==, n);
  for (gint64 i = 0; i < n; i++)
    ng_assert_near (ng_tensor_get_real (result, i), values[i], 1e-6);
  ng_tensor_unref (result);
}

/* Roots and logarithms of whole numbers are cut off: √(9 + 25), log 34, log (e² + 1). */
static void
test_integers (void)
{
  static const gint64 dims[] = { 2, 2 };
  static const double x[] = { 3, 5, 0, 2 }, l2[] = { 5, 2 }, sums[] = { 2, 0 }, e[] = { 5, 2 };
  static const double shrunk[] = { 2, 4, 0, 1 };
  static const gint64 axes[] = { 1 };
  static const struct {
    const char *op;
    const double *y;
  } cases[] = { { "ReduceL2", l2 }, { "ReduceLogSum", sums }, { "ReduceLogSumExp", e } };
  static const NgElement elements[] = { NG_ELEMENT_I32, NG_ELEMENT_I64 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (gsize k = 0; k < G_N_ELEMENTS (elements); k++) {
      GString *node = ng_proto_node (cases[i].op, "a", "y");
      ng_proto_add_integers (node, "axes", axes, 1);
      NgNodeTrial self = ng_node_trial (node);
      give (&self, elements[k], dims, 2, x);
      check (&self, 13, elements[k], 2, cases[i].y);
    }
  }
  GString *node = ng_proto_node ("Shrink", "a", "y");
  ng_proto_add_real (node, "lambd", 1);
  ng_proto_add_real (node, "bias", 0.5);
  NgNodeTrial self = ng_node_trial (node);
  give (&self, NG_ELEMENT_I16, dims, 2, x);
  check (&self, 9, NG_ELEMENT_I16, 4, shrunk);
}

/* In single precision 3.5/0.7 is 5, so 4.5 lies just between two elements, and the lower one is
 * taken; in double precision 0.7F is less than 0.7. Likewise 1.5/0.6 is 2.5, and 2 is reached. */
static void
test_resize (void)
{
  static const gint64 dims[] = { 6 };
  static const double x[] = { 0, 1, 2, 3, 4, 5 };
  static const struct {
    double scale;
    const char *rounding;
    gint64 n;
    double y[4];
  } cases[] = { { 0.7, "round_prefer_floor", 4, { 0, 2, 3, 4 } },
                { 0.6, "floor", 3, { 0, 2, 3 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *node = ng_proto_node ("Resize", "a - scales", "y");
    ng_proto_add_text (node, "nearest_mode", cases[i].rounding);
    NgNodeTrial self = ng_node_trial (node);
    give_constant (&self, "scales", NG_ELEMENT_F32, 1, &cases[i].scale);
    give (&self, NG_ELEMENT_F32, dims, 1, x);
    check (&self, 13, NG_ELEMENT_F32, cases[i].n, cases[i].y);
  }
}

/* Corners are rounded half away from zero: 4.5 is 5, so all six columns are seen. */
static void
test_regions (void)
{
  static const gint64 dims[] = { 1, 1, 1, 6 }, of_roi[] = { 1, 5 }, bins[] = { 1, 2 };
  static const double x[] = { 1, 2, 3, 4, 5, 6 }, roi[] = { 0, 0, 0, 9, 0 }, y[] = { 3, 6 };
  GString *node = ng_proto_node ("MaxRoiPool", "a b", "y");

  ng_proto_add_integers (node, "pooled_shape", bins, 2);
  ng_proto_add_real (node, "spatial_scale", 0.5);
  NgNodeTrial self = ng_node_trial (node);
  give (&self, NG_ELEMENT_F32, dims, 4, x);
  give (&self, NG_ELEMENT_F32, of_roi, 2, roi);
  check (&self, 7, NG_ELEMENT_F32, 2, y);
}

/* A cubic curve through the elements, of which those outside are as those at the border: behind the
 * border it comes to rest no sooner than its farthest tap. At -0.5 of 1, 0, 0, 0 the weights of the
 * taps are those of a half: -3/32, 19/32, 19/32, -3/32, for a of -0.75. */
static void
test_samples (void)
{
  static const gint64 dims[] = { 1, 1, 1, 4 }, of_grid[] = { 1, 1, 1, 2 };
  static const double x[] = { 1, 0, 0, 0 };
  /* x of -0.5 where -1 is the middle of the first element of four: -1 - 1/3 */
  static const double grid[] = { -4.0 / 3, 0 }, y[] = { 1 + 3.0 / 32 };
  GString *node = ng_proto_node ("GridSample", "a b", "y");

  ng_proto_add_text (node, "mode", "bicubic");
  ng_proto_add_text (node, "padding_mode", "border");
  ng_proto_add_integer (node, "align_corners", 1);
  NgNodeTrial self = ng_node_trial (node);
  give (&self, NG_ELEMENT_F32, dims, 4, x);
  give (&self, NG_ELEMENT_F32, of_grid, 4, grid);
  check (&self, 16, NG_ELEMENT_F32, 1, y);
}

/* One step of one unit with input 0.5 and -2: each function of the standard, by its definition. The
 * numbers of a list belong to those functions that take one. */
static void
test_activations (void)
{
  static const gint64 one[] = { 1, 1, 1 }, two[] = { 1, 2, 1 }, of_w[] = { 2, 1, 1 };
  static const double x[] = { 0.5, -2 }, w[] = { 1, 1 }, r[] = { 0, 0 };
  static const double alpha[] = { 0.25 }, beta[] = { 0.75 };
  const struct {
    const char *name;
    double y[2];
  } cases[] = {
    { "Affine", { 0.25 * 0.5 + 0.75, -0.5 + 0.75 } },
    { "Elu", { 0.5, 0.25 * expm1 (-2) } },
    { "HardSigmoid", { 0.875, 0.25 } },
    { "LeakyRelu", { 0.5, -0.5 } },
    { "ScaledTanh", { 0.25 * tanh (0.375), 0.25 * tanh (-1.5) } },
    { "Softplus", { log1p (exp (0.5)), log1p (exp (-2)) } },
    { "Softsign", { 1.0 / 3, -2.0 / 3 } },
    { "ThresholdedRelu", { 0.5, 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *const names[] = { "Tanh", cases[i].name };
    for (gsize n_directions = 1; n_directions <= 2; n_directions++) {
      GString *node = ng_proto_node ("RNN", "a b c", "y");
      ng_proto_add_integer (node, "hidden_size", 1);
      ng_proto_add_texts (node, "activations", names + 2 - n_directions, n_directions);
      ng_proto_add_reals (node, "activation_alpha", alpha, 1);
      ng_proto_add_reals (node, "activation_beta", beta, 1);
      NgNodeTrial self;
      double y[4] = { tanh (0.5), tanh (-2), cases[i].y[0], cases[i].y[1] };
      if (n_directions == 2)
        ng_proto_add_text (node, "direction", "bidirectional");
      self = ng_node_trial (node);
      give (&self, NG_ELEMENT_F32, two, 3, x);
      give (&self, NG_ELEMENT_F32, n_directions == 2 ? of_w : one, 3, w);
      give (&self, NG_ELEMENT_F32, n_directions == 2 ? of_w : one, 3, r);
      check (
          &self, 14, NG_ELEMENT_F32, 2 * (gint64) n_directions, n_directions == 2 ? y : cases[i].y);
    }
  }
}

/* Of no step the last state is the first one, and of no picture no picture becomes larger. */
static void
test_nothing (void)
{
  static const gint64 none[] = { 0, 2, 1 }, one[] = { 1, 1, 1 }, start[] = { 1, 2, 1 };
  static const gint64 pictures[] = { 0, 1, 2, 2 };
  static const double w[] = { 1 }, h[] = { 0.25, -3 }, sizes[] = { 0, 1, 4, 6 };
  GString *node = ng_proto_node ("RNN", "a b c - - d", "z y");

  ng_proto_add_integer (node, "hidden_size", 1);
  NgNodeTrial self = ng_node_trial (node);
  give (&self, NG_ELEMENT_F32, none, 3, w);
  give (&self, NG_ELEMENT_F32, one, 3, w);
  give (&self, NG_ELEMENT_F32, one, 3, w);
  give (&self, NG_ELEMENT_F32, start, 3, h);
  check (&self, 14, NG_ELEMENT_F32, 2, h);

  node = ng_proto_node ("Resize", "a - - sizes", "y");
  ng_proto_add_text (node, "mode", "linear");
  self = ng_node_trial (node);
  give_constant (&self, "sizes", NG_ELEMENT_I64, 4, sizes);
  give (&self, NG_ELEMENT_F32, pictures, 4, sizes);
  check (&self, 13, NG_ELEMENT_F32, 0, NULL);
}

/* What reads a product need not be of its rank: here constant places along an axis. */
static void
test_gather_of_product (void)
{
  static const gint64 of_a[] = { 1, 2, 2 }, of_b[] = { 1, 2, 3 };
  static const double a[] = { 1, 0, 0, 1 }, b[] = { 1, 2, 3, 4, 5, 6 }, at[] = { 1, 0 };
  static const double y[] = { 4, 5, 6, 1, 2, 3 };
  GString *node = ng_proto_node ("MatMul", "a b", "m"),
          *gather = ng_proto_node ("Gather", "m at", "y");

  ng_proto_add_integer (gather, "axis", 1);
  NgNodeTrial self = ng_node_trial (node);
  ng_proto_message (self.graph, 1, gather);
  give_constant (&self, "at", NG_ELEMENT_I64, 2, at);
  give (&self, NG_ELEMENT_F32, of_a, 3, a);
  give (&self, NG_ELEMENT_F32, of_b, 3, b);
  check (&self, 13, NG_ELEMENT_F32, 6, y);
}

/* A node that lacks an input, or has one too many, is told of before anybody runs it. */
static void
test_operands (void)
{
  static const struct {
    const char *op, *inputs, *message;
  } cases[] = { { "Relu", "a", NULL },
                { "Relu", "-", "Relu lacks its input \"X\"." },
                { "Add", "a", "Add lacks its input \"B\"." },
                { "Clip", "a - a", NULL },
                { "Relu", "a a", "Relu takes 1 inputs at most, and 2 are given." },
                { "Sum", "a a a", NULL } };
  static const char *const y[] = { "y" };
  static const gint64 dims[] = { 1 };
  static const double x[] = { 2 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    NgNodeTrial self = ng_node_trial (ng_proto_node (cases[i].op, cases[i].inputs, "y"));
    g_autoptr (GError) error = NULL;

    give (&self, NG_ELEMENT_F32, dims, cases[i].message == NULL ? 0 : 1, x);
    g_autoptr (GBytes) bytes = ng_node_trial_end (&self, y, 1, 17);
    g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (ng_net_n_diagnostics (net), ==, cases[i].message != NULL ? 1 : 0);
    if (cases[i].message != NULL)
      g_assert_true (g_str_has_suffix (ng_net_diagnostic (net, 0)->message, cases[i].message));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operators/edges/integers", test_integers);
  g_test_add_func ("/operators/edges/resize", test_resize);
  g_test_add_func ("/operators/edges/regions", test_regions);
  g_test_add_func ("/operators/edges/samples", test_samples);
  g_test_add_func ("/operators/edges/activations", test_activations);
  g_test_add_func ("/operators/edges/nothing", test_nothing);
  g_test_add_func ("/operators/edges/gather-of-product", test_gather_of_product);
  g_test_add_func ("/operators/edges/operands", test_operands);
  return g_test_run ();
}
