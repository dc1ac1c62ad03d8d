/* TfIdfVectorizer: how often rows of words, in a row or with as many others between them, are found
 * in texts or numbers. What is counted is known while the program is written. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <string.h>

/* The most words of a row, and words between two of them. */
enum { MOST_WORDS = 64, MOST_SKIPPED = 1 << 20 };

/**
 * Counting:
 * @grams: row of words, each behind a zero -> its place in the result + 1
 * @longest, @shortest: how many words a row has
 * @most_skipped: how many words may lie between two of a row
 */
typedef struct {
  GHashTable *grams;
  gint64 shortest, longest, most_skipped, n_results;
} Counting;

/* The words of the pool, numbers as texts. */
static GPtrArray *
read_pool (NgOperation *to)
{
  const NgAttribute *texts = ng_onnx_node_attribute (to->node, "pool_strings");
  GPtrArray *pool = g_ptr_array_new_with_free_func (g_free);
  gsize n = 0;
  const gint64 *numbers = ng_onnx_node_integers (to->node, "pool_int64s", &n);

  if (texts != NULL && texts->kind == NG_ATTRIBUTE_TEXTS) {
    for (guint i = 0; i < texts->texts->len; i++)
      g_ptr_array_add (pool, g_strdup (texts->texts->pdata[i]));
    return pool;
  }
  for (gsize i = 0; numbers != NULL && i < n; i++)
    g_ptr_array_add (pool, g_strdup_printf ("%" G_GINT64_FORMAT, numbers[i]));
  return pool;
}

static void
add_word (GString *gram, const char *word)
{
  g_string_append_len (gram, word, (gssize) strlen (word) + 1);
}

static guint
hash_gram (gconstpointer gram)
{
  return g_string_hash (gram);
}

static gboolean
are_equal (gconstpointer a, gconstpointer b)
{
  return g_string_equal (a, b);
}

static void
free_gram (gpointer gram)
{
  g_string_free (gram, TRUE);
}

/* Rows of one word, then those of two, and so on; ngram_counts says where each kind begins. */
static gboolean
read_grams (NgOperation *to, Counting *self, GPtrArray *pool)
{
  gsize n_counts = 0, n_places = 0;
  const gint64 *counts = ng_onnx_node_integers (to->node, "ngram_counts", &n_counts);
  const gint64 *places = ng_onnx_node_integers (to->node, "ngram_indexes", &n_places);
  gsize gram = 0;

  for (gsize k = 0; k < n_counts; k++) {
    gint64 end = k + 1 < n_counts ? counts[k + 1] : (gint64) pool->len, length = (gint64) k + 1;
    if (counts[k] < 0 || end < counts[k] || end > (gint64) pool->len ||
        (end - counts[k]) % length != 0)
      return FALSE;
    for (gint64 i = counts[k]; i < end; i += length, gram++) {
      GString *key = g_string_new (NULL);
      for (gint64 j = 0; j < length; j++)
        add_word (key, pool->pdata[i + j]);
      if (gram >= n_places || places[gram] < 0 || places[gram] >= NG_MAX_OPERATOR_TABLE) {
        free_gram (key);
        return FALSE;
      }
      self->n_results = MAX (self->n_results, places[gram] + 1);
      if (length >= self->shortest && length <= self->longest)
        g_hash_table_insert (self->grams, key, GSIZE_TO_POINTER ((gsize) places[gram] + 1));
      else
        free_gram (key);
    }
  }
  for (gsize i = 0; i < n_places; i++)
    if (places[i] >= 0 && places[i] < NG_MAX_OPERATOR_TABLE)
      self->n_results = MAX (self->n_results, places[i] + 1);
  return n_places > 0;
}

static gboolean
counting_init (NgOperation *to, Counting *self)
{
  g_autoptr (GPtrArray) pool = read_pool (to);

  *self = (Counting){ .grams = g_hash_table_new_full (hash_gram, are_equal, free_gram, NULL),
                      .shortest = ng_onnx_node_integer (to->node, "min_gram_length", 1),
                      .longest = ng_onnx_node_integer (to->node, "max_gram_length", 1),
                      .most_skipped = ng_onnx_node_integer (to->node, "max_skip_count", 0) };
  if (self->shortest >= 1 && self->longest >= self->shortest && self->longest <= MOST_WORDS &&
      self->most_skipped >= 0 && self->most_skipped <= MOST_SKIPPED && read_grams (to, self, pool))
    return TRUE;
  ng_operation_fail (to, "has rows of words that do not fit their counts and places");
  return FALSE;
}

/* Adds to @counts, of n_results, what is found in the @n words. */
static void
count_words (const Counting *self, char **words, gint64 n, double *counts)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (gint64 skipped = 0; skipped <= MIN (self->most_skipped, MAX (n - 2, 0)); skipped++) {
    for (gint64 start = 0; start < n; start++) {
      g_string_truncate (key, 0);
      for (gint64 k = 0; k < self->longest && start + k * (skipped + 1) < n; k++) {
        add_word (key, words[start + k * (skipped + 1)]);
        /* A single word has nothing between, and counts once. */
        if (k + 1 < self->shortest || (k == 0 && skipped > 0))
          continue;
        gsize place = GPOINTER_TO_SIZE (g_hash_table_lookup (self->grams, key));
        if (place > 0)
          counts[place - 1]++;
      }
    }
  }
}

/* The weight of each place in the result: that of the row of words which is counted there. */
static double *
read_weights (NgOperation *to, gint64 n)
{
  const NgAttribute *list = ng_onnx_node_attribute (to->node, "weights");
  double *weights = g_new (double, (gsize) MAX (n, 1));
  gsize n_places = 0;
  const gint64 *places = ng_onnx_node_integers (to->node, "ngram_indexes", &n_places);

  for (gint64 i = 0; i < n; i++)
    weights[i] = 1;
  if (list != NULL && list->kind == NG_ATTRIBUTE_REALS)
    for (gsize i = 0; i < MIN (n_places, list->numbers->len); i++)
      if (places[i] >= 0 && places[i] < n)
        weights[places[i]] = g_array_index (list->numbers, double, i);
  return weights;
}

/* What the counts become: themselves, or weights. */
static void
weigh (NgOperation *to, const double *weights, double *counts, gint64 n)
{
  const char *mode = ng_onnx_node_text (to->node, "mode", "TF");

  if (!g_str_equal (mode, "TF") && !g_str_equal (mode, "IDF") && !g_str_equal (mode, "TFIDF"))
    ng_operation_fail (to, "has the unknown mode \"%s\"", mode);
  for (gint64 i = 0; i < n && !g_str_equal (mode, "TF"); i++)
    counts[i] = weights[i] * (g_str_equal (mode, "IDF") ? counts[i] > 0 : counts[i]);
}

/* All elements as words; NULL after a failure. */
static char **
read_words (NgOperation *to, gint64 *n)
{
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;
  g_autoptr (NgTensor) texts =
      is_text ? ng_operation_texts (to, ng_operation_need (to, 0), 0) : NULL;
  NgTensor *known = is_text ? texts : ng_operation_known (to, 0);

  if (known == NULL)
    return NULL;
  *n = ng_tensor_count (known);
  char **words = g_new0 (char *, *n + 1);
  for (gint64 i = 0; i < *n; i++)
    words[i] = is_text ? g_strdup (ng_tensor_string (known, i))
                       : g_strdup_printf ("%" G_GINT64_FORMAT, ng_tensor_get_int (known, i));
  return words;
}

/* x (c) or (n, c), of texts or integers: (k) or (n, k) */
static void
lower_vectorizer (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  gint64 count = 0;

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (shape.rank < 1 || shape.rank > 2) {
    ng_operation_fail (to, "needs a list of words, or rows of them");
    return;
  }
  g_auto (GStrv) words = read_words (to, &count);
  Counting self;
  if (words == NULL)
    return;
  gint64 rows = shape.rank == 2 ? shape.dims[0] : 1, columns = shape.dims[shape.rank - 1];
  if (counting_init (to, &self) &&
      ng_operation_has_room (to, (double) rows * (double) self.n_results)) {
    double *counts = g_new0 (double, MAX (rows * self.n_results, 1));
    gint64 dims[2] = { shape.rank == 2 ? rows : self.n_results, self.n_results };
    g_autofree double *weights = read_weights (to, self.n_results);
    for (gint64 i = 0; i < rows; i++) {
      count_words (&self, words + i * columns, columns, counts + i * self.n_results);
      weigh (to, weights, counts + i * self.n_results, self.n_results);
    }
    g_autoptr (NgTensor) wide =
        ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) shape.rank, counts);
    g_autoptr (NgTensor) result = ng_tensor_convert (wide, ng_operation_real (to));
    ng_operation_output (to, 0, ng_build_constant (to->builder, result));
  }
  g_hash_table_unref (self.grams);
}

static void
infer_vectorizer (NgRelation *relation, const NgOnnxNode *node)
{
  NgType first = ng_operand_type (relation, node, 0), result = ng_type_of_element (NG_ELEMENT_F32);
  gsize n = 0;
  const gint64 *places = ng_onnx_node_integers (node, "ngram_indexes", &n);
  gint64 size = 0;

  for (gsize i = 0; i < n; i++)
    size = MAX (size, places[i] + 1);
  result.rank = first.rank;
  if (first.rank == 2)
    result.dims[0] = first.dims[0];
  if (first.rank >= 1 && first.rank <= 2)
    result.dims[first.rank - 1] = ng_dim_number (size);
  ng_result_type (relation, node, 0, &result);
}

const NgOperatorClass ng_operators_vectorizer[] = {
  { .name = "TfIdfVectorizer",
    .summary = "How often rows of words are found",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .takes_texts = TRUE,
    .infer = infer_vectorizer,
    .lower = lower_vectorizer },
  { .name = NULL },
};
