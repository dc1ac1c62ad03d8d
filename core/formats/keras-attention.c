/* Layers of Keras that attend. Their inputs are query, value, and the key, which is the value where
 * it is left out. */

#include "core/formats/keras-reading.h"
#include "core/shape/type.h"

static void
name_ports (NgKerasLayer *self)
{
  self->ports[0] = "Query";
  self->ports[1] = self->n_inputs > 2 ? "Value" : "Key,Value";
  self->ports[2] = "Key";
}

static gboolean
put_attention (NgKerasLayer *self)
{
  if (self->n_inputs < 2 || self->rank != 2 || ng_keras_is_true (self, "use_scale", FALSE) ||
      !g_str_equal (ng_keras_text (self, "score_mode", "dot"), "dot"))
    return FALSE;
  g_string_append_printf (self->notation,
                          "AttentionLayer[\"Dot\"%s]",
                          self->is_causal ? ", \"Mask\" -> \"Causal\"" : "");
  name_ports (self);
  return TRUE;
}

/* A product along the last level, or the last two that the kernel (d, h, k) or (h, k, d) has. Its
 * name in files of either kind; @n_in: levels that go in. */
static gboolean
keep_product (NgKerasLayer *self, const char *part, const char *name, const char *net, gsize n_in)
{
  g_autofree char *dense = g_strconcat (name, "_dense", NULL);
  g_autofree char *weights = g_strconcat (net, "/Net/Weights", NULL);
  g_autofree char *bias = g_strconcat (net, "/Net/Biases", NULL);
  const char *within = self->within;
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE), is_sound = FALSE;

  g_autofree char *deeper =
      within != NULL ? g_strdup_printf ("%s/%s", within, part) : g_strdup (part);
  self->within = self->is_numbered ? within : deeper;
  g_autoptr (NgTensor) kernel = ng_keras_array (self, dense, "kernel", 0);
  g_autoptr (NgTensor) biases = has_bias ? ng_keras_array (self, dense, "bias", 1) : NULL;
  self->within = within;
  if (kernel != NULL && ng_tensor_rank (kernel) == 3 && (!has_bias || biases != NULL)) {
    const gint64 *dims = ng_tensor_dims (kernel);
    gint64 matrix[2] = { dims[0], ng_size_multiply (dims[1], dims[2]) };
    if (n_in == 2) {
      matrix[0] = ng_size_multiply (dims[0], dims[1]);
      matrix[1] = dims[2];
    }
    if (has_bias && ng_tensor_count (biases) != matrix[1])
      return FALSE;
    g_autoptr (NgTensor) flat = ng_tensor_reshape (kernel, matrix, 2);
    ng_keras_keep_turned (self, weights, g_steal_pointer (&flat), (const int[]){ 1, 0 }, 2);
    if (has_bias)
      ng_keras_keep (self, bias, ng_tensor_reshape (biases, &matrix[1], 1));
    g_string_append_printf (self->notation, "\"%s\" -> NetMapOperator[LinearLayer[{", net);
    if (n_in == 1)
      g_string_append_printf (
          self->notation, "%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, dims[1], dims[2]);
    else
      g_string_append_printf (self->notation, "%" G_GINT64_FORMAT, dims[2]);
    g_string_append (self->notation, has_bias ? "}]], " : "}, \"Biases\" -> None]], ");
    is_sound = TRUE;
  }
  return is_sound || *self->error != NULL;
}

/* Products to heads, attention of each head, and a product of all of them. */
static gboolean
put_heads (NgKerasLayer *self)
{
  const NgJson *shape = ng_json_member (self->config, "output_shape");
  gboolean is_flat =
      shape == NULL || ng_json_kind (shape) != NG_JSON_ARRAY || ng_json_length (shape) == 1;

  if (self->n_inputs < 2 || self->rank != 2 || !is_flat ||
      ng_keras_is_true (self, "use_gate", FALSE))
    return FALSE;
  g_string_append (self->notation, "NetGraph[<|");
  if (!keep_product (self, "query", "query", "q", 1) ||
      !keep_product (self, "key", "key", "k", 1) ||
      !keep_product (self, "value", "value", "v", 1) ||
      !keep_product (self, "attention_output", "output", "o", 2))
    return FALSE;
  g_string_append_printf (
      self->notation,
      "\"a\" -> AttentionLayer[\"Dot\", \"MultiHead\" -> True, \"ScoreRescaling\" -> "
      "\"DimensionSqrt\"%s]|>, {NetPort[\"Query\"] -> \"q\" -> NetPort[{\"a\", \"Query\"}], "
      "NetPort[\"Key\"] -> \"k\" -> NetPort[{\"a\", \"Key\"}], NetPort[\"Value\"] -> \"v\" -> "
      "NetPort[{\"a\", \"Value\"}], NetPort[{\"a\", \"Output\"}] -> \"o\"}]",
      self->is_causal ? ", \"Mask\" -> \"Causal\"" : "");
  name_ports (self);
  return TRUE;
}

const NgKerasRow ng_keras_attention_rows[] = {
  { "Attention", put_attention, 3 },
  { "MultiHeadAttention", put_heads, 3 },
  { NULL, NULL, 0 },
};
