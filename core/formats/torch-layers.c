/* Layers that PyTorch has: a row each. What their arrays hold is put in the order of PyTorch. */

#include "core/formats/code-script.h"

#include "core/formats/code-rows.h"

#include <string.h>

/* ---- what rows share ---- */

static const char *
input_of (const NgCodeScope *self)
{
  return self->inputs[0].text;
}

static void
add_arrays (NgCodeScope *self, const NgLayer *layer, const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (ng_layer_array (layer, i) != NULL)
      ng_code_array (self, names[i], ng_layer_array (layer, i), (int) i);
  }
}

static const char *const weight_and_bias[] = { "weight", "bias" };

/* ---- products ---- */

/* What Linear gives in the dimensions of the output; the first @skipped are others. */
static char *
in_dims (const NgType *type, int skipped)
{
  gint64 dims[NG_MAX_RANK];
  int n = type->rank - skipped;

  for (int i = 0; i < n; i++)
    dims[i] = type->dims[i + skipped].value;
  if (n == 1)
    return g_strdup ("");
  if (n == 0)
    return g_strdup (".squeeze(-1)");
  g_autofree char *tuple = ng_code_tuple (dims, (gsize) n);
  return g_strdup_printf (".unflatten(-1, %s)", tuple);
}

static gboolean
put_linear (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, 0));
  g_autofree char *rest = in_dims (ng_code_output_type (self), 0);
  g_autofree char *call = ng_code_module (self,
                                          "nn.Linear(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "%s",
                                          dims[1],
                                          dims[0],
                                          ng_layer_array (layer, 1) == NULL ? ", bias=False" : "");

  add_arrays (self, layer, weight_and_bias, 2);
  ng_code_give (self,
                0,
                "%s(%s%s)%s",
                call,
                input_of (self),
                input->rank == 0   ? ".unsqueeze(1)"
                : input->rank == 1 ? ""
                                   : ".flatten(1)",
                rest);
  return TRUE;
}

static gboolean
put_embedding (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, 0));
  g_autofree char *call = ng_code_module (
      self, "nn.Embedding(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, dims[0], dims[1]);

  add_arrays (self, layer, weight_and_bias, 1);
  ng_code_give (self, 0, "%s(%s - 1)", call, input_of (self));
  return TRUE;
}

/* ---- windows ---- */

static gboolean
is_symmetric (const NgWindow *window)
{
  for (int i = 0; i < window->rank; i++) {
    if (window->before[i] != window->after[i])
      return FALSE;
  }
  return TRUE;
}

static void
append_unless (GString *text, const char *name, const gint64 *values, gsize n, gint64 usual)
{
  g_autofree char *list = ng_code_integers (values, n);
  g_autofree char *plain = g_strdup_printf ("%" G_GINT64_FORMAT, usual);

  if (!g_str_equal (list, plain))
    g_string_append_printf (text, ", %s=%s", name, list);
}

/* @x with zeros around it, where they are not the same on both sides. */
static char *
pad (const char *x, const NgWindow *window)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (is_symmetric (window))
    return g_strdup (x);
  for (int i = window->rank; i-- > 0;)
    g_string_append_printf (text,
                            "%s%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT,
                            i + 1 < window->rank ? ", " : "",
                            window->before[i],
                            window->after[i]);
  return g_strdup_printf ("functional.pad(%s, (%s))", x, text->str);
}

static gboolean
put_convolution (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, 0));
  gint64 groups = ng_code_param (layer, "ChannelGroups")->integer;
  gboolean is_interleaved = ng_code_param (layer, "Interleaving")->integer != 0;
  g_autoptr (GString) more = g_string_new (NULL);
  NgWindow window;

  if (!ng_code_window (layer, input, TRUE, &window))
    return FALSE;
  gsize n = (gsize) window.rank;
  g_autofree char *size = ng_code_integers (window.size, n);
  append_unless (more, "stride", window.stride, n, 1);
  if (is_symmetric (&window))
    append_unless (more, "padding", window.before, n, 0);
  append_unless (more, "dilation", window.dilation, n, 1);
  if (groups != 1)
    g_string_append_printf (more, ", groups=%" G_GINT64_FORMAT, groups);
  g_autofree char *call =
      ng_code_module (self,
                      "nn.Conv%dd(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %s%s%s",
                      window.rank,
                      dims[1] * groups,
                      dims[0],
                      size,
                      more->str,
                      ng_layer_array (layer, 1) == NULL ? ", bias=False" : "");
  add_arrays (self, layer, weight_and_bias, 2);
  g_autofree char *moved =
      g_strdup_printf ("%s%s", input_of (self), is_interleaved ? ".movedim(-1, 1)" : "");
  g_autofree char *x = pad (moved, &window);
  ng_code_give (self, 0, "%s(%s)%s", call, x, is_interleaved ? ".movedim(1, -1)" : "");
  return TRUE;
}

/* The window slides over the output; what it could not reach behind is added there. */
static gboolean
put_deconvolution (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, 0));
  const NgType *output = ng_code_output_type (self);
  gint64 groups = ng_code_param (layer, "ChannelGroups")->integer;
  gboolean is_interleaved = ng_code_param (layer, "Interleaving")->integer != 0;
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 left[NG_MAX_WINDOW_RANK];
  NgWindow window;

  if (!ng_code_is_fixed (input, 0) || !ng_code_is_fixed (output, 0) ||
      !ng_code_window (layer, output, FALSE, &window) || !is_symmetric (&window))
    return FALSE;
  gsize n = (gsize) window.rank;
  for (gsize i = 0; i < n; i++) {
    gsize axis = i + (is_interleaved ? 0 : 1);
    left[i] = output->dims[axis].value - ((input->dims[axis].value - 1) * window.stride[i] +
                                          window.size[i] - 2 * window.before[i]);
    if (left[i] < 0 || left[i] >= window.stride[i])
      return FALSE;
  }
  g_autofree char *size = ng_code_integers (window.size, n);
  append_unless (text, "stride", window.stride, n, 1);
  append_unless (text, "padding", window.before, n, 0);
  append_unless (text, "output_padding", left, n, 0);
  if (groups != 1)
    g_string_append_printf (text, ", groups=%" G_GINT64_FORMAT, groups);
  g_autofree char *call =
      ng_code_module (self,
                      "nn.ConvTranspose%dd(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %s%s%s",
                      window.rank,
                      dims[0],
                      dims[1] * groups,
                      size,
                      text->str,
                      ng_layer_array (layer, 1) == NULL ? ", bias=False" : "");
  add_arrays (self, layer, weight_and_bias, 2);
  ng_code_give (self,
                0,
                "%s(%s%s)%s",
                call,
                input_of (self),
                is_interleaved ? ".movedim(-1, 1)" : "",
                is_interleaved ? ".movedim(1, -1)" : "");
  return TRUE;
}

/* ---- statistics ---- */

static gboolean
put_batch_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  static const char *const names[] = { "weight", "bias", "running_mean", "running_var" };
  gboolean is_last = ng_code_param (layer, "Interleaving")->integer != 0 && input->rank > 1;
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);
  g_autofree char *momentum = ng_code_real (1 - ng_code_param (layer, "Momentum")->real);
  g_autoptr (NgTensor) zero = ng_tensor_new_scalar (NG_ELEMENT_I64, 0);

  if (input->rank < 1 || input->rank > 4)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (ng_layer_array (layer, i) == NULL)
      return FALSE;
  }
  g_autofree char *call =
      ng_code_module (self,
                      "nn.BatchNorm%dd(%" G_GINT64_FORMAT ", eps=%s, momentum=%s",
                      MAX (input->rank - 1, 1),
                      ng_tensor_count (ng_layer_array (layer, 0)),
                      epsilon,
                      momentum);
  add_arrays (self, layer, names, G_N_ELEMENTS (names));
  ng_code_array (self, "num_batches_tracked", zero, -1);
  ng_code_give (self,
                0,
                "%s(%s%s)%s",
                call,
                input_of (self),
                is_last ? ".movedim(-1, 1)" : "",
                is_last ? ".movedim(1, -1)" : "");
  return TRUE;
}

/* Mean and variance over the last level, whose elements are scaled one by one. */
static gboolean
put_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  gboolean has_scale = ng_layer_array (layer, 0) != NULL,
           has_offset = ng_layer_array (layer, 1) != NULL;

  if (!ng_code_is_layer_normalization (layer, input) || has_scale != has_offset)
    return FALSE;
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);
  g_autofree char *call = ng_code_module (self,
                                          "nn.LayerNorm(%" G_GINT64_FORMAT ", eps=%s%s",
                                          input->dims[input->rank - 1].value,
                                          epsilon,
                                          has_scale ? "" : ", elementwise_affine=False");
  add_arrays (self, layer, weight_and_bias, 2);
  ng_code_give (self, 0, "%s(%s)", call, input_of (self));
  return TRUE;
}

static gboolean
put_instance_normalization (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  gboolean has_scale = ng_layer_array (layer, 0) != NULL,
           has_offset = ng_layer_array (layer, 1) != NULL;

  if (input->rank < 2 || input->rank > 4 || input->dims[0].state != NG_DIM_NUMBER ||
      has_scale != has_offset)
    return FALSE;
  g_autofree char *epsilon = ng_code_real (ng_code_param (layer, "Epsilon")->real);
  g_autofree char *call = ng_code_module (self,
                                          "nn.InstanceNorm%dd(%" G_GINT64_FORMAT ", eps=%s%s",
                                          input->rank - 1,
                                          input->dims[0].value,
                                          epsilon,
                                          has_scale ? ", affine=True" : "");
  add_arrays (self, layer, weight_and_bias, 2);
  ng_code_give (self, 0, "%s(%s)", call, input_of (self));
  return TRUE;
}

static gboolean
put_local_response (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  g_autofree char *alpha = ng_code_real (ng_code_param (layer, "Alpha")->real);
  g_autofree char *beta = ng_code_real (ng_code_param (layer, "Beta")->real);
  g_autofree char *bias = ng_code_real (ng_code_param (layer, "Bias")->real);

  if (input->rank < 2)
    return FALSE;
  g_autofree char *call =
      ng_code_module (self,
                      "nn.LocalResponseNorm(%" G_GINT64_FORMAT ", alpha=%s, beta=%s, k=%s",
                      2 * ng_code_param (layer, "ChannelWindowSize")->integer + 1,
                      alpha,
                      beta,
                      bias);
  ng_code_give (self, 0, "%s(%s)", call, input_of (self));
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
                      "nn.%s(%s",
                      ng_code_param (layer, "Method")->integer == 0 ? "Dropout" : "AlphaDropout",
                      rate);
  ng_code_give (self, 0, "%s(%s)", call, input_of (self));
  return TRUE;
}

static gboolean
put_elementwise (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  return ng_code_put_function (self, layer);
}

/* An array, once for each example of the batch. */
static gboolean
put_array (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  NgTensor *tensor = ng_layer_array (layer, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *array;

  array = ng_code_constant (self, tensor, self->name);
  for (gsize i = 0; i < ng_tensor_rank (tensor); i++)
    g_string_append (text, ", -1");
  if (self->first != NULL)
    ng_code_give (self, 0, "%s.expand(%s.shape[0]%s)", array, self->first, text->str);
  else
    ng_code_give (self, 0, "%s.unsqueeze(0)", array);
  return TRUE;
}

/* ---- recurrence ---- */

/* @gates: of PyTorch, which of ours each is. Biases are those of the input: the new memory of a GRU
 * has none in the product with r. */
static const NgCodeCell cells[] = {
  { "BasicRecurrentLayer", "RNN", { 0 } },
  { "GatedRecurrentLayer", "GRU", { 1, 0, 2 } },
  { "LongShortTermMemoryLayer", "LSTM", { 0, 2, 3, 1 } },
};

static const NgCodeCell *
find_cell (const NgLayer *layer)
{
  return ng_code_find_cell (cells, G_N_ELEMENTS (cells), layer);
}

static void
add_cell_arrays (NgCodeScope *self,
                 const NgLayer *layer,
                 const NgCodeCell *cell,
                 const char *suffix)
{
  static const struct {
    const char *name;
    gsize which;
    gboolean is_zero;
  } arrays[] = { { "weight_ih_l0", NG_CODE_INPUT_WEIGHTS, FALSE },
                 { "weight_hh_l0", NG_CODE_STATE_WEIGHTS, FALSE },
                 { "bias_ih_l0", NG_CODE_BIASES, FALSE },
                 { "bias_hh_l0", NG_CODE_BIASES, TRUE } };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++) {
    g_autofree char *name = g_strconcat (arrays[i].name, suffix, NULL);
    g_autoptr (NgTensor) tensor = ng_code_stack (layer, cell, arrays[i].which, arrays[i].is_zero);
    ng_code_array (self, name, tensor, -1);
  }
}

static char *
make_cell (NgCodeScope *self, const NgLayer *layer, const NgCodeCell *cell, gboolean is_double)
{
  const gint64 *dims = ng_tensor_dims (ng_layer_array (layer, NG_CODE_INPUT_WEIGHTS));

  return ng_code_module (self,
                         "nn.%s(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", batch_first=True%s",
                         cell->module,
                         dims[1],
                         dims[0],
                         is_double ? ", bidirectional=True" : "");
}

static gboolean
put_recurrent (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const NgCodeCell *cell = find_cell (layer);
  gsize n_states = ng_layer_n_outputs (layer) - 1, n_given = 0, n_read = 0;
  g_autofree char *call = NULL;
  g_autoptr (GString) start = g_string_new (NULL);

  for (gsize i = 0; i < n_states; i++) {
    n_given += self->inputs[1 + i].text != NULL;
    n_read += ng_code_is_read (self, 1 + i);
  }
  if (n_given != 0 && n_given != n_states)
    return FALSE;
  call = make_cell (self, layer, cell, FALSE);
  add_cell_arrays (self, layer, cell, "");
  for (gsize i = 0; n_given > 0 && i < n_states; i++)
    g_string_append_printf (
        start, "%s%s.unsqueeze(0)", i > 0 ? ", " : "", self->inputs[1 + i].text);
  if (n_given > 1) {
    g_string_prepend_c (start, '(');
    g_string_append_c (start, ')');
  }
  if (n_given > 0)
    g_string_prepend (start, ", ");
  if (n_read == 0) {
    ng_code_give (self, 0, "%s(%s%s)[0]", call, input_of (self), start->str);
    return TRUE;
  }
  char *names[3];
  static const char *const words[] = { "", "_state", "_memory" };
  for (gsize i = 0; i <= n_states; i++) {
    g_autofree char *wish = g_strconcat (self->name, words[i], NULL);
    names[i] = ng_code_unique (self->variables, wish);
  }
  ng_code_state (self,
                 n_states == 2 ? "%s, (%s, %s) = %s(%s%s)" : "%s, %s%.0s = %s(%s%s)",
                 names[0],
                 names[1],
                 n_states == 2 ? names[2] : "",
                 call,
                 input_of (self),
                 start->str);
  self->outputs[0] = (NgCodeValue){ .text = names[0] };
  for (gsize i = 1; i <= n_states; i++) {
    self->outputs[i] = (NgCodeValue){ .text = g_strdup (names[i]) };
    ng_code_state (self, "%s = %s.squeeze(0)", names[i], names[i]);
    g_free (names[i]);
  }
  return TRUE;
}

/* Whether neither a state comes from outside nor one is read there. */
static gboolean
has_no_states (const NgCodeScope *self, const NgLayer *layer)
{
  for (gsize i = 1; i < ng_layer_n_inputs (layer); i++) {
    if (self->inputs[i].text != NULL)
      return FALSE;
  }
  for (gsize i = 1; i < ng_layer_n_outputs (layer); i++) {
    if (ng_code_is_read (self, i))
      return FALSE;
  }
  return TRUE;
}

/* A net for each direction, the second of which reads from the end. */
static void
put_directions (NgCodeScope *self, const NgLayer *layer)
{
  gint64 aggregation = ng_code_param (layer, "Aggregation")->integer;
  const char *x = input_of (self);
  g_autofree char *first = g_strconcat (self->name, "_forward", NULL);
  g_autofree char *second = g_strconcat (self->name, "_backward", NULL);
  g_autofree char *forward = ng_code_put_inner (self, layer, 0, first);
  g_autofree char *backward = forward != NULL ? ng_code_put_inner (self, layer, 1, second) : NULL;

  if (backward == NULL)
    return;
  g_autofree char *ahead = g_strdup_printf ("%s(%s)", forward, x);
  g_autofree char *back = g_strdup_printf ("%s(%s.flip(1)).flip(1)", backward, x);
  if (aggregation == 0)
    ng_code_give (self, 0, "torch.cat((%s, %s), -1)", ahead, back);
  else
    ng_code_give (self, 0, aggregation == 1 ? "%s + %s" : "(%s + %s) / 2", ahead, back);
}

/* Two recurrent layers of one kind and size, joined step by step, are one; other nets are two. */
static gboolean
put_bidirectional (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const NgLayer *layers[] = { ng_layer_inner (layer, 0), ng_layer_inner (layer, 1) };
  const NgCodeCell *cell = find_cell (layers[0]);

  if (!has_no_states (self, layer))
    return FALSE;
  if (cell == NULL || ng_layer_class (layers[0]) != ng_layer_class (layers[1]) ||
      ng_code_param (layer, "Aggregation")->integer != 0 ||
      ng_tensor_dims (ng_layer_array (layers[0], 0))[0] !=
          ng_tensor_dims (ng_layer_array (layers[1], 0))[0]) {
    put_directions (self, layer);
    return TRUE;
  }
  g_autofree char *call = make_cell (self, layers[0], cell, TRUE);
  add_cell_arrays (self, layers[0], cell, "");
  add_cell_arrays (self, layers[1], cell, "_reverse");
  ng_code_give (self, 0, "%s(%s)[0]", call, input_of (self));
  return TRUE;
}

/* ---- nets inside ---- */

/* A net applied to each element of a sequence: Linear takes the last level by itself, others see
 * the elements of all sequences as one batch. */
static gboolean
put_map (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  NgLayer *inner = ng_layer_inner (layer, 0);

  if (g_str_equal (ng_layer_class (inner)->name, "LinearLayer") && input->rank == 2 &&
      ng_code_is_fixed (ng_code_output_type (self), 1)) {
    const gint64 *dims = ng_tensor_dims (ng_layer_array (inner, 0));
    g_autofree char *rest = in_dims (ng_code_output_type (self), 1);
    g_autofree char *call =
        ng_code_module (self,
                        "nn.Linear(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "%s",
                        dims[1],
                        dims[0],
                        ng_layer_array (inner, 1) == NULL ? ", bias=False" : "");
    for (gsize i = 0; i < 2; i++) {
      if (ng_layer_array (inner, i) != NULL)
        ng_code_array (self, weight_and_bias[i], ng_layer_array (inner, i), -1);
    }
    ng_code_give (self, 0, "%s(%s)%s", call, input_of (self), rest);
    return TRUE;
  }
  g_autofree char *call = ng_code_put_inner (self, layer, 0, self->name);
  if (call == NULL)
    return TRUE;
  ng_code_give (self,
                0,
                "%s(%s.flatten(0, 1)).unflatten(0, %s.shape[:2])",
                call,
                input_of (self),
                input_of (self));
  return TRUE;
}

/* A net applied again and again to what it gave. */
static gboolean
put_nest (NgCodeScope *self, const NgLayer *layer, const NgType *input)
{
  const gint64 times = ng_code_param (layer, "Times")->integer;

  if (!has_no_states (self, layer))
    return FALSE;
  g_autofree char *call = ng_code_put_inner (self, layer, 0, self->name);
  if (call == NULL)
    return TRUE;
  char *value = ng_code_unique (self->variables, self->name);
  self->outputs[0] = (NgCodeValue){ .text = value };
  ng_code_state (self, "%s = %s", value, input_of (self));
  ng_code_state (self, "for _ in range(%" G_GINT64_FORMAT "):", times);
  ng_code_state (self, "    %s = %s(%s)", value, call, value);
  return TRUE;
}

const NgCodeRow ng_torch_rows[] = {
  { "BasicRecurrentLayer", put_recurrent },
  { "BatchNormalizationLayer", put_batch_normalization },
  { "ConstantArrayLayer", put_array },
  { "ConvolutionLayer", put_convolution },
  { "DeconvolutionLayer", put_deconvolution },
  { "DropoutLayer", put_dropout },
  { "ElementwiseLayer", put_elementwise },
  { "EmbeddingLayer", put_embedding },
  { "GatedRecurrentLayer", put_recurrent },
  { "InstanceNormalizationLayer", put_instance_normalization },
  { "LinearLayer", put_linear },
  { "LocalResponseNormalizationLayer", put_local_response },
  { "LongShortTermMemoryLayer", put_recurrent },
  { "NetArrayLayer", put_array },
  { "NetBidirectionalOperator", put_bidirectional },
  { "NetMapOperator", put_map },
  { "NetNestOperator", put_nest },
  { "NormalizationLayer", put_normalization },
  { NULL, NULL },
};
