/* Classes of layers that have an operator of their own in ONNX. */

#include "core/formats/onnx-emit.h"

#include "core/graph/levels.h"
#include "core/graph/registry.h"
#include <math.h>
#include <string.h>

typedef gboolean (*Emit) (NgOnnxEmitter *emitter, const NgLayer *layer, int rank);

static const NgParam *
param (const NgLayer *layer, const char *name)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize i = 0; i < ng_layer_n_params (layer); i++) {
    if (g_str_equal (class->params[i].name, name))
      return ng_layer_param (layer, i);
  }
  g_assert_not_reached ();
}

/* y = γ (x - μ)/√(v + ε) + β; channels behind the batch */
static gboolean
emit_batch_normalization (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  if (param (layer, "Interleaving")->integer != 0 && rank > 1)
    return FALSE;
  ng_onnx_begin (emitter, "BatchNormalization");
  ng_onnx_operand (emitter, emitter->inputs[0]);
  for (gsize i = 0; i < 4; i++)
    ng_onnx_operand (emitter, ng_onnx_array (emitter, i));
  ng_onnx_real (emitter, "epsilon", param (layer, "Epsilon")->real);
  ng_onnx_real (emitter, "momentum", param (layer, "Momentum")->real);
  emitter->outputs[0] = ng_onnx_end (emitter, 1);
  return TRUE;
}

static gboolean
emit_softmax (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  int axis = 1 + ng_level_axis (param (layer, "Level")->integer, rank);

  emitter->outputs[0] = ng_onnx_softmax (emitter, emitter->inputs[0], axis, 1 + rank);
  return TRUE;
}

/* What ResizeLayer adds before it rounds down, so that 0.29 of 100 is 29. */
#define SLACK 1e-6

/* ---- sizes ---- */

static NgOnnxRef
transpose (NgOnnxEmitter *emitter, NgOnnxRef x, const gint64 *perm, gsize n)
{
  ng_onnx_begin (emitter, "Transpose");
  ng_onnx_operand (emitter, x);
  ng_onnx_integers (emitter, "perm", perm, n);
  return ng_onnx_end (emitter, 1);
}

static NgOnnxRef
cast (NgOnnxEmitter *emitter, NgOnnxRef x, NgElement to)
{
  ng_onnx_begin (emitter, "Cast");
  ng_onnx_operand (emitter, x);
  ng_onnx_integer (emitter, "to", ng_onnx_code (to));
  return ng_onnx_end (emitter, 1);
}

/* What becomes of a length that varies: the layer rounds down. */
static NgOnnxRef
scaled_size (NgOnnxEmitter *emitter, NgOnnxRef x, int axis, double factor)
{
  NgOnnxRef size = ng_onnx_sizes (emitter, x, axis, axis + 1);

  if (factor >= 1 && factor <= floor (factor))
    return ng_onnx_binary (
        emitter, "Mul", size, ng_onnx_list (emitter, (gint64[]){ (gint64) factor }, 1));
  size = cast (emitter, size, NG_ELEMENT_F64);
  size = ng_onnx_binary (emitter, "Mul", size, ng_onnx_scalar (emitter, NG_ELEMENT_F64, factor));
  size = ng_onnx_binary (emitter, "Add", size, ng_onnx_scalar (emitter, NG_ELEMENT_F64, SLACK));
  return cast (emitter, ng_onnx_unary (emitter, "Floor", size), NG_ELEMENT_I64);
}

/* Of x (n, c, …), its channels in front. */
static NgOnnxRef
put_resize (NgOnnxEmitter *emitter, const NgLayer *layer, NgOnnxRef x, const NgType *output)
{
  gboolean is_nearest = param (layer, "Resampling")->integer != 0, is_last;
  const NgParam *scheme = param (layer, "Scheme");
  int rank = output->rank;
  NgOnnxRef parts[NG_MAX_RANK];

  is_last = param (layer, "Interleaving")->integer != 0;
  parts[0] = ng_onnx_sizes (emitter, x, 0, 2);
  for (int i = 1; i < rank; i++) {
    NgDim dim = output->dims[is_last ? i - 1 : i];
    NgExpr *entry = ng_expr_arg (param (layer, "Dimensions")->expr, (gsize) i - 1);
    parts[i] = dim.state == NG_DIM_NUMBER ? ng_onnx_list (emitter, &dim.value, 1)
               : ng_expr_is_symbol (entry, "All")
                   ? ng_onnx_sizes (emitter, x, i + 1, i + 2)
                   : scaled_size (emitter, x, i + 1, ng_expr_number (ng_expr_arg (entry, 0)));
  }
  ng_onnx_begin (emitter, "Concat");
  for (int i = 0; i < rank; i++)
    ng_onnx_operand (emitter, parts[i]);
  ng_onnx_integer (emitter, "axis", 0);
  NgOnnxRef sizes = ng_onnx_end (emitter, 1);
  gboolean is_point = !is_nearest && (scheme->is_automatic || scheme->integer == 0);
  ng_onnx_begin (emitter, "Resize");
  ng_onnx_operand (emitter, x);
  ng_onnx_operand (emitter, (NgOnnxRef){ 0 });
  ng_onnx_operand (emitter, (NgOnnxRef){ 0 });
  ng_onnx_operand (emitter, sizes);
  ng_onnx_text_attribute (emitter, "mode", is_nearest ? "nearest" : "linear");
  ng_onnx_text_attribute (emitter,
                          "coordinate_transformation_mode",
                          is_nearest ? "asymmetric"
                          : is_point ? "align_corners"
                                     : "half_pixel");
  if (is_nearest)
    ng_onnx_text_attribute (emitter, "nearest_mode", "floor");
  return ng_onnx_end (emitter, 1);
}

static gboolean
emit_resize (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  const NgSource output = { NG_SOURCE_LAYER, (int) emitter->layer, 0 };
  const NgType *type = ng_net_type (emitter->net, output);
  gint64 there[NG_MAX_RANK], back[NG_MAX_RANK];
  NgOnnxRef x = emitter->inputs[0];

  if ((emitter->flags & NG_ONNX_EMIT_PLAIN) != 0)
    return FALSE;
  if (param (layer, "Interleaving")->integer == 0) {
    emitter->outputs[0] = put_resize (emitter, layer, x, type);
    return TRUE;
  }
  for (int i = 0; i <= rank; i++) {
    there[i] = i == 0 ? 0 : i == 1 ? rank : i - 1;
    back[i] = i == 0 ? 0 : i == rank ? 1 : i + 1;
  }
  x = put_resize (emitter, layer, transpose (emitter, x, there, (gsize) rank + 1), type);
  emitter->outputs[0] = transpose (emitter, x, back, (gsize) rank + 1);
  return TRUE;
}

/* ---- normalization ---- */

/* A learned array of the layer, or what stands for none: @number, @n times. */
static NgOnnxRef
array_or (NgOnnxEmitter *emitter, gsize index, gint64 n, double number)
{
  NgOnnxRef array = ng_onnx_array (emitter, index);
  g_autoptr (NgTensor) tensor = NULL;

  if (array.kind != NG_REF_NONE)
    return array;
  tensor = ng_tensor_fill (n, number);
  return ng_onnx_tensor (emitter, tensor);
}

/* Mean and variance over the last levels, whose elements are scaled one by one. */
static gboolean
emit_normalization (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  const NgParam *levels = param (layer, "AggregationLevels");
  const NgParam *scaling = param (layer, "ScalingLevels");
  const NgType *type = ng_net_type (emitter->net, ng_net_source (emitter->net, emitter->layer, 0));
  gboolean is_same = ng_expr_kind (scaling->expr) == NG_EXPR_STRING &&
                     g_str_equal (ng_expr_text (scaling->expr), "Same");
  guint mask;

  /* Of several levels the arrays might have to be spread; one is what there is in practice. */
  if (emitter->opset < 17 || !is_same || !ng_levels_find (levels, rank, &mask) ||
      mask != 1u << (rank - 1) || type->dims[rank - 1].state != NG_DIM_NUMBER ||
      param (layer, "Method")->integer != 0 || param (layer, "Unbiased")->integer != 0 ||
      !ng_expr_is_symbol (param (layer, "GroupNumber")->expr, "None"))
    return FALSE;
  gint64 n = type->dims[rank - 1].value;
  NgOnnxRef scale = array_or (emitter, 0, n, 1), offset = array_or (emitter, 1, n, 0);
  ng_onnx_begin (emitter, "LayerNormalization");
  ng_onnx_operand (emitter, emitter->inputs[0]);
  ng_onnx_operand (emitter, scale);
  ng_onnx_operand (emitter, offset);
  ng_onnx_integer (emitter, "axis", -1);
  ng_onnx_real (emitter, "epsilon", param (layer, "Epsilon")->real);
  emitter->outputs[0] = ng_onnx_end (emitter, 1);
  return TRUE;
}

static gboolean
emit_instance_normalization (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  const NgType *type = ng_net_type (emitter->net, ng_net_source (emitter->net, emitter->layer, 0));

  if (rank < 2 || type->dims[0].state != NG_DIM_NUMBER)
    return FALSE;
  gint64 n = type->dims[0].value;
  NgOnnxRef scale = array_or (emitter, 0, n, 1), offset = array_or (emitter, 1, n, 0);
  ng_onnx_begin (emitter, "InstanceNormalization");
  ng_onnx_operand (emitter, emitter->inputs[0]);
  ng_onnx_operand (emitter, scale);
  ng_onnx_operand (emitter, offset);
  ng_onnx_real (emitter, "epsilon", param (layer, "Epsilon")->real);
  emitter->outputs[0] = ng_onnx_end (emitter, 1);
  return TRUE;
}

/* Nothing in evaluation; others may go on training. */
static gboolean
emit_dropout (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  for (gsize i = 1; i < ng_layer_n_outputs (layer); i++) {
    if (ng_onnx_is_read (emitter, i))
      return FALSE;
  }
  NgOnnxRef rate = ng_onnx_scalar (emitter, NG_ELEMENT_F32, param (layer, "Probability")->real);

  ng_onnx_begin (emitter, "Dropout");
  ng_onnx_operand (emitter, emitter->inputs[0]);
  ng_onnx_operand (emitter, rate);
  emitter->outputs[0] = ng_onnx_end (emitter, 1);
  return TRUE;
}

/* ---- recurrent layers ---- */

/* Arrays of one gate, and names of the operators; the gates stand in the order that ONNX has. */
enum { INPUT_WEIGHTS, STATE_WEIGHTS, BIASES, N_GATE_ARRAYS };

static const struct {
  const char *name, *op;
} cells[] = {
  { "BasicRecurrentLayer", "RNN" },
  { "GatedRecurrentLayer", "GRU" },
  { "LongShortTermMemoryLayer", "LSTM" },
};

/* The operator that the layer is, or NULL. */
static const char *
cell_of (const NgLayer *layer)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    if (g_str_equal (cells[i].name, ng_layer_class (layer)->name))
      return cells[i].op;
  }
  return NULL;
}

/* Array @which of all gates of one layer after the other, direction by direction; where a bias is
 * asked for, that of the state, which is 0, follows each. */
static NgOnnxRef
stack (NgOnnxEmitter *emitter, const NgLayer *const *layers, gsize n_layers, gsize which)
{
  const NgTensor *first = ng_layer_array (layers[0], which);
  gsize n_gates = ng_layer_n_arrays (layers[0]) / N_GATE_ARRAYS;
  gint64 rows = ng_tensor_dims (first)[0] * (gint64) n_gates, count = ng_tensor_count (first);
  gint64 dims[3] = { (gint64) n_layers, rows, 0 };
  gsize rank = ng_tensor_rank (first) + 1;
  gint64 block = count * (gint64) n_gates, stride = which == BIASES ? 2 * block : block;
  float *data = g_new0 (float, n_layers *(gsize) stride);

  if (which == BIASES)
    dims[1] = 2 * rows;
  else
    dims[2] = ng_tensor_dims (first)[1];
  for (gsize k = 0; k < n_layers; k++) {
    for (gsize gate = 0; gate < n_gates; gate++) {
      const NgTensor *part = ng_layer_array (layers[k], gate * N_GATE_ARRAYS + which);
      for (gint64 i = 0; i < count; i++)
        data[(gint64) k * stride + (gint64) gate * count + i] =
            (float) ng_tensor_get_real (part, i);
    }
  }
  g_autoptr (NgTensor) tensor = ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
  return ng_onnx_tensor (emitter, tensor);
}

/* Array @which of a gate, of all that the node has one after the other. */
static NgTensor *
part_of (const NgTensor *all, gsize gate, gsize n_gates, gsize which)
{
  gsize rank = ng_tensor_rank (all) - 1;
  gint64 rows = ng_tensor_dims (all)[1] / (gint64) n_gates / (which == BIASES ? 2 : 1);
  gint64 dims[2] = { rows, rank > 1 ? ng_tensor_dims (all)[2] : 1 };
  gsize size = (gsize) (dims[0] * dims[1]) * sizeof (float);

  return ng_tensor_new_copy (
      NG_ELEMENT_F32, dims, rank, (const guint8 *) ng_tensor_data (all) + gate * size);
}

void
ng_onnx_unstack (const NgOnnxNode *node, const char *path, GHashTable *arrays, GPtrArray *held)
{
  const NgLayerClass *class = NULL;
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    if (g_str_equal (cells[i].op, node->op))
      class = ng_registry_find (cells[i].name);
  }
  while (class != NULL && class->arrays[n].name != NULL)
    n++;
  for (gsize i = 0; i < n && node->n_operands > N_GATE_ARRAYS; i++) {
    gsize which = i % N_GATE_ARRAYS, n_gates = n / N_GATE_ARRAYS;
    const NgOperand *operand = &node->operands[1 + which];
    const NgTensor *all =
        operand->kind == NG_OPERAND_ARRAY ? node->tensors->pdata[operand->index] : NULL;
    if (all == NULL || ng_tensor_element (all) != NG_ELEMENT_F32 || ng_tensor_dims (all)[0] != 1 ||
        ng_tensor_rank (all) != (which == BIASES ? 2 : 3) ||
        ng_tensor_dims (all)[1] % (gint64) (n_gates * (which == BIASES ? 2 : 1)) != 0)
      continue;
    NgTensor *part = part_of (all, i / N_GATE_ARRAYS, n_gates, which);
    g_ptr_array_add (held, part);
    g_hash_table_insert (arrays, g_strconcat (path, "/", class->arrays[i].name, NULL), part);
  }
}

/* A state (n, units) as (1, n, units), where there is one. */
static NgOnnxRef
initial (NgOnnxEmitter *emitter, gsize input)
{
  NgOnnxRef state = emitter->inputs[input];

  if (state.kind == NG_REF_NONE)
    return state;
  return ng_onnx_binary (emitter, "Unsqueeze", state, ng_onnx_list (emitter, (gint64[]){ 0 }, 1));
}

/* @states: how many states the layer has and begins with. Returns: Y (t, directions, n, units) */
static NgOnnxRef
put_cell (NgOnnxEmitter *emitter,
          const char *op,
          const NgLayer *const *layers,
          gsize n_layers,
          gsize states)
{
  static const gint64 time_first[] = { 1, 0, 2 };
  NgOnnxRef x = transpose (emitter, emitter->inputs[0], time_first, 3);
  NgOnnxRef weights[N_GATE_ARRAYS], first[2] = { 0 };

  for (gsize i = 0; i < N_GATE_ARRAYS; i++)
    weights[i] = stack (emitter, layers, n_layers, i);
  for (gsize i = 0; i < states; i++)
    first[i] = initial (emitter, 1 + i);
  ng_onnx_begin (emitter, op);
  ng_onnx_operand (emitter, x);
  for (gsize i = 0; i < N_GATE_ARRAYS; i++)
    ng_onnx_operand (emitter, weights[i]);
  if (first[0].kind != NG_REF_NONE || first[1].kind != NG_REF_NONE) {
    ng_onnx_operand (emitter, (NgOnnxRef){ 0 });
    for (gsize i = 0; i < states; i++)
      ng_onnx_operand (emitter, first[i]);
  }
  ng_onnx_integer (emitter, "hidden_size", ng_tensor_dims (ng_layer_array (layers[0], 0))[0]);
  if (n_layers > 1)
    ng_onnx_text_attribute (emitter, "direction", "bidirectional");
  if (g_str_equal (op, "GRU"))
    ng_onnx_integer (emitter, "linear_before_reset", 1);
  return ng_onnx_end (emitter, 1 + states);
}

static gboolean
emit_recurrent (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  static const gint64 batch_first[] = { 1, 0, 2 };
  gsize states = ng_layer_n_outputs (layer) - 1;
  NgOnnxRef y = put_cell (emitter, cell_of (layer), &layer, 1, states);

  for (gsize i = 0; i < states; i++) {
    if (ng_onnx_is_read (emitter, i + 1))
      emitter->outputs[i + 1] = ng_onnx_binary (emitter,
                                                "Squeeze",
                                                ng_onnx_other (y, (int) i + 1),
                                                ng_onnx_list (emitter, (gint64[]){ 0 }, 1));
  }
  y = ng_onnx_binary (emitter, "Squeeze", y, ng_onnx_list (emitter, (gint64[]){ 1 }, 1));
  emitter->outputs[0] = transpose (emitter, y, batch_first, 3);
  return TRUE;
}

/* Two recurrent layers of one kind and size, without states from outside, joined step by step. */
static gboolean
emit_bidirectional (NgOnnxEmitter *emitter, const NgLayer *layer, int rank)
{
  static const gint64 batch_first[] = { 2, 0, 1, 3 };
  const NgLayer *layers[] = { ng_layer_inner (layer, 0), ng_layer_inner (layer, 1) };
  const char *op = cell_of (layers[0]);

  static const char *const sums[] = { NULL, "ReduceSum", "ReduceMean" };
  const char *sum = sums[param (layer, "Aggregation")->integer];

  if (op == NULL || (emitter->flags & NG_ONNX_EMIT_PLAIN) != 0 ||
      ng_layer_class (layers[0]) != ng_layer_class (layers[1]))
    return FALSE;
  gint64 units = ng_tensor_dims (ng_layer_array (layers[0], 0))[0];
  if (units != ng_tensor_dims (ng_layer_array (layers[1], 0))[0])
    return FALSE;
  for (gsize i = 1; i < ng_layer_n_inputs (layer); i++) {
    if (emitter->inputs[i].kind != NG_REF_NONE)
      return FALSE;
  }
  for (gsize i = 1; i < ng_layer_n_outputs (layer); i++) {
    if (ng_onnx_is_read (emitter, i))
      return FALSE;
  }
  NgOnnxRef y = put_cell (emitter, op, layers, 2, 0);
  y = transpose (emitter, y, batch_first, 4);
  if (sum != NULL) {
    emitter->outputs[0] = ng_onnx_reduce (emitter, sum, y, (gint64[]){ 2 }, 1);
    return TRUE;
  }
  emitter->outputs[0] = ng_onnx_binary (
      emitter, "Reshape", y, ng_onnx_list (emitter, (gint64[]){ 0, 0, 2 * units }, 3));
  return TRUE;
}

static const struct {
  const char *name;
  Emit emit;
} forms[] = {
  { "BasicRecurrentLayer", emit_recurrent },
  { "BatchNormalizationLayer", emit_batch_normalization },
  { "DropoutLayer", emit_dropout },
  { "GatedRecurrentLayer", emit_recurrent },
  { "InstanceNormalizationLayer", emit_instance_normalization },
  { "LongShortTermMemoryLayer", emit_recurrent },
  { "NetBidirectionalOperator", emit_bidirectional },
  { "NetFoldOperator", ng_onnx_emit_fold },
  { "NormalizationLayer", emit_normalization },
  { "ResizeLayer", emit_resize },
  { "SoftmaxLayer", emit_softmax },
};

gboolean
ng_onnx_emit_layer (NgOnnxEmitter *emitter)
{
  const NgLayer *layer = ng_net_layer (emitter->net, emitter->layer);

  gboolean is_fold = g_str_equal (ng_layer_class (layer)->name, "NetFoldOperator");

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    gboolean takes_any = is_fold && ng_layer_input_is_optional (layer, i);
    if (!takes_any &&
        (emitter->inputs[i].narrow != 0 || emitter->inputs[i].kind == NG_REF_CONSTANT))
      return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    if (!g_str_equal (forms[i].name, ng_layer_class (layer)->name))
      continue;
    const NgType *type =
        ng_net_type (emitter->net, ng_net_source (emitter->net, emitter->layer, 0));
    return (is_fold || type->rank >= 1) && forms[i].emit (emitter, layer, type->rank);
  }
  return FALSE;
}
