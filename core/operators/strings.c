/* Operators of texts. In programs numbers stand for texts (core/tensor/texts.h), so what only moves
 * or compares texts needs no more than to say that it takes them. What makes other texts of them is
 * computed while the program is written, from texts that are known then. */

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/operators/pattern.h"

#include <string.h>

/* The output has the dimensions of the first input and holds elements of that kind. */
static void
infer_as (NgRelation *relation, const NgOnnxNode *node, NgElement element)
{
  NgType result = ng_operand_type_as (relation, node, element);

  ng_result_type (relation, node, 0, &result);
}

static void
give_texts (NgOperation *to, gsize index, const gint64 *dims, gsize rank, GPtrArray *texts)
{
  g_autoptr (NgTensor) tensor = ng_tensor_new_strings (dims, rank, g_ptr_array_ref (texts));

  ng_operation_output (to, index, ng_operation_constant_texts (to, tensor));
}

/* ---- StringConcat ---- */

static void
lower_concat (NgOperation *to)
{
  NgValue values[2] = { ng_operation_need (to, 0), ng_operation_need (to, 1) };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!ng_operation_broadcast (to, values, 2) ||
      !ng_operation_has_text_room (to, ng_shape_count (ng_operation_shape (to, values[0])), 0))
    return;
  g_autoptr (NgTensor) first = ng_operation_texts (to, values[0], 0);
  g_autoptr (NgTensor) second = first != NULL ? ng_operation_texts (to, values[1], 1) : NULL;
  if (second == NULL)
    return;
  if (!ng_operation_has_text_room (to,
                                   ng_tensor_count (first),
                                   (double) (ng_texts_letters (first) + ng_texts_letters (second))))
    return;
  for (gint64 i = 0; i < ng_tensor_count (first); i++)
    g_ptr_array_add (texts,
                     g_strconcat (ng_tensor_string (first, i), ng_tensor_string (second, i), NULL));
  give_texts (to, 0, ng_tensor_dims (first), ng_tensor_rank (first), texts);
}

/* ---- StringSplit ---- */

static void
infer_split (NgRelation *relation, const NgOnnxNode *node)
{
  NgType pieces = ng_operand_type_as (relation, node, NG_ELEMENT_STRING);
  NgType counts = ng_operand_type_as (relation, node, NG_ELEMENT_I64);

  if (pieces.rank >= 0 && pieces.rank < NG_MAX_RANK)
    pieces.dims[pieces.rank++] = ng_relation_fresh (relation, 0, 0, 0);
  else
    pieces = ng_type_of_element (NG_ELEMENT_STRING);
  ng_result_type (relation, node, 0, &pieces);
  ng_result_type (relation, node, 1, &counts);
}

/**
 * Pieces:
 * @rest: (nullable): what is not divided yet; %NULL after the last piece
 * @delimiter: what divides; where it is empty, runs of white space do
 * @left: how many divisions may follow; below 0 any number
 * @start, @length: the piece at hand
 */
typedef struct {
  const char *rest, *delimiter;
  gint64 left;
  const char *start;
  gsize length;
} Pieces;

/* The next piece between runs of white space, at which nothing is left of the last one. */
static gboolean
next_word (Pieces *self)
{
  static const char spaces[] = " \t\n\v\f\r";

  self->start = self->rest + strspn (self->rest, spaces);
  self->length = self->left == 0 ? strlen (self->start) : strcspn (self->start, spaces);
  self->rest = self->start + self->length;
  while (self->length > 0 && strchr (spaces, self->start[self->length - 1]) != NULL)
    self->length--;
  return self->length > 0;
}

static gboolean
next_piece (Pieces *self)
{
  gboolean is_there = self->rest != NULL;

  if (*self->delimiter == '\0') {
    is_there = next_word (self);
  } else if (is_there) {
    const char *end = self->left == 0 ? NULL : strstr (self->rest, self->delimiter);
    self->start = self->rest;
    self->length = end != NULL ? (gsize) (end - self->start) : strlen (self->start);
    self->rest = end != NULL ? end + strlen (self->delimiter) : NULL;
  }
  self->left -= self->left > 0;
  return is_there;
}

/* How many pieces each of the texts has, at most @most divisions apart. Returns: the most of one */
static gint64
count_pieces (const NgTensor *x, const char *delimiter, gint64 most, gint64 *counts)
{
  gint64 longest = 0;

  for (gint64 i = 0; i < ng_tensor_count (x); i++) {
    Pieces pieces = { .rest = ng_tensor_string (x, i), .delimiter = delimiter, .left = most };
    counts[i] = 0;
    while (next_piece (&pieces))
      counts[i]++;
    longest = MAX (longest, counts[i]);
  }
  return longest;
}

static void
lower_split (NgOperation *to)
{
  const char *delimiter = ng_onnx_node_text (to->node, "delimiter", "");
  gint64 most = ng_onnx_node_integer (to->node, "maxsplit", -1), dims[NG_MAX_RANK + 1];
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);

  if (x == NULL)
    return;
  gint64 n = ng_tensor_count (x);
  gsize rank = ng_tensor_rank (x);
  g_autofree gint64 *counts = g_new (gint64, MAX (n, 1));
  gint64 longest = count_pieces (x, delimiter, most, counts);
  /* The pieces have no more letters than what was read. */
  if (!ng_operation_has_rank (to, rank + 1) ||
      !ng_operation_has_room (to, (double) n * (double) longest) ||
      !ng_operation_has_text_room (to, n * longest, 0))
    return;
  for (gint64 i = 0; i < n; i++) {
    Pieces pieces = { .rest = ng_tensor_string (x, i), .delimiter = delimiter, .left = most };
    while (next_piece (&pieces))
      g_ptr_array_add (texts, g_strndup (pieces.start, pieces.length));
    for (gint64 k = counts[i]; k < longest; k++)
      g_ptr_array_add (texts, g_strdup (""));
  }
  memcpy (dims, ng_tensor_dims (x), rank * sizeof *dims);
  dims[rank] = longest;
  give_texts (to, 0, dims, rank + 1, texts);
  g_autoptr (NgTensor) lengths = ng_tensor_new_copy (NG_ELEMENT_I64, dims, rank, counts);
  ng_operation_output (to, 1, ng_build_constant (to->builder, lengths));
}

/* ---- StringNormalizer ---- */

static void
infer_normalizer (NgRelation *relation, const NgOnnxNode *node)
{
  NgType result = ng_operand_type_as (relation, node, NG_ELEMENT_STRING);

  if (result.rank > 0 && ng_onnx_node_attribute (node, "stopwords") != NULL)
    result.dims[result.rank - 1] = ng_relation_fresh (relation, 0, 0, 0);
  ng_result_type (relation, node, 0, &result);
}

/* Each letter by itself, as Unicode says, wherever the program runs; so the attribute "locale" is
 * not read. */
static char *
change_case (const char *text, const char *action)
{
  gboolean is_upper = g_str_equal (action, "UPPER");
  g_autoptr (GString) changed = g_string_new (NULL);

  if (!(is_upper || g_str_equal (action, "LOWER")) || !g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar letter = g_utf8_get_char (text);
    gunichar other = is_upper ? g_unichar_toupper (letter) : g_unichar_tolower (letter);
    if (is_upper && other == letter) {
      /* Of "ß" the upper case is two letters. */
      g_autofree char *letters = g_utf8_strup (text, g_utf8_next_char (text) - text);
      g_string_append (changed, letters);
    } else {
      g_string_append_unichar (changed, other);
    }
  }
  return g_strdup (changed->str);
}

/* The words that are left out; as they are compared. */
static GHashTable *
read_stopwords (NgOperation *to, gboolean heeds_case)
{
  const NgAttribute *words = ng_onnx_node_attribute (to->node, "stopwords");
  GHashTable *set = g_hash_table_new_full (ng_hash_text, g_str_equal, g_free, NULL);

  for (guint i = 0; words != NULL && words->kind == NG_ATTRIBUTE_TEXTS && i < words->texts->len;
       i++)
    g_hash_table_add (set, change_case (words->texts->pdata[i], heeds_case ? "NONE" : "LOWER"));
  return set;
}

/* Words that are not left out, in upper or lower case; an empty one where none is left. */
static void
lower_normalizer (NgOperation *to)
{
  const char *action = ng_onnx_node_text (to->node, "case_change_action", "NONE");
  gboolean heeds_case = ng_onnx_node_integer (to->node, "is_case_sensitive", 0) != 0;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);

  if (x == NULL)
    return;
  gsize rank = ng_tensor_rank (x);
  if (rank < 1 || rank > 2 || (rank == 2 && ng_tensor_dims (x)[0] != 1)) {
    ng_operation_fail (to, "needs a list of texts");
    return;
  }
  g_autoptr (GHashTable) stopwords = read_stopwords (to, heeds_case);
  for (gint64 i = 0; i < ng_tensor_count (x); i++) {
    g_autofree char *key = change_case (ng_tensor_string (x, i), heeds_case ? "NONE" : "LOWER");
    if (!g_hash_table_contains (stopwords, key))
      g_ptr_array_add (texts, change_case (ng_tensor_string (x, i), action));
  }
  if (texts->len == 0)
    g_ptr_array_add (texts, g_strdup (""));
  gint64 dims[2] = { rank == 2 ? 1 : texts->len, texts->len };
  give_texts (to, 0, dims, rank, texts);
}

/* ---- RegexFullMatch ---- */

static void
infer_match (NgRelation *relation, const NgOnnxNode *node)
{
  infer_as (relation, node, NG_ELEMENT_BOOL);
}

static void
lower_match (NgOperation *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPattern) pattern =
      ng_pattern_new (ng_onnx_node_text (to->node, "pattern", ""), &error);
  gint64 steps = NG_MAX_MATCHING_STEPS;

  if (pattern == NULL) {
    ng_operation_fail (to, "has a pattern that cannot be read: %s", error->message);
    return;
  }
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);
  if (x == NULL)
    return;
  gint64 n = ng_tensor_count (x);
  guint8 *matches = g_new0 (guint8, MAX (n, 1));
  for (gint64 i = 0; i < n && ng_operation_has_steps (to, steps); i++) {
    const char *text = ng_tensor_string (x, i);
    gsize length = strlen (text);
    if (!g_utf8_validate (text, (gssize) length, NULL))
      ng_operation_fail (to, "is given a text that is no UTF-8");
    else
      matches[i] = ng_pattern_matches (pattern, text, length, &steps);
  }
  g_autoptr (NgTensor) truths =
      ng_tensor_new_take (NG_ELEMENT_BOOL, ng_tensor_dims (x), ng_tensor_rank (x), matches);
  if (ng_operation_has_steps (to, steps))
    ng_operation_output (to, 0, ng_build_constant (to->builder, truths));
}

#define STRING(NAME, SUMMARY, INFER, LOWER, ...)                                                   \
  {                                                                                                \
    .name = NAME, .summary = SUMMARY, .category = NG_CATEGORY_STRUCTURE, .inputs = { "X", "Y" },   \
    .outputs = { __VA_ARGS__ }, .takes_texts = TRUE, .infer = INFER, .lower = LOWER                \
  }

const NgOperatorClass ng_operators_strings[] = {
  STRING (
      "StringConcat", "Texts one behind the other", ng_operator_infer_broadcast, lower_concat, "Z"),
  STRING ("StringSplit", "Texts in pieces", infer_split, lower_split, "Y", "Z"),
  STRING ("StringNormalizer",
          "Texts in upper or lower case, without words that say little",
          infer_normalizer,
          lower_normalizer,
          "Y"),
  STRING ("RegexFullMatch", "Whether texts are as a pattern says", infer_match, lower_match, "Y"),
  { .name = NULL },
};
