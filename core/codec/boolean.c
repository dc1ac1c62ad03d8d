/* "Boolean": True and False as 1 and 0, and the truth of a probability. */

#include "core/graph/coder.h"

#include "core/graph/literal.h"
#include <math.h>

enum { DIMENSIONS, INPUT_DEPTH };
enum { DECISION, PROBABILITY, ENTROPY };

static gboolean
prepare (NgCoder *coder, GError **error)
{
  gint64 depth = ng_coder_param (coder, INPUT_DEPTH)->integer;

  for (gint64 i = 0; ng_coder_side (coder) == NG_DECODER && i < depth; i++)
    ng_coder_add_level (coder, ng_dim_unknown ());
  return TRUE;
}

static void
find_type (const NgCoder *coder, NgType *type)
{
  const NgParam *dims = ng_coder_param (coder, DIMENSIONS);

  if (ng_coder_side (coder) == NG_ENCODER)
    *type = ng_type_real (dims->ints, (int) dims->n_ints);
  else
    *type = ng_type_real (NULL, 0);
}

static gboolean
is_truth (const NgExpr *expr)
{
  return ng_expr_is_symbol (expr, "True") || ng_expr_is_symbol (expr, "False");
}

/* The first leaf tells lists of truth values from arrays; its depth tells items from batches. */
static gboolean
is_item (const NgCoder *coder, const NgExpr *item)
{
  gsize depth = ng_coder_param (coder, DIMENSIONS)->n_ints;

  for (; depth > 0; depth--) {
    if (!ng_expr_is_call (item, "List") || ng_expr_n_args (item) == 0)
      return FALSE;
    item = ng_expr_arg (item, 0);
  }
  return is_truth (item);
}

/* Truth values that are encoded already, or how likely they are. */
static gboolean
takes_array (const NgTensor *array)
{
  for (gint64 i = 0; i < ng_tensor_count (array); i++) {
    double value = ng_tensor_get_real (array, i);

    if (!(value >= 0 && value <= 1))
      return FALSE;
  }
  return TRUE;
}

/* Of what stands where truth values should, encoding tells why it is none. */
static gboolean
is_tried (const NgCoder *coder, const NgExpr *item)
{
  return ng_coder_param (coder, DIMENSIONS)->n_ints > 0 ? ng_expr_is_call (item, "List")
                                                        : ng_expr_is_number (item);
}

static gboolean
encode_leaf (const NgExpr *item, float *value, GError **error)
{
  double number = ng_expr_is_number (item) ? ng_expr_number (item) : -1;

  if (!is_truth (item) && !(number >= 0 && number <= 1)) {
    ng_coder_refuse_item (item, error, "is neither True nor False");
    return FALSE;
  }
  *value = is_truth (item) ? ng_expr_is_symbol (item, "True") : (float) number;
  return TRUE;
}

static gboolean
encode_level (const NgExpr *item, const gint64 *dims, gsize rank, float **next, GError **error)
{
  if (rank == 0)
    return encode_leaf (item, (*next)++, error);
  if (!ng_expr_is_call (item, "List") || (gint64) ng_expr_n_args (item) != *dims) {
    g_autofree char *what =
        g_strdup_printf ("is no list of %" G_GINT64_FORMAT " truth values", *dims);

    ng_coder_refuse_item (item, error, what);
    return FALSE;
  }
  for (gsize i = 0; i < ng_expr_n_args (item); i++)
    if (!encode_level (ng_expr_arg (item, i), dims + 1, rank - 1, next, error))
      return FALSE;
  return TRUE;
}

static NgTensor *
encode (const NgCoder *coder, NgExpr *item, const NgCoding *coding, GError **error)
{
  const NgParam *dims = ng_coder_param (coder, DIMENSIONS);
  g_autofree float *data = NULL;
  float *next;
  gint64 n;

  if (!ng_dims_count (dims->ints, dims->n_ints, &n) ||
      (data = g_try_new (float, (gsize) n)) == NULL) {
    ng_coder_refuse_item (item, error, "does not fit into memory once it is encoded");
    return NULL;
  }
  next = data;
  if (!encode_level (item, dims->ints, dims->n_ints, &next, error))
    return NULL;
  return ng_tensor_new_take (NG_ELEMENT_F32, dims->ints, dims->n_ints, g_steal_pointer (&data));
}

static double
term (double p)
{
  return p > 0 ? -p * log (p) : 0;
}

static NgExpr *
decode (const NgCoder *coder,
        NgTensor *array,
        const NgProperty *property,
        const NgCoding *coding,
        GError **error)
{
  double p = ng_tensor_get_real (array, 0);

  switch (property->index) {
  case PROBABILITY:
    return ng_expr_new_real (p, NULL);
  case ENTROPY:
    return ng_expr_new_real (term (p) + term (1 - p), NULL);
  default:
    return ng_expr_new_symbol (p < 0.5 ? "False" : "True", NULL);
  }
}

const NgCoderClass ng_codec_boolean = {
  .name = "Boolean",
  .summary = "True and False as 1 and 0",
  .params = { [DIMENSIONS] = { "Dimensions",
                               NG_PARAM_DIMS,
                               .position = 1,
                               .value = "{}",
                               .flags = NG_PARAM_ENCODER,
                               .help = "Dimensions of an array of truth values" },
              [INPUT_DEPTH] = { "InputDepth",
                                NG_PARAM_INTEGER,
                                .value = "0",
                                .below = NG_MAX_RANK,
                                .flags = NG_PARAM_DECODER,
                                .help = "Level of the array at which the numbers stand" } },
  .prepare = prepare,
  .type = find_type,
  .is_item = is_item,
  .is_tried = is_tried,
  .takes_array = takes_array,
  .encode = encode,
  .decode = decode,
  .properties = { [DECISION] = { "Decision", 0, 0, "True from a probability of one half on" },
                  [PROBABILITY] = { "Probability", 0, 0, "The probability of True" },
                  [ENTROPY] = { "Entropy", 0, 0, "-p log p - (1 - p) log (1 - p), in nats" } },
  .is_lossless = TRUE,
  .examples = { "NetEncoder[\"Boolean\"][True] -> 1.",
                "NetEncoder[\"Boolean\"][{True, False}] -> {1., 0.}",
                "NetEncoder[{\"Boolean\", {2, 1}}][{{False}, {True}}] -> {{0.}, {1.}}",
                "NetDecoder[\"Boolean\"][0.25] -> False",
                "NetDecoder[\"Boolean\"][0.5, \"Entropy\"] -> 0.6931471805599453",
                "NetDecoder[{\"Boolean\", \"InputDepth\" -> 1}][{0.5, 0.1}] -> {True, False}" },
};
