/* Surgery on random nets: what it gives reads back to an equal net, and keeps values, gradients and
 * shapes where it has to. */

#include "core/base/rng.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/graph/flatten.h"
#include "core/graph/same.h"
#include "core/graph/take.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include "tests/support/random.h"

enum { N_NETS = 150 };

/* Two ways of adding up the same terms differ by rounding alone, in double. */
#define TOLERANCE 1e-9

/* The net that @seed draws, with all its shapes, or NULL where they conflict or cannot be told. */
static NgNet *
draw_sound (guint64 seed)
{
  g_autoptr (NgNet) net = ng_net_draw (seed);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (NgExpr) option = ng_parse_one ("{3}", -1, NULL, NULL);
  const gint64 three = 3;
  NgType type = ng_type_real (&three, 1);
  g_autoptr (NgNet) typed = NULL;

  type.kind = NG_KIND_UNKNOWN;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (ng_net_input_type (net, i)->rank < 0)
      ng_net_builder_set_port_type (builder, ng_net_input_name (net, i), &type, option, NULL);
  typed = ng_net_builder_end (g_steal_pointer (&builder), NULL);
  return ng_net_check (typed, NULL) && ng_net_check_specified (typed, NULL)
             ? g_steal_pointer (&typed)
             : NULL;
}

static void
assert_reads_back (const NgNet *net)
{
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 90);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) again = ng_net_read_text (text, -1, NULL, &error);

  if (again == NULL)
    g_error ("%s\n%s", text, error->message);
  ng_assert_net_equal (net, again);
  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, l)); o++) {
      NgSource source = { NG_SOURCE_LAYER, (int) l, (int) o };

      g_assert_true (ng_type_equal (ng_net_type (net, source), ng_net_type (again, source)));
    }
}

/* The same dimensions; whether numbers have to be real is another question. */
static gboolean
is_same_shape (const NgType *a, const NgType *b)
{
  NgType left = *a, right = *b;

  left.kind = right.kind = NG_KIND_UNKNOWN;
  return ng_type_equal (&left, &right);
}

/* Layers of the same name have the shapes that they had. */
static void
assert_shapes_kept (const NgNet *before, const NgNet *after)
{
  for (gsize l = 0; l < ng_net_n_layers (after); l++) {
    int old = ng_net_find (before, ng_net_name (after, l));
    NgLayer *layer = ng_net_layer (after, l);

    g_assert_cmpint (old, >=, 0);
    g_assert_cmpint (ng_net_vertex (after, l), ==, ng_net_vertex (before, (gsize) old));
    for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
      g_assert_true (
          is_same_shape (ng_net_type (after, (NgSource){ NG_SOURCE_LAYER, (int) l, (int) o }),
                         ng_net_type (before, (NgSource){ NG_SOURCE_LAYER, old, (int) o })));
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
      g_assert_true (ng_layer_array (layer, a) ==
                     ng_layer_array (ng_net_layer (before, (gsize) old), a));
  }
}

/* Data go by the name of the input, so that nets with other inputs besides get the same. */
static NgTensor *
draw_vector (guint64 seed, const char *name)
{
  const gint64 three = 3;
  double *data = g_new (double, 3);

  for (guint64 i = 0; i < 3; i++)
    data[i] = 2 * ng_rng_unit (seed, ng_rng_stream (name), i) - 1;
  return ng_tensor_new_take (NG_ELEMENT_F64, &three, 1, data);
}

/* The output of that name, or the gradient of all outputs with respect to the input of that name.
 */
static NgTensor *
apply (NgNet *net, const char *name, gboolean is_gradient, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  gsize n = ng_net_n_inputs (net);
  g_autofree NgTensor **inputs = g_new0 (NgTensor *, n + 1);
  NgWant want = { .kind = is_gradient ? NG_WANT_INPUT_GRADIENT : NG_WANT_OUTPUT,
                  .port = is_gradient ? ng_net_find_input (net, name)
                                      : ng_net_find_output (net, name) };
  NgApply request = { .inputs = inputs, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    inputs[i] = draw_vector (seed, ng_net_input_name (net, i));
  ng_evaluator_apply (evaluator, &request, NULL, &result, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    ng_tensor_unref (inputs[i]);
  return result;
}

static void
assert_same_values (NgNet *a, NgNet *b)
{
  for (gsize o = 0; o < ng_net_n_outputs (a); o++) {
    g_autoptr (NgTensor) left = apply (a, ng_net_output_name (a, o), FALSE, 3);
    g_autoptr (NgTensor) right = apply (b, ng_net_output_name (a, o), FALSE, 3);

    ng_assert_tensor (left, right, TOLERANCE);
  }
  for (gsize i = 0; i < ng_net_n_inputs (a); i++) {
    const char *name = ng_net_input_name (a, i);
    g_autoptr (NgTensor) left = NULL;
    g_autoptr (NgTensor) right = NULL;

    if (ng_net_find_input (b, name) < 0)
      continue;
    left = apply (a, name, TRUE, 3);
    right = apply (b, name, TRUE, 3);
    ng_assert_tensor (left, right, TOLERANCE);
  }
}

/* Between all inputs and all outputs lies the whole net, but for what no output shows. */
static void
test_take_all (void)
{
  static const NgNetPoint all = { .kind = NG_POINT_ALL };
  int n_taken = 0;

  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    g_autoptr (NgNet) drawn = draw_sound (seed);
    g_autoptr (NgNet) net = drawn != NULL ? ng_test_fill (drawn, seed) : NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) taken = net != NULL ? ng_net_take (net, &all, 1, &all, 1, &error) : NULL;

    g_assert_no_error (error);
    if (net == NULL)
      continue;
    n_taken++;
    g_assert_cmpuint (ng_net_n_outputs (taken), ==, ng_net_n_outputs (net));
    assert_reads_back (taken);
    assert_shapes_kept (net, taken);
    assert_same_values (net, taken);
  }
  g_assert_cmpint (n_taken, >, N_NETS / 3);
}

static NgNetPoint
draw_point (const NgNet *net, gboolean is_end, NgDraws *draws)
{
  NgNetPoint point = { .kind = NG_POINT_ALL };

  switch (ng_draw (draws, 6)) {
  case 0:
    return point;
  case 1:
    if (!is_end && ng_net_n_inputs (net) > 0)
      return (NgNetPoint){ .kind = NG_POINT_INPUT,
                           .port = ng_draw (draws, (int) ng_net_n_inputs (net)) };
    if (is_end)
      return (NgNetPoint){ .kind = NG_POINT_OUTPUT,
                           .port = ng_draw (draws, (int) ng_net_n_outputs (net)) };
    return point;
  case 2:
    point.layer = ng_draw (draws, (int) ng_net_n_layers (net));
    point.kind = ng_layer_n_inputs (ng_net_layer (net, (gsize) point.layer)) > 0
                     ? NG_POINT_LAYER_INPUT
                     : NG_POINT_LAYER;
    return point;
  case 3:
    return (NgNetPoint){ .kind = NG_POINT_LAYER_OUTPUT,
                         .layer = ng_draw (draws, (int) ng_net_n_layers (net)) };
  default:
    return (NgNetPoint){ .kind = NG_POINT_LAYER,
                         .layer = ng_draw (draws, (int) ng_net_n_layers (net)) };
  }
}

/* A part of a net reads back, and has the shapes that it had in the whole. */
static void
test_take_part (void)
{
  int n_taken = 0;

  for (guint64 seed = 1; seed <= 4 * N_NETS; seed++) {
    g_autoptr (NgNet) net = draw_sound (seed % N_NETS + 1);
    NgDraws draws = { seed, 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) taken = NULL;
    NgNetPoint starts[2], ends[2];

    if (net == NULL)
      continue;
    for (int i = 0; i < 2; i++) {
      starts[i] = draw_point (net, FALSE, &draws);
      ends[i] = draw_point (net, TRUE, &draws);
    }
    taken = ng_net_take (net,
                         starts,
                         1 + (gsize) ng_draw (&draws, 2),
                         ends,
                         1 + (gsize) ng_draw (&draws, 2),
                         &error);
    if (taken == NULL) {
      ng_assert_tag (&error, "Take::nopath");
      continue;
    }
    n_taken++;
    assert_reads_back (taken);
    assert_shapes_kept (net, taken);
  }
  g_assert_cmpint (n_taken, >, N_NETS / 3);
}

/* What is left when layers go reads back, and keeps its shapes. */
static void
test_delete_part (void)
{
  int n_left = 0;

  for (guint64 seed = 1; seed <= 4 * N_NETS; seed++) {
    g_autoptr (NgNet) net = draw_sound (seed % N_NETS + 1);
    NgDraws draws = { seed, 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) rest = NULL;
    gboolean is_deleted[NG_MAX_PLANNED];
    int n_deleted = 0;

    if (net == NULL)
      continue;
    for (gsize l = 0; l < ng_net_n_layers (net); l++) {
      is_deleted[l] = ng_draw (&draws, 3) == 0;
      n_deleted += is_deleted[l];
    }
    rest = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, &error);
    if (rest == NULL) {
      if (!ng_error_has_tag (error, "VertexDelete::thru"))
        ng_assert_tag (&error,
                       n_deleted == (int) ng_net_n_layers (net) ? "VertexDelete::empty"
                                                                : "NetGraph::noout");
      continue;
    }
    n_left++;
    g_assert_cmpint (ng_net_n_layers (rest), ==, ng_net_n_layers (net) - (gsize) n_deleted);
    assert_reads_back (rest);
    assert_shapes_kept (net, rest);
  }
  g_assert_cmpint (n_left, >, N_NETS / 3);
}

/* A layer that does nothing in use is not missed. */
static void
test_delete_dropout (void)
{
  int n_left = 0;

  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    g_autoptr (NgNet) drawn = draw_sound (seed);
    g_autoptr (NgNet) net = drawn != NULL ? ng_test_fill (drawn, seed) : NULL;

    for (gsize l = 0; net != NULL && ng_net_n_layers (net) > 1 && l < ng_net_n_layers (net); l++) {
      gboolean is_deleted[NG_MAX_PLANNED] = { FALSE };
      g_autoptr (GError) error = NULL;
      g_autoptr (NgNet) rest = NULL;
      gsize n_readers;

      ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, (int) l, 0 }, &n_readers);
      is_deleted[l] = g_str_equal (ng_layer_class (ng_net_layer (net, l))->name, "DropoutLayer");
      if (!is_deleted[l] || n_readers == 0)
        continue;
      rest = ng_net_delete (net, is_deleted, NG_DELETION_REFUSES, &error);
      if (rest == NULL) {
        ng_assert_tag (&error, "VertexDelete::thru");
        continue;
      }
      n_left++;
      g_assert_cmpuint (ng_net_n_outputs (rest), ==, ng_net_n_outputs (net));
      for (gsize o = 0; o < ng_net_n_outputs (net); o++)
        g_assert_cmpstr (ng_net_output_name (net, o), ==, ng_net_output_name (rest, o));
      assert_reads_back (rest);
      assert_same_values (net, rest);
    }
  }
  g_assert_cmpint (n_left, >, 10);
}

/* Without the nets inside it a net gives the same. */
static void
test_flatten (void)
{
  int n_nested = 0;

  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    g_autoptr (NgNet) drawn = draw_sound (seed);
    g_autoptr (NgNet) net = drawn != NULL ? ng_test_fill (drawn, seed) : NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) flat = net != NULL ? ng_net_flatten (net, G_MAXUINT, &error) : NULL;

    g_assert_no_error (error);
    if (net == NULL)
      continue;
    n_nested += ng_net_n_layers (flat) > ng_net_n_layers (net);
    for (gsize l = 0; l < ng_net_n_layers (flat); l++)
      g_assert_null (ng_layer_net (ng_net_layer (flat, l)));
    g_assert_cmpuint (ng_net_n_outputs (flat), ==, ng_net_n_outputs (net));
    assert_reads_back (flat);
    assert_same_values (net, flat);
  }
  g_assert_cmpint (n_nested, >, N_NETS / 10);
}

/* Other names, and the old ones again: the same net. */
static void
test_rename (void)
{
  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    g_autoptr (NgNet) net = draw_sound (seed);
    g_autoptr (NgNet) result = net != NULL ? ng_net_ref (net) : NULL;

    for (int pass = 0; net != NULL && pass < 2; pass++) {
      g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (result);
      g_auto (GStrv) names = g_new0 (char *, ng_net_n_layers (net) + 1);
      g_autoptr (GError) error = NULL;

      for (gsize l = 0; l < ng_net_n_layers (net); l++)
        names[l] = g_strdup_printf ("%s%s", pass == 0 ? "x" : "", ng_net_name (net, l));
      g_assert_true (ng_net_builder_rename_layers (builder, (const char *const *) names, &error));
      ng_net_unref (result);
      result = ng_net_builder_end (g_steal_pointer (&builder), &error);
      g_assert_no_error (error);
      g_assert_cmpint (ng_net_same (net, result, 0), ==, pass == 1);
    }
    if (net != NULL)
      ng_assert_net_equal (net, result);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/surgery/take-all", test_take_all);
  g_test_add_func ("/graph/surgery/take-part", test_take_part);
  g_test_add_func ("/graph/surgery/delete-part", test_delete_part);
  g_test_add_func ("/graph/surgery/delete-dropout", test_delete_dropout);
  g_test_add_func ("/graph/surgery/flatten", test_flatten);
  g_test_add_func ("/graph/surgery/rename", test_rename);
  return g_test_run ();
}
