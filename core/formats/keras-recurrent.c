/* Recurrent layers of Keras: their gates stand side by side in one array. */

#include "core/formats/keras-reading.h"
#include "core/shape/type.h"

#include <string.h>

/* @gates: ours, in the order of Keras; gate g of n columns is that of the name */
typedef struct {
  const char *class, *ours;
  const char *gates[4];
  gsize n_gates;
} Cell;

static const Cell cells[] = {
  { "GRU", "GatedRecurrentLayer", { "InputGate", "ResetGate", "MemoryGate" }, 3 },
  { "LSTM",
    "LongShortTermMemoryLayer",
    { "InputGate", "ForgetGate", "MemoryGate", "OutputGate" },
    4 },
  { "SimpleRNN", "BasicRecurrentLayer", { "" }, 1 },
};

/* Columns of one gate of (rows, gates n), as (n, rows); of a vector its part. */
static NgTensor *
gate_of (const NgTensor *tensor, gsize gate, gint64 n)
{
  gsize rank = ng_tensor_rank (tensor);
  gint64 rows = rank == 2 ? ng_tensor_dims (tensor)[0] : 1, all = ng_tensor_dims (tensor)[rank - 1];
  gint64 dims[2] = { n, rows };
  float *data = g_new (float, (gsize) (n * rows) + 1);

  for (gint64 i = 0; i < n; i++) {
    for (gint64 k = 0; k < rows; k++)
      data[i * rows + k] = (float) ng_tensor_get_real (tensor, k * all + (gint64) gate * n + i);
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, dims, rank, data);
}

static gboolean
is_of_shape (const NgTensor *tensor, gint64 rows, gint64 columns)
{
  return ng_tensor_rank (tensor) == 2 && (rows < 0 || ng_tensor_dims (tensor)[0] == rows) &&
         ng_tensor_dims (tensor)[1] == columns;
}

/* @n: as the kernel has it. The bias of every gate; the two of a GRU are one, where the new memory
 * has none of the state. */
static NgTensor *
find_biases (NgKerasLayer *self, const Cell *cell, const char *part, gint64 n, gboolean *is_known)
{
  gint64 columns = n * (gint64) cell->n_gates;
  g_autoptr (NgTensor) found = ng_keras_is_true (self, "use_bias", TRUE)
                                   ? ng_keras_array (self, part, "bias", 2)
                                   : ng_tensor_fill (columns, 0);
  gboolean has_two;

  *is_known = TRUE;
  if (found == NULL)
    return NULL;
  has_two = is_of_shape (found, 2, columns);
  *is_known = has_two || (ng_tensor_rank (found) == 1 && ng_tensor_count (found) == columns);
  if (!*is_known || !has_two)
    return *is_known ? g_steal_pointer (&found) : NULL;
  float *data = g_new (float, (gsize) columns);
  for (gint64 i = 0; i < columns; i++) {
    double second = ng_tensor_get_real (found, columns + i);
    data[i] = (float) (ng_tensor_get_real (found, i) + second);
    *is_known = *is_known && (i < 2 * n || !(second > 0 || second < 0));
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &columns, 1, data);
}

/* The notation of the cell that the configuration of @self tells, and its arrays. @part: of the
 * layer; @below: of the net */
static gboolean
put_cell (NgKerasLayer *self, const char *class, const char *part, const char *below)
{
  const Cell *cell = NULL;
  gint64 n = ng_keras_integer (self, "units", 0), columns;
  gboolean is_known;

  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++) {
    if (g_str_equal (cells[i].class, class))
      cell = &cells[i];
  }
  if (cell == NULL || n < 1 || !g_str_equal (ng_keras_text (self, "activation", "tanh"), "tanh") ||
      (cell->n_gates > 1 &&
       !g_str_equal (ng_keras_text (self, "recurrent_activation", "sigmoid"), "sigmoid")) ||
      (cell->n_gates == 3 && !ng_keras_is_true (self, "reset_after", FALSE)) ||
      ng_keras_is_true (self, "return_state", FALSE) ||
      ng_keras_is_true (self, "stateful", FALSE) || self->rank != 2)
    return FALSE;
  columns = ng_size_multiply (n, (gint64) cell->n_gates);
  g_autoptr (NgTensor) kernel = ng_keras_array (self, part, "kernel", 0);
  g_autoptr (NgTensor) state = ng_keras_array (self, part, "recurrent_kernel", 1);
  if (*self->error != NULL)
    return TRUE;
  /* What the file says in words is believed where its arrays say the same. */
  if (!is_of_shape (kernel, -1, columns) || !is_of_shape (state, n, columns))
    return FALSE;
  g_autoptr (NgTensor) biases = find_biases (self, cell, part, n, &is_known);
  if (*self->error != NULL)
    return TRUE;
  if (biases == NULL || !is_known)
    return FALSE;
  g_string_append_printf (self->notation, "%s[%" G_GINT64_FORMAT "]", cell->ours, n);
  for (gsize g = 0; g < cell->n_gates; g++) {
    g_autofree char *input = g_strconcat (below, cell->gates[g], "InputWeights", NULL);
    g_autofree char *own = g_strconcat (below, cell->gates[g], "StateWeights", NULL);
    g_autofree char *bias = g_strconcat (below, cell->gates[g], "Biases", NULL);
    ng_keras_keep (self, input, gate_of (kernel, g, n));
    ng_keras_keep (self, own, gate_of (state, g, n));
    ng_keras_keep (self, bias, gate_of (biases, g, n));
  }
  return TRUE;
}

static gboolean
put_recurrent (NgKerasLayer *self)
{
  gboolean is_backward = ng_keras_is_true (self, "go_backwards", FALSE);

  g_string_append (self->notation, is_backward ? "NetChain[{SequenceReverseLayer[], " : "");
  if (!put_cell (self, self->class, "cell", is_backward ? "2/" : ""))
    return FALSE;
  g_string_append (self->notation, is_backward ? "}]" : "");
  if (!ng_keras_is_true (self, "return_sequences", FALSE)) {
    g_string_append (self->after, "SequenceLastLayer[]");
    self->given = 1;
  }
  return TRUE;
}

/* ---- from both ends ---- */

static const struct {
  const char *theirs, *net, *layer;
} merges[] = {
  { "ave", ", Mean", "ThreadingLayer[(#1 + #2)/2 &]" },
  { "concat", "", NULL },
  { "mul", NULL, "ThreadingLayer[Times]" },
  { "sum", ", Total", "ThreadingLayer[Plus]" },
};

/* The layer from the front or the back, of which @parts are the arrays; the second one is like the
 * first where nothing else is said. */
static gboolean
put_side (NgKerasLayer *self, gsize side, const char *below, gboolean is_sequence)
{
  static const char *const members[] = { "layer", "backward_layer" };
  static const char *const parts[] = { "forward_layer/cell", "backward_layer/cell" };
  const NgJson *outer = self->config, *layer = ng_json_member (outer, members[side]);
  gboolean is_own = layer != NULL && ng_json_kind (layer) == NG_JSON_OBJECT, ok;

  if (!is_own)
    layer = ng_json_member (outer, members[0]);
  const NgJson *class = layer != NULL ? ng_json_member (layer, "class_name") : NULL;
  self->config = layer != NULL ? ng_json_member (layer, "config") : NULL;
  ok = self->config != NULL && class != NULL && ng_json_kind (class) == NG_JSON_STRING &&
       ng_keras_is_true (self, "return_sequences", FALSE) == is_sequence &&
       ng_keras_is_true (self, "go_backwards", FALSE) == (side == 1 && is_own) &&
       put_cell (self, ng_json_string (class), parts[side], below);
  self->config = outer;
  return ok;
}

static gboolean
is_of_sequences (const NgKerasLayer *self)
{
  const NgJson *layer = ng_json_member (self->config, "layer");
  const NgJson *config = layer != NULL ? ng_json_member (layer, "config") : NULL;
  const NgJson *value = config != NULL ? ng_json_member (config, "return_sequences") : NULL;

  return value != NULL && ng_json_kind (value) == NG_JSON_BOOLEAN && ng_json_boolean (value);
}

/* Step by step that is one of our operators; the last of both ends, or products, are a net. */
static gboolean
put_bidirectional (NgKerasLayer *self)
{
  const char *mode = ng_keras_text (self, "merge_mode", "concat");
  gboolean is_sequence = is_of_sequences (self);
  gsize merge = 0;

  while (merge < G_N_ELEMENTS (merges) && !g_str_equal (merges[merge].theirs, mode))
    merge++;
  if (merge == G_N_ELEMENTS (merges))
    return FALSE;
  if (is_sequence && merges[merge].net != NULL) {
    g_string_append (self->notation, "NetBidirectionalOperator[{");
    if (!put_side (self, 0, "ForwardNet/", TRUE))
      return FALSE;
    g_string_append (self->notation, ", ");
    if (!put_side (self, 1, "BackwardNet/", TRUE))
      return FALSE;
    g_string_append_printf (self->notation, "}%s]", merges[merge].net);
    return TRUE;
  }
  g_string_append (self->notation, "NetGraph[{NetChain[{");
  if (!put_side (self, 0, "1/1/", is_sequence))
    return FALSE;
  g_string_append (self->notation, is_sequence ? "}]" : ", SequenceLastLayer[]}]");
  g_string_append (self->notation, ", NetChain[{SequenceReverseLayer[], ");
  if (!put_side (self, 1, "2/2/", is_sequence))
    return FALSE;
  g_string_append_printf (
      self->notation,
      "%s, %s}, {NetPort[\"Input\"] -> 1, NetPort[\"Input\"] -> 2, {1, 2} -> 3}]",
      is_sequence ? ", SequenceReverseLayer[]}]" : ", SequenceLastLayer[]}]",
      merges[merge].layer != NULL ? merges[merge].layer : "CatenateLayer[]");
  self->given = is_sequence ? 2 : 1;
  return TRUE;
}

const NgKerasRow ng_keras_recurrent_rows[] = {
  { "Bidirectional", put_bidirectional, 1 },
  { "GRU", put_recurrent, 1 },
  { "LSTM", put_recurrent, 1 },
  { "SimpleRNN", put_recurrent, 1 },
  { NULL, NULL, 0 },
};
