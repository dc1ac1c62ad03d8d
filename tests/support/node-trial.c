#include "tests/support/node-trial.h"

#include "core/engine/evaluator.h"
#include "core/formats/onnx.h"
#include "core/operators/onnx-node.h"
#include "tests/support/proto.h"

enum { MOST_OUTPUTS = 4 };

NgNodeTrial
ng_node_trial (GString *node)
{
  NgNodeTrial self = { g_string_new (NULL),
                       g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref) };

  ng_proto_message (self.graph, 1, node);
  return self;
}

void
ng_node_trial_give (NgNodeTrial *self, NgTensor *input)
{
  char name[] = { (char) ('a' + self->inputs->len), '\0' };

  ng_proto_message (self->graph,
                    11,
                    ng_proto_value (name,
                                    ng_onnx_code (ng_tensor_element (input)),
                                    ng_tensor_dims (input),
                                    ng_tensor_rank (input)));
  g_ptr_array_add (self->inputs, input);
}

static GBytes *
write_model (NgNodeTrial *self, const char *const *outputs, gsize n, gint64 opset)
{
  for (gsize i = 0; i < n; i++)
    ng_proto_message (self->graph, 12, ng_proto_value (outputs[i], 0, NULL, 0));
  return ng_proto_model (g_steal_pointer (&self->graph), opset);
}

GBytes *
ng_node_trial_end (NgNodeTrial *self, const char *const *outputs, gsize n, gint64 opset)
{
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  return write_model (self, outputs, n, opset);
}

static void
assert_sizes (const NgType *type, const NgTensor *result)
{
  g_assert_cmpint (type->rank, ==, (int) ng_tensor_rank (result));
  for (int axis = 0; axis < type->rank; axis++)
    if (type->dims[axis].state == NG_DIM_NUMBER)
      g_assert_cmpint (type->dims[axis].value, ==, ng_tensor_dims (result)[axis]);
}

void
ng_node_trial_run (
    NgNodeTrial *self, const char *const *outputs, gsize n, gint64 opset, NgTensor **results)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = write_model (self, outputs, n, opset);
  g_autoptr (NgNet) net = ng_onnx_read (bytes, NULL, NULL, &error);
  NgWant wants[MOST_OUTPUTS];

  g_assert_no_error (error);
  g_assert_cmpuint (n, <=, MOST_OUTPUTS);
  for (gsize i = 0; i < n; i++)
    wants[i] = (NgWant){ .kind = NG_WANT_OUTPUT, .port = (int) i };
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgApply apply = { .inputs = (NgTensor *const *) self->inputs->pdata,
                    .wants = wants,
                    .n_wants = n };
  g_assert_no_error (error);
  gboolean ok = ng_evaluator_apply (evaluator, &apply, NULL, results, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  for (gsize i = 0; i < n; i++)
    assert_sizes (ng_net_output_type (net, i), results[i]);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
}

NgTensor *
ng_test_array (NgElement element, const gint64 *dims, gsize rank, const double *values)
{
  g_autoptr (NgTensor) wide = ng_tensor_new_copy (NG_ELEMENT_F64, dims, rank, values);

  return ng_tensor_convert (wide, element);
}
