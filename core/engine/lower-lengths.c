/* Varying lengths that have become numbers, by identity - 1; 0 is unknown. */

#include "core/engine/lower-private.h"

void
ng_lower_learn_lengths (
    NgLower *self, GArray *lengths, const NgType *type, NgValue value, int first)
{
  const NgShape *shape;

  if (value == NG_NO_VALUE || ng_program_builder_has_failed (self->builder))
    return;
  shape = ng_build_shape (self->builder, value);
  for (int i = 0; i < type->rank && i + first < shape->rank; i++) {
    NgDim dim = type->dims[i];

    if (dim.state != NG_DIM_VARYING || dim.value < 1)
      continue;
    if (lengths->len < dim.value)
      g_array_set_size (lengths, (guint) dim.value);
    g_array_index (lengths, gint64, dim.value - 1) = shape->dims[i + first];
  }
}

NgType
ng_lower_replace_lengths (const GArray *lengths, const NgType *type)
{
  NgType result = *type;

  for (int i = 0; i < result.rank; i++) {
    gint64 id = result.dims[i].value;

    if (result.dims[i].state == NG_DIM_VARYING && id >= 1 && (guint64) id <= lengths->len &&
        g_array_index (lengths, gint64, id - 1) > 0)
      result.dims[i] = ng_dim_number (g_array_index (lengths, gint64, id - 1));
  }
  return result;
}

static gboolean
holds_length (const NgType *type, gint64 id)
{
  for (int i = 0; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_VARYING && type->dims[i].value == id)
      return TRUE;
  return FALSE;
}

/* Where a varying length of the net is met first: "\"w\" has", "layer 1 has". */
static char *
describe_holder (const NgLowerFrame *frame, gint64 id)
{
  const NgNet *net = frame->net;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (holds_length (ng_net_input_type (net, i), id))
      return g_strdup_printf ("\"%s\" has", ng_net_input_name (net, i));
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    int index = ng_net_order (net)[i];

    for (gsize o = 0; o < ng_layer_n_outputs (ng_net_layer (net, (gsize) index)); o++)
      if (holds_length (ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, (int) o }), id))
        return g_strdup_printf ("layer %s has", frame->paths[index]);
  }
  return g_strdup ("another place has");
}

void
ng_lower_check_lengths (NgLower *self,
                        const NgLowerFrame *frame,
                        int index,
                        int output,
                        const GArray *lengths,
                        NgValue value)
{
  const NgType *type = ng_net_type (frame->net, (NgSource){ NG_SOURCE_LAYER, index, output });
  NgType known = ng_lower_replace_lengths (lengths, type);
  const NgShape *shape;

  if (value == NG_NO_VALUE || ng_program_builder_has_failed (self->builder))
    return;
  shape = ng_build_shape (self->builder, value);
  for (int i = 0; i < type->rank && i + 1 < shape->rank; i++) {
    g_autofree char *holder = NULL;

    if (known.dims[i].state != NG_DIM_NUMBER || known.dims[i].value == shape->dims[i + 1])
      continue;
    holder = type->dims[i].state == NG_DIM_VARYING ? describe_holder (frame, type->dims[i].value)
                                                   : g_strdup ("what reads it needs");
    ng_lower_fail (self,
                   "NetGraph::lenmis",
                   frame->paths[index],
                   "A length of %" G_GINT64_FORMAT
                   " comes out of layer %s, and %s %" G_GINT64_FORMAT
                   "; the two have to be the same.",
                   shape->dims[i + 1],
                   frame->paths[index],
                   holder,
                   known.dims[i].value);
    return;
  }
}
