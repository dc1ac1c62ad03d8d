/* Operators of texts. In programs numbers stand for texts (core/tensor/texts.h), so what only moves
 * or compares texts needs no more than to say that it takes them. What makes other texts of them is
 * computed while the program is written, from texts that are known then. */

#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/operators/pattern.h"

#include <string.h>

/* The output has the dimensions of the first input and holds elements of that kind. */
static void
infer_as (NgRelation *relation, const NgOnnxNode *node, NgElement element)
{
  NgType first = ng_operand_type (relation, node, 0), result = ng_type_of_element (element);

  result.rank = first.rank;
  memcpy (result.dims, first.dims, sizeof result.dims);
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

  if (!ng_operation_broadcast (to, values, 2))
    return;
  g_autoptr (NgTensor) first = ng_operation_texts (to, values[0], 0);
  g_autoptr (NgTensor) second = first != NULL ? ng_operation_texts (to, values[1], 1) : NULL;
  if (second == NULL)
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
  NgType first = ng_operand_type (relation, node, 0);
  NgType pieces = ng_type_of_element (NG_ELEMENT_STRING);
  NgType counts = ng_type_of_element (NG_ELEMENT_I64);

  counts.rank = first.rank;
  memcpy (counts.dims, first.dims, sizeof counts.dims);
  if (first.rank >= 0 && first.rank < NG_MAX_RANK) {
    pieces.rank = first.rank + 1;
    memcpy (pieces.dims, first.dims, sizeof pieces.dims);
    pieces.dims[first.rank] = ng_relation_fresh (relation, 0);
  }
  ng_result_type (relation, node, 0, &pieces);
  ng_result_type (relation, node, 1, &counts);
}

/* Pieces between runs of white space; after @most divisions the rest is one piece. */
static GStrv
split_at_space (const char *text, gint64 most)
{
  g_autoptr (GStrvBuilder) pieces = g_strv_builder_new ();

  for (gint64 n = 0;; n++) {
    text += strspn (text, " \t\n\v\f\r");
    gsize length = n == most ? strlen (text) : strcspn (text, " \t\n\v\f\r");
    if (length == 0)
      break;
    g_autofree char *piece = g_strndup (text, length);
    g_strv_builder_add (pieces, n == most ? g_strchomp (piece) : piece);
    text += length;
  }
  return g_strv_builder_end (pieces);
}

static GStrv
split_text (const char *text, const char *delimiter, gint64 most)
{
  if (*delimiter == '\0')
    return split_at_space (text, most);
  return g_strsplit (text, delimiter, most < 0 ? 0 : (int) MIN (most + 1, G_MAXINT));
}

static void
lower_split (NgOperation *to)
{
  const char *delimiter = ng_onnx_node_text (to->node, "delimiter", "");
  gint64 most = ng_onnx_node_integer (to->node, "maxsplit", -1), dims[NG_MAX_RANK + 1];
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);
  gint64 longest = 0;

  if (x == NULL)
    return;
  gint64 n = ng_tensor_count (x);
  gsize rank = ng_tensor_rank (x);
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree gint64 *counts = g_new (gint64, MAX (n, 1));
  for (gint64 i = 0; i < n; i++) {
    GStrv pieces = split_text (ng_tensor_string (x, i), delimiter, most);
    /* Of nothing there is one piece, itself, unless white space divides. */
    if (*pieces == NULL && *delimiter != '\0') {
      g_strfreev (pieces);
      pieces = g_strdupv ((char *[]){ "", NULL });
    }
    g_ptr_array_add (lists, pieces);
    counts[i] = g_strv_length (pieces);
    longest = MAX (longest, counts[i]);
  }
  if (rank >= NG_MAX_RANK || !ng_operation_has_room (to, (double) n * (double) longest))
    return;
  for (gint64 i = 0; i < n; i++)
    for (gint64 k = 0; k < longest; k++)
      g_ptr_array_add (texts, g_strdup (k < counts[i] ? ((GStrv) lists->pdata[i])[k] : ""));
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
  NgType first = ng_operand_type (relation, node, 0);
  NgType result = ng_type_of_element (NG_ELEMENT_STRING);

  result.rank = first.rank;
  memcpy (result.dims, first.dims, sizeof result.dims);
  if (result.rank > 0 && ng_onnx_node_attribute (node, "stopwords") != NULL)
    result.dims[result.rank - 1] = ng_relation_fresh (relation, 0);
  ng_result_type (relation, node, 0, &result);
}

static char *
change_case (const char *text, const char *action)
{
  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  if (g_str_equal (action, "LOWER"))
    return g_utf8_strdown (text, -1);
  return g_str_equal (action, "UPPER") ? g_utf8_strup (text, -1) : g_strdup (text);
}

/* The words that are left out; as they are compared. */
static GHashTable *
read_stopwords (NgOperation *to, gboolean heeds_case)
{
  const NgAttribute *words = ng_onnx_node_attribute (to->node, "stopwords");
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

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
  const char *pattern = ng_onnx_node_text (to->node, "pattern", "");
  g_autoptr (GRegex) regex = ng_pattern_compile (pattern, TRUE, &error);

  if (regex == NULL) {
    ng_operation_fail (to, "has a pattern that cannot be read: %s", error->message);
    return;
  }
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);
  if (x == NULL)
    return;
  gint64 n = ng_tensor_count (x);
  guint8 *matches = g_new (guint8, MAX (n, 1));
  for (gint64 i = 0; i < n && error == NULL; i++)
    matches[i] = g_regex_match_full (regex, ng_tensor_string (x, i), -1, 0, 0, NULL, &error);
  g_autoptr (NgTensor) truths =
      ng_tensor_new_take (NG_ELEMENT_BOOL, ng_tensor_dims (x), ng_tensor_rank (x), matches);
  if (error != NULL)
    ng_operation_fail (to, "cannot compare a text with its pattern: %s", error->message);
  else
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
