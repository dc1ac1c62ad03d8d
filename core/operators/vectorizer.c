/* TfIdfVectorizer: how often rows of words, in a row or with as many others between them, are found
 * in texts or numbers. What is counted is known while the program is written. */

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"

#include <string.h>

/* The most words of a row, and words between two of them. */
enum { MOST_WORDS = 64, MOST_SKIPPED = 1 << 20 };

/**
 * Counting: the rows of words as a tree, in which each word leads on from what stands before it
 * @words: word of a row -> its number, from 1
 * @steps: what stands before and the number of a word, in one gint64 -> what stands now
 * @places: by what stands: its place in the result + 1, 0 where that is no whole row
 * @shortest, @longest: how many words a row has
 * @most_skipped: how many words may lie between two of a row
 */
typedef struct {
  GHashTable *words, *steps;
  GArray *places;
  gint64 shortest, longest, most_skipped, n_results;
} Counting;

static void
counting_clear (Counting *self)
{
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->steps);
  g_array_unref (self->places);
}

/* What stands after @word, 0 where no row goes on so. */
static guint
next_of (const Counting *self, guint before, guint word)
{
  guint64 step = (guint64) before << 32 | word;

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->steps, &step));
}

/* What stands after @word, which goes on from @before from now on. */
static guint
add_word (Counting *self, guint before, const char *word)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->words, word)), now, none = 0;

  if (number == 0) {
    number = g_hash_table_size (self->words) + 1;
    g_hash_table_insert (self->words, g_strdup (word), GUINT_TO_POINTER (number));
  }
  now = next_of (self, before, number);
  if (now == 0) {
    guint64 *step = g_new (guint64, 1);
    *step = (guint64) before << 32 | number;
    now = self->places->len;
    g_array_append_val (self->places, none);
    g_hash_table_insert (self->steps, step, GUINT_TO_POINTER (now));
  }
  return now;
}

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

/* How many numbers the result has, one behind the last place; -1 where a place cannot be. */
static gint64
count_results (const NgOnnxNode *node)
{
  gsize n = 0;
  const gint64 *places = ng_onnx_node_integers (node, "ngram_indexes", &n);
  gint64 last = -1;

  for (gsize i = 0; places != NULL && i < n; i++) {
    if (places[i] < 0 || places[i] >= NG_MAX_OPERATOR_TABLE)
      return -1;
    last = MAX (last, places[i]);
  }
  return last + 1;
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
      guint now = 0;
      if (gram >= n_places)
        return FALSE;
      if (length < self->shortest || length > self->longest)
        continue;
      for (gint64 j = 0; j < length; j++)
        now = add_word (self, now, pool->pdata[i + j]);
      g_array_index (self->places, guint, now) = (guint) places[gram] + 1;
    }
  }
  return self->n_results > 0;
}

/* Returns: whether it is set up, to be cleared in any case */
static gboolean
counting_init (NgOperation *to, Counting *self)
{
  g_autoptr (GPtrArray) pool = read_pool (to);

  *self = (Counting){ .words = g_hash_table_new_full (ng_hash_text, g_str_equal, g_free, NULL),
                      .steps = g_hash_table_new_full (ng_hash_integer, g_int64_equal, g_free, NULL),
                      .places = g_array_new (FALSE, TRUE, sizeof (guint)),
                      .shortest = ng_onnx_node_integer (to->node, "min_gram_length", 1),
                      .longest = ng_onnx_node_integer (to->node, "max_gram_length", 1),
                      .most_skipped = ng_onnx_node_integer (to->node, "max_skip_count", 0),
                      .n_results = count_results (to->node) };
  g_array_set_size (self->places, 1);
  if (self->shortest >= 1 && self->longest >= self->shortest && self->longest <= MOST_WORDS &&
      self->most_skipped >= 0 && self->most_skipped <= MOST_SKIPPED && read_grams (to, self, pool))
    return TRUE;
  ng_operation_fail (to, "has rows of words that do not fit their counts and places");
  return FALSE;
}

/* How many words may lie between two of a row among @n words. */
static gint64
most_skipped (const Counting *self, gint64 n)
{
  return self->longest > 1 ? MIN (self->most_skipped, MAX (n - 2, 0)) : 0;
}

/* Adds to @counts, of n_results, what is found in the @n words, which are numbers. */
static void
count_words (const Counting *self, const guint *words, gint64 n, double *counts)
{
  for (gint64 step = 1; step <= most_skipped (self, n) + 1; step++) {
    for (gint64 start = 0; start < n; start++) {
      gint64 at = start;
      guint now = 0;
      for (gint64 k = 0; k < self->longest && at < n; k++, at += step) {
        now = next_of (self, now, words[at]);
        if (now == 0)
          break;
        guint place = g_array_index (self->places, guint, now);
        /* A single word has nothing between, and counts once. */
        if (place > 0 && (k > 0 || step == 1))
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

/* The numbers that the elements of the input have as words, 0 for what no row has; NULL after a
 * failure. */
static guint *
read_words (NgOperation *to, const Counting *self)
{
  gboolean is_text = ng_operation_element (to, 0) == NG_ELEMENT_STRING;
  g_autoptr (NgTensor) texts =
      is_text ? ng_operation_texts (to, ng_operation_need (to, 0), 0) : NULL;
  NgTensor *known = is_text ? texts : ng_operation_known (to, 0);

  if (known == NULL)
    return NULL;
  guint *words = g_new0 (guint, ng_tensor_count (known) + 1);
  for (gint64 i = 0; i < ng_tensor_count (known); i++) {
    char digits[32] = "";
    if (!is_text)
      g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, ng_tensor_get_int (known, i));
    words[i] = GPOINTER_TO_UINT (
        g_hash_table_lookup (self->words, is_text ? ng_tensor_string (known, i) : digits));
  }
  return words;
}

/* Counts what is found in each row of @x. */
static void
vectorize (NgOperation *to, const Counting *self, const NgShape *x)
{
  gint64 rows = x->rank == 2 ? x->dims[0] : 1, columns = x->dims[x->rank - 1];
  gint64 n = self->n_results, dims[2] = { x->rank == 2 ? rows : n, n };
  double steps = (double) rows * (double) columns * (double) (most_skipped (self, columns) + 1);
  g_autofree guint *words = NULL;

  if (steps * (double) self->longest > NG_MAX_COUNTED_WORDS) {
    ng_operation_lack (to, "skips too many of so many words, and cannot be run");
    return;
  }
  if (!ng_operation_has_room (to, (double) rows * (double) n))
    return;
  words = read_words (to, self);
  if (words == NULL)
    return;
  double *counts = g_new0 (double, MAX (rows * n, 1));
  g_autofree double *weights = read_weights (to, n);
  for (gint64 i = 0; i < rows; i++) {
    count_words (self, words + i * columns, columns, counts + i * n);
    weigh (to, weights, counts + i * n, n);
  }
  g_autoptr (NgTensor) wide = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) x->rank, counts);
  g_autoptr (NgTensor) result = ng_tensor_convert (wide, ng_operation_real (to));
  ng_operation_output (to, 0, ng_build_constant (to->builder, result));
}

/* x (c) or (n, c), of texts or integers: (k) or (n, k) */
static void
lower_vectorizer (NgOperation *to)
{
  NgValue x = ng_operation_need (to, 0);
  Counting self;

  if (x == NG_NO_VALUE)
    return;
  const NgShape shape = *ng_operation_shape (to, x);
  if (shape.rank < 1 || shape.rank > 2) {
    ng_operation_fail (to, "needs a list of words, or rows of them");
    return;
  }
  if (counting_init (to, &self))
    vectorize (to, &self, &shape);
  counting_clear (&self);
}

static void
infer_vectorizer (NgRelation *relation, const NgOnnxNode *node)
{
  NgType first = ng_operand_type (relation, node, 0), result = ng_type_of_element (NG_ELEMENT_F32);
  gint64 size = count_results (node);

  result.rank = first.rank;
  if (first.rank == 2)
    result.dims[0] = first.dims[0];
  if (first.rank >= 1 && first.rank <= 2 && size >= 0)
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
