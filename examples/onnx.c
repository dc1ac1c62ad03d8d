/* Open an ONNX model, and take a part of it.
 *
 * Every node of the model is a layer, every initializer an array of a layer. The program lists the
 * layers with what flows out of them, takes the part of the model that ends at a layer named on the
 * command line, and runs that part, a net of its own.
 *
 *   cc onnx.c $(pkg-config --cflags --libs netgraph) -o onnx && ./onnx perceptron.onnx ramp
 */

#include <netgraph.h>
#include <stdio.h>

static int
fail (const GError *error, const char *file)
{
  g_autofree char *text = ng_error_format (error, file);

  fprintf (stderr, "%s\n", text);
  return 1;
}

static void
print_layers (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) i };
    g_autofree char *shape = ng_type_label (ng_net_type (net, source), ng_net_length_names (net));
    g_autofree char *name = ng_net_shown_name (net, i);

    printf ("%-8s %-8s %s\n", name, ng_layer_kind (layer), shape);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 3) {
    fprintf (stderr, "usage: onnx FILE LAYER\n");
    return 2;
  }
  /* The ending of the file says what is in it; a .netgraph or .wl file would do as well. */
  g_autoptr (NgNet) net = ng_document_load (argv[1], NULL, NULL, &error);
  if (net == NULL || !ng_net_check (net, &error))
    return fail (error, argv[1]);
  print_layers (net);

  int index = ng_net_find (net, argv[2]);
  if (index < 0) {
    fprintf (stderr, "The net has no layer %s.\n", argv[2]);
    return 1;
  }

  /* From all inputs of the net to all outputs of the layer. */
  const NgNetPoint start = { .kind = NG_POINT_ALL };
  const NgNetPoint end = { .kind = NG_POINT_LAYER, .layer = index };
  g_autoptr (NgNet) part = ng_net_take (net, &start, 1, &end, 1, &error);
  if (part == NULL)
    return fail (error, argv[1]);
  printf ("%zu of %zu layers\n", ng_net_n_layers (part), ng_net_n_layers (net));

  /* The ports of ONNX models show every axis, the one of the batch too: this is one example. */
  g_autoptr (NgTensor) input =
      ng_tensor_new_copy (NG_ELEMENT_F32, (const gint64[]){ 1, 2 }, 2, (const float[]){ 1, -1 });
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (part, &error);
  const NgWant want = { .kind = NG_WANT_OUTPUT };
  const NgApply apply = { .inputs = &input, .wants = &want, .n_wants = 1 };
  g_autoptr (NgTensor) value = NULL;
  if (evaluator == NULL || !ng_evaluator_apply (evaluator, &apply, NULL, &value, &error))
    return fail (error, argv[1]);

  g_autoptr (NgExpr) notation = ng_tensor_write (value);
  g_autofree char *text = ng_print_rounded (notation, 0, 4);
  printf ("%s gives %s\n", argv[2], text);
  return 0;
}
