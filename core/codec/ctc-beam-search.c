/* "CTCBeamSearch": the likeliest sequences of labels behind probabilities of labels and a blank. */

#include "core/codec/beam-search.h"
#include "core/expr/items.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/coder.h"
#include <math.h>

static const char hint[] =
    "The alphabet is a list of labels, or a string of characters; the blank is not in it.";

enum { ALPHABET, BEAM_SIZE };
enum { DECODING, TOP_DECODINGS, TOP_LIKELIHOODS };

/* The labels: NgExpr. */
static void
free_state (gpointer data)
{
  g_ptr_array_unref (data);
}

static gboolean
prepare (NgCoder *coder, GError **error)
{
  const NgExpr *expr = ng_coder_param (coder, ALPHABET)->expr;
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  if (ng_expr_kind (expr) == NG_EXPR_STRING) {
    const char *text = ng_expr_text (expr);
    if (!g_utf8_validate (text, -1, NULL))
      return ng_coder_refuse (expr, "is not valid UTF-8", hint, error);
    for (; *text != '\0'; text = g_utf8_next_char (text)) {
      g_autofree char *label = g_strndup (text, (gsize) (g_utf8_next_char (text) - text));
      g_ptr_array_add (labels, ng_expr_new_string (label, NULL));
    }
  } else if (ng_expr_is_call (expr, "List")) {
    for (gsize i = 0; i < ng_expr_n_args (expr); i++)
      g_ptr_array_add (labels, ng_expr_ref (ng_expr_arg (expr, i)));
  }
  if (labels->len == 0)
    return ng_coder_refuse (expr, "has no labels", hint, error);
  ng_coder_set_state (coder, g_steal_pointer (&labels), free_state);
  return TRUE;
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const GPtrArray *labels = ng_coder_state (coder);

  type->kind = NG_KIND_REAL;
  type->rank = 2;
  type->dims[0] = ng_dim_varying (1);
  type->dims[1] = ng_dim_number (labels->len + 1);
}

/* A text where the alphabet is one. */
static NgExpr *
write_labels (const NgCoder *coder, const GArray *places)
{
  const GPtrArray *labels = ng_coder_state (coder);
  gboolean is_text = ng_expr_kind (ng_coder_param (coder, ALPHABET)->expr) == NG_EXPR_STRING;
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++) {
    NgExpr *label = labels->pdata[g_array_index (places, guint32, i)];
    if (is_text)
      g_string_append (text, ng_expr_text (label));
    else
      g_ptr_array_add (items, ng_expr_ref (label));
  }
  return is_text ? ng_expr_new_string (text->str, NULL) : ng_list_write ("List", items);
}

static gboolean
read_count (const NgProperty *property, gint64 *n, GError **error)
{
  const NgExpr *expr = property->arguments[0];

  if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) > 0) {
    *n = ng_expr_integer (expr);
    return TRUE;
  }
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  ng_error_set_new (error,
                    "NetDecoder::prop",
                    ng_expr_place (expr),
                    "How many decodings are wanted has to be a positive integer, and %s is given.",
                    shown);
  return FALSE;
}

static GArray *
search (const NgCoder *coder, const NgTensor *array)
{
  gint64 steps = ng_tensor_dims (array)[0], n = ng_tensor_dims (array)[1];
  g_autofree double *p = g_new (double, steps *n);

  for (gint64 i = 0; i < steps * n; i++)
    p[i] = ng_tensor_get_real (array, i);
  return ng_beam_search (
      p, (gsize) steps, (gsize) n - 1, (gsize) ng_coder_param (coder, BEAM_SIZE)->integer);
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  gint64 n = 1;

  if (property->index != DECODING && !read_count (property, &n, error))
    return NULL;
  g_autoptr (GArray) decodings = search (coder, array);
  if (decodings->len == 0) {
    ng_error_set_new (error,
                      "NetDecoder::prop",
                      property->place,
                      "No sequence of labels has a probability above 0.");
    return NULL;
  }
  if (property->index == DECODING)
    return write_labels (coder, g_array_index (decodings, NgDecoding, 0).labels);
  for (guint i = 0; i < decodings->len && i < n; i++) {
    const NgDecoding *decoding = &g_array_index (decodings, NgDecoding, i);
    NgExpr *labels = write_labels (coder, decoding->labels);
    g_ptr_array_add (
        items,
        property->index == TOP_DECODINGS
            ? labels
            : ng_expr_new_call ("Rule", labels, ng_expr_new_real (decoding->cost, NULL), NULL));
  }
  return ng_list_write ("List", items);
}

const NgCoderClass ng_codec_ctc_beam_search = {
  .name = "CTCBeamSearch",
  .summary = "The likeliest sequence of labels behind probabilities of labels and a blank",
  .params = { [ALPHABET] = { "Alphabet",
                             NG_PARAM_EXPR,
                             .position = 1,
                             .flags = NG_PARAM_REQUIRED,
                             .help = "The labels in order, or a string of characters; the blank "
                                     "comes last by itself" },
              [BEAM_SIZE] = { "BeamSize",
                              NG_PARAM_INTEGER,
                              .value = "100",
                              .at_least = 1,
                              .below = 100001,
                              .help =
                                  "How many sequences are followed; 1 takes the likeliest label "
                                  "of each step" } },
  .prepare = prepare,
  .type = find_type,
  .decode = decode,
  .properties = { [DECODING] = { "Decoding", 0, 0, "The likeliest sequence" },
                  [TOP_DECODINGS] = { "TopDecodings", 1, 1, "The n likeliest sequences" },
                  [TOP_LIKELIHOODS] = { "TopNegativeLogLikelihoods",
                                        1,
                                        1,
                                        "The n likeliest sequences, with minus the logarithm of "
                                        "their probabilities" } },
  .examples = { "NetDecoder[{\"CTCBeamSearch\", {a}}][{{0.4, 0.6}, {0.4, 0.6}}] -> {a}",
                "NetDecoder[{\"CTCBeamSearch\", {a}, \"BeamSize\" -> 1}][{{0.4, 0.6}, {0.4, 0.6}}] "
                "-> {}",
                "NetDecoder[{\"CTCBeamSearch\", \"ab\"}][{{1., 0., 0.}, {0., 0., 1.}, {1., 0., "
                "0.}, {0., "
                "1., 0.}}] -> \"aab\"",
                "NetDecoder[{\"CTCBeamSearch\", {a}}][{{0.5, 0.5}}, \"TopDecodings\" -> 2] -> {{}, "
                "{a}}" },
};
