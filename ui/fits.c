#include "ui/fits.h"

#include "core/graph/nested.h"
#include "ui/edits-private.h"

struct _NgFits {
  NgNet *root;
  NgNet *net; /* that the ports are in, with all that is known of it; NULL where nothing is */
  gboolean is_sound;    /* whether nothing is wrong with it, so that equal types can be exchanged */
  gboolean gives;       /* whether the wire begins where a value comes from */
  NgSource source;      /* of such a wire */
  NgTarget target;      /* of any other */
  NgType given;         /* what flows at the start */
  NgType needed;        /* what a start that takes would take from anywhere */
  gboolean *is_reached; /* (nullable): by layer: a wire to it would close a loop */
  GHashTable *alone;    /* index of a layer -> NgType (array), of ng_layer_needs() */
};

gboolean
ng_port_gives (NgPickKind kind)
{
  return kind == NG_PICK_OUTPUT || kind == NG_PICK_NET_INPUT;
}

/* What an input of a layer or an output of the net reads now. */
static NgSource
source_of (const NgNet *net, NgTarget target)
{
  if (target.index < 0)
    return ng_net_output_source (net, (gsize) target.port);
  if ((gsize) target.port >= ng_layer_n_inputs (ng_net_layer (net, (gsize) target.index)))
    return (NgSource){ NG_SOURCE_NONE, 0, 0 };
  return ng_net_source (net, (gsize) target.index, (gsize) target.port);
}

static void
find_start (NgFits *self, const NgEditPlace *place, const NgSubject *start)
{
  NgSource source;
  int layer;

  if (self->gives) {
    if (!ng_edit_find_source (place, start, &self->source)) {
      self->net = NULL;
      return;
    }
    self->given = *ng_net_type (self->net, self->source);
    layer = self->source.kind == NG_SOURCE_LAYER ? self->source.index : -1;
  } else {
    if (!ng_edit_find_target (place, start, &self->target)) {
      self->net = NULL;
      return;
    }
    source = source_of (self->net, self->target);
    if (source.kind != NG_SOURCE_NONE)
      self->given = *ng_net_type (self->net, source);
    if (self->target.index >= 0 && !ng_edit_find_need (place, self->target, &self->needed))
      self->needed = ng_type_unknown ();
    layer = self->target.index;
  }
  if (layer >= 0)
    self->is_reached = ng_edit_find_reached (self->net, layer, !self->gives);
}

NgFits *
ng_fits_new (NgNet *root, const NgSubject *start)
{
  g_auto (NgEditPlace) place = { 0 };
  NgFits *self = g_new0 (NgFits, 1);

  self->root = ng_net_ref (root);
  self->gives = ng_port_gives (start->kind);
  self->given = self->needed = ng_type_unknown ();
  self->is_sound = ng_net_check (root, NULL);
  self->alone = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (ng_edit_open_place (&place, root, start->net, NULL)) {
    self->net = ng_path_resolve (root, start->net);
    find_start (self, &place, start);
  }
  return self;
}

void
ng_fits_free (NgFits *self)
{
  g_free (self->is_reached);
  g_hash_table_unref (self->alone);
  ng_net_unref (self->root);
  g_free (self);
}

/* A layer that is a net says it by its own ports. */
NgType *
ng_layer_needs (NgLayer *layer, gsize n)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  NgType *types = g_new (NgType, n + 1);
  g_autoptr (NgNet) net = NULL;

  if (ng_layer_net (layer) == NULL &&
      ng_net_builder_add_layer (builder, NULL, layer, NULL, NULL) >= 0)
    net = ng_net_builder_end_open (g_steal_pointer (&builder), NULL);
  for (gsize i = 0; i < n; i++) {
    types[i] = i < ng_layer_n_inputs (layer) ? *ng_layer_input_type (layer, i) : ng_type_unknown ();
    if (net != NULL && i < ng_layer_n_inputs (ng_net_layer (net, 0)) &&
        ng_net_source (net, 0, i).kind != NG_SOURCE_NONE)
      types[i] = *ng_net_type (net, ng_net_source (net, 0, i));
  }
  return types;
}

static NgType
find_alone (NgFits *self, NgTarget target)
{
  gpointer key = GINT_TO_POINTER (target.index);
  NgType *types = g_hash_table_lookup (self->alone, key);

  if (types == NULL) {
    types = ng_layer_needs (ng_net_written_layer (self->net, (gsize) target.index),
                            ng_layer_n_inputs (ng_net_layer (self->net, (gsize) target.index)));
    g_hash_table_insert (self->alone, key, types);
  }
  return types[target.port];
}

/* Of a net with errors not even that is plain: the one at the input may not be the first. */
static NgFit
compare (const NgFits *self, const NgType *given, const NgType *needed)
{
  NgType met = *given;

  return self->is_sound && ng_type_meet (&met, needed) == NG_MEET_CONFLICT ? NG_FIT_NO
                                                                           : NG_FIT_UNKNOWN;
}

/* An output of the net for which nothing was written takes whatever it is given. */
static NgFit
guess_output (const NgFits *self, NgSource source, gsize output)
{
  if (source.kind != NG_SOURCE_LAYER)
    return NG_FIT_UNKNOWN;
  if (ng_net_output_option (self->net, output) == NULL &&
      ng_net_output_coder (self->net, output) == NULL)
    return NG_FIT_YES;
  return NG_FIT_UNKNOWN;
}

static gboolean
can_exchange (const NgFits *self, const NgType *given, NgSource now)
{
  return self->is_sound && now.kind != NG_SOURCE_NONE && ng_type_is_specified (given) &&
         ng_type_equal (given, ng_net_type (self->net, now));
}

static NgFit
guess_taker (NgFits *self, const NgEditPlace *place, const NgSubject *end)
{
  NgSource now;
  NgTarget target;
  NgType alone;

  if (!ng_edit_find_target (place, end, &target))
    return NG_FIT_UNKNOWN;
  if (target.index < 0)
    return guess_output (self, self->source, (gsize) target.port);
  if (self->is_reached != NULL && self->is_reached[target.index])
    return NG_FIT_NO;
  now = source_of (self->net, target);
  if (now.kind == NG_SOURCE_NONE)
    return NG_FIT_UNKNOWN;
  if (can_exchange (self, &self->given, now))
    return NG_FIT_YES;
  alone = find_alone (self, target);
  return compare (self, &self->given, &alone);
}

static NgFit
guess_giver (NgFits *self, const NgEditPlace *place, const NgSubject *end)
{
  NgSource source;
  NgType given;

  if (!ng_edit_find_source (place, end, &source))
    return NG_FIT_UNKNOWN;
  if (self->target.index < 0)
    return guess_output (self, source, (gsize) self->target.port);
  if (source.kind == NG_SOURCE_LAYER && self->is_reached != NULL && self->is_reached[source.index])
    return NG_FIT_NO;
  given = *ng_net_type (self->net, source);
  if (can_exchange (self, &given, source_of (self->net, self->target)))
    return NG_FIT_YES;
  return compare (self, &given, &self->needed);
}

NgFit
ng_fits_guess (NgFits *self, const NgSubject *end)
{
  g_auto (NgEditPlace) place = { 0 };

  if (self->net == NULL || ng_port_gives (end->kind) == self->gives)
    return NG_FIT_UNKNOWN;
  place.net = self->net;
  return self->gives ? guess_taker (self, &place, end) : guess_giver (self, &place, end);
}
