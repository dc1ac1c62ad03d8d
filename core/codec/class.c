/* "Class": labels as their place in a list, or as vectors of 0 and 1, and the label of the greatest
 * of some probabilities.
 *
 * What is told of probabilities p: the entropy is -Σ p ln p. A sample of temperature t is drawn
 * from p^(1/t); of those probabilities the k greatest may be kept, or the fewest that reach a
 * total.
 */

#include "core/graph/coder.h"

#include "core/base/nearest.h"
#include "core/base/rng.h"
#include "core/expr/items.h"
#include <math.h>
#include <string.h>

enum { CLASSES, FORM, MULTILABEL, DIMENSIONS, INPUT_DEPTH };
enum {
  DECISION,
  TOP_DECISIONS,
  PROBABILITIES,
  PROBABILITY,
  TOP_PROBABILITIES,
  ENTROPY,
  RANDOM_SAMPLE,
};

static const char *const forms[] = { "Index", "IndicatorVector", "UnitVector", NULL };

/* Without a list the labels are 1, 2, …: then there is no state. */
typedef struct {
  GPtrArray *labels;    /* NgExpr, borrowed from the parameter */
  GHashTable *indices;  /* notation of a label -> its place, from 1 */
  gboolean has_numbers; /* some labels are numbers: numbers are labels, and no arrays */
} State;

static void
free_state (gpointer data)
{
  State *self = data;

  g_ptr_array_unref (self->labels);
  g_hash_table_unref (self->indices);
  g_free (self);
}

static gboolean
refuse_classes (const NgExpr *at, GError **error, const char *rest)
{
  g_autofree char *shown = ng_print_short (at, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetGraph::badarg", ng_expr_place (at), "%s %s.", shown, rest);
  return FALSE;
}

static gboolean
read_labels (NgCoder *coder, const NgExpr *list, GError **error)
{
  State *state;

  if (!ng_expr_is_call (list, "List") || ng_expr_n_args (list) == 0)
    return refuse_classes (list, error, "is no list of labels");
  state = g_new0 (State, 1);
  state->labels = g_ptr_array_new ();
  state->indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ng_coder_set_state (coder, state, free_state);
  for (gsize i = 0; i < ng_expr_n_args (list); i++) {
    NgExpr *label = ng_expr_arg (list, i);

    g_ptr_array_add (state->labels, label);
    state->has_numbers = state->has_numbers || ng_expr_is_number (label);
    if (!g_hash_table_insert (state->indices, ng_print (label, 0), GSIZE_TO_POINTER (i + 1)))
      return refuse_classes (label, error, "stands twice among the labels");
  }
  return TRUE;
}

static gboolean
is_vector (const NgCoder *coder)
{
  return ng_coder_param (coder, MULTILABEL)->integer ||
         (!ng_coder_param (coder, FORM)->is_automatic && ng_coder_param (coder, FORM)->integer > 0);
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgParam *classes = ng_coder_param (coder, CLASSES);
  const NgParam *form = ng_coder_param (coder, FORM);
  const NgParam *dims = ng_coder_param (coder, DIMENSIONS);

  if (ng_coder_side (coder) == NG_ENCODER) {
    if (ng_coder_param (coder, MULTILABEL)->integer && !form->is_automatic && form->integer == 0)
      return refuse_classes (
          form->expr, error, "holds one label; several need the form \"IndicatorVector\"");
    for (gsize i = 0; i < dims->n_ints; i++)
      ng_coder_add_level (coder, ng_dim_number (dims->ints[i]));
  } else {
    for (gint64 i = 1; i < ng_coder_param (coder, INPUT_DEPTH)->integer; i++)
      ng_coder_add_level (coder, ng_dim_unknown ());
  }
  return classes->is_automatic || read_labels (coder, classes->expr, error);
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const State *state = ng_coder_state (coder);

  if (ng_coder_side (coder) == NG_ENCODER && !is_vector (coder)) {
    type->kind = NG_KIND_INTEGER;
    type->min = 1;
    type->max = state != NULL ? (gint64) state->labels->len : G_MAXINT64;
    type->rank = 0;
    return;
  }
  type->kind = NG_KIND_REAL;
  type->rank = 1;
  type->dims[0] = state != NULL ? ng_dim_number (state->labels->len) : ng_dim_unknown ();
}

/* Place of a label, from 1; 0 for what is none. */
static gint64
find_label (const State *state, const NgExpr *label)
{
  g_autofree char *text = NULL;

  if (state == NULL)
    return ng_expr_kind (label) == NG_EXPR_INTEGER ? MAX (ng_expr_integer (label), 0) : 0;
  text = ng_print (label, 0);
  return (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (state->indices, text));
}

/* Whether it is a label, or could be meant for one. */
static gboolean
is_label (const State *state, const NgExpr *expr)
{
  if (ng_expr_is_number (expr))
    return state == NULL ? ng_expr_kind (expr) == NG_EXPR_INTEGER : state->has_numbers;
  if (ng_expr_is_call (expr, "List") || ng_expr_is_call (expr, "NumericArray") ||
      ng_expr_is_call (expr, "RawArray") || ng_expr_is_call (expr, "SparseArray"))
    return state != NULL && find_label (state, expr) > 0;
  return TRUE;
}

static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  const State *state = ng_coder_state (coder);

  if (!ng_coder_param (coder, MULTILABEL)->integer)
    return is_label (state, item);
  if (!ng_expr_is_call (item, "List"))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (item); i++)
    if (!is_label (state, ng_expr_arg (item, i)))
      return FALSE;
  return TRUE;
}

static void
fail_label (const State *state, const NgExpr *label, const char *tag, GError **error)
{
  g_autofree char *shown = ng_print_short (label, NG_MAX_SHOWN_NAME);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  NgDiagnostic *diagnostic =
      state != NULL ? ng_diagnostic_new (tag,
                                         ng_expr_place (label),
                                         "%s is none of the %u labels.",
                                         shown,
                                         state->labels->len)
                    : ng_diagnostic_new (
                          tag, ng_expr_place (label), "%s is none of the labels 1, 2, ….", shown);

  for (guint i = 0; state != NULL && i < state->labels->len; i++)
    if (ng_expr_kind (state->labels->pdata[i]) == NG_EXPR_STRING)
      g_ptr_array_add (names, (gpointer) ng_expr_text (state->labels->pdata[i]));
  g_ptr_array_add (names, NULL);
  if (ng_expr_kind (label) == NG_EXPR_STRING)
    diagnostic = ng_diagnostic_with_names (
        diagnostic, ng_expr_text (label), (const char *const *) names->pdata);
  ng_error_set (error, diagnostic);
}

/* The length of vectors: as many as there are labels, or as the net has. */
static gint64
find_length (const State *state, const NgCoding *coding)
{
  if (state != NULL)
    return state->labels->len;
  return coding->type != NULL && coding->type->rank == 1 &&
                 coding->type->dims[0].state == NG_DIM_NUMBER
             ? coding->type->dims[0].value
             : 0;
}

static NgTensor *
encode_vector (const NgCoder *coder, const NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  gboolean is_many = ng_coder_param (coder, MULTILABEL)->integer != 0;
  gint64 n = find_length (state, coding);
  g_autofree float *data = n > 0 ? g_try_new0 (float, (gsize) n) : NULL;

  if (data == NULL) {
    ng_coder_refuse_item (
        item, error, "cannot be a vector: nothing tells its length, or it is too long");
    return NULL;
  }
  for (gsize i = 0; i < (is_many ? ng_expr_n_args (item) : 1); i++) {
    const NgExpr *label = is_many ? ng_expr_arg (item, i) : item;
    gint64 index = find_label (state, label);

    if (index < 1 || index > n) {
      fail_label (state, label, "NetGraph::indata", error);
      return NULL;
    }
    data[index - 1] = 1;
  }
  return ng_tensor_new_take (NG_ELEMENT_F32, &n, 1, g_steal_pointer (&data));
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const State *state = ng_coder_state (coder);
  gint64 index;

  if (is_vector (coder))
    return encode_vector (coder, item, coding, error);
  index = find_label (state, item);
  if (index == 0) {
    fail_label (state, item, "NetGraph::indata", error);
    return NULL;
  }
  return ng_tensor_new_copy (NG_ELEMENT_I64, NULL, 0, &index);
}

/* ---- decoding ---- */

typedef struct {
  double p;
  gint64 index;
} Rank;

typedef struct {
  const State *state;
  const NgProperty *property;
  const NgCoding *coding;
  gboolean is_many;
  Rank *ranks; /* in order of labels */
  gint64 n;
} Decoding;

static NgExpr *
label_at (const Decoding *self, gint64 index)
{
  return self->state != NULL ? ng_expr_ref (self->state->labels->pdata[index])
                             : ng_expr_new_integer (index + 1, NULL);
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const Rank *x = a, *y = b;

  if (x->p != y->p && !isnan (x->p) && !isnan (y->p))
    return x->p > y->p ? -1 : 1;
  if (isnan (x->p) != isnan (y->p))
    return isnan (x->p) ? 1 : -1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static void
sort (Decoding *self)
{
  qsort (self->ranks, (gsize) self->n, sizeof *self->ranks, compare_ranks);
}

static NgExpr *
fail (const Decoding *self, GError **error, const char *sentence)
{
  ng_error_set_new (error, "NetDecoder::prop", self->property->place, "%s", sentence);
  return NULL;
}

static NgExpr *
new_rule (const Decoding *self, const Rank *rank)
{
  return ng_expr_new_call (
      "Rule", label_at (self, rank->index), ng_expr_new_real (rank->p, NULL), NULL);
}

/* The argument n of "TopDecisions" -> n; -1 where it is none. */
static gint64
read_count (const Decoding *self, const NgExpr *argument, GError **error)
{
  g_autofree char *sentence = NULL;

  if (ng_expr_kind (argument) == NG_EXPR_INTEGER && ng_expr_integer (argument) >= 1 &&
      ng_expr_integer (argument) <= self->n)
    return ng_expr_integer (argument);
  sentence = g_strdup_printf (
      "There are %" G_GINT64_FORMAT " labels; a number from 1 to that is needed.", self->n);
  fail (self, error, sentence);
  return -1;
}

static NgExpr *
decide (Decoding *self)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (!self->is_many) {
    sort (self);
    return label_at (self, self->ranks[0].index);
  }
  for (gint64 i = 0; i < self->n; i++)
    if (self->ranks[i].p > 0.5)
      g_ptr_array_add (labels, label_at (self, i));
  return ng_list_write ("List", labels);
}

static NgExpr *
top_decisions (Decoding *self, GError **error)
{
  gint64 n = read_count (self, self->property->arguments[0], error);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (n < 0)
    return NULL;
  sort (self);
  for (gint64 i = 0; i < n; i++)
    g_ptr_array_add (labels, label_at (self, self->ranks[i].index));
  return ng_list_write ("List", labels);
}

static NgExpr *
probabilities (const Decoding *self)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();

  for (gint64 i = 0; i < self->n; i++)
    g_ptr_array_add (rules, new_rule (self, &self->ranks[i]));
  return ng_list_write ("Association", rules);
}

static NgExpr *
probability (const Decoding *self, GError **error)
{
  const NgExpr *label = self->property->arguments[0];
  gint64 index = find_label (self->state, label);

  if (index >= 1 && index <= self->n)
    return ng_expr_new_real (self->ranks[index - 1].p, NULL);
  fail_label (self->state, label, "NetDecoder::prop", error);
  return NULL;
}

/* Without a number those that are at least as probable as all would be if they were alike. */
static NgExpr *
top_probabilities (Decoding *self, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  gboolean is_counted = self->property->n_arguments > 0;
  double least = self->is_many ? 0.5 : 1 / (double) self->n;
  gint64 n = is_counted ? read_count (self, self->property->arguments[0], error) : self->n;

  if (n < 0)
    return NULL;
  sort (self);
  for (gint64 i = 0; i < n && (is_counted || self->ranks[i].p >= least); i++)
    g_ptr_array_add (rules, new_rule (self, &self->ranks[i]));
  return ng_list_write ("List", rules);
}

static double
term (double p)
{
  return p > 0 ? -p * log (p) : 0;
}

static NgExpr *
entropy (const Decoding *self)
{
  double sum = 0;

  for (gint64 i = 0; i < self->n; i++)
    sum += term (self->ranks[i].p) + (self->is_many ? term (1 - self->ranks[i].p) : 0);
  return ng_expr_new_real (sum, NULL);
}

typedef struct {
  double temperature, total;
  gint64 most;
} Sampling;

static gboolean
read_sampling (const Decoding *self, Sampling *sampling, GError **error)
{
  static const char *const names[] = { "Temperature",
                                       "TotalProbabilityCutoff",
                                       "TopProbabilities" };

  for (gsize i = 0; i < self->property->n_arguments; i++) {
    const NgExpr *argument = self->property->arguments[i];
    const NgExpr *value = ng_expr_is_rule (argument) ? ng_expr_arg (argument, 1) : argument;
    const NgExpr *key = ng_expr_is_rule (argument) ? ng_expr_arg (argument, 0) : NULL;
    const char *name =
        key == NULL ? names[0]
        : ng_expr_kind (key) == NG_EXPR_STRING || ng_expr_kind (key) == NG_EXPR_SYMBOL
            ? ng_expr_text (key)
            : "";

    if (g_str_equal (name, names[0]) && ng_expr_is_number (value) && ng_expr_number (value) >= 0)
      sampling->temperature = ng_expr_number (value);
    else if (g_str_equal (name, names[1]) && ng_expr_is_number (value) &&
             ng_expr_number (value) > 0 && ng_expr_number (value) <= 1)
      sampling->total = ng_expr_number (value);
    else if (g_str_equal (name, names[2]) && ng_expr_kind (value) == NG_EXPR_INTEGER &&
             ng_expr_integer (value) > 0)
      sampling->most = ng_expr_integer (value);
    else {
      g_autofree char *shown = ng_print_short (argument, NG_MAX_SHOWN_NAME);
      NgDiagnostic *diagnostic = ng_diagnostic_new (
          "NetDecoder::prop", ng_expr_place (argument), "%s does not tell how to sample.", shown);

      ng_error_set (error,
                    ng_diagnostic_with_hint (
                        diagnostic,
                        "There are \"Temperature\" -> t, \"TotalProbabilityCutoff\" -> p from 0 to "
                        "1, and \"TopProbabilities\" -> k."));
      return FALSE;
    }
  }
  return TRUE;
}

/* Weights in order of size, relative to the greatest, so that no power of them underflows all. */
static NgExpr *
sample_one (Decoding *self, const Sampling *sampling, double unit)
{
  double greatest, sum = 0, total = 0;
  gint64 n = MIN (self->n, sampling->most);

  sort (self);
  greatest = self->ranks[0].p;
  if (!(greatest > 0) || sampling->temperature == 0)
    return label_at (self, self->ranks[0].index);
  for (gint64 i = 0; i < self->n; i++) {
    double share = self->ranks[i].p > 0 ? self->ranks[i].p / greatest : 0;

    self->ranks[i].p = pow (share, 1 / sampling->temperature);
    sum += self->ranks[i].p;
  }
  for (gint64 i = 0; i < n; i++) {
    total += self->ranks[i].p;
    if (total >= sampling->total * sum)
      n = i + 1;
  }
  unit *= total;
  for (gint64 i = 0; i + 1 < n; i++) {
    unit -= self->ranks[i].p;
    if (unit < 0)
      return label_at (self, self->ranks[i].index);
  }
  return label_at (self, self->ranks[n - 1].index);
}

static NgExpr *
sample (Decoding *self, GError **error)
{
  Sampling sampling = { .temperature = 1, .total = 1, .most = self->n };
  guint64 stream = ng_rng_stream ("RandomSample");
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  guint64 seed = ng_rng_bits (self->coding->seed, stream, self->coding->index);

  if (!self->is_many)
    return read_sampling (self, &sampling, error)
               ? sample_one (self, &sampling, ng_rng_unit (seed, stream, 0))
               : NULL;
  if (self->property->n_arguments > 0)
    return fail (self, error, "A sample of several labels draws each by its own probability.");
  for (gint64 i = 0; i < self->n; i++)
    if (ng_rng_unit (seed, stream, (guint64) i) < self->ranks[i].p)
      g_ptr_array_add (labels, label_at (self, i));
  return ng_list_write ("List", labels);
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  gint64 n = ng_tensor_count (array);
  g_autofree Rank *ranks = g_new (Rank, MAX (n, 1));
  Decoding self = { .state = ng_coder_state (coder),
                    .property = property,
                    .coding = coding,
                    .is_many = ng_coder_param (coder, MULTILABEL)->integer != 0,
                    .ranks = ranks,
                    .n = n };

  if (n == 0)
    return fail (&self, error, "There are no probabilities to choose from.");
  for (gint64 i = 0; i < n; i++)
    ranks[i] = (Rank){ ng_tensor_get_real (array, i), i };
  switch (property->index) {
  case TOP_DECISIONS:
    return top_decisions (&self, error);
  case PROBABILITIES:
    return probabilities (&self);
  case PROBABILITY:
    return probability (&self, error);
  case TOP_PROBABILITIES:
    return top_probabilities (&self, error);
  case ENTROPY:
    return entropy (&self);
  case RANDOM_SAMPLE:
    return sample (&self, error);
  default:
    return decide (&self);
  }
}

const NgCoderClass ng_codec_class = {
  .name = "Class",
  .summary = "Labels as numbers, and the most probable of them",
  .params = { [CLASSES] = { "Classes",
                            NG_PARAM_EXPR,
                            .alias = "Labels",
                            .position = 1,
                            .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                            .help = "The labels in order; Automatic: 1, 2, …" },
              [FORM] = { "Form",
                         NG_PARAM_WORD,
                         .position = 2,
                         .value = "Automatic",
                         .choices = forms,
                         .flags = NG_PARAM_ALLOWS_AUTOMATIC | NG_PARAM_ENCODER,
                         .help = "Whether labels become their place in the list or vectors of 0 "
                                 "and 1" },
              [MULTILABEL] = { "Multilabel",
                               NG_PARAM_BOOLEAN,
                               .value = "False",
                               .help = "Whether an item has any number of labels" },
              [DIMENSIONS] = { "Dimensions",
                               NG_PARAM_DIMS,
                               .value = "{}",
                               .flags = NG_PARAM_ENCODER,
                               .help = "Dimensions of an array of labels" },
              [INPUT_DEPTH] = { "InputDepth",
                                NG_PARAM_INTEGER,
                                .value = "1",
                                .at_least = 1,
                                .below = NG_MAX_RANK,
                                .flags = NG_PARAM_DECODER,
                                .help = "Level of the array at which the probabilities stand" } },
  .prepare = prepare,
  .type = find_type,
  .is_item = is_item,
  .encode = encode,
  .decode = decode,
  .properties = { [DECISION] = { "Decision", 0, 0, "The most probable label" },
                  [TOP_DECISIONS] = { "TopDecisions", 1, 1, "The n most probable labels" },
                  [PROBABILITIES] = { "Probabilities", 0, 0, "The probability of each label" },
                  [PROBABILITY] = { "Probability", 1, 1, "The probability of one label" },
                  [TOP_PROBABILITIES] = { "TopProbabilities",
                                          0,
                                          1,
                                          "The n most probable labels, or the likely ones, with "
                                          "their probabilities" },
                  [ENTROPY] = { "Entropy", 0, 0, "-Σ p ln p, in nats" },
                  [RANDOM_SAMPLE] = { "RandomSample",
                                      0,
                                      4,
                                      "A label drawn by the probabilities, at a temperature" } },
  .is_lossless = TRUE,
  .examples = { "NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}}][{\"b\", \"a\"}] -> {2, 1}",
                "NetEncoder[{\"Class\", {\"a\", \"b\", \"c\"}, \"IndicatorVector\"}][\"c\"] -> "
                "{0., 0., 1.}",
                "NetEncoder[{\"Class\", {1, 2, 5}, \"Multilabel\" -> True}][{1, 5}] -> {1., 0., "
                "1.}",
                "NetEncoder[{\"Class\", {True, False}, \"Dimensions\" -> {2}}][{False, True}] -> "
                "{2, 1}",
                "NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}][{0.25, 0.5, 0.25}] -> \"b\"",
                "NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}][{0.25, 0.5, 0.25}, "
                "\"TopDecisions\" -> 2] -> "
                "{\"b\", \"a\"}",
                "NetDecoder[{\"Class\", \"InputDepth\" -> 2}][{{0.75, 0.25}, {0.25, 0.75}}] -> {1, "
                "2}",
                "{2, NetDecoder[{\"Class\", {x, y}, \"Multilabel\" -> True}]}[{{0.75, 0.25}, {1., "
                "1.}}] -> "
                "{{x}, {x, y}}" },
};
