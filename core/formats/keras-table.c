/* Layers of Keras that we have: a row each, which writes notation and finds arrays. Products and
 * what changes shapes stand here, other kinds in files of their own. */

#include "core/formats/keras-reading.h"

#include "core/shape/type.h"

/* A kernel (in, out), as the rows of ours. */
static void
keep_matrix (NgKerasLayer *self, const char *below, NgTensor *tensor)
{
  ng_keras_keep_turned (self, below, tensor, (const int[]){ 1, 0 }, 2);
}

/* ---- products ---- */

/* It acts on the last level, so what stands in front is mapped over. */
static gboolean
put_dense (NgKerasLayer *self)
{
  gint64 units = ng_keras_integer (self, "units", 0);
  gboolean has_bias = ng_keras_is_true (self, "use_bias", TRUE);
  g_autoptr (GString) below = g_string_new (NULL);

  if (units < 1 || self->rank < 1 || !ng_keras_put_behind (self))
    return FALSE;
  for (int i = 1; i < self->rank; i++) {
    g_string_append (self->notation, "NetMapOperator[");
    g_string_append (below, "Net/");
  }
  g_string_append_printf (self->notation,
                          "LinearLayer[%" G_GINT64_FORMAT "%s]",
                          units,
                          has_bias ? "" : ", \"Biases\" -> None");
  for (int i = 1; i < self->rank; i++)
    g_string_append_c (self->notation, ']');
  g_autofree char *weights = g_strconcat (below->str, "Weights", NULL);
  g_autofree char *biases = g_strconcat (below->str, "Biases", NULL);
  keep_matrix (self, weights, ng_keras_array (self, NULL, "kernel", 0));
  if (has_bias)
    ng_keras_keep (self, biases, ng_keras_array (self, NULL, "bias", 1));
  return TRUE;
}

/* The layer that is applied to each element, as one of its own. */
static gboolean
put_element (NgKerasLayer *self, NgKerasLayer *element, GString *notation, GString *after)
{
  const NgJson *layer = ng_json_member (self->config, "layer");
  const NgJson *class = layer != NULL ? ng_json_member (layer, "class_name") : NULL;

  g_string_truncate (notation, 0);
  g_string_truncate (after, 0);
  element->config = layer != NULL ? ng_json_member (layer, "config") : NULL;
  if (class == NULL || element->config == NULL || ng_json_kind (class) != NG_JSON_STRING ||
      self->rank < 2)
    return FALSE;
  element->class = ng_json_string (class);
  element->rank = element->given = self->rank - 1;
  element->notation = notation;
  element->after = after;
  return !g_str_equal (element->class, self->class) && ng_keras_put (element);
}

/* An activation of the layer makes a chain of it, whose first layer has the arrays. Which it is
 * shows once it is written. */
static gboolean
put_time_distributed (NgKerasLayer *self)
{
  g_autoptr (GString) notation = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  g_autoptr (GHashTable) arrays =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
  g_autofree char *folder =
      self->is_numbered ? g_strconcat (self->folder, "layer/", NULL) : g_strdup (self->folder);
  g_autofree char *path = g_strconcat (self->path, "/Net", NULL);
  NgKerasLayer element = *self;

  element.folder = folder;
  element.arrays = arrays;
  element.path = path;
  if (!put_element (self, &element, notation, after))
    return FALSE;
  g_autofree char *first = g_strconcat (path, after->len > 0 ? "/1" : "", NULL);
  element.arrays = self->arrays;
  element.path = first;
  if (!put_element (self, &element, notation, after))
    return FALSE;
  g_string_append_printf (self->notation,
                          after->len > 0 ? "NetMapOperator[NetChain[{%s, %s}]]"
                                         : "NetMapOperator[%s%s]",
                          notation->str,
                          after->str);
  self->given = element.given < 0 ? -1 : element.given + 1;
  self->from_one = element.from_one;
  self->note = element.note;
  return TRUE;
}

static gboolean
put_embedding (NgKerasLayer *self)
{
  gint64 size = ng_keras_integer (self, "output_dim", 0),
         count = ng_keras_integer (self, "input_dim", 0);

  if (size < 1 || count < 1 || ng_keras_is_true (self, "mask_zero", FALSE))
    return FALSE;
  g_string_append_printf (
      self->notation, "EmbeddingLayer[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]", size, count);
  ng_keras_keep (self, "Weights", ng_keras_array (self, NULL, "embeddings", 0));
  self->given = self->rank + 1;
  self->from_one = TRUE;
  return TRUE;
}

/* ---- shapes ---- */

/* Channels that come first are moved behind before. */
static gboolean
put_flatten (NgKerasLayer *self)
{
  if (ng_keras_is_last (self) || self->rank < 2) {
    g_string_append (self->notation, "FlattenLayer[]");
  } else {
    g_string_append_printf (self->notation, "NetChain[{TransposeLayer[{%d", self->rank);
    for (int i = 1; i < self->rank; i++)
      g_string_append_printf (self->notation, ", %d", i);
    g_string_append (self->notation, "}], FlattenLayer[]}]");
  }
  self->given = 1;
  return TRUE;
}

static gboolean
put_reshape (NgKerasLayer *self)
{
  const NgJson *shape = ng_json_member (self->config, "target_shape");
  gsize n = shape != NULL ? ng_json_length (shape) : 0;

  if (shape == NULL || ng_json_kind (shape) != NG_JSON_ARRAY || n > NG_MAX_RANK)
    return FALSE;
  g_string_append (self->notation, "ReshapeLayer[{");
  for (gsize i = 0; i < n; i++) {
    gint64 size;
    if (ng_json_kind (ng_json_at (shape, i)) != NG_JSON_NUMBER ||
        !ng_json_integer (ng_json_at (shape, i), &size))
      return FALSE;
    g_autofree char *word = g_strdup_printf ("%" G_GINT64_FORMAT, size);
    g_string_append_printf (
        self->notation, "%s%s", i > 0 ? ", " : "", size < 0 ? "Automatic" : word);
  }
  g_string_append (self->notation, "}]");
  self->given = (int) n;
  return TRUE;
}

/* Level i of the output is level d_i of the input; ours says where each level goes. */
static gboolean
put_permute (NgKerasLayer *self)
{
  gint64 dims[NG_MAX_RANK], where[NG_MAX_RANK] = { 0 };
  gsize n = (gsize) MAX (self->rank, 0);

  if (n < 1 || ng_keras_integers (self, "dims", dims, n) != n)
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    if (dims[i] < 1 || dims[i] > (gint64) n)
      return FALSE;
    where[dims[i] - 1] = (gint64) i + 1;
  }
  g_string_append (self->notation, "TransposeLayer[");
  ng_keras_append_list (self->notation, where, n);
  g_string_append_c (self->notation, ']');
  return TRUE;
}

static gboolean
put_repeat (NgKerasLayer *self)
{
  gint64 n = ng_keras_integer (self, "n", 0);

  if (n < 1)
    return FALSE;
  g_string_append_printf (self->notation, "ReplicateLayer[%" G_GINT64_FORMAT "]", n);
  self->given = self->rank + 1;
  return TRUE;
}

static gboolean
put_concatenate (NgKerasLayer *self)
{
  int level = ng_keras_level (self);

  if (level == 0)
    return FALSE;
  g_string_append_printf (self->notation, "CatenateLayer[%d]", level);
  return TRUE;
}

/* Several inputs, element by element; those with fewer levels get them in front. */
static gboolean
put_merge (NgKerasLayer *self)
{
  static const struct {
    const char *theirs, *ours;
  } functions[] = { { "Add", "Plus" },
                    { "Maximum", "Max" },
                    { "Minimum", "Min" },
                    { "Multiply", "Times" },
                    { "Subtract", "Subtract" } };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (g_str_equal (functions[i].theirs, self->class))
      g_string_append_printf (
          self->notation, "ThreadingLayer[%s%s]", functions[i].ours, self->is_uneven ? ", 1" : "");
  }
  return TRUE;
}

static gboolean
put_average (NgKerasLayer *self)
{
  g_string_append (self->notation, "ThreadingLayer[(");
  for (guint i = 1; i <= self->n_inputs; i++)
    g_string_append_printf (self->notation, "%s#%u", i > 1 ? " + " : "", i);
  g_string_append_printf (
      self->notation, ")/%u &%s]", self->n_inputs, self->is_uneven ? ", 1" : "");
  return self->n_inputs > 0;
}

/* ---- the table ---- */

static const NgKerasRow rows[] = {
  { "Add", put_merge, 0 },
  { "Average", put_average, 0 },
  { "Concatenate", put_concatenate, 0 },
  { "Dense", put_dense, 1 },
  { "Embedding", put_embedding, 1 },
  { "Flatten", put_flatten, 1 },
  { "Maximum", put_merge, 0 },
  { "Minimum", put_merge, 0 },
  { "Multiply", put_merge, 0 },
  { "Permute", put_permute, 1 },
  { "RepeatVector", put_repeat, 1 },
  { "Reshape", put_reshape, 1 },
  { "Subtract", put_merge, 0 },
  { "TimeDistributed", put_time_distributed, 1 },
  { NULL, NULL, 0 },
};

gboolean
ng_keras_put (NgKerasLayer *self)
{
  const NgKerasRow *const tables[] = {
    rows,
    ng_keras_activation_rows,
    ng_keras_attention_rows,
    ng_keras_recurrent_rows,
    ng_keras_scale_rows,
    ng_keras_window_rows,
  };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++) {
    for (const NgKerasRow *row = tables[t]; row->class != NULL; row++) {
      if (g_str_equal (row->class, self->class))
        return (row->most == 0 ? self->n_inputs >= 2 : self->n_inputs <= row->most) &&
               row->put (self);
    }
  }
  return FALSE;
}
