/* Which array of a net is which array of a file. Names are compared word by word, words being what
 * stands between slashes and points. */

#include "core/formats/weights.h"

#include "core/formats/attach.h"
#include "core/formats/code-script.h"
#include "core/operators/onnx-node.h"

#include <string.h>

/* What others call our arrays. */
static const struct {
  const char *ours, *theirs;
} words[] = {
  { "Array", "weight" },
  { "Biases", "b" },
  { "Biases", "beta" },
  { "Biases", "bias" },
  { "MovingMean", "moving_mean" },
  { "MovingMean", "running_mean" },
  { "MovingVariance", "moving_variance" },
  { "MovingVariance", "running_var" },
  { "Scaling", "gamma" },
  { "Scaling", "scale" },
  { "Scaling", "weight" },
  { "Weights", "embeddings" },
  { "Weights", "kernel" },
  { "Weights", "w" },
  { "Weights", "weight" },
};

const char *
ng_found_by_name (NgFoundBy self)
{
  static const char *const names[] = { "none", "name", "suffix", "shape" };

  return names[self];
}

/* ---- names ---- */

/* The words of a name; "~1" in a path is a slash of a layer's name. */
static GStrv
split (const char *name)
{
  g_autofree char *text = g_strdup (name);
  char *colon = strrchr (text, ':'), *to = text;

  if (colon != NULL && g_ascii_isdigit (colon[1])) /* ":0" of old TensorFlow */
    *colon = '\0';
  for (const char *from = text; *from != '\0'; from++, to++) {
    gboolean is_slash = from[0] == '~' && from[1] == '1';
    *to = is_slash ? '/' : *from;
    from += is_slash;
  }
  *to = '\0';
  return g_strsplit_set (text, "/.", -1);
}

/* Whether the last words mean the same array. */
static gboolean
is_array (const char *ours, const char *theirs)
{
  if (g_ascii_strcasecmp (ours, theirs) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i].ours, ours) && g_ascii_strcasecmp (words[i].theirs, theirs) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Whether a word of a path means the same layer: programs that we write say "conv_1" of "conv 1"
 * and "convolution_2" of the second layer of a chain. */
static gboolean
is_layer (const char *ours, const char *theirs)
{
  const char *end = strrchr (theirs, '_');
  g_autofree char *plain = NULL;

  if (g_str_equal (ours, theirs))
    return TRUE;
  if (strspn (ours, "0123456789") == strlen (ours))
    return end != NULL && g_str_equal (end + 1, ours);
  plain = ng_code_identifier (ours);
  return g_str_equal (plain, theirs);
}

/* The same for all words that is_layer() could take for one another: the number at the end, or the
 * word as an identifier. */
static char *
key_of (const char *word)
{
  const char *end = strrchr (word, '_');
  const char *last = end != NULL ? end + 1 : word;

  if (*last != '\0' && strspn (last, "0123456789") == strlen (last))
    return g_strdup (last);
  return ng_code_identifier (word);
}

/* How @m words of a path go with a name: all words, or all that the shorter one has. */
static NgFoundBy
compare_words (const char *const *path, gsize m, const GStrv name)
{
  gsize n = g_strv_length (name), least = MIN (m, n);

  if (least < 2 || !is_array (path[m - 1], name[n - 1]))
    return NG_FOUND_NOT;
  for (gsize i = 2; i <= least; i++) {
    if (!is_layer (path[m - i], name[n - i]))
      return NG_FOUND_NOT;
  }
  return m == n ? NG_FOUND_BY_NAME : NG_FOUND_BY_SUFFIX;
}

/* A net that an operator holds is called "Net" in paths, and nothing in the names of others. */
static NgFoundBy
compare (const GStrv path, const GStrv name)
{
  gsize m = g_strv_length (path), n_left = 0;
  NgFoundBy whole = compare_words ((const char *const *) path, m, name);
  g_autofree const char **left = NULL;

  if (whole == NG_FOUND_BY_NAME || !g_strv_contains ((const char *const *) path, "Net"))
    return whole;
  left = g_new (const char *, m);
  for (gsize i = 0; i < m; i++)
    if (!g_str_equal (path[i], "Net"))
      left[n_left++] = path[i];
  NgFoundBy without = compare_words (left, n_left, name);
  return without == NG_FOUND_BY_NAME || whole == NG_FOUND_NOT ? without : whole;
}

/* ---- rows ---- */

typedef struct {
  const NgWeights *weights;
  GArray *rows;
  GPtrArray *names;    /* of the weights, split */
  GHashTable *by_word; /* key_of() the word before the last -> GArray of int */
  gboolean *is_used;
} Matching;

static void
row_clear (gpointer data)
{
  NgWeightRow *self = data;

  g_free (self->path);
}

static void
see (const char *path, const NgType *type, gboolean has_values, gpointer user_data)
{
  Matching *self = user_data;
  NgWeightRow row = {
    .path = g_strdup (path), .type = *type, .index = -1, .misfit = -1, .has_values = has_values
  };

  g_array_append_val (self->rows, row);
}

static void
index_names (Matching *self)
{
  for (gsize i = 0; i < ng_weights_length (self->weights); i++) {
    GStrv parts = split (ng_weights_name (self->weights, i));
    gsize n = g_strv_length (parts);
    int index = (int) i;
    g_ptr_array_add (self->names, parts);
    if (n < 2)
      continue;
    g_autofree char *key = key_of (parts[n - 2]);
    GArray *list = g_hash_table_lookup (self->by_word, key);
    if (list == NULL) {
      list = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (self->by_word, g_steal_pointer (&key), list);
    }
    g_array_append_val (list, index);
  }
}

static gboolean
fits (const Matching *self, const NgWeightRow *row, int index)
{
  const NgTensor *tensor = ng_weights_tensor (self->weights, (gsize) index);

  return ng_type_fits (&row->type, ng_tensor_dims (tensor), ng_tensor_rank (tensor));
}

static void
take (Matching *self, NgWeightRow *row, NgFoundBy kind, int index)
{
  row->kind = kind;
  row->index = index;
  self->is_used[index] = TRUE;
}

/* Arrays of ONNX operators are called as the file calls their values. */
static void
match_values (Matching *self, const NgNet *net)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  guint at = 0;

  for (gsize i = 0; i < ng_weights_length (self->weights); i++)
    g_hash_table_insert (
        places, (gpointer) ng_weights_name (self->weights, i), GSIZE_TO_POINTER (i + 1));
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));

    if (node == NULL)
      return;
    for (gsize j = 0; j < ng_layer_n_arrays (ng_net_layer (net, i)); j++) {
      if (ng_layer_array_is_absent (ng_net_layer (net, i), j))
        continue;
      NgWeightRow *row = &g_array_index (self->rows, NgWeightRow, at++);
      const char *value =
          j < node->arrays->len ? g_array_index (node->arrays, NgOnnxPort, j).value : NULL;
      gsize place = value != NULL ? GPOINTER_TO_SIZE (g_hash_table_lookup (places, value)) : 0;

      if (place > 0 && fits (self, row, (int) place - 1))
        take (self, row, NG_FOUND_BY_NAME, (int) place - 1);
      else if (place > 0)
        row->misfit = (int) place - 1;
    }
  }
}

/* Only one array that is left may be it, since ends of names are shared easily. */
static void
match_by_name (Matching *self, NgFoundBy kind)
{
  for (guint i = 0; i < self->rows->len; i++) {
    NgWeightRow *row = &g_array_index (self->rows, NgWeightRow, i);
    g_auto (GStrv) path = split (row->path);
    gsize n = g_strv_length (path);
    g_autofree char *key = n >= 2 ? key_of (path[n - 2]) : NULL;
    GArray *list = key != NULL ? g_hash_table_lookup (self->by_word, key) : NULL;
    int found = -1, n_found = 0;
    for (guint k = 0; list != NULL && row->index < 0 && k < list->len; k++) {
      int index = g_array_index (list, int, k);
      if (self->is_used[index] || !fits (self, row, index) ||
          compare (path, self->names->pdata[index]) != kind)
        continue;
      found = index;
      n_found++;
    }
    if (n_found == 1)
      take (self, row, kind, found);
  }
}

/* Arrays that are called as the row's, and are of another shape. */
static void
find_misfits (Matching *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    NgWeightRow *row = &g_array_index (self->rows, NgWeightRow, i);
    g_auto (GStrv) path = split (row->path);
    gsize n = g_strv_length (path);
    g_autofree char *key = n >= 2 && row->index < 0 ? key_of (path[n - 2]) : NULL;
    GArray *list = key != NULL ? g_hash_table_lookup (self->by_word, key) : NULL;

    for (guint k = 0; list != NULL && row->misfit < 0 && k < list->len; k++) {
      int index = g_array_index (list, int, k);

      if (!self->is_used[index] && !fits (self, row, index) &&
          compare (path, self->names->pdata[index]) != NG_FOUND_NOT)
        row->misfit = index;
    }
  }
}

/* What an array is for, as far as its name says: 0 for all that multiplies, else the place in the
 * table of one of ours that others call so; -1 where others have no name for it. */
static int
role_of (const char *last, gboolean is_ours)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (is_ours ? g_str_equal (words[i].ours, last)
                : g_ascii_strcasecmp (words[i].theirs, last) == 0) {
      gsize first = i;

      while (first > 0 && g_str_equal (words[first - 1].ours, words[i].ours))
        first--;
      return g_str_equal (words[i].ours, "Scaling") || g_str_equal (words[i].ours, "Weights")
                 ? 0
                 : (int) first;
    }
  return -1;
}

/* Dimensions and role as a text; NULL where they are not all known. */
static char *
shape_of (const NgWeightRow *row, gboolean with_role)
{
  g_autofree char *label = NULL;
  const char *end = strrchr (row->path, '/');

  if (!ng_type_is_fixed (&row->type))
    return NULL;
  label = ng_type_label (&row->type, NULL);
  return with_role ? g_strdup_printf ("%s %d", label, role_of (end != NULL ? end + 1 : "", TRUE))
                   : g_steal_pointer (&label);
}

/* NULL, too, where the name says what it is, though that is not asked for. */
static char *
shape_of_weight (const Matching *self, gsize index, gboolean with_role)
{
  const NgTensor *tensor = ng_weights_tensor (self->weights, index);
  NgType type = ng_type_real (ng_tensor_dims (tensor), (int) ng_tensor_rank (tensor));
  GStrv parts = self->names->pdata[index];
  gsize n = g_strv_length (parts);
  int role = n > 0 ? role_of (parts[n - 1], FALSE) : -1;
  g_autofree char *label = ng_type_label (&type, NULL);

  if (with_role)
    return g_strdup_printf ("%s %d", label, role);
  return role < 0 ? g_steal_pointer (&label) : NULL;
}

/* Where as many are left here as there, in the order of both: those that are for the same, or those
 * of which no name says what they are for. */
static void
match_by_shape (Matching *self, gboolean with_role)
{
  g_autoptr (GHashTable) places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < ng_weights_length (self->weights); i++) {
    g_autofree char *shape = self->is_used[i] ? NULL : shape_of_weight (self, i, with_role);
    GArray *list = shape != NULL ? g_hash_table_lookup (places, shape) : NULL;
    int index = (int) i;
    if (shape == NULL)
      continue;
    if (list == NULL) {
      list = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (places, g_steal_pointer (&shape), list);
    }
    g_array_append_val (list, index);
  }
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < self->rows->len; i++) {
      NgWeightRow *row = &g_array_index (self->rows, NgWeightRow, i);
      char *shape = row->index < 0 ? shape_of (row, with_role) : NULL;
      GHashTable *table = pass == 0 ? counts : next;
      GArray *list = shape != NULL ? g_hash_table_lookup (places, shape) : NULL;
      if (list == NULL) {
        g_free (shape);
        continue;
      }
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (table, shape));
      if (pass == 1 && GPOINTER_TO_UINT (g_hash_table_lookup (counts, shape)) == list->len)
        take (self, row, NG_FOUND_BY_SHAPE, g_array_index (list, int, n));
      g_hash_table_insert (table, shape, GUINT_TO_POINTER (n + 1));
    }
  }
}

GArray *
ng_weights_match (const NgWeights *self, const NgNet *net)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GHashTable) by_word =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autofree gboolean *is_used = g_new0 (gboolean, ng_weights_length (self) + 1);
  Matching matching = { .weights = self,
                        .rows = g_array_new (FALSE, FALSE, sizeof (NgWeightRow)),
                        .names = names,
                        .by_word = by_word,
                        .is_used = is_used };

  g_array_set_clear_func (matching.rows, row_clear);
  ng_net_see_arrays (net, see, &matching);
  index_names (&matching);
  match_values (&matching, net);
  match_by_name (&matching, NG_FOUND_BY_NAME);
  match_by_name (&matching, NG_FOUND_BY_SUFFIX);
  find_misfits (&matching);
  match_by_shape (&matching, TRUE);
  match_by_shape (&matching, FALSE);
  return matching.rows;
}

/* ---- the net ---- */

static NgTensor *
find_row (const char *path, gpointer user_data)
{
  return g_hash_table_lookup (user_data, path);
}

NgNet *
ng_weights_attach (const NgWeights *self, NgNet *net, const GArray *rows, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    if (row->index >= 0)
      g_hash_table_insert (values, row->path, ng_weights_tensor (self, (gsize) row->index));
  }
  return ng_net_attach (net, find_row, values, error);
}
