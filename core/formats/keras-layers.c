/* Layers that Keras has: a row each. Channels are first, as ours are; what arrays hold is put in
 * the order of Keras. */

#include "core/formats/code-script.h"

#include "core/formats/code-rows.h"
#include "core/formats/turned.h"

#include <string.h>

/* ---- arrays in another order ---- */

static void
add_turned (NgCodeScope *self, const char *name, const NgTensor *tensor, const int *axes)
{
  g_autoptr (NgTensor) turned = ng_tensor_turned (tensor, axes);

  ng_code_array (self, name, turned, -1);
}

static void
add_bias (NgCodeScope *self, const NgLayer *layer)
{
  if (ng_layer_array (layer, 1) != NULL)
    ng_code_array (self, "bias", ng_layer_array (layer, 1), -1);
}

static const char *
without_bias (const NgLayer *layer)
{
  return ng_layer_array (layer, 1) == NULL ? ", use_bias=False" : "";
}

/* ---- products ---- */

static const int exchanged[] = { 1, 0 };

/* @skipped: levels that stay in front of what Dense sees */
static void
give_dense (NgCodeScope *self, const NgLayer *layer, const NgType *input, int skipped)
{
  const NgTensor *weights = ng_layer_array (layer, 0);
  const NgType *output = ng_code_output_type (self);
  g_autoptr (GString) x = g_string_new (self->inputs[0].text);
  g_autofree char *call = ng_code_module (self,
                                          "layers.Dense(%" G_GINT64_FORMAT "%s",
                                          ng_tensor_dims (weights)[0],
                                          without_bias (layer));

  add_turned (self, "kernel", weights, exchanged);
  add_bias (self, layer);
  if (input->rank == skipped)
    g_string_printf (x, "ops.expand_dims(%s, -1)", self->inputs[0].text);
  else if (input->rank > skipped + 1 && skipped == 0)
    g_string_printf (x, "layers.Flatten()(%s)", self->inputs[0].text);
  else if (input->rank > skipped + 1)
    g_string_printf (x,
                     "layers.Reshape((-1, %" G_GINT64_FORMAT "))(%s)",
                     ng_tensor_dims (weights)[1],
                     self->inputs[0].text);
  if (output->rank == skipped + 1) {
    ng_code_give (self, 0, "%s(%s)", call, x->str);
  } else if (output->rank == skipped) {
    ng_code_give (self, 0, "ops.squeeze(%s(%s), axis=-1)", call, x->str);
  } else {
    g_autoptr (GString) dims = g_string_new (NULL);
    for (int i = 0; i < output->rank; i++)
      g_string_append_printf (
          dims, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", i < skipped ? -1 : output->dims[i].value);
    ng_code_give (self, 0, "layers.Reshape((%s))(%s(%s))", dims->str, call, x->str);
  }
}

static gboolean
put_linear (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  give_dense (self, layer, input, 0);
  return TRUE;
}

/* Dense takes the last level by itself. */
static gboolean
put_map (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  NgLayer *inner = ng_layer_inner (layer, 0);

  if (!g_str_equal (ng_layer_class (inner)->name, "LinearLayer") || input->rank < 2 ||
      !ng_code_is_fixed (ng_code_output_type (self), 1))
    return FALSE;
  give_dense (self, inner, input, 1);
  return TRUE;
}

static gboolean
put_embedding (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, 0));
  g_autofree char *call = ng_code_module (
      self, "layers.Embedding(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, dims[0], dims[1]);

  ng_code_array (self, "embeddings", ng_layer_array (layer, 0), 0);
  ng_code_give (self, 0, "%s(%s - 1)", call, self->inputs[0].text);
  return TRUE;
}

/* ---- windows ---- */

/* Kernels (n, m, *k) are (*k, m, n) there. */
static gboolean
put_convolution (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const NgTensor *weights = ng_layer_array (layer, 0);
  gint64 groups = ng_code_param (layer, "ChannelGroups")->integer;
  gboolean is_interleaved = ng_code_param (layer, "Interleaving")->integer != 0;
  gboolean is_padded = FALSE;
  int axes[NG_MAX_WINDOW_RANK + 2];
  g_autoptr (GString) pads = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  NgWindow window;

  if (!ng_code_window (layer, input, TRUE, &window))
    return FALSE;
  gsize n = (gsize) window.rank;
  gboolean has_steps = FALSE, has_gaps = FALSE;
  for (gsize i = 0; i < n; i++) {
    axes[i] = (int) i + 2;
    is_padded = is_padded || window.before[i] != 0 || window.after[i] != 0;
    has_steps = has_steps || window.stride[i] != 1;
    has_gaps = has_gaps || window.dilation[i] != 1;
    g_string_append_printf (pads,
                            "%s(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
                            i > 0 ? ", " : "",
                            window.before[i],
                            window.after[i]);
  }
  axes[n] = 1;
  axes[n + 1] = 0;
  if (has_steps && has_gaps)
    return FALSE;
  g_autofree char *size = ng_code_integers (window.size, n);
  g_autofree char *stride = ng_code_integers (window.stride, n);
  g_autofree char *dilation = ng_code_integers (window.dilation, n);
  const char *format = is_interleaved ? "channels_last" : "channels_first";
  if (has_steps)
    g_string_append_printf (text, ", strides=%s", stride);
  if (has_gaps)
    g_string_append_printf (text, ", dilation_rate=%s", dilation);
  if (groups != 1)
    g_string_append_printf (text, ", groups=%" G_GINT64_FORMAT, groups);
  g_autofree char *call =
      ng_code_module (self,
                      "layers.Conv%dD(%" G_GINT64_FORMAT ", %s%s%s, data_format=\"%s\"",
                      window.rank,
                      ng_tensor_dims (weights)[0],
                      size,
                      text->str,
                      without_bias (layer),
                      format);
  add_turned (self, "kernel", weights, axes);
  add_bias (self, layer);
  if (is_padded)
    ng_code_give (self,
                  0,
                  "%s(layers.ZeroPadding%dD(%s%s%s, data_format=\"%s\")(%s))",
                  call,
                  window.rank,
                  n > 1 ? "(" : "",
                  pads->str,
                  n > 1 ? ")" : "",
                  format,
                  self->inputs[0].text);
  else
    ng_code_give (self, 0, "%s(%s)", call, self->inputs[0].text);
  return TRUE;
}

/* ---- statistics ---- */

static gboolean
put_batch_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  static const char *const names[] = { "gamma", "beta", "moving_mean", "moving_variance" };
  gboolean is_last = ng_code_param (layer, "Interleaving")->integer != 0;
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);
  g_autofree char *momentum = ng_code_real (ng_code_param (layer, "Momentum")->real);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (ng_layer_array (layer, i) == NULL)
      return FALSE;
  }
  g_autofree char *call = ng_code_module (self,
                                          "layers.BatchNormalization(axis=%d, momentum=%s, "
                                          "epsilon=%s",
                                          is_last ? -1 : 1,
                                          momentum,
                                          epsilon);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    ng_code_array (self, names[i], ng_layer_array (layer, i), -1);
  ng_code_give (self, 0, "%s(%s)", call, self->inputs[0].text);
  return TRUE;
}

static gboolean
put_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  static const char *const names[] = { "gamma", "beta" };
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);

  if (!ng_code_is_layer_normalization (layer, input))
    return FALSE;
  g_autofree char *call = ng_code_module (self,
                                          "layers.LayerNormalization(epsilon=%s%s%s",
                                          epsilon,
                                          ng_layer_array (layer, 1) == NULL ? ", center=False" : "",
                                          ng_layer_array (layer, 0) == NULL ? ", scale=False" : "");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (ng_layer_array (layer, i) != NULL)
      ng_code_array (self, names[i], ng_layer_array (layer, i), -1);
  }
  ng_code_give (self, 0, "%s(%s)", call, self->inputs[0].text);
  return TRUE;
}

/* A group for each channel. */
static gboolean
put_instance_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  static const char *const names[] = { "gamma", "beta" };
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);

  if (input->rank < 2 || input->dims[0].state != NG_DIM_NUMBER)
    return FALSE;
  g_autofree char *call = ng_code_module (self,
                                          "layers.GroupNormalization(groups=%" G_GINT64_FORMAT
                                          ", axis=1, epsilon=%s%s%s",
                                          input->dims[0].value,
                                          epsilon,
                                          ng_layer_array (layer, 1) == NULL ? ", center=False" : "",
                                          ng_layer_array (layer, 0) == NULL ? ", scale=False" : "");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (ng_layer_array (layer, i) != NULL)
      ng_code_array (self, names[i], ng_layer_array (layer, i), -1);
  }
  ng_code_give (self, 0, "%s(%s)", call, self->inputs[0].text);
  return TRUE;
}

static gboolean
put_dropout (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  for (gsize i = 1; i < ng_layer_n_outputs (layer); i++) {
    if (ng_code_is_read (self, i))
      return FALSE;
  }
  g_autofree char *rate = ng_code_real (ng_code_param (layer, "Probability")->real);
  g_autofree char *call =
      ng_code_module (self,
                      "layers.%s(%s",
                      ng_code_param (layer, "Method")->integer == 0 ? "Dropout" : "AlphaDropout",
                      rate);
  ng_code_give (self, 0, "%s(%s)", call, self->inputs[0].text);
  return TRUE;
}

static gboolean
put_elementwise (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  return ng_code_put_function (self, layer);
}

/* ---- recurrence ---- */

static const NgCodeCell cells[] = {
  { "BasicRecurrentLayer", "SimpleRNN", { 0 } },
  { "GatedRecurrentLayer", "GRU", { 0, 1, 2 } },
  { "LongShortTermMemoryLayer", "LSTM", { 0, 2, 3, 1 } },
};

/* Biases of a GRU are two rows, those of the input and those of the state, which are 0. */
static void
add_biases (NgCodeScope *self, const NgLayer *layer, const NgCodeCell *cell)
{
  g_autoptr (NgTensor) biases = ng_code_stack (layer, cell, NG_CODE_BIASES, FALSE);
  gint64 count = ng_tensor_count (biases);
  gint64 dims[2] = { 2, count };
  float *data;

  if (!g_str_equal (cell->module, "GRU")) {
    ng_code_array (self, "bias", biases, -1);
    return;
  }
  data = g_new0 (float, 2 * (gsize) count);
  for (gint64 i = 0; i < count; i++)
    data[i] = (float) ng_tensor_get_real (biases, i);
  g_autoptr (NgTensor) rows = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, data);
  ng_code_array (self, "bias", rows, -1);
}

/* A layer that gives every step, as what applies it. */
static char *
make_cell (NgCodeScope *self, const NgLayer *layer, const NgCodeCell *cell, const char *options)
{
  g_autoptr (NgTensor) input = ng_code_stack (layer, cell, NG_CODE_INPUT_WEIGHTS, FALSE);
  g_autoptr (NgTensor) state = ng_code_stack (layer, cell, NG_CODE_STATE_WEIGHTS, FALSE);
  char *call = ng_code_module (self,
                               "layers.%s(%" G_GINT64_FORMAT ", return_sequences=True%s",
                               cell->module,
                               ng_tensor_dims (ng_layer_array (layer, 0))[0],
                               options);

  add_turned (self, "kernel", input, exchanged);
  add_turned (self, "recurrent_kernel", state, exchanged);
  add_biases (self, layer, cell);
  return call;
}

static const NgCodeCell *
find_cell (const NgLayer *layer)
{
  return ng_code_find_cell (cells, G_N_ELEMENTS (cells), layer);
}

/* Without states from outside or to it. */
static gboolean
has_states (const NgCodeScope *self, const NgLayer *layer)
{
  for (gsize i = 1; i < ng_layer_n_inputs (layer); i++) {
    if (self->inputs[i].text != NULL)
      return TRUE;
  }
  for (gsize i = 1; i < ng_layer_n_outputs (layer); i++) {
    if (ng_code_is_read (self, i))
      return TRUE;
  }
  return FALSE;
}

static gboolean
put_recurrent (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  gsize n_states = ng_layer_n_outputs (layer) - 1, n_given = 0, n_read = 0;
  g_autoptr (GString) start = g_string_new (NULL);
  g_autoptr (GString) results = g_string_new (NULL);

  for (gsize i = 1; i <= n_states; i++) {
    n_given += self->inputs[i].text != NULL;
    n_read += ng_code_is_read (self, i);
    if (self->inputs[i].text != NULL)
      g_string_append_printf (start, "%s%s", i > 1 ? ", " : "", self->inputs[i].text);
  }
  if (n_given != 0 && n_given != n_states)
    return FALSE;
  if (n_given > 0) {
    g_string_prepend (start, ", initial_state=[");
    g_string_append_c (start, ']');
  }
  g_autofree char *call =
      make_cell (self, layer, find_cell (layer), n_read > 0 ? ", return_state=True" : "");
  if (n_read == 0) {
    ng_code_give (self, 0, "%s(%s%s)", call, self->inputs[0].text, start->str);
    return TRUE;
  }
  for (gsize i = 0; i <= n_states; i++) {
    static const char *const words[] = { "", "_state", "_memory" };
    g_autofree char *wish = g_strconcat (self->name, words[i], NULL);
    self->outputs[i] = (NgCodeValue){ .text = ng_code_unique (self->variables, wish) };
    g_string_append_printf (results, "%s%s", i > 0 ? ", " : "", self->outputs[i].text);
  }
  ng_code_state (self, "%s = %s(%s%s)", results->str, call, self->inputs[0].text, start->str);
  return TRUE;
}

/* Two recurrent layers, joined step by step; the second one begins at the end. */
static gboolean
put_bidirectional (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const NgLayer *layers[] = { ng_layer_inner (layer, 0), ng_layer_inner (layer, 1) };
  static const char *const words[] = { "forward", "backward" };
  g_autofree char *name = g_strdup (self->name);
  char *calls[2];

  if (find_cell (layers[0]) == NULL || find_cell (layers[1]) == NULL ||
      ng_code_param (layer, "Aggregation")->integer != 0 || has_states (self, layer))
    return FALSE;
  for (int i = 0; i < 2; i++) {
    g_free (self->name);
    self->name = g_strdup_printf ("%s_%s", name, words[i]);
    calls[i] =
        make_cell (self, layers[i], find_cell (layers[i]), i == 1 ? ", go_backwards=True" : "");
  }
  g_free (self->name);
  self->name = g_steal_pointer (&name);
  const char *x = self->inputs[0].text;
  ng_code_give (self,
                0,
                "ops.concatenate((%s(%s), ops.flip(%s(%s), axis=1)), axis=2)",
                calls[0],
                x,
                calls[1],
                x);
  g_free (calls[0]);
  g_free (calls[1]);
  return TRUE;
}

const NgCodeRow ng_keras_rows[] = {
  { "BasicRecurrentLayer", put_recurrent },
  { "BatchNormalizationLayer", put_batch_normalization },
  { "ConvolutionLayer", put_convolution },
  { "DropoutLayer", put_dropout },
  { "ElementwiseLayer", put_elementwise },
  { "EmbeddingLayer", put_embedding },
  { "GatedRecurrentLayer", put_recurrent },
  { "InstanceNormalizationLayer", put_instance_normalization },
  { "LinearLayer", put_linear },
  { "LongShortTermMemoryLayer", put_recurrent },
  { "NetBidirectionalOperator", put_bidirectional },
  { "NetMapOperator", put_map },
  { "NormalizationLayer", put_normalization },
  { NULL, NULL },
};
