/* Words -> layers. A kind is found in three lists: the classes, the functions of numbers, and the
 * short words below; layer-call.c reads the words behind it. */

#include "ui/layer-words.h"

#include "core/graph/function.h"
#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "ui/layer-call.h"
#include "ui/word-match.h"

#include <glib/gi18n.h>
#include <string.h>

/* Names of the field that are neither beginnings, words nor initials of our names. */
static const struct {
  const char *word, *notation;
} short_words[] = {
  { "add", "ThreadingLayer[Plus]" },
  { "attn", "AttentionLayer[]" },
  { "avgpool", "PoolingLayer[\"Function\" -> Mean]" },
  { "concat", "CatenateLayer[]" },
  { "conv1d", "ConvolutionLayer[\"Dimensionality\" -> 1]" },
  { "conv2d", "ConvolutionLayer[\"Dimensionality\" -> 2]" },
  { "conv3d", "ConvolutionLayer[\"Dimensionality\" -> 3]" },
  { "dense", "LinearLayer[]" },
  { "fc", "LinearLayer[]" },
  { "globalpool", "AggregationLayer[Mean]" },
  { "gru", "GatedRecurrentLayer[]" },
  { "layernorm", "NormalizationLayer[]" },
  { "mae", "MeanAbsoluteLossLayer[]" },
  { "matmul", "DotLayer[]" },
  { "maxpool", "PoolingLayer[]" },
  { "mse", "MeanSquaredLossLayer[]" },
  { "mul", "ThreadingLayer[Times]" },
  { "multihead", "AttentionLayer[\"MultiHead\" -> True]" },
  { "onehot", "UnitVectorLayer[]" },
  { "permute", "TransposeLayer[]" },
  { "prelu", "ParametricRampLayer[]" },
  { "relu", "ElementwiseLayer[Ramp]" },
  { "rnn", "BasicRecurrentLayer[]" },
  { "sigmoid", "ElementwiseLayer[LogisticSigmoid]" },
  { "silu", "ElementwiseLayer[Swish]" },
  { "sum", "TotalLayer[]" },
  { "upsample", "ResizeLayer[{Scaled[2], Scaled[2]}]" },
  { "view", "ReshapeLayer[]" },
};

/* How many words may name a kind together: "batch norm", "long short term". */
#define MOST_NAMING_WORDS 4

/* Characters of the parameters that are shown. */
#define MOST_SHOWN 80
NgLayerWord *
ng_layer_word_copy (const NgLayerWord *self)
{
  NgLayerWord *copy = g_new0 (NgLayerWord, 1);

  copy->class = self->class;
  copy->name = g_strdup (self->name);
  copy->parameters = g_strdup (self->parameters);
  copy->layer = self->layer != NULL ? ng_layer_ref (self->layer) : NULL;
  copy->sentence = g_strdup (self->sentence);
  copy->type = g_strdup (self->type);
  copy->is_output = self->is_output;
  copy->port = self->port;
  copy->is_weak = self->is_weak;
  return copy;
}

void
ng_layer_word_free (NgLayerWord *self)
{
  g_free (self->name);
  g_free (self->parameters);
  g_clear_pointer (&self->layer, ng_layer_unref);
  g_free (self->sentence);
  g_free (self->type);
  g_free (self);
}

static char *
short_name (const NgLayerClass *class)
{
  gboolean is_long = g_str_has_suffix (class->name, "Layer");

  return g_strndup (class->name, strlen (class->name) - (is_long ? strlen ("Layer") : 0));
}

/* What stands between the brackets of its notation. */
static char *
parameters_text (const NgLayer *layer)
{
  g_autoptr (NgExpr) expr = ng_layer_notation (layer, FALSE);
  g_autofree char *text = ng_print_short (expr, MOST_SHOWN);
  const char *open = strchr (text, '[');
  gsize length = open != NULL ? strlen (open + 1) : 0;

  if (length > 0 && open[length] == ']')
    length--;
  return g_strndup (open != NULL ? open + 1 : "", length);
}

static NgLayerWord *
word_new (const NgLayerClass *class, NgLayer *layer, const char *problem)
{
  NgLayerWord *word = g_new0 (NgLayerWord, 1);

  word->class = class;
  word->name = short_name (class);
  word->layer = layer;
  word->parameters = layer != NULL ? parameters_text (layer) : g_strdup ("");
  word->sentence = g_strdup (problem != NULL ? problem : _ (class->summary));
  return word;
}

/* @preset: (nullable): a call of the class that says what its short word says */
static NgLayerWord *
read_words (const NgLayerClass *class, const NgExpr *preset, char *const *words)
{
  g_autoptr (GError) error = NULL;
  NgLayer *layer = ng_layer_call_read (class, preset, words, &error);

  return word_new (class, layer, error != NULL ? error->message : NULL);
}

NgLayerWord *
ng_layer_word_of (const NgLayerClass *class)
{
  char *none = NULL;

  return read_words (class, NULL, &none);
}

/* ---- kinds ---- */

typedef struct {
  NgLayerWord *word;
  NgMatch match;
  int list;     /* 0 of classes, 1 of short words, 2 of functions */
  gsize length; /* of the name that matched: of equal ones the shortest is meant */
} Found;

static void
found_clear (gpointer data)
{
  g_clear_pointer (&((Found *) data)->word, ng_layer_word_free);
}

/* How many of the words name @name together, and how well. */
static gsize
match_words (char *const *words, const char *name, NgMatch *match)
{
  g_autoptr (GString) joined = g_string_new (words[0]);
  gsize n = 1;

  *match = ng_match (words[0], name);
  for (gsize i = 1; i < MOST_NAMING_WORDS && words[i] != NULL && g_ascii_isalpha (*words[i]); i++) {
    NgMatch longer;

    g_string_append (joined, words[i]);
    longer = ng_match (joined->str, name);
    if (longer <= NG_MATCH_PREFIX) {
      *match = longer;
      n = i + 1;
    }
  }
  return n;
}

static void
add_found (GArray *found,
           const NgLayerClass *class,
           const NgExpr *preset,
           char *const *words,
           const char *name,
           int list)
{
  Found one = { .list = list, .length = strlen (name) };
  gsize n = match_words (words, name, &one.match);

  if (one.match == NG_MATCH_NONE)
    return;
  one.word = read_words (class, preset, words + n);
  one.word->is_weak = one.match > NG_MATCH_WORD;
  g_array_append_val (found, one);
}

static void
add_classes (GArray *found, char *const *words)
{
  for (gsize i = 0; i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);
    g_autofree char *name = short_name (class);
    NgMatch of_short, of_long;

    match_words (words, name, &of_short);
    match_words (words, class->name, &of_long);
    add_found (found, class, NULL, words, of_long < of_short ? class->name : name, 0);
  }
}

/* The beginning of a short word counts where no class begins so. */
static void
add_short_words (GArray *found, char *const *words)
{
  NgMatch least = NG_MATCH_LETTERS, match;

  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, Found, i).match <= NG_MATCH_PREFIX)
      least = NG_MATCH_EXACT;
  for (gsize i = 0; i < G_N_ELEMENTS (short_words); i++) {
    g_autoptr (NgExpr) preset = NULL;

    match_words (words, short_words[i].word, &match);
    if (match > least)
      continue;
    preset = ng_parse_one (short_words[i].notation, -1, NULL, NULL);
    add_found (found,
               ng_registry_find (ng_expr_text (ng_expr_head (preset))),
               preset,
               words,
               short_words[i].word,
               1);
  }
}

/* A function alone is the layer that the notation takes it for. */
static void
add_functions (GArray *found, char *const *words)
{
  const char *name;

  for (gsize i = 0; (name = ng_function_name (i)) != NULL; i++) {
    g_autoptr (NgExpr) symbol = NULL;
    g_autoptr (NgExpr) preset = NULL;
    g_autoptr (NgLayer) layer = NULL;
    NgMatch match;

    match_words (words, name, &match);
    if (match > NG_MATCH_WORD)
      continue;
    symbol = ng_expr_new_symbol (name, NULL);
    layer = ng_layer_read (symbol, NULL);
    if (layer == NULL)
      continue;
    preset = ng_expr_new_call (ng_layer_class (layer)->name, ng_expr_ref (symbol), NULL);
    add_found (found, ng_layer_class (layer), preset, words, name, 2);
  }
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *x = a, *y = b;

  if (x->match != y->match)
    return x->match < y->match ? -1 : 1;
  if (x->list != y->list)
    return x->list < y->list ? -1 : 1;
  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return strcmp (x->word->name, y->word->name);
}

/* Whether both would add the same. */
static gboolean
is_same (const NgLayerWord *a, const NgLayerWord *b)
{
  g_autoptr (NgExpr) x = NULL;
  g_autoptr (NgExpr) y = NULL;

  if (a->class != b->class || (a->layer == NULL) != (b->layer == NULL))
    return FALSE;
  if (a->layer == NULL)
    return strcmp (a->sentence, b->sentence) == 0;
  x = ng_layer_notation (a->layer, FALSE);
  y = ng_layer_notation (b->layer, FALSE);
  return ng_expr_equal (x, y);
}

static void
add_word (GPtrArray *words, NgLayerWord *word)
{
  for (guint i = 0; i < words->len; i++)
    if (is_same (words->pdata[i], word)) {
      ng_layer_word_free (word);
      return;
    }
  g_ptr_array_add (words, word);
}

/* ---- the text ---- */

char **
ng_words_split (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();
  g_autoptr (GString) word = g_string_new (NULL);
  gboolean is_text = FALSE;
  int depth = 0;

  for (const char *p = text;; p++) {
    if (*p == '\0' || (depth <= 0 && !is_text && (g_ascii_isspace (*p) || *p == ','))) {
      if (word->len > 0)
        g_ptr_array_add (words, g_strdup (word->str));
      g_string_truncate (word, 0);
      if (*p == '\0')
        break;
      continue;
    }
    is_text ^= *p == '"';
    depth += !is_text && strchr ("[{(", *p) != NULL;
    depth -= !is_text && strchr ("]})", *p) != NULL;
    g_string_append_c (word, *p);
  }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

/* What the whole text is as notation, or, where it is a call of a class, what is wrong with it. */
static NgLayerWord *
read_notation (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) parsed = ng_parse_one (text, -1, NULL, NULL);
  g_autoptr (NgExpr) expr = parsed != NULL ? ng_expr_evaluate (parsed, NULL, NULL) : NULL;
  const NgLayerClass *class = NULL;
  NgLayer *layer;

  if (expr == NULL)
    return NULL;
  layer = ng_layer_read (expr, &error);
  if (layer != NULL)
    return word_new (ng_layer_class (layer), layer, NULL);
  if (ng_expr_kind (expr) == NG_EXPR_NORMAL && ng_expr_kind (ng_expr_head (expr)) == NG_EXPR_SYMBOL)
    class = ng_registry_find (ng_expr_text (ng_expr_head (expr)));
  return class != NULL ? word_new (class, NULL, error->message) : NULL;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const NgLayerWord *x = *(NgLayerWord *const *) a, *y = *(NgLayerWord *const *) b;

  if (x->class->category != y->class->category)
    return x->class->category < y->class->category ? -1 : 1;
  return strcmp (x->name, y->name);
}

GPtrArray *
ng_layer_words (const char *text)
{
  g_autoptr (GPtrArray) words =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_layer_word_free);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_auto (GStrv) parts = ng_words_split (text);
  NgLayerWord *whole;

  if (parts[0] == NULL) {
    for (gsize i = 0; i < ng_registry_length (); i++)
      g_ptr_array_add (words, ng_layer_word_of (ng_registry_class (i)));
    g_ptr_array_sort (words, compare_words);
    return g_steal_pointer (&words);
  }
  g_array_set_clear_func (found, found_clear);
  whole = read_notation (text);
  if (whole != NULL)
    g_ptr_array_add (words, whole);
  add_classes (found, parts);
  add_short_words (found, parts);
  add_functions (found, parts);
  g_array_sort (found, compare_found);
  for (guint i = 0; i < found->len; i++)
    add_word (words, g_steal_pointer (&g_array_index (found, Found, i).word));
  return g_steal_pointer (&words);
}

static gboolean
find_port (const NgNet *net, const char *name, gboolean *is_output, guint *port)
{
  for (gsize i = 0; i < ng_net_n_inputs (net) + ng_net_n_outputs (net); i++) {
    *is_output = i >= ng_net_n_inputs (net);
    *port = (guint) (*is_output ? i - ng_net_n_inputs (net) : i);
    if (g_ascii_strcasecmp (name,
                            *is_output ? ng_net_output_name (net, *port)
                                       : ng_net_input_name (net, *port)) == 0)
      return TRUE;
  }
  return FALSE;
}

NgLayerWord *
ng_port_word (const NgNet *net, const char *text)
{
  g_auto (GStrv) parts = ng_words_split (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) type = NULL;
  NgLayerWord *word;
  gboolean is_output;
  guint port;

  if (parts[0] == NULL || !find_port (net, parts[0], &is_output, &port))
    return NULL;
  if (parts[1] != NULL && parts[2] == NULL)
    type = ng_word_value (NULL, parts[1], &error);
  word = g_new0 (NgLayerWord, 1);
  word->is_output = is_output;
  word->port = port;
  word->name =
      g_strdup (is_output ? ng_net_output_name (net, port) : ng_net_input_name (net, port));
  word->type = type != NULL ? ng_print (type, 0) : NULL;
  word->parameters = g_strdup (word->type != NULL ? word->type : "");
  word->sentence = g_strdup (error != NULL ? error->message
                             : is_output   ? _ ("The type of an output of the net, such as 10")
                                         : _ ("The type of an input of the net, such as 1x28x28"));
  return word;
}

NgLayerWord *
ng_new_port_word (gboolean is_output)
{
  NgLayerWord *word = g_new0 (NgLayerWord, 1);

  word->is_output = is_output;
  word->name = g_strdup (is_output ? _ ("Output") : _ ("Input"));
  word->parameters = g_strdup ("");
  word->type = g_strdup ("");
  word->sentence =
      g_strdup (is_output ? _ ("What a layer or a connection gives becomes an output too")
                          : _ ("A layer or a connection reads an input of the net of its own"));
  return word;
}
