/* Whether data are what a net takes. */

#include "core/engine/evaluator-private.h"

#include "core/base/format.h"
#include "core/graph/states.h"
#include "core/shape/words.h"
#include "core/tensor/element.h"

gsize
ng_apply_example_dims (const NgNet *net, const NgApply *apply, gsize index, const gint64 **dims)
{
  const NgTensor *data = apply->inputs[index];
  gsize skip = apply->is_batch && !ng_net_is_raw (net) && ng_tensor_rank (data) > 0 ? 1 : 0;

  *dims = ng_tensor_dims (data) + skip;
  return ng_tensor_rank (data) - skip;
}

/* What an array lacks that is an example where the net wants a batch of them; or NULL. */
static char *
describe_lack (const NgType *type, const gint64 *dims, gsize rank)
{
  gint64 longer[NG_MAX_RANK];

  if (type->rank != (int) rank + 1)
    return NULL;
  longer[0] = type->dims[0].state == NG_DIM_NUMBER ? type->dims[0].value : 1;
  for (gsize i = 0; i < rank; i++)
    longer[i + 1] = dims[i];
  if (longer[0] != 1 || !ng_type_fits (type, longer, rank + 1))
    return NULL;
  return ng_format_list (longer, rank + 1);
}

static gboolean
refuse_data (const NgNet *net, const NgApply *apply, gsize index, GError **error)
{
  const gint64 *dims;
  gsize rank = ng_apply_example_dims (net, apply, index, &dims);
  g_autofree char *given = ng_format_list (dims, rank);
  g_autofree char *needed =
      ng_type_words (ng_net_input_type (net, index), ng_net_length_names (net));

  g_autofree char *longer = describe_lack (ng_net_input_type (net, index), dims, rank);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::indata",
                                                NULL,
                                                "Data for \"%s\" is %s; %s is needed.",
                                                ng_net_input_name (net, index),
                                                given,
                                                needed);

  if (longer != NULL)
    ng_diagnostic_with_hint (
        diagnostic, "An axis is missing in front, that of the batch: give %s.", longer);
  ng_error_set (error, diagnostic);
  return FALSE;
}

/* A length must be the same wherever it stands. */
static gboolean
meet_length (
    const NgNet *net, GHashTable *lengths, gsize index, gint64 id, gint64 size, GError **error)
{
  gsize *known = g_hash_table_lookup (lengths, GSIZE_TO_POINTER (id));

  if (known == NULL) {
    known = g_new (gsize, 2);
    known[0] = (gsize) size;
    known[1] = index;
    g_hash_table_insert (lengths, GSIZE_TO_POINTER (id), known);
    return TRUE;
  }
  if (known[0] == (gsize) size)
    return TRUE;
  ng_error_set_new (error,
                    "NetGraph::lenmis",
                    NULL,
                    "A length is %" G_GSIZE_FORMAT " in \"%s\" and %" G_GINT64_FORMAT
                    " in \"%s\"; the two have to be the same.",
                    known[0],
                    ng_net_input_name (net, known[1]),
                    size,
                    ng_net_input_name (net, index));
  return FALSE;
}

gboolean
ng_apply_check_input (const NgNet *net,
                      const NgApply *apply,
                      gsize index,
                      GHashTable *lengths,
                      NgType *type,
                      GError **error)
{
  const gint64 *dims;
  gsize rank;

  *type = ng_type_unknown ();
  if (apply->inputs[index] == NULL) {
    if (ng_net_input_is_state (net, index))
      return TRUE;
    ng_error_set_new (error,
                      "NetGraph::missing",
                      NULL,
                      "There are no data for \"%s\".",
                      ng_net_input_name (net, index));
    return FALSE;
  }
  rank = ng_apply_example_dims (net, apply, index, &dims);
  *type = *ng_net_input_type (net, index);
  if (type->rank < 0) {
    type->rank = (int) rank;
    for (gsize i = 0; i < rank; i++)
      type->dims[i] = ng_dim_unknown ();
  }
  if ((gsize) type->rank != rank)
    return refuse_data (net, apply, index, error);
  for (gsize i = 0; i < rank; i++) {
    NgDim dim = type->dims[i];

    if ((dims[i] < 1 && !ng_net_is_raw (net)) ||
        (dim.state == NG_DIM_NUMBER && dim.value != dims[i]))
      return refuse_data (net, apply, index, error);
    if (dim.state == NG_DIM_VARYING &&
        !meet_length (net, lengths, index, dim.value, dims[i], error))
      return FALSE;
    if (dim.state == NG_DIM_UNKNOWN)
      type->dims[i] = ng_dim_number (dims[i]);
  }
  return TRUE;
}

gboolean
ng_apply_find_batch (const NgNet *net, const NgApply *apply, gint64 *batch, GError **error)
{
  gsize n = ng_net_n_inputs (net);
  const char *first = NULL;

  *batch = ng_net_is_raw (net) ? 0 : 1;
  if (!apply->is_batch || ng_net_is_raw (net))
    return TRUE;
  for (gsize i = 0; i < n; i++) {
    const NgTensor *data = apply->inputs[i];
    gint64 size;

    if (data == NULL)
      continue;
    size = ng_tensor_rank (data) > 0 ? ng_tensor_dims (data)[0] : 0;
    if (size < 1 || (first != NULL && size != *batch)) {
      if (first != NULL)
        ng_error_set_new (error,
                          "NetGraph::batch",
                          NULL,
                          "\"%s\" has %" G_GINT64_FORMAT
                          " examples and \"%s\" has %" G_GINT64_FORMAT ".",
                          first,
                          *batch,
                          ng_net_input_name (net, i),
                          size);
      else
        ng_error_set_new (error, "NetGraph::batch", NULL, "The batch has no examples.");
      return FALSE;
    }
    *batch = size;
    first = ng_net_input_name (net, i);
  }
  return TRUE;
}

/* What an input takes that is integers, by what it says and by the element that they have. */
static void
find_range (const NgType *type, const NgTensor *data, gint64 *min, gint64 *max)
{
  guint bits = ng_element_is_integer (type->element) ? ng_element_bits (type->element) : 64;

  *min = type->min;
  *max = type->max;
  if (bits < 64 && ng_element_is_unsigned (type->element)) {
    *min = MAX (*min, 0);
    *max = MIN (*max, (G_GINT64_CONSTANT (1) << bits) - 1);
  } else if (bits < 64) {
    *min = MAX (*min, -(G_GINT64_CONSTANT (1) << (bits - 1)));
    *max = MIN (*max, (G_GINT64_CONSTANT (1) << (bits - 1)) - 1);
  } else if (type->element == NG_ELEMENT_U64 && ng_tensor_element (data) != NG_ELEMENT_U64) {
    *min = MAX (*min, 0);
  }
}

gboolean
ng_apply_check_integers (const NgNet *net, const NgApply *apply, gsize index, GError **error)
{
  const NgType *type = ng_net_input_type (net, index);
  const NgTensor *data = apply->inputs[index];
  gboolean is_real = data != NULL && ng_element_is_real (ng_tensor_element (data));
  gint64 min, max;

  if (data == NULL || type->kind != NG_KIND_INTEGER)
    return TRUE;
  find_range (type, data, &min, &max);
  for (gint64 i = 0; i < ng_tensor_count (data); i++) {
    gint64 value = ng_tensor_get_int (data, i);

    if (is_real && (double) value != ng_tensor_get_real (data, i)) {
      ng_error_set_new (error,
                        "NetGraph::indata",
                        NULL,
                        "Data for \"%s\" must be integers, and %g is given.",
                        ng_net_input_name (net, index),
                        ng_tensor_get_real (data, i));
      return FALSE;
    }
    if (value < min || value > max) {
      ng_error_set_new (error,
                        "NetGraph::indata",
                        NULL,
                        "Data for \"%s\" must be integers from %" G_GINT64_FORMAT
                        " to %" G_GINT64_FORMAT ", and %" G_GINT64_FORMAT " is given.",
                        ng_net_input_name (net, index),
                        min,
                        max,
                        value);
      return FALSE;
    }
  }
  return TRUE;
}

static void
unref_input (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

GPtrArray *
ng_apply_encode_inputs (const NgNet *net, const NgApply *apply, NgTexts *texts, GError **error)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (unref_input);

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgTensor *data = apply->inputs[i];
    gboolean is_text = ng_net_input_type (net, i)->kind == NG_KIND_STRING;

    if (data != NULL && is_text != (ng_tensor_element (data) == NG_ELEMENT_STRING)) {
      ng_error_set_new (error,
                        "NetGraph::indata",
                        NULL,
                        "Data for \"%s\" must be %s, and %s are given.",
                        ng_net_input_name (net, i),
                        is_text ? "texts" : "numbers",
                        is_text ? "numbers" : "texts");
      return NULL;
    }
    if (data == NULL)
      g_ptr_array_add (inputs, NULL);
    else
      g_ptr_array_add (inputs, is_text ? ng_texts_encode (texts, data) : ng_tensor_ref (data));
  }
  return g_steal_pointer (&inputs);
}
