#include "core/graph/near.h"

#include "core/graph/piece.h"
#include <string.h>

/* Layers of a piece that is tried first and of one that is tried next. */
static const guint sizes[] = { 16, 128 };

gboolean
ng_layer_has_same_ports (const NgLayer *a, const NgLayer *b)
{
  if (ng_layer_has_open_slots (a) || ng_layer_has_open_slots (b) ||
      ng_layer_has_slots (a) != ng_layer_has_slots (b) ||
      ng_layer_n_inputs (a) != ng_layer_n_inputs (b) ||
      ng_layer_n_outputs (a) != ng_layer_n_outputs (b))
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_inputs (a); i++)
    if (!g_str_equal (ng_layer_input_name (a, i), ng_layer_input_name (b, i)) ||
        ng_layer_input_is_optional (a, i) != ng_layer_input_is_optional (b, i))
      return FALSE;
  for (gsize o = 0; o < ng_layer_n_outputs (a); o++)
    if (!g_str_equal (ng_layer_output_name (a, o), ng_layer_output_name (b, o)) ||
        ng_layer_output_is_optional (a, o) != ng_layer_output_is_optional (b, o))
      return FALSE;
  return TRUE;
}

static gboolean
has_coder (const NgLayer *layer)
{
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++)
    if (ng_layer_input_coder (layer, i) != NULL)
      return TRUE;
  for (gsize o = 0; o < ng_layer_n_outputs (layer); o++)
    if (ng_layer_output_coder (layer, o) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
shares_array (const NgLayer *layer)
{
  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++)
    if (ng_layer_array_shared (layer, a) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether a port of the net is the layer's, which it may have its coder and its place from. */
static gboolean
is_at_port (const NgNet *net, guint layer)
{
  for (guint e = net->first_input[layer]; e < net->first_input[layer + 1]; e++)
    if (net->sources[e].kind == NG_SOURCE_INPUT)
      return TRUE;
  for (guint o = net->first_output[layer]; o < net->first_output[layer + 1]; o++) {
    guint wire = net->inputs->len + o;

    for (guint t = net->first_target[wire]; t < net->first_target[wire + 1]; t++)
      if (net->targets[t].index < 0)
        return TRUE;
  }
  return FALSE;
}

/* Whether both are no nets, or nets of as many layers that nothing but their ports joins to those
 * around. */
static gboolean
is_alike_inside (const NgLayer *old, const NgLayer *layer)
{
  const NgNet *a = ng_layer_net (old), *b = ng_layer_net (layer);

  if (a == NULL || b == NULL)
    return a == b;
  return ng_layer_body (old) == a && ng_layer_body (layer) == b && a->depth == b->depth &&
         a->n_leaves == b->n_leaves && a->is_raw == b->is_raw && !b->has_shared;
}

/* Whether nothing but types can follow from the exchange. */
static gboolean
is_plain (const NgNet *net, guint index, const NgLayer *layer)
{
  const NgLayer *old = net->originals[index];

  return ng_layer_has_same_ports (old, layer) && net->diagnostics->len == 0 && !net->has_settled &&
         !net->is_tangled && is_alike_inside (old, layer) &&
         ng_layer_class (old)->flags == ng_layer_class (layer)->flags &&
         ng_layer_n_arrays (old) == ng_layer_n_arrays (layer) && !has_coder (old) &&
         !has_coder (layer) && !shares_array (layer) && !is_at_port (net, index);
}

/* What is known of the types of a net, those of nested nets included: of how many wires something
 * is assumed, and who made the wires definite. After an edit all that was assumed is forgotten,
 * wherever it is. */
typedef struct {
  guint n_assumed;
  guint8 causes;
} Reasons;

/* Recursion goes as deep as nets are nested. */
static Reasons
find_reasons (const NgNet *net)
{
  Reasons self = { 0, 0 };

  for (guint w = 0; w < ng_net_n_wires (net); w++) {
    self.n_assumed += (net->causes[w] & NG_CAUSE_DEFAULT) != 0;
    self.causes |= net->causes[w];
  }
  for (guint l = 0; net->depth > 1 && l < net->n_layers; l++)
    if (ng_layer_net (net->layers[l]) != NULL) {
      Reasons inner = find_reasons (ng_layer_net (net->layers[l]));

      self.n_assumed += inner.n_assumed;
      self.causes |= inner.causes;
    }
  return self;
}

/* Whether what comes into a piece follows from what comes before it alone, or through the piece:
 * then nothing that leaves the piece can be the reason for what comes in, unless through layers in
 * the order of the net, and what leaves may be found anew. @causes: by wire of the whole, with bits
 * that no cause has where a type is not known any more. @typed, @old: the net that knows them, and
 * which of its layers each layer of the whole is, or -1; %NULL for the same ones */
static gboolean
comes_forward (const NgPiece *piece,
               const guint8 *causes,
               const NgNet *typed,
               const int *old,
               const guint8 *is_border,
               guint n_inputs)
{
  const NgNet *net = piece->whole;
  g_autofree guint8 *is_forward = g_new0 (guint8, ng_net_n_wires (net) + 1);
  g_autofree guint8 *is_inside = g_new0 (guint8, net->n_layers + 1);

  for (guint i = 0; i < piece->layers->len; i++)
    is_inside[g_array_index (piece->layers, guint, i)] = TRUE;
  for (guint i = 0; i < net->inputs->len; i++)
    is_forward[i] = causes[i] == 0;
  for (guint k = 0; k < net->n_layers; k++) {
    guint l = (guint) net->order[k];
    int known = old != NULL ? old[l] : (int) l;
    const NgNet *inner =
        typed->depth > 1 && known >= 0 ? ng_layer_net (typed->layers[known]) : NULL;
    gboolean follows = is_inside[l] || inner == NULL ||
                       (find_reasons (inner).causes & ~(guint) NG_CAUSE_SOURCE) == 0;

    for (guint e = net->first_input[l]; !is_inside[l] && e < net->first_input[l + 1]; e++) {
      int wire = ng_net_wire (net, net->sources[e]);

      follows = follows && (wire < 0 || is_forward[wire]);
    }
    for (guint o = net->first_output[l]; o < net->first_output[l + 1]; o++) {
      guint wire = net->inputs->len + o;

      is_forward[wire] =
          is_inside[l] || (follows && (causes[wire] & ~(guint) NG_CAUSE_SOURCE) == 0);
    }
  }
  for (guint w = 0; w < n_inputs; w++)
    if (is_border[w] && !is_forward[g_array_index (piece->wires, guint, w)])
      return FALSE;
  return TRUE;
}

static gboolean
assumes_inside (const NgNet *net, guint layer)
{
  const NgNet *inner = ng_layer_net (net->layers[layer]);

  return inner != NULL && find_reasons (inner).n_assumed > 0;
}

/* The layers at everything that is assumed, which is forgotten wherever it is. */
static void
add_assumed (NgPiece *piece, guint most)
{
  const NgNet *net = piece->whole;

  for (guint w = 0; w < ng_net_n_wires (net) && piece->layers->len < most; w++)
    if ((net->causes[w] & NG_CAUSE_DEFAULT) != 0)
      ng_piece_add_at_wire (piece, w, most);
  for (guint l = 0; net->depth > 1 && l < net->n_layers; l++)
    if (assumes_inside (net, l))
      ng_piece_add (piece, (int) l, most);
}

static void
forget_known (NgNet *net)
{
  for (guint w = 0; net->known != NULL && w < ng_net_n_wires (net); w++)
    g_clear_pointer (&net->known[w], ng_tensor_unref);
  g_clear_pointer (&net->known, g_free);
}

/* Lengths and what is assumed depend on the order of the whole. */
static gboolean
can_go_forward (const NgNet *base, const Reasons *reasons)
{
  return base->n_lengths == 0 && reasons->n_assumed == 0;
}

/* First as if nothing that leaves the piece could be forgotten. */
static gboolean
infer_piece (NgNet *now, const NgNet *then, const guint8 *is_border, gboolean goes_forward)
{
  return ng_net_infer_piece (now, then, &(NgNear){ is_border, FALSE }) ||
         (goes_forward && now->diagnostics->len == 0 && !now->has_settled && !now->is_tangled &&
          ng_net_infer_piece (now, then, &(NgNear){ is_border, TRUE }));
}

/* @reasons: of the whole */
static NgNet *
exchange_in (NgNet *self, NgPiece *piece, const Reasons *reasons, guint index, NgLayer *layer)
{
  g_autoptr (NgNet) before = ng_piece_net (piece), after = ng_net_clone (before), whole = NULL;
  guint place =
      (guint) ng_piece_inside (piece, (NgSource){ NG_SOURCE_LAYER, (int) index, 0 }).index;
  g_autofree guint8 *is_border = ng_piece_find_border (piece);
  gboolean goes_forward = FALSE;

  forget_known (after);
  ng_layer_unref (after->layers[place]);
  ng_layer_unref (after->originals[place]);
  after->layers[place] = ng_layer_ref (layer);
  after->originals[place] = ng_layer_ref (layer);
  goes_forward = can_go_forward (self, reasons) &&
                 comes_forward (piece, self->causes, self, NULL, is_border, before->inputs->len);
  if (find_reasons (before).n_assumed != reasons->n_assumed ||
      !infer_piece (after, before, is_border, goes_forward))
    return NULL;
  whole = ng_net_clone (self);
  return ng_piece_put_back (piece, after, whole) ? g_steal_pointer (&whole) : NULL;
}

NgNet *
ng_net_exchange_near (NgNet *self, gsize index, NgLayer *layer)
{
  Reasons reasons;

  if (!is_plain (self, (guint) index, layer))
    return NULL;
  reasons = find_reasons (self);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    NgPiece piece = ng_piece_begin (self);
    gboolean is_all;
    NgNet *net;

    ng_piece_add (&piece, (int) index, sizes[i]);
    if (reasons.n_assumed > 0)
      add_assumed (&piece, sizes[i]);
    ng_piece_grow (&piece, sizes[i]);
    ng_piece_end (&piece);
    is_all = piece.layers->len < sizes[i];
    net = exchange_in (self, &piece, &reasons, (guint) index, layer);
    ng_piece_clear (&piece);
    if (net != NULL || is_all)
      return net;
  }
  return NULL;
}

/* ---- any edit ---- */

/**
 * Change:
 * @old: by layer of @net: which layer of @base it is, or -1
 * @now: and back
 * @old_wire: by wire of @net: which wire of @base it is, or -1
 * @is_touched: by layer of @net: whether it is new, another one or fed otherwise
 * @is_forgotten: by wire of @net: whether the edit itself takes its type away
 * @causes: by wire of @net: those in @base, with all bits where it is forgotten
 */
typedef struct {
  const NgNet *net, *base;
  int *old, *now, *old_wire;
  guint8 *is_touched, *is_forgotten, *causes;
} Change;

static void
change_clear (Change *self)
{
  g_free (self->old);
  g_free (self->now);
  g_free (self->old_wire);
  g_free (self->is_touched);
  g_free (self->is_forgotten);
  g_free (self->causes);
}

static guint
count_inputs (const NgNet *net, guint layer)
{
  return net->first_input[layer + 1] - net->first_input[layer];
}

static guint
count_outputs (const NgNet *net, guint layer)
{
  return net->first_output[layer + 1] - net->first_output[layer];
}

/* Most layers stand right behind the one that they stood behind before. */
static void
find_old (Change *self)
{
  const NgNet *net = self->net, *base = self->base;
  guint next = 0;

  memset (self->now, -1, base->n_layers * sizeof (int));
  for (guint l = 0; l < net->n_layers; l++) {
    int old = (int) next;

    if (next >= base->n_layers || base->vertices[next] != net->vertices[l])
      old = ng_net_index_of_vertex (base, net->vertices[l]);
    self->old[l] = old;
    if (old < 0)
      continue;
    self->now[old] = (int) l;
    next = (guint) old + 1;
  }
  for (guint i = 0; i < net->inputs->len; i++)
    self->old_wire[i] = ng_net_find_input (base, g_array_index (net->inputs, NgNetPort, i).name);
  for (guint l = 0; l < net->n_layers; l++) {
    int old = self->old[l];
    guint n = old >= 0 ? count_outputs (base, (guint) old) : 0;

    for (guint o = 0; o < count_outputs (net, l); o++)
      self->old_wire[net->inputs->len + net->first_output[l] + o] =
          o < n ? (int) (base->inputs->len + base->first_output[old] + o) : -1;
  }
}

static gboolean
is_touched (const Change *self, guint layer)
{
  const NgNet *net = self->net, *base = self->base;
  guint old = (guint) self->old[layer], n = count_inputs (net, layer);

  if (self->old[layer] < 0 || net->originals[layer] != base->originals[old] ||
      n != count_inputs (base, old))
    return TRUE;
  for (guint i = 0; i < n; i++) {
    int wire = ng_net_wire (net, net->sources[net->first_input[layer] + i]);
    int before = ng_net_wire (base, base->sources[base->first_input[old] + i]);

    if ((wire >= 0 ? self->old_wire[wire] : -1) != before || (wire < 0) != (before < 0))
      return TRUE;
  }
  return FALSE;
}

/* Whether something may have been written for the wire: it is a port of the net. */
static gboolean
is_port (const NgNet *net, guint wire)
{
  gboolean is_read = FALSE;

  for (guint t = net->first_target[wire]; t < net->first_target[wire + 1]; t++)
    is_read |= net->targets[t].index < 0;
  return wire < net->inputs->len || is_read;
}

/* What the inference of the whole would forget before it looks at any consequence. */
static void
find_forgotten (Change *self)
{
  const NgNet *net = self->net, *base = self->base;
  g_autofree guint8 *is_cut = g_new0 (guint8, ng_net_n_wires (base) + 1);

  for (guint l = 0; l < base->n_layers; l++) {
    if (self->now[l] >= 0 && !self->is_touched[self->now[l]])
      continue;
    for (guint e = base->first_input[l]; e < base->first_input[l + 1]; e++) {
      int wire = ng_net_wire (base, base->sources[e]);

      if (wire >= 0 && (base->causes[wire] & NG_CAUSE_CONSUMER) != 0)
        is_cut[wire] = TRUE;
    }
  }
  for (guint w = 0; w < ng_net_n_wires (net); w++) {
    int old = self->old_wire[w];

    self->is_forgotten[w] =
        old < 0 || is_cut[old] || (base->causes[old] & NG_CAUSE_DEFAULT) != 0 ||
        ((is_port (net, w) || is_port (base, (guint) old)) &&
         !ng_net_declares_alike (
             net, ng_net_source_of_wire (net, w), base, ng_net_source_of_wire (base, (guint) old)));
    self->causes[w] = self->is_forgotten[w] ? G_MAXUINT8 : base->causes[old];
  }
}

static Change
find_change (const NgNet *net, const NgNet *base)
{
  guint n_wires = ng_net_n_wires (net);
  Change self = { .net = net, .base = base };

  self.old = g_new (int, net->n_layers + 1);
  self.now = g_new (int, base->n_layers + 1);
  self.old_wire = g_new (int, n_wires + 1);
  self.is_touched = g_new (guint8, net->n_layers + 1);
  self.is_forgotten = g_new (guint8, n_wires + 1);
  self.causes = g_new (guint8, n_wires + 1);
  find_old (&self);
  for (guint l = 0; l < net->n_layers; l++)
    self.is_touched[l] = is_touched (&self, l) != 0;
  find_forgotten (&self);
  return self;
}

/* The layers at what changed, and those near them. Returns: whether these are no more than @most */
static gboolean
find_pieces (const Change *self, guint most, NgPiece *after, NgPiece *before)
{
  guint n_wires = ng_net_n_wires (self->net);

  for (guint l = 0; l < self->net->n_layers && after->layers->len < most; l++)
    if (self->is_touched[l])
      ng_piece_add (after, (int) l, most);
  for (guint w = 0; w < n_wires && after->layers->len < most; w++)
    if (self->is_forgotten[w])
      ng_piece_add_at_wire (after, w, most);
  for (guint l = 0; l < self->base->n_layers && self->base->depth > 1; l++)
    if (assumes_inside (self->base, l))
      ng_piece_add (after, self->now[l], most);
  if (after->layers->len >= most)
    return FALSE;
  ng_piece_grow (after, most);
  ng_piece_end (after);
  for (guint i = 0; i < after->layers->len; i++)
    ng_piece_add (before, self->old[g_array_index (after->layers, guint, i)], G_MAXUINT);
  for (guint l = 0; l < self->base->n_layers && before->layers->len < 2 * most; l++)
    if (self->now[l] < 0)
      ng_piece_add (before, (int) l, G_MAXUINT);
  ng_piece_end (before);
  return before->layers->len < 2 * most;
}

/* All that the base knows of what was not touched; G_MAXUINT for types that are to be found. */
static void
keep_types (const Change *self, NgNet *net)
{
  const NgNet *base = self->base;
  guint n_wires = ng_net_n_wires (net), n_arrays = net->first_array[net->n_layers];

  net->distinct = g_array_ref (base->distinct);
  net->types = g_new (guint, n_wires);
  net->causes = g_new0 (guint8, n_wires);
  net->array_types = g_new (guint, n_arrays);
  if (base->known != NULL)
    net->known = g_new0 (NgTensor *, n_wires);
  for (guint w = 0; w < n_wires; w++) {
    int old = self->old_wire[w];

    net->types[w] = old >= 0 ? base->types[old] : G_MAXUINT;
    net->causes[w] = old >= 0 ? base->causes[old] : 0;
    if (base->known != NULL && old >= 0 && base->known[old] != NULL)
      net->known[w] = ng_tensor_ref (base->known[old]);
  }
  for (guint l = 0; l < net->n_layers; l++) {
    int old = self->old[l];
    gboolean is_same = old >= 0 && net->originals[l] == base->originals[old];

    for (guint a = net->first_array[l]; a < net->first_array[l + 1]; a++)
      net->array_types[a] =
          is_same ? base->array_types[base->first_array[old] + a - net->first_array[l]] : G_MAXUINT;
    if (is_same && net->layers[l] != base->layers[old]) {
      ng_layer_unref (net->layers[l]);
      net->layers[l] = ng_layer_ref (base->layers[old]);
    }
  }
}

static gboolean
is_complete (const NgNet *net)
{
  for (guint w = 0; w < ng_net_n_wires (net); w++)
    if (net->types[w] == G_MAXUINT)
      return FALSE;
  for (guint a = 0; a < net->first_array[net->n_layers]; a++)
    if (net->array_types[a] == G_MAXUINT)
      return FALSE;
  return TRUE;
}

/* Leaves no trace of what was kept. */
static void
drop_types (NgNet *net)
{
  forget_known (net);
  g_clear_pointer (&net->distinct, g_array_unref);
  g_clear_pointer (&net->types, g_free);
  g_clear_pointer (&net->causes, g_free);
  g_clear_pointer (&net->array_types, g_free);
  for (guint l = 0; l < net->n_layers; l++)
    if (net->layers[l] != net->originals[l]) {
      ng_layer_unref (net->layers[l]);
      net->layers[l] = ng_layer_ref (net->originals[l]);
    }
}

/* Tries pieces of one size. */
static gboolean
infer_in (const Change *self, NgNet *net, guint most, const Reasons *reasons)
{
  NgPiece after = ng_piece_begin (net), before = ng_piece_begin (self->base);
  gboolean is_done = FALSE;

  if (find_pieces (self, most, &after, &before)) {
    g_autoptr (NgNet) then = ng_piece_net (&before), now = ng_piece_net (&after);
    g_autofree guint8 *is_border = ng_piece_find_border (&after);
    gboolean goes_forward =
        can_go_forward (self->base, reasons) &&
        comes_forward (&after, self->causes, self->base, self->old, is_border, now->inputs->len);

    if (find_reasons (then).n_assumed == reasons->n_assumed &&
        infer_piece (now, then, is_border, goes_forward)) {
      keep_types (self, net);
      is_done = ng_piece_put_back (&after, now, net) && is_complete (net);
      if (!is_done)
        drop_types (net);
    }
  }
  ng_piece_clear (&after);
  ng_piece_clear (&before);
  return is_done;
}

/* Whether a coder of a port fits arrays of several ranks: then more is related than meets there. */
static gboolean
has_open_coder (const GArray *ports)
{
  for (guint i = 0; i < ports->len; i++) {
    const NgCoder *coder = g_array_index (ports, NgNetPort, i).coder;

    if (coder != NULL && ng_coder_has_parts (coder))
      return TRUE;
  }
  return FALSE;
}

/* Varying lengths are numbered by the order of the whole. */
static gboolean
can_be_near (const NgNet *net, const NgNet *base)
{
  return base->diagnostics->len == 0 && net->diagnostics->len == 0 && !base->has_settled &&
         !base->is_tangled && !net->has_shared && base->n_lengths == 0 && net->n_lengths == 0 &&
         base->is_raw == net->is_raw && !has_open_coder (net->inputs) &&
         !has_open_coder (net->outputs);
}

gboolean
ng_net_infer_near (NgNet *net, const NgNet *base)
{
  Change change;
  Reasons reasons;
  gboolean is_done = FALSE;

  if (!can_be_near (net, base))
    return FALSE;
  change = find_change (net, base);
  reasons = find_reasons (base);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes) && !is_done; i++)
    is_done = infer_in (&change, net, sizes[i], &reasons);
  change_clear (&change);
  return is_done;
}
