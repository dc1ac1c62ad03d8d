/* What inference had found before an edit is compared with what it finds after it, around each
 * layer that stayed. What is missing is given to the builder, from the outside inwards: an input
 * often tells all the rest. */

#include "core/graph/keep.h"

#include "core/graph/builder-private.h"
#include "core/graph/literal.h"

typedef enum { STAGE_INPUTS, STAGE_OUTPUTS, STAGE_LAYERS, N_STAGES } Stage;

/* What notation tells of a type: an array without further words may hold any numbers. */
static NgType
as_written (const NgType *type)
{
  NgType result = *type;

  if (result.kind == NG_KIND_REAL && result.rank != 0)
    result.kind = NG_KIND_UNKNOWN;
  return result;
}

/* Which length it is does not matter here, only that it varies; nor does what real numbers add. */
static NgType
without_identities (const NgType *type)
{
  NgType result = *type;

  if (result.kind == NG_KIND_REAL)
    result.kind = NG_KIND_UNKNOWN;
  for (int i = 0; i < result.rank; i++)
    if (result.dims[i].state == NG_DIM_VARYING)
      result.dims[i] = ng_dim_varying (1);
  return result;
}

gboolean
ng_types_contradict (const NgType *a, const NgType *b)
{
  NgType type = without_identities (a);
  NgType other = without_identities (b);

  return ng_type_meet (&type, &other) == NG_MEET_CONFLICT;
}

/* Whether @before told something that @now does not. */
static gboolean
is_missing (const NgType *now, const NgType *before)
{
  NgType type = without_identities (now);
  NgType other = without_identities (before);

  return ng_type_meet (&type, &other) == NG_MEET_MOVED;
}

/* The type with varying lengths that are numbered from @first. */
static NgType
with_lengths (const NgType *type, gint64 first)
{
  NgType result = as_written (type);

  for (int i = 0; i < result.rank; i++)
    if (result.dims[i].state == NG_DIM_VARYING)
      result.dims[i] = ng_dim_varying (first++);
  return result;
}

/* Gives a port of the net that type, unless a coder was written for it. */
static gboolean
give_port (NgNetBuilder *self, const char *name, const NgType *type)
{
  NgType own;
  g_autoptr (NgExpr) option = NULL;

  if (ng_net_builder_port_has_coder (self, name))
    return FALSE;
  own = as_written (type);
  for (int i = 0; i < own.rank; i++)
    if (own.dims[i].state == NG_DIM_VARYING)
      own.dims[i] = ng_net_builder_fresh_length (self, NULL);
  option = ng_port_type_write (&own);
  ng_net_builder_set_port_type (self, name, &own, option, NULL);
  return TRUE;
}

static NgNet *give_net (NgNet *original, const NgNet *now, const NgNet *before);

/* What a layer makes, and what nets in it hold, given as in @before. */
static NgLayer *
give_layer (NgLayer *original, const NgNet *now, gsize index, const NgNet *before, gsize old)
{
  NgLayer *layer = ng_layer_ref (original);
  NgNet *inner = ng_layer_net (original);

  if (inner != NULL) {
    g_autoptr (NgNet) given = give_net (
        inner, ng_layer_net (ng_net_layer (now, index)), ng_layer_net (ng_net_layer (before, old)));

    if (given == inner)
      return layer;
    ng_layer_unref (layer);
    return ng_layer_with_net (original, given);
  }
  for (gsize o = 0; o < ng_layer_n_outputs (original); o++) {
    const NgType *type = ng_net_type (now, (NgSource){ NG_SOURCE_LAYER, (int) index, (int) o });
    const NgType *known = ng_net_type (before, (NgSource){ NG_SOURCE_LAYER, (int) old, (int) o });
    NgType own = with_lengths (known, (gint64) (o + 1) * NG_MAX_RANK);
    NgLayer *given;

    if (!is_missing (type, known))
      continue;
    given = ng_layer_with_port_type (layer, TRUE, o, &own);
    ng_layer_unref (layer);
    layer = given;
  }
  return layer;
}

/* A net inside a layer whose layers are given what they made in @before. Recursion goes as deep as
 * nets are nested. */
static NgNet *
give_net (NgNet *original, const NgNet *now, const NgNet *before)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (original);
  gboolean moved = FALSE;
  NgNet *net;

  for (gsize l = 0; l < ng_net_n_layers (original); l++) {
    NgLayer *layer = original->originals[l];
    g_autoptr (NgLayer) given = give_layer (layer, now, l, before, l);

    if (given == layer)
      continue;
    ng_net_builder_set_layer (builder, l, given);
    moved = TRUE;
  }
  if (!moved)
    return ng_net_ref (original);
  net = ng_net_builder_build (builder, NULL);
  return net != NULL ? net : ng_net_ref (original);
}

/* ---- the outermost net ---- */

/* The types that layer @index of @net reads and read before. */
static gboolean
lacks_input (const NgNet *net, gsize index, gsize input, const NgOrigin *origin)
{
  NgSource now = ng_net_source (net, index, input);
  NgSource before;

  if (input >= ng_layer_n_inputs (ng_net_layer (origin->net, (gsize) origin->index)))
    return FALSE;
  before = ng_net_source (origin->net, (gsize) origin->index, input);
  return now.kind != NG_SOURCE_NONE && before.kind != NG_SOURCE_NONE &&
         is_missing (ng_net_type (net, now), ng_net_type (origin->net, before));
}

static gboolean
give_inputs (NgNetBuilder *self, const NgNet *net, const NgOrigin *origins)
{
  gboolean moved = FALSE;

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    for (gsize i = 0; origins[l].index >= 0 && i < ng_layer_n_inputs (ng_net_layer (net, l)); i++) {
      NgSource source = ng_net_source (net, l, i);

      if (source.kind == NG_SOURCE_INPUT && lacks_input (net, l, i, &origins[l]))
        moved |=
            give_port (self,
                       ng_net_input_name (net, (gsize) source.index),
                       ng_net_type (origins[l].net,
                                    ng_net_source (origins[l].net, (gsize) origins[l].index, i)));
    }
  return moved;
}

static gboolean
give_outputs (NgNetBuilder *self, const NgNet *net, const NgOrigin *origins)
{
  gboolean moved = FALSE;

  for (gsize o = 0; o < ng_net_n_outputs (net); o++) {
    NgSource source = ng_net_output_source (net, o);
    const NgOrigin *origin = source.kind == NG_SOURCE_LAYER ? &origins[source.index] : NULL;
    const NgType *known;

    if (origin == NULL || origin->index < 0)
      continue;
    known = ng_net_type (origin->net, (NgSource){ NG_SOURCE_LAYER, origin->index, source.port });
    if (is_missing (ng_net_type (net, source), known))
      moved |= give_port (self, ng_net_output_name (net, o), known);
  }
  return moved;
}

/* The layer with a type given to an input; that of a net inside it to the net. */
static NgLayer *
give_input (NgLayer *layer, gsize input, const NgType *type)
{
  NgType own = with_lengths (type, (gint64) (input + 1) * NG_MAX_RANK * NG_MAX_RANK);
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autoptr (NgNet) inner = NULL;

  if (ng_layer_body (layer) == NULL)
    return ng_layer_with_port_type (layer, FALSE, input, &own);
  builder = ng_net_builder_new_fixed (ng_layer_body (layer));
  give_port (builder, ng_net_builder_input_name (builder, input), type);
  inner = ng_net_builder_build (builder, NULL);
  return inner != NULL ? ng_layer_with_net (layer, inner) : ng_layer_ref (layer);
}

/* Whether the layer read an input of the net before. */
static gboolean
read_input (const NgOrigin *origin, gsize input)
{
  return input < ng_layer_n_inputs (ng_net_layer (origin->net, (gsize) origin->index)) &&
         ng_net_source (origin->net, (gsize) origin->index, input).kind == NG_SOURCE_INPUT;
}

/* What layer @index makes, and what it reads of a layer that did not feed it before: a new one, or
 * one in the place of an input of the net. */
static gboolean
give_one (NgNetBuilder *self, const NgNet *net, gsize index, const NgOrigin *origins)
{
  NgLayer *layer = ng_net_builder_layer (self, index);
  const NgOrigin *origin = &origins[index];
  g_autoptr (NgLayer) given = NULL;

  if (origin->index < 0)
    return FALSE;
  given = give_layer (layer, net, index, origin->net, (gsize) origin->index);
  for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, index)); i++) {
    NgSource source = ng_net_source (net, index, i);
    NgLayer *next;

    if (source.kind != NG_SOURCE_LAYER ||
        (origins[source.index].index >= 0 && !read_input (origin, i)) ||
        !lacks_input (net, index, i, origin))
      continue;
    next = give_input (
        given, i, ng_net_type (origin->net, ng_net_source (origin->net, (gsize) origin->index, i)));
    ng_layer_unref (given);
    given = next;
  }
  if (given == layer)
    return FALSE;
  ng_net_builder_set_layer (self, index, given);
  return TRUE;
}

/* The first layer on the way that lacks something; it often tells all behind it. */
static gboolean
give_first_layer (NgNetBuilder *self, const NgNet *net, const NgOrigin *origins)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    if (give_one (self, net, (gsize) ng_net_order (net)[i], origins))
      return TRUE;
  return FALSE;
}

static gboolean
give_layers (NgNetBuilder *self, const NgNet *net, const NgOrigin *origins)
{
  gboolean moved = FALSE;

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    moved |= give_one (self, net, l, origins);
  return moved;
}

NgOrigin *
ng_net_builder_find_origins (const NgNetBuilder *self, const NgNet *net)
{
  gsize n = ng_net_builder_n_layers (self);
  NgOrigin *origins = g_new (NgOrigin, n + 1);

  for (gsize l = 0; l < n; l++)
    origins[l] =
        (NgOrigin){ net,
                    ng_net_index_of_vertex (net, ng_net_builder_vertex (self, (int) l)->vertex) };
  return origins;
}

/* Whether a type at a layer, or inside of one, is another than it was. */
static gboolean
has_moved (const NgNet *net, const NgOrigin *origins)
{
  for (guint l = 0; l < net->n_layers; l++) {
    const NgNet *before = origins[l].net;
    guint old = (guint) origins[l].index;

    if (origins[l].index < 0)
      continue;
    if (net->layers[l] != before->layers[old])
      return TRUE;
    for (guint i = 0; i < net->first_input[l + 1] - net->first_input[l]; i++) {
      NgSource now = net->sources[net->first_input[l] + i];
      NgSource then = before->sources[before->first_input[old] + i];

      if (now.kind != NG_SOURCE_NONE && then.kind != NG_SOURCE_NONE &&
          !ng_type_equal (ng_net_type (net, now), ng_net_type (before, then)))
        return TRUE;
    }
    for (guint o = 0; o < net->first_output[l + 1] - net->first_output[l]; o++)
      if (!ng_type_equal (ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) l, (int) o }),
                          ng_net_type (before, (NgSource){ NG_SOURCE_LAYER, (int) old, (int) o })))
        return TRUE;
  }
  return FALSE;
}

static gboolean
has_inputs_of_base (const NgNetBuilder *self)
{
  if (self->base == NULL || self->base->inputs->len != self->inputs->len)
    return FALSE;
  for (guint i = 0; i < self->inputs->len; i++)
    if (!g_str_equal (ng_net_builder_input_name (self, i), ng_net_input_name (self->base, i)))
      return FALSE;
  return TRUE;
}

NgNet *
ng_net_builder_end_near (NgNetBuilder *self, const NgOrigin *origins, GError **error)
{
  static gboolean (*const give[]) (NgNetBuilder *, const NgNet *, const NgOrigin *) = {
    give_inputs, give_outputs, give_first_layer, give_first_layer, give_layers
  };
  g_autoptr (NgNetBuilder) owned = self;
  NgNet *net;

  /* A port may have the name of another one before; then nothing is recalled. */
  if (!has_inputs_of_base (self))
    g_clear_pointer (&self->base, ng_net_unref);
  net = ng_net_builder_build (self, error);
  if (net == NULL || !has_moved (net, origins))
    return net;
  for (gsize stage = 0; net != NULL && stage < G_N_ELEMENTS (give); stage++) {
    if (!ng_net_check (net, NULL))
      return net;
    if (!give[stage](self, net, origins))
      continue;
    ng_net_unref (net);
    net = ng_net_builder_build (self, error);
  }
  return net;
}

NgNet *
ng_net_builder_end_kept (NgNetBuilder *self, const NgOrigin *origins, GError **error)
{
  /* Types may have come from nets around, so nothing is recalled. */
  g_clear_pointer (&self->base, ng_net_unref);
  return ng_net_builder_end_near (self, origins, error);
}

NgNet *
ng_net_stand_alone (NgNet *self)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (self);
  g_autofree NgOrigin *origins = ng_net_builder_find_origins (builder, self);
  NgNet *net = ng_net_builder_end_kept (g_steal_pointer (&builder), origins, NULL);

  return net != NULL ? net : ng_net_ref (self);
}
