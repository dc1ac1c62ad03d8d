/* Build a net and run it.
 *
 * A net is written in notation, as on paper: a chain of a matrix, with a vector added, and a
 * function of each element. The arrays stand in the notation here; ng_net_initialize() would give
 * values to those that do not.
 *
 *   cc run.c $(pkg-config --cflags --libs netgraph) -o run && ./run
 */

#include <netgraph.h>
#include <stdio.h>

static const char notation[] =
    "NetChain[{LinearLayer[2, \"Weights\" -> {{1, -2}, {3, 4}}, \"Biases\" -> {0, 1}], Ramp},"
    "  \"Input\" -> 2]";

/* A value that goes wrong gives NULL, or FALSE, and an error that says what, where, and often what
 * to do about it. */
static int
fail (const GError *error)
{
  g_autofree char *text = ng_error_format (error, "run");

  fprintf (stderr, "%s\n", text);
  return 1;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;

  /* Shapes are inferred while the net is read. A net whose shapes conflict is still a net, which
   * can be drawn and mended; ng_net_check() tells. */
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);
  if (net == NULL || !ng_net_check (net, &error))
    return fail (error);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) i };
    g_autofree char *shape = ng_type_label (ng_net_type (net, source), NULL);

    printf ("%s: %s gives %s\n", name, ng_layer_kind (ng_net_layer (net, i)), shape);
  }

  /* One tensor for each input of the net. A batch would have one axis more, in front. */
  const float numbers[] = { 1, 1 };
  g_autoptr (NgTensor) input =
      ng_tensor_new_copy (NG_ELEMENT_F32, (const gint64[]){ 2 }, 1, numbers);

  /* An evaluator keeps what was prepared for one application for the next one. It gives one tensor
   * for each thing that is wanted: here for output 0 of the net. */
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  if (evaluator == NULL)
    return fail (error);
  const NgWant want = { .kind = NG_WANT_OUTPUT, .port = 0 };
  const NgApply apply = { .inputs = &input, .wants = &want, .n_wants = 1 };
  g_autoptr (NgTensor) output = NULL;
  if (!ng_evaluator_apply (evaluator, &apply, NULL, &output, &error))
    return fail (error);

  /* Tensors are written as notation, and so read by eye or by a program. */
  g_autoptr (NgExpr) value = ng_tensor_write (output);
  g_autofree char *text = ng_print (value, 0);
  printf ("%s\n", text);
  return 0;
}
