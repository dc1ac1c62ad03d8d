/* LSTM, GRU and RNN. */

#include "core/convert/conversion.h"

#include "core/graph/builder.h"
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

static guint
n_activations (const Cell *cell)
{
  guint n = 0;

  while (n < MAX_GATES && cell->activations[n] != NULL)
    n++;
  return n;
}

static const char *
usual_activation (const Cell *cell, guint index)
{
  return cell->activations[index % n_activations (cell)];
}

/* In notation; NULL for one that has parameters, or that we have not. */
static const char *
function_of (const char *activation)
{
  static const char *const functions[][2] = {
    { "Relu", "Ramp" },
    { "Sigmoid", "LogisticSigmoid" },
    { "Softplus", "\"SoftPlus\"" },
    { "Softsign", "\"SoftSign\"" },
    { "Tanh", "Tanh" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (g_ascii_strcasecmp (functions[i][0], activation) == 0)
      return functions[i][1];
  }
  return NULL;
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
  for (guint i = 0;
       activations != NULL && activations->texts != NULL && i < activations->texts->len;
       i++) {
    const char *name = activations->texts->pdata[i];
    gboolean is_usual = g_ascii_strcasecmp (name, usual_activation (cell, i)) == 0;
    if (!is_usual && (g_str_equal (cell->op, "LSTM") || function_of (name) == NULL))
      return ng_conversion_refuse (self, "its activations are others");
  }
  return TRUE;
}

/* Activation @index of a direction, as a function in notation. */
static const char *
activation_of (const NgConversion *self, const Cell *cell, gint64 direction, guint index)
{
  const NgAttribute *activations = ng_onnx_node_attribute (self->node, "activations");
  guint at = (guint) direction * n_activations (cell) + index;

  if (activations == NULL || activations->texts == NULL || at >= activations->texts->len)
    return function_of (usual_activation (cell, index));
  return function_of (activations->texts->pdata[at]);
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

typedef enum { OF_INPUT = 1, OF_STATE = 2, OF_BOTH = 3 } Part;

/* The biases of a gate: of its input, of its state, or their sum. */
static NgTensor *
biases_of (NgConversion *self, const Cell *cell, gint64 direction, gsize gate, gint64 n, Part part)
{
  NgTensor *tensor = ng_conversion_constant (self, B);
  gint64 gates = (gint64) cell->n_gates, start = direction * 2 * gates * n + (gint64) gate * n;
  float *data = g_new0 (float, (gsize) MAX (n, 1));

  for (gint64 i = 0; tensor != NULL && i < n; i++) {
    double input = ng_tensor_get_real (tensor, start + i);
    double state = ng_tensor_get_real (tensor, start + gates * n + i);
    data[i] = (float) (part == OF_INPUT ? input : part == OF_STATE ? state : input + state);
  }
  return ng_conversion_keep (self, ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, data));
}

/* ---- cells that no layer has, step by step ---- */

/* Whether the cell is another one than that of the layer: of GRU the reset gate may come before the
 * product, or take a bias away; activations may be others. */
static gboolean
is_unusual (NgConversion *self, const Cell *cell, gint64 direction)
{
  gint64 n = ng_tensor_dims (ng_conversion_constant (self, R))[2];

  for (guint i = 0; i < n_activations (cell); i++) {
    if (!g_str_equal (activation_of (self, cell, direction, i),
                      function_of (usual_activation (cell, i))))
      return TRUE;
  }
  return g_str_equal (cell->op, "GRU") &&
         (ng_onnx_node_integer (self->node, "linear_before_reset", 0) == 0 ||
          !is_zero (biases_of (self, cell, direction, 2, n, OF_STATE)));
}

/* A net that is written: the first error stays. */
typedef struct {
  NgConversion *conversion;
  NgNetBuilder *builder;
  GError *error;
  gboolean has_failed;
} Writing;

static NgSource
add_layer (Writing *self, const char *name, NgLayer *layer, const NgSource *sources, gsize n)
{
  int place = layer != NULL && !self->has_failed
                  ? ng_net_builder_add_layer (self->builder, name, layer, NULL, &self->error)
                  : -1;

  for (gsize i = 0; place >= 0 && i < n; i++) {
    if (!ng_net_builder_connect (self->builder, sources[i], place, (int) i, NULL, &self->error))
      place = -1;
  }
  self->has_failed |= place < 0;
  if (layer != NULL)
    ng_layer_unref (layer);
  return (NgSource){ NG_SOURCE_LAYER, place, 0 };
}

/* A product with rows of the weights of input or state; @biases: (nullable) */
static NgSource
add_linear (Writing *self, const char *name, NgTensor *weights, NgTensor *biases, NgSource source)
{
  NgGiven given[] = { { "Weights", weights },
                      { biases != NULL ? "Biases" : NULL, biases },
                      { NULL } };
  g_autofree char *text = g_strdup_printf ("LinearLayer[%" G_GINT64_FORMAT "%s]",
                                           ng_tensor_dims (weights)[0],
                                           biases != NULL ? "" : ", \"Biases\" -> None");

  return add_layer (self, name, ng_conversion_make (self->conversion, given, text), &source, 1);
}

static NgSource
add_threading (
    Writing *self, const char *name, const char *function, const NgSource *sources, gsize n)
{
  g_autofree char *text = g_strdup_printf ("ThreadingLayer[%s]", function);

  return add_layer (self, name, ng_conversion_make (self->conversion, NULL, text), sources, n);
}

/* One step as a net of "Input" and "State". A gate is a function of products of both; of GRU z, r
 * and h: h is what the state would become, of which z keeps the old one. */
static NgSource
write_step (Writing *self, const Cell *cell, gint64 direction)
{
  NgConversion *conversion = self->conversion;
  NgTensor *weights = ng_conversion_constant (conversion, W);
  NgTensor *states = ng_conversion_constant (conversion, R);
  gint64 n = ng_tensor_dims (states)[2], inputs = ng_tensor_dims (weights)[2];
  NgSource input = { NG_SOURCE_INPUT, 0, 0 }, state = { NG_SOURCE_INPUT, 1, 0 }, gates[3];
  gboolean is_gated = g_str_equal (cell->op, "GRU");
  gboolean is_early =
      is_gated && ng_onnx_node_integer (conversion->node, "linear_before_reset", 0) == 0;

  for (gsize i = 0; i < cell->n_gates; i++) {
    gboolean is_last = i + 1 == cell->n_gates, is_reset = is_gated && is_last && !is_early;
    g_autofree char *gate = g_strdup (is_gated ? cell->gates[i] : "Gate");
    g_autofree char *of_input = g_strconcat (gate, "Input", NULL);
    g_autofree char *of_state = g_strconcat (gate, "State", NULL);
    const char *activation =
        activation_of (conversion, cell, direction, is_gated && is_last ? 1 : 0);
    g_autofree char *function =
        g_strdup_printf (is_reset ? "%s[#1 + #2 #3] &" : "%s[#1 + #2] &", activation);
    NgSource kept[] = { state, gates[1] };
    NgSource from =
        is_gated && is_last && is_early ? add_threading (self, "Kept", "Times", kept, 2) : state;
    NgSource parts[3] = {
      add_linear (self,
                  of_input,
                  rows_of (conversion, weights, direction, (gint64) i * n, n, inputs),
                  biases_of (conversion, cell, direction, i, n, is_reset ? OF_INPUT : OF_BOTH),
                  input),
      add_linear (self,
                  of_state,
                  rows_of (conversion, states, direction, (gint64) i * n, n, n),
                  is_reset ? biases_of (conversion, cell, direction, i, n, OF_STATE) : NULL,
                  from),
      gates[1],
    };
    gates[i] = add_threading (self, gate, function, parts, is_reset ? 3 : 2);
  }
  if (!is_gated)
    return gates[0];
  NgSource all[] = { gates[0], gates[2], state };
  return add_threading (self, "State", "(1 - #1) #2 + #1 #3 &", all, 3);
}

static NgLayer *
make_folded (NgConversion *self, const Cell *cell, gint64 direction)
{
  Writing writing = { .conversion = self, .builder = ng_net_builder_new (TRUE, FALSE) };
  NgLayer *layer = NULL;

  ng_net_builder_input (writing.builder, "Input", NULL);
  ng_net_builder_input (writing.builder, "State", NULL);
  NgSource last = write_step (&writing, cell, direction);
  if (writing.has_failed ||
      !ng_net_builder_output (writing.builder, "Output", last, NULL, &writing.error)) {
    ng_net_builder_free (writing.builder);
  } else {
    g_autoptr (NgNet) net = ng_net_builder_end (writing.builder, &writing.error);
    g_autoptr (NgLayer) inner = net != NULL ? ng_layer_new_net (net, NULL) : NULL;
    if (inner != NULL)
      layer = ng_layer_new_around (ng_registry_find ("NetFoldOperator"),
                                   (NgLayer *[]){ inner },
                                   1,
                                   NULL,
                                   0,
                                   NULL,
                                   &writing.error);
  }
  if (layer == NULL)
    ng_conversion_refuse (
        self, "%s", writing.error != NULL ? writing.error->message : "its step is no net");
  g_clear_error (&writing.error);
  return layer;
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

  if (is_unusual (self, cell, direction))
    return make_folded (self, cell, direction);
  for (gsize gate = 0; gate < cell->n_gates; gate++) {
    NgTensor *tensors[N_PARTS] = {
      rows_of (self, weights, direction, (gint64) gate * n, n, inputs),
      rows_of (self, states, direction, (gint64) gate * n, n, n),
      biases_of (self, cell, direction, gate, n, OF_BOTH),
    };
    for (gsize i = 0; i < N_PARTS; i++) {
      gsize at = gate * N_PARTS + i;
      names[at] = g_strconcat (cell->gates[gate], parts[i], NULL);
      given[at] = (NgGiven){ names[at], tensors[i] };
    }
  }
  g_autofree char *text = g_strdup_printf ("%s[%" G_GINT64_FORMAT "]", cell->layer, n);
  NgLayer *layer = ng_conversion_make (self, given, text);
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
