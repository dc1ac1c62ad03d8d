/* LSTM, GRU and RNN. */

#include "core/convert/conversion.h"

#include "core/graph/registry.h"
#include <string.h>

enum { MAX_GATES = 4, N_PARTS = 3, MAX_ARRAYS = MAX_GATES * N_PARTS };
enum { X, W, R, B, LENGTHS, STATE, CELL, PEEPHOLES };

/**
 * Cell:
 * @gates: names of the arrays of each gate, in the order that ONNX has them in
 */
typedef struct {
  const char *op, *layer;
  gsize n_gates;
  const char *gates[MAX_GATES];
  const char *activations[MAX_GATES];
} Cell;

static const Cell cells[] = {
  { "GRU",
    "GatedRecurrentLayer",
    3,
    { "InputGate", "ResetGate", "MemoryGate" },
    { "Sigmoid", "Tanh" } },
  { "LSTM",
    "LongShortTermMemoryLayer",
    4,
    { "InputGate", "OutputGate", "ForgetGate", "MemoryGate" },
    { "Sigmoid", "Tanh", "Tanh" } },
  { "RNN", "BasicRecurrentLayer", 1, { "" }, { "Tanh" } },
};

static const Cell *
cell_of (const NgConversion *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    if (g_str_equal (cells[i].op, self->node->op))
      return &cells[i];
  }
  g_assert_not_reached ();
}

static gboolean
is_zero (const NgTensor *tensor)
{
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    double number = ng_tensor_get_real (tensor, i);
    if (number < 0 || number > 0)
      return FALSE;
  }
  return TRUE;
}

/* Whether a value is 0 everywhere, of whatever size. */
static gboolean
is_zero_value (const NgConversion *self, gsize layer, gsize index, int depth)
{
  static const char *const views[] = { "Expand",    "Identity",  "Reshape", "Slice", "Squeeze",
                                       "Transpose", "Unsqueeze", "Cast",    NULL };
  NgTensor *tensor = ng_conversion_tensor_of (self, layer, index);
  int value = ng_conversion_operand_value (self, layer, index);
  int maker = value >= 0 ? ng_conversion_maker (self, value) : -1;

  if (tensor != NULL)
    return is_zero (tensor);
  const NgOnnxNode *node =
      maker >= 0 ? ng_layer_onnx_node (ng_net_layer (self->net, (gsize) maker)) : NULL;
  if (node == NULL || depth == 0)
    return FALSE;
  if (g_str_equal (node->op, "ConstantOfShape")) {
    const NgAttribute *attribute = ng_onnx_node_attribute (node, "value");
    return attribute == NULL || (attribute->tensor != NULL && is_zero (attribute->tensor));
  }
  return g_strv_contains (views, node->op) && is_zero_value (self, (gsize) maker, 0, depth - 1);
}

static gboolean
check (NgConversion *self, const Cell *cell)
{
  const NgAttribute *activations = ng_onnx_node_attribute (self->node, "activations");
  const NgTensor *arrays[] = { ng_conversion_constant (self, W), ng_conversion_constant (self, R) };

  if (ng_conversion_has (self, LENGTHS) || ng_conversion_has (self, PEEPHOLES) ||
      ng_onnx_node_attribute (self->node, "clip") != NULL ||
      ng_onnx_node_integer (self->node, "input_forget", 0) != 0)
    return ng_conversion_refuse (self, "it has lengths, peepholes, or bounds");
  for (gsize i = 0; i < 2; i++) {
    if (arrays[i] == NULL || ng_tensor_rank (arrays[i]) != 3 ||
        !ng_element_is_real (ng_tensor_element (arrays[i])))
      return ng_conversion_refuse (self, "its weights are not constant");
  }
  if (ng_conversion_has (self, B) && ng_conversion_constant (self, B) == NULL)
    return ng_conversion_refuse (self, "its biases are not constant");
  if (g_str_equal (cell->op, "GRU") &&
      ng_onnx_node_integer (self->node, "linear_before_reset", 0) == 0)
    return ng_conversion_refuse (self, "it resets before it multiplies");
  if (activations == NULL || activations->texts == NULL)
    return TRUE;
  gsize n = 0;
  while (n < MAX_GATES && cell->activations[n] != NULL)
    n++;
  for (guint i = 0; i < activations->texts->len; i++) {
    if (g_ascii_strcasecmp (activations->texts->pdata[i], cell->activations[i % n]) != 0)
      return ng_conversion_refuse (self, "its activations are others");
  }
  return TRUE;
}

/* Rows @first … of direction @direction of an array (directions, rows, columns). */
static NgTensor *
rows_of (
    NgConversion *self, NgTensor *tensor, gint64 direction, gint64 first, gint64 n, gint64 columns)
{
  gint64 dims[2] = { n, columns };
  gint64 start = (direction * ng_tensor_dims (tensor)[1] + first) * columns;
  float *data = g_new (float, (gsize) MAX (n * columns, 1));

  for (gint64 i = 0; i < n * columns; i++)
    data[i] = (float) ng_tensor_get_real (tensor, start + i);
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, data));
}

/* The biases of a gate: of input and state together. FALSE where no layer has both. */
static gboolean
biases_of (
    NgConversion *self, const Cell *cell, gint64 direction, gsize gate, gint64 n, NgTensor **b)
{
  NgTensor *tensor = ng_conversion_constant (self, B);
  gint64 gates = (gint64) cell->n_gates, start = direction * 2 * gates * n + (gint64) gate * n;
  gboolean is_memory = g_str_equal (cell->op, "GRU") && gate == 2;
  float *data = g_new0 (float, (gsize) MAX (n, 1));

  *b = ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, data));
  for (gint64 i = 0; tensor != NULL && i < n; i++) {
    double state = ng_tensor_get_real (tensor, start + gates * n + i);
    if (is_memory && (state < 0 || state > 0))
      return ng_conversion_refuse (self, "it has a bias that the reset gate takes away");
    data[i] = (float) (ng_tensor_get_real (tensor, start + i) + state);
  }
  return TRUE;
}

/* The layer of one direction. */
static NgLayer *
make_layer (NgConversion *self, const Cell *cell, gint64 direction)
{
  static const char *const parts[N_PARTS] = { "InputWeights", "StateWeights", "Biases" };
  NgTensor *weights = ng_conversion_constant (self, W), *states = ng_conversion_constant (self, R);
  gint64 n = ng_tensor_dims (states)[2], inputs = ng_tensor_dims (weights)[2];
  NgGiven given[MAX_ARRAYS + 1] = { { NULL } };
  char *names[MAX_ARRAYS] = { NULL };
  gboolean ok = TRUE;

  for (gsize gate = 0; ok && gate < cell->n_gates; gate++) {
    NgTensor *tensors[N_PARTS] = {
      rows_of (self, weights, direction, (gint64) gate * n, n, inputs),
      rows_of (self, states, direction, (gint64) gate * n, n, n),
      NULL,
    };
    ok = biases_of (self, cell, direction, gate, n, &tensors[2]);
    for (gsize i = 0; ok && i < N_PARTS; i++) {
      gsize at = gate * N_PARTS + i;
      names[at] = g_strconcat (cell->gates[gate], parts[i], NULL);
      given[at] = (NgGiven){ names[at], tensors[i] };
    }
  }
  g_autofree char *text = g_strdup_printf ("%s[%" G_GINT64_FORMAT "]", cell->layer, n);
  NgLayer *layer = ok ? ng_conversion_make (self, given, text) : NULL;
  for (gsize i = 0; i < MAX_ARRAYS; i++)
    g_free (names[i]);
  return layer;
}

/* What a state of one direction begins with; nothing for 0. */
static gboolean
take_state (
    NgConversion *self, gsize index, gint64 n, gint64 direction, gint64 directions, NgFeed *feed)
{
  NgType levels = ng_type_of_rank (1);

  *feed = NG_FEED_NONE;
  if (!ng_conversion_has (self, index) || is_zero_value (self, self->index, index, 8))
    return TRUE;
  if (directions > 1 || direction > 0)
    return ng_conversion_refuse (self, "states of two directions come in");
  levels.dims[0] = ng_dim_number (n);
  return ng_conversion_take_as (self, index, &levels, feed);
}

/* Both directions in one layer, where nobody asks for states. */
static gboolean
put_both (NgConversion *self, const Cell *cell, NgFeed feed, int axis, const NgType *held)
{
  NgLayer *layers[2] = { make_layer (self, cell, 0), make_layer (self, cell, 1) };
  g_autoptr (GError) error = NULL;
  NgLayer *both = NULL;

  if (layers[0] != NULL && layers[1] != NULL)
    both = ng_layer_new_around (
        ng_registry_find ("NetBidirectionalOperator"), layers, 2, NULL, 0, NULL, &error);
  for (gsize i = 0; i < 2; i++)
    g_clear_pointer (&layers[i], ng_layer_unref);
  if (error != NULL)
    ng_conversion_refuse (self, "%s", error->message);
  int layer = ng_conversion_put_layer (self, &feed, 1, both);
  return ng_conversion_give_held (self, 0, ng_conversion_feed (layer, 0), axis, held);
}

/* One direction: its sequence, and its states behind it. */
static gboolean
put_one (NgConversion *self,
         const Cell *cell,
         NgFeed feed,
         gint64 direction,
         gint64 directions,
         gboolean is_reversed,
         NgFeed *results)
{
  gsize n_states = g_str_equal (cell->op, "LSTM") ? 2 : 1;
  gint64 n = ng_tensor_dims (ng_conversion_constant (self, R))[2];
  NgFeed feeds[3] = { feed, NG_FEED_NONE, NG_FEED_NONE };

  for (gsize i = 0; i < n_states; i++) {
    if (!take_state (self, STATE + i, n, direction, directions, &feeds[1 + i]))
      return FALSE;
  }
  if (is_reversed) {
    gboolean is_named = self->is_named[self->index];
    self->is_named[self->index] = TRUE;
    feeds[0] = ng_conversion_feed (
        ng_conversion_put (self, &feed, 1, NULL, 0, "SequenceReverseLayer[]"), 0);
    self->is_named[self->index] = is_named;
  }
  int layer =
      ng_conversion_put_layer (self, feeds, 1 + n_states, make_layer (self, cell, direction));
  for (gsize i = 0; i <= n_states; i++)
    results[i] = ng_conversion_feed (layer, (int) i);
  if (is_reversed && layer >= 0 && ng_conversion_is_read (self, 0))
    results[0] = ng_conversion_feed (
        ng_conversion_put (self, &results[0], 1, NULL, 0, "SequenceReverseLayer[]"), 0);
  return layer >= 0;
}

/* Both directions, joined: along the features of each step, or one behind the other. */
static gboolean
join (NgConversion *self, const NgFeed *a, const NgFeed *b, gsize n_results, NgFeed *results)
{
  for (gsize i = 0; i < n_results; i++) {
    NgFeed feeds[2] = { a[i], b[i] };
    if (!ng_conversion_is_read (self, i))
      continue;
    results[i] =
        ng_conversion_feed (i == 0 ? ng_conversion_put (self, feeds, 2, NULL, 0, "CatenateLayer[2]")
                                   : ng_conversion_put (self, feeds, 2, NULL, 0, "CatenateLayer[]"),
                            0);
  }
  return TRUE;
}

static gboolean
convert_recurrent (NgConversion *self)
{
  const Cell *cell = cell_of (self);
  gboolean is_batch_first = ng_onnx_node_integer (self->node, "layout", 0) != 0;
  const char *direction = ng_onnx_node_text (self->node, "direction", "forward");
  const NgCarried *carried = ng_conversion_operand (self, X);
  gsize n_results = g_str_equal (cell->op, "LSTM") ? 3 : 2;
  NgFeed feed, results[3] = { NG_FEED_NONE, NG_FEED_NONE, NG_FEED_NONE }, others[3];

  if (!check (self, cell))
    return FALSE;
  if (carried == NULL || carried->axis != (is_batch_first ? 0 : 1) ||
      !ng_conversion_take (self, X, &feed))
    return ng_conversion_refuse (self, "the batch does not stand where it has it");
  gint64 directions = g_str_equal (direction, "bidirectional") ? 2 : 1;
  gint64 n = ng_tensor_dims (ng_conversion_constant (self, R))[2];
  NgType sequence = ng_type_of_rank (2), state = ng_type_of_rank (1);
  sequence.dims[0] = carried->wanted.dims[0];
  sequence.dims[1] = ng_dim_number (directions * n);
  state.dims[0] = sequence.dims[1];
  int axis = is_batch_first ? 0 : 2, state_axis = is_batch_first ? 0 : 1;
  gboolean has_states = ng_conversion_is_read (self, 1) || ng_conversion_is_read (self, 2);
  for (gsize i = STATE; i <= CELL; i++)
    has_states |= ng_conversion_has (self, i) && !is_zero_value (self, self->index, i, 8);
  if (directions == 2 && !has_states)
    return put_both (self, cell, feed, axis, &sequence);
  if (!put_one (self, cell, feed, 0, directions, g_str_equal (direction, "reverse"), results))
    return FALSE;
  if (directions == 2 && (!put_one (self, cell, feed, 1, directions, TRUE, others) ||
                          !join (self, results, others, n_results, results)))
    return FALSE;
  for (gsize i = 0; i < n_results; i++) {
    if (ng_conversion_is_read (self, i) &&
        !ng_conversion_give_held (
            self, i, results[i], i == 0 ? axis : state_axis, i == 0 ? &sequence : &state))
      return FALSE;
  }
  return TRUE;
}

const NgRuleRow ng_rules_recurrent[] = {
  { "GRU", convert_recurrent },
  { "LSTM", convert_recurrent },
  { "RNN", convert_recurrent },
  { NULL },
};
