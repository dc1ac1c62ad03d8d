/* Tokenizer of com.microsoft: the words of texts, those that an expression finds or what lies
 * between separators. */

#include "core/base/limits.h"
#include "core/operators/inference.h"
#include "core/operators/operation.h"
#include "core/operators/pattern.h"

#include <string.h>

/* What stands around the words of a text where they are marked. */
static const char begin_mark[] = "\x02", end_mark[] = "\x03";

typedef struct {
  NgPattern *words;      /* (nullable): finds them */
  GPtrArray *separators; /* of NgPattern; none where each character is a word */
  glong least;           /* characters of a word */
  gint64 n_words;        /* found so far */
  gint64 steps;          /* that patterns may take yet */
  gboolean is_full;      /* whether there are more pieces or words than may be */
  gboolean is_marked;
} Tokenizer;

typedef struct {
  const char *text;
  gsize length;
} Piece;

static void
tokenizer_clear (Tokenizer *self)
{
  g_clear_pointer (&self->words, ng_pattern_free);
  g_ptr_array_unref (self->separators);
}

static NgPattern *
compile (NgOperation *to, const char *text)
{
  g_autoptr (GError) error = NULL;
  NgPattern *pattern = ng_pattern_new (text, &error);

  if (pattern == NULL)
    ng_operation_fail (to, "has an expression that cannot be read: %s", error->message);
  return pattern;
}

static gboolean
tokenizer_init (NgOperation *to, Tokenizer *self)
{
  const char *words = ng_onnx_node_text (to->node, "tokenexp", NULL);
  const NgAttribute *list = ng_onnx_node_attribute (to->node, "separators");
  gsize size = 0;
  gboolean has_list = list != NULL && list->kind == NG_ATTRIBUTE_TEXTS && list->texts->len > 0;

  *self =
      (Tokenizer){ .separators = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_pattern_free),
                   .steps = NG_MAX_MATCHING_STEPS,
                   .least = (glong) ng_onnx_node_integer (to->node, "mincharnum", 1),
                   .is_marked = ng_onnx_node_integer (to->node, "mark", 0) != 0 };
  if (has_list == (words != NULL)) {
    ng_operation_fail (to, "needs either \"separators\" or \"tokenexp\"");
    return FALSE;
  }
  if (has_list && list->texts->len > NG_MAX_SEPARATORS) {
    ng_operation_lack (to,
                       "with %u separators cannot be run; at most %d are read",
                       list->texts->len,
                       NG_MAX_SEPARATORS);
    return FALSE;
  }
  if (words != NULL)
    self->words = compile (to, words);
  for (guint i = 0; has_list && i < list->texts->len && !ng_operation_has_failed (to); i++) {
    const char *separator = list->texts->pdata[i];
    /* Where nothing separates, each character is a word. */
    if (list->texts->len == 1 && *separator == '\0')
      break;
    NgPattern *pattern = compile (to, separator);
    if (pattern == NULL)
      return FALSE;
    g_ptr_array_add (self->separators, pattern);
    size += ng_pattern_size (pattern);
    if (size > NG_MAX_PATTERN_STEPS)
      ng_operation_lack (
          to, "with separators of more than %d steps together cannot be run", NG_MAX_PATTERN_STEPS);
  }
  return !ng_operation_has_failed (to);
}

static void
add_word (Tokenizer *self, GPtrArray *words, const char *text, gsize length)
{
  if (length == 0 || self->is_full || g_utf8_strlen (text, (gssize) length) < self->least)
    return;
  self->is_full = self->n_words >= NG_MAX_NODE_TEXTS / NG_TEXT_BYTES;
  g_ptr_array_add (words, g_strndup (text, length));
  self->n_words++;
}

static void
add_piece (Tokenizer *self, GArray *pieces, const char *text, gsize length)
{
  Piece piece = { text, length };

  /* What is shorter than a word has none. */
  if (length == 0 || self->is_full || g_utf8_strlen (text, (gssize) length) < self->least)
    return;
  self->is_full = pieces->len >= NG_MAX_NODE_TEXTS / NG_TEXT_BYTES;
  g_array_append_val (pieces, piece);
}

/* The next match that is not empty, from @from on. */
static gboolean
find_next (Tokenizer *self, NgPattern *pattern, Piece in, gsize from, gsize *start, gsize *end)
{
  while (ng_pattern_find (pattern, in.text, in.length, from, &self->steps, start, end)) {
    if (*end > *start)
      return TRUE;
    if (*end == in.length)
      return FALSE;
    from = (gsize) (g_utf8_next_char (in.text + *end) - in.text);
  }
  return FALSE;
}

/* Adds to @pieces what lies between matches of @separator in a piece. */
static void
split (Tokenizer *self, NgPattern *separator, Piece whole, GArray *pieces)
{
  gsize from = 0, start, end;

  for (; find_next (self, separator, whole, from, &start, &end); from = end)
    add_piece (self, pieces, whole.text + from, start - from);
  add_piece (self, pieces, whole.text + from, whole.length - from);
}

/* Separators divide one after the other what those before have left. */
static void
split_all (Tokenizer *self, const char *text, GPtrArray *words)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (Piece));

  add_piece (self, pieces, text, strlen (text));
  for (guint i = 0; i < self->separators->len; i++) {
    g_array_set_size (next, 0);
    for (guint k = 0; k < pieces->len && self->steps >= 0 && !self->is_full; k++)
      split (self, self->separators->pdata[i], g_array_index (pieces, Piece, k), next);
    GArray *old = g_steal_pointer (&pieces);
    pieces = g_steal_pointer (&next);
    next = old;
  }
  for (guint k = 0; k < pieces->len; k++)
    add_word (self,
              words,
              g_array_index (pieces, Piece, k).text,
              g_array_index (pieces, Piece, k).length);
}

static void
find_words (Tokenizer *self, const char *text, GPtrArray *words)
{
  Piece whole = { text, strlen (text) };
  gsize start, end = 0;

  if (self->words != NULL) {
    while (!self->is_full && find_next (self, self->words, whole, end, &start, &end))
      add_word (self, words, text + start, end - start);
  } else if (self->separators->len > 0) {
    split_all (self, text, words);
  } else {
    for (const char *next; *text != '\0'; text = next) {
      next = g_utf8_next_char (text);
      add_word (self, words, text, (gsize) (next - text));
    }
  }
}

/* The words of each of the texts; NULL after a failure. */
static GPtrArray *
find_all (NgOperation *to, Tokenizer *self, const NgTensor *texts, gint64 *longest)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  *longest = 0;
  for (gint64 i = 0; i < ng_tensor_count (texts); i++) {
    const char *text = ng_tensor_string (texts, i);
    GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (lists, words);
    if (!g_utf8_validate (text, -1, NULL)) {
      ng_operation_fail (to, "is given a text that is no UTF-8");
      return NULL;
    }
    if (self->is_marked)
      g_ptr_array_add (words, g_strdup (begin_mark));
    find_words (self, text, words);
    if (!ng_operation_has_steps (to, self->steps))
      return NULL;
    /* A text more than may be says so. */
    if (self->is_full && !ng_operation_has_text_room (to, NG_MAX_NODE_TEXTS / NG_TEXT_BYTES + 1, 0))
      return NULL;
    if (self->is_marked)
      g_ptr_array_add (words, g_strdup (end_mark));
    *longest = MAX (*longest, (gint64) words->len);
  }
  return g_steal_pointer (&lists);
}

/* x: (*s) of texts; -> (*s, n), n words of each, as many as the one has that has most */
static void
lower_tokenizer (NgOperation *to)
{
  const char *filling = ng_onnx_node_text (to->node, "pad_value", "");
  g_autoptr (NgTensor) x = ng_operation_texts (to, ng_operation_need (to, 0), 0);
  g_autoptr (GPtrArray) lists = NULL;
  gint64 longest = 0, dims[NG_MAX_RANK + 1];
  double filled;
  Tokenizer self;

  if (x == NULL || !ng_operation_has_rank (to, ng_tensor_rank (x) + 1))
    return;
  if (tokenizer_init (to, &self))
    lists = find_all (to, &self, x, &longest);
  tokenizer_clear (&self);
  gsize rank = ng_tensor_rank (x);
  filled = (double) longest * (double) strlen (filling);
  if (lists == NULL || !ng_operation_has_room (to, (double) lists->len * (double) longest) ||
      !ng_operation_has_text_room (to, lists->len * longest, (double) lists->len * filled))
    return;
  GPtrArray *strings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lists->len; i++) {
    const GPtrArray *words = lists->pdata[i];
    for (guint k = 0; k < longest; k++)
      g_ptr_array_add (strings, g_strdup (k < words->len ? words->pdata[k] : filling));
  }
  memcpy (dims, ng_tensor_dims (x), rank * sizeof *dims);
  dims[rank] = longest;
  g_autoptr (NgTensor) tensor = ng_tensor_new_strings (dims, rank + 1, strings);
  ng_operation_output (to, 0, ng_operation_constant_texts (to, tensor));
}

static void
infer_tokenizer (NgRelation *relation, const NgOnnxNode *node)
{
  NgType result = ng_operand_type (relation, node, 0);

  if (result.rank < 0 || result.rank >= NG_MAX_RANK)
    result = ng_type_of_element (NG_ELEMENT_STRING);
  else
    result.dims[result.rank++] = ng_relation_fresh (relation, 0, 0, 0);
  ng_result_type (relation, node, 0, &result);
}

const NgOperatorClass ng_operators_tokenizer[] = {
  { .name = "Tokenizer",
    .domain = "com.microsoft",
    .summary = "The words of texts",
    .category = NG_CATEGORY_STRUCTURE,
    .inputs = { "X" },
    .outputs = { "Y" },
    .takes_texts = TRUE,
    .infer = infer_tokenizer,
    .lower = lower_tokenizer },
  { .name = NULL },
};
