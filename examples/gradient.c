/* The gradient of a net, by its input and by its arrays.
 *
 * The net is y = tanh (w·x + b), with w = {2, -1} and b = 0. At x = {1, 2} the sum is 0, where the
 * slope of tanh is 1. So dy/dx = w, dy/dw = x and dy/db = 1, and one step of the weights against
 * the gradient makes y smaller.
 *
 *   cc gradient.c $(pkg-config --cflags --libs netgraph) -o gradient && ./gradient
 */

#include <netgraph.h>
#include <stdio.h>

static const char notation[] =
    "NetChain[{LinearLayer[{}, \"Weights\" -> {{2, -1}}, \"Biases\" -> {0}], Tanh},"
    "  \"Input\" -> 2]";

/* What is wanted, in one run: the output, and its gradient by the input of the net and by the two
 * arrays of layer 0. Layers and ports count from 0; a layer inside nested nets is a path of
 * indices, from the outermost net inwards. */
enum { Y, BY_INPUT, BY_WEIGHTS, BY_BIASES, N_WANTS };
static const NgWant wants[N_WANTS] = {
  [Y] = { .kind = NG_WANT_OUTPUT },
  [BY_INPUT] = { .kind = NG_WANT_INPUT_GRADIENT },
  [BY_WEIGHTS] = { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 0 }, .n_layers = 1, .port = 0 },
  [BY_BIASES] = { .kind = NG_WANT_ARRAY_GRADIENT, .layers = { 0 }, .n_layers = 1, .port = 1 },
};

static int
fail (const GError *error)
{
  g_autofree char *text = ng_error_format (error, "gradient");

  fprintf (stderr, "%s\n", text);
  return 1;
}

static void
print (const char *title, const NgTensor *tensor)
{
  g_autoptr (NgExpr) value = ng_tensor_write (tensor);
  g_autofree char *text = ng_print_rounded (value, 0, 4);

  printf ("%-6s %s\n", title, text);
}

/* The tensors belong to the caller afterwards. */
static gboolean
apply (NgNet *net, NgTensor *input, gsize n_wants, NgTensor **results, GError **error)
{
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, error);
  const NgApply apply = {
    .inputs = &input, .wants = wants, .n_wants = n_wants, .element = NG_ELEMENT_F64
  };

  return evaluator != NULL && ng_evaluator_apply (evaluator, &apply, NULL, results, error);
}

/* The net with weights w - rate g. Nothing changes a net: each step makes a new one, which shares
 * with the old one all but what is new. */
static NgNet *
step (NgNet *net, const NgTensor *gradient, double rate)
{
  NgLayer *layer = ng_net_layer (net, 0);
  const NgTensor *weights = ng_layer_array (layer, 0);
  gint64 n = ng_tensor_count (weights);
  double *data = g_new (double, n);

  for (gint64 i = 0; i < n; i++)
    data[i] = ng_tensor_get_real (weights, i) - rate * ng_tensor_get_real (gradient, i);
  g_autoptr (NgTensor) moved =
      ng_tensor_new_take (NG_ELEMENT_F64, ng_tensor_dims (weights), ng_tensor_rank (weights), data);
  g_autoptr (NgLayer) changed = ng_layer_with_array (layer, 0, moved);
  return ng_net_with_layer (net, 0, changed);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);
  g_autoptr (NgTensor) x =
      ng_tensor_new_copy (NG_ELEMENT_F64, (const gint64[]){ 2 }, 1, (const double[]){ 1, 2 });
  NgTensor *results[N_WANTS] = { NULL };

  if (net == NULL || !apply (net, x, N_WANTS, results, &error))
    return fail (error);
  print ("y", results[Y]);
  print ("dy/dx", results[BY_INPUT]);
  print ("dy/dw", results[BY_WEIGHTS]);
  print ("dy/db", results[BY_BIASES]);

  g_autoptr (NgNet) next = step (net, results[BY_WEIGHTS], 0.1);
  for (int i = 0; i < N_WANTS; i++)
    ng_tensor_unref (results[i]);

  g_autoptr (NgTensor) y = NULL;
  if (!apply (next, x, 1, &y, &error))
    return fail (error);
  print ("then", y);
  return 0;
}
