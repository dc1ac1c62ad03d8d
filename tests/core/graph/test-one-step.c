#include "core/graph/one-step.h"

#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "tests/support/battery.h"

/* Steps that are taken: as many elements as ng_test_draw() gives a varying length. */
enum { N_STEPS = 3 };

/* s' = x/2 + tanh s */
#define FOLD "NetFoldOperator[ThreadingLayer[#Input/2 + Tanh[#State] &]]"

/* ---- the net, and as many steps of its unfolding ---- */

static void
apply (NgNet *net, NgTensor *const *inputs, NgTensor **results)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autofree NgWant *wants = g_new0 (NgWant, ng_net_n_outputs (net));
  NgApply apply = {
    .inputs = inputs, .wants = wants, .n_wants = ng_net_n_outputs (net), .element = NG_ELEMENT_F64
  };

  g_assert_no_error (error);
  for (gsize o = 0; o < apply.n_wants; o++)
    wants[o].port = (int) o;
  ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
  g_assert_no_error (error);
}

static NgTensor *
take (const NgTensor *sequence, gint64 step)
{
  gint64 n = ng_tensor_count (sequence) / ng_tensor_dims (sequence)[0];
  double *data = g_new (double, n);

  for (gint64 i = 0; i < n; i++)
    data[i] = ng_tensor_get_real (sequence, step * n + i);
  return ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (sequence) + 1, ng_tensor_rank (sequence) - 1, data);
}

/* What the whole net gives is, at each place, what that step gives; what is no sequence, what the
 * last one gives. The same sums in the same order leave 1e-12 ample for values near 1. */
static void
check_output (const NgTensor *whole, const NgTensor *step, gint64 t)
{
  g_autoptr (NgTensor) element = NULL;

  if (ng_tensor_rank (whole) == ng_tensor_rank (step)) {
    if (t == N_STEPS - 1)
      ng_assert_tensor (whole, step, 1e-12);
    return;
  }
  element = take (whole, t);
  ng_assert_tensor (element, step, 1e-12);
}

/* Returns: whether @net can be unfolded */
static gboolean
check_steps (NgNet *net, GError **error)
{
  g_autoptr (NgNet) filled = ng_test_fill (net, 3);
  g_autoptr (NgNet) step = ng_net_one_step (filled, error);
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autoptr (GPtrArray) inputs = NULL, whole = NULL, now = NULL;

  if (step == NULL)
    return FALSE;
  inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  whole = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_ptr_array_set_size (whole, (gint) n_outputs);
  for (gsize i = 0; i < n_inputs; i++)
    g_ptr_array_add (inputs, ng_test_draw (filled, i, 0, 5));
  apply (filled, (NgTensor *const *) inputs->pdata, (NgTensor **) whole->pdata);
  for (gint64 t = 0; t < N_STEPS; t++) {
    g_autoptr (GPtrArray) given = g_ptr_array_new ();
    g_autoptr (GPtrArray) before = g_steal_pointer (&now);

    for (gsize i = 0; i < n_inputs; i++) {
      gboolean is_whole = ng_net_input_type (step, i)->rank == ng_net_input_type (net, i)->rank;

      g_ptr_array_add (given,
                       is_whole ? ng_tensor_ref (inputs->pdata[i]) : take (inputs->pdata[i], t));
    }
    for (gsize i = n_inputs; i < ng_net_n_inputs (step); i++)
      g_ptr_array_add (given, before != NULL ? before->pdata[n_outputs + i - n_inputs] : NULL);
    now = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
    g_ptr_array_set_size (now, (gint) ng_net_n_outputs (step));
    apply (step, (NgTensor *const *) given->pdata, (NgTensor **) now->pdata);
    for (gsize o = 0; o < n_outputs; o++)
      check_output (whole->pdata[o], now->pdata[o], t);
    for (gsize i = 0; i < n_inputs; i++)
      ng_tensor_unref (given->pdata[i]);
  }
  return TRUE;
}

/* ---- examples of layers ---- */

static NgExpr *
with_arg (const NgExpr *expr, gsize index, NgExpr *arg)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = g_new (NgExpr *, n + 1);

  for (gsize i = 0; i < n; i++)
    args[i] = i == index ? arg : ng_expr_ref (ng_expr_arg (expr, i));
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, NULL);
}

/* {3, 2} as {"Varying", 2}, and 3 as "Varying" */
static NgExpr *
as_sequence (NgExpr *type)
{
  if (ng_expr_kind (type) == NG_EXPR_INTEGER)
    return ng_expr_new_string ("Varying", NULL);
  if (ng_expr_is_call (type, "List") && ng_expr_n_args (type) > 0 &&
      ng_expr_kind (ng_expr_arg (type, 0)) == NG_EXPR_INTEGER)
    return with_arg (type, 0, ng_expr_new_string ("Varying", NULL));
  return ng_expr_ref (type);
}

/* The example with inputs of varying length. */
static char *
vary (const char *example)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_test_read (example);
  g_autoptr (NgExpr) expr = ng_parse_one (example, -1, NULL, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < ng_expr_n_args (expr); i++) {
    NgExpr *rule = ng_expr_arg (expr, i);
    g_autoptr (NgExpr) old = ng_expr_ref (expr);
    NgExpr *type;

    if (!ng_expr_is_rule (rule) || ng_expr_kind (ng_expr_arg (rule, 0)) != NG_EXPR_STRING)
      continue;
    type = ng_expr_arg (rule, 1);
    if (ng_net_find_input (net, ng_expr_text (ng_expr_arg (rule, 0))) >= 0) {
      type = as_sequence (type);
    } else if (g_str_equal (ng_expr_text (ng_expr_arg (rule, 0)), "Inputs") &&
               ng_expr_is_call (type, "List")) {
      type = ng_expr_ref (type);
      for (gsize k = 0; k < ng_expr_n_args (type); k++) {
        g_autoptr (NgExpr) shorter = type;

        type = with_arg (shorter, k, as_sequence (ng_expr_arg (shorter, k)));
      }
    } else {
      continue;
    }
    ng_expr_unref (expr);
    expr = with_arg (old, i, with_arg (rule, 1, type));
  }
  return ng_print (expr, 0);
}

/* Whether the net of that notation was unfolded; one that is wrong or not specified is none. */
static gboolean
unfolds (const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, NULL);

  if (net == NULL || !ng_net_check (net, NULL) || !ng_net_check_specified (net, NULL))
    return FALSE;
  if (check_steps (net, &error)) {
    g_test_message ("%s", notation);
    return TRUE;
  }
  if (!ng_error_has_tag (error, "NetUnfold::states"))
    ng_assert_tag (&error, "NetUnfold::steps");
  return FALSE;
}

/* Examples of a layer that goes by steps: alone, before a fold and behind one. */
static void
test_examples (gconstpointer data)
{
  const NgLayerClass *class = data;
  guint n = 0;

  for (gsize i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++) {
    g_autoptr (NgNet) net = ng_test_read (class->examples[i]);
    g_autofree char *text = vary (class->examples[i]);
    g_autofree char *before = g_strdup_printf (
        "NetGraph[<|\"layer\" -> %s, \"fold\" -> " FOLD "|>, {\"layer\" -> \"fold\"}]", text);
    g_autofree char *behind =
        g_strdup_printf ("NetGraph[<|\"fold\" -> " FOLD ", \"layer\" -> %s|>, {\"fold\" -> "
                         "NetPort[\"layer\", \"%s\"]}]",
                         text,
                         ng_net_input_name (net, 0));

    n += unfolds (text) + unfolds (before) + unfolds (behind);
  }
  g_assert_cmpuint (n, >, 0);
}

/* ---- nets that cannot be unfolded ---- */

static const char *const refused[] = {
  /* the sequence itself is a constant of the fold: the first step does not know the sum over all */
  "NetGraph[{NetFoldOperator[NetGraph[<|\"s\" -> AggregationLayer[Total, 1], \"t\" -> "
  "ThreadingLayer[#a + #b + #c &]|>, {NetPort[\"c\"] -> \"s\", NetPort[\"Input\"] -> "
  "NetPort[\"t\", \"a\"], NetPort[\"State\"] -> NetPort[\"t\", \"b\"], \"s\" -> NetPort[\"t\", "
  "\"c\"]}], Automatic, {\"c\"}]}, {NetPort[\"x\"] -> {NetPort[1, \"Input\"], NetPort[1, \"c\"]}}, "
  "\"x\" -> {\"Varying\", 2}]",
  /* the same as an input that is not mapped */
  "NetGraph[<|\"f\" -> " FOLD ", \"m\" -> NetMapThreadOperator[NetGraph[<|\"s\" -> "
  "AggregationLayer[Total, 1], \"t\" -> ThreadingLayer[#u + #v &]|>, {NetPort[\"a\"] -> "
  "NetPort[\"t\", \"u\"], NetPort[\"b\"] -> \"s\" -> NetPort[\"t\", \"v\"]}], <|\"a\" -> "
  "1|>]|>, {\"f\" -> {NetPort[\"m\", \"a\"], NetPort[\"m\", \"b\"]}}, \"Input\" -> {\"Varying\", "
  "2}]",
  /* what the last step tells, beside every step */
  "NetGraph[<|\"f\" -> " FOLD ", \"last\" -> NetChain[{SequenceLastLayer[], Tanh}], \"m\" -> "
  "NetMapThreadOperator[ThreadingLayer[#a*#b &], <|\"a\" -> 1|>]|>, {\"f\" -> \"last\", \"f\" -> "
  "NetPort[\"m\", \"a\"], \"last\" -> NetPort[\"m\", \"b\"]}, \"Input\" -> {\"Varying\", 2}]",
  /* a state that begins with a value of the net */
  "NetGraph[<|\"v\" -> LinearLayer[2, \"Input\" -> 1], \"r\" -> BasicRecurrentLayer[2], \"f\" "
  "-> " FOLD "|>, {NetPort[\"Start\"] -> \"v\" -> NetPort[\"r\", \"State\"], NetPort[\"Input\"] -> "
  "NetPort[\"r\", \"Input\"], \"r\" -> \"f\"}, \"Input\" -> {\"Varying\", 2}]",
  /* a state along a sequence that is no step's */
  "NetGraph[<|\"f\" -> " FOLD ", \"r\" -> BasicRecurrentLayer[2]|>, {NetPort[\"x\"] -> \"f\", "
  "NetPort[\"y\"] -> NetPort[\"r\", \"Input\"]}, \"x\" -> {\"Varying\", 2}, \"y\" -> {4, 1}]",
  /* sequences that come of others, joined */
  "NetGraph[<|\"c\" -> CatenateLayer[], \"f\" -> " FOLD ", \"g\" -> " FOLD "|>, {{NetPort[\"x\"], "
  "NetPort[\"y\"]} -> \"c\" -> \"f\", NetPort[\"z\"] -> \"g\"}, \"x\" -> {\"Varying\", 2}, \"y\" "
  "-> {\"Varying\", 2}, \"z\" -> {\"Varying\", 2}]",
  /* one of its nets begins at the other end */
  "NetBidirectionalOperator[BasicRecurrentLayer[2], \"Input\" -> {\"Varying\", 1}]",
};

static void
test_refused (gconstpointer data)
{
  g_autoptr (NgNet) net = ng_test_read (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) step = ng_net_one_step (net, &error);

  g_assert_null (step);
  g_test_message ("%s", error->message);
  ng_assert_tag (&error, "NetUnfold::steps");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  for (gsize c = 0; c < ng_registry_length (); c++) {
    const NgLayerClass *class = ng_registry_class (c);
    g_autofree char *path = g_strconcat ("/graph/one-step/examples/", class->name, NULL);

    if (class->steps != NULL)
      g_test_add_data_func (path, class, test_examples);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/graph/one-step/refused/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, refused[i], test_refused);
  }
  return g_test_run ();
}
