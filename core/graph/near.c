/* A piece is a net itself: some layers of the whole, what comes in from outside as its inputs, and
 * all that is known of its wires. A wire that a layer outside makes or reads is at the border. The
 * inference of a piece gives up as soon as anything at the border would have to change. */

#include "core/graph/near.h"

#include "core/graph/net-private.h"

/* Layers of a piece that is tried first and of one that is tried next; readers of one wire that a
 * piece grows to. */
static const guint sizes[] = { 16, 128 };
enum { MOST_READERS = 16 };

/**
 * Piece:
 * @layers: (element-type guint): which layers of @whole, ascending
 * @wires: (element-type guint): which wire of @whole each of its wires is, inputs first
 * @place: layer of @whole -> its place in @layers + 1
 */
typedef struct {
  const NgNet *whole;
  GArray *layers, *wires;
  GHashTable *place;
} Piece;

static void
piece_clear (Piece *self)
{
  g_array_unref (self->layers);
  g_array_unref (self->wires);
  g_hash_table_unref (self->place);
}

static guint
layer_at (const Piece *self, guint place)
{
  return g_array_index (self->layers, guint, place);
}

static gboolean
is_inside (const Piece *self, int layer)
{
  return g_hash_table_contains (self->place, GINT_TO_POINTER (layer));
}

/* ---- which layers ---- */

static void
add_layer (Piece *self, int layer, guint most)
{
  guint index = (guint) layer;

  if (layer < 0 || self->layers->len >= most || is_inside (self, layer))
    return;
  g_hash_table_insert (self->place, GINT_TO_POINTER (layer), GINT_TO_POINTER (1));
  g_array_append_val (self->layers, index);
}

/* The layer that makes a wire and those that read it, unless they are many. */
static void
add_at_wire (Piece *self, guint wire, guint most)
{
  const NgNet *net = self->whole;
  NgSource source = ng_net_source_of_wire (net, wire);
  guint first = net->first_target[wire], last = net->first_target[wire + 1];

  if (source.kind == NG_SOURCE_LAYER)
    add_layer (self, source.index, most);
  for (guint t = first; t < last && last - first <= MOST_READERS; t++)
    add_layer (self, net->targets[t].index, most);
}

static int
compare_layers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

/* The layers nearest to @index, at most so many. */
static Piece
find_piece (const NgNet *net, guint index, guint most)
{
  Piece self = { net,
                 g_array_new (FALSE, FALSE, sizeof (guint)),
                 g_array_new (FALSE, FALSE, sizeof (guint)),
                 g_hash_table_new (NULL, NULL) };

  add_layer (&self, (int) index, most);
  for (guint i = 0; i < self.layers->len && self.layers->len < most; i++) {
    guint layer = layer_at (&self, i);

    for (guint e = net->first_input[layer]; e < net->first_input[layer + 1]; e++)
      if (net->sources[e].kind != NG_SOURCE_NONE)
        add_at_wire (&self, (guint) ng_net_wire (net, net->sources[e]), most);
    for (guint o = net->first_output[layer]; o < net->first_output[layer + 1]; o++)
      add_at_wire (&self, net->inputs->len + o, most);
  }
  g_array_sort (self.layers, compare_layers);
  for (guint i = 0; i < self.layers->len; i++)
    g_hash_table_insert (
        self.place, GUINT_TO_POINTER (layer_at (&self, i)), GUINT_TO_POINTER (i + 1));
  return self;
}

/* ---- the piece as a net ---- */

/* Which input of the piece a wire from outside is, a new one where there is none yet. */
static NgSource
take_input (Piece *self, NgNet *net, GHashTable *inputs, NgSource source)
{
  guint wire = (guint) ng_net_wire (self->whole, source);
  gpointer key = GUINT_TO_POINTER (wire);
  int found = GPOINTER_TO_INT (g_hash_table_lookup (inputs, key)) - 1;
  g_autofree char *name = NULL;
  NgNetPort port = { .declared = ng_type_unknown () };

  if (found >= 0)
    return (NgSource){ NG_SOURCE_INPUT, found, 0 };
  name = g_strdup_printf ("%u", wire);
  if (source.kind == NG_SOURCE_INPUT) {
    port = ng_net_port_copy (&g_array_index (self->whole->inputs, NgNetPort, source.index));
    g_ref_string_release (port.name);
  }
  port.name = g_ref_string_new_intern (name);
  g_array_append_val (net->inputs, port);
  g_array_append_val (self->wires, wire);
  g_hash_table_insert (inputs, key, GUINT_TO_POINTER (net->inputs->len));
  return (NgSource){ NG_SOURCE_INPUT, (int) net->inputs->len - 1, 0 };
}

static NgSource
inside (const Piece *self, NgSource source)
{
  guint place =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->place, GINT_TO_POINTER (source.index)));

  return (NgSource){ NG_SOURCE_LAYER, (int) place - 1, source.port };
}

static void
count_ports (const Piece *self, NgNet *net)
{
  const NgNet *whole = self->whole;
  guint n = self->layers->len;

  net->first_input = g_new0 (guint, n + 1);
  net->first_output = g_new0 (guint, n + 1);
  net->first_array = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++) {
    guint l = layer_at (self, i);

    net->first_input[i + 1] =
        net->first_input[i] + whole->first_input[l + 1] - whole->first_input[l];
    net->first_output[i + 1] =
        net->first_output[i] + whole->first_output[l + 1] - whole->first_output[l];
    net->first_array[i + 1] =
        net->first_array[i] + whole->first_array[l + 1] - whole->first_array[l];
  }
}

static void
connect (Piece *self, NgNet *net)
{
  const NgNet *whole = self->whole;
  g_autoptr (GHashTable) inputs = g_hash_table_new (NULL, NULL);

  net->sources = g_new0 (NgSource, net->first_input[net->n_layers]);
  net->places = g_new0 (NgPlace, net->first_input[net->n_layers]);
  net->muted = g_new0 (guint8, net->first_output[net->n_layers]);
  for (guint i = 0; i < net->n_layers; i++) {
    guint first = whole->first_input[layer_at (self, i)];

    for (guint e = net->first_input[i]; e < net->first_input[i + 1]; e++) {
      NgSource source = whole->sources[first + e - net->first_input[i]];

      if (source.kind == NG_SOURCE_LAYER && is_inside (self, source.index))
        net->sources[e] = inside (self, source);
      else if (source.kind != NG_SOURCE_NONE)
        net->sources[e] = take_input (self, net, inputs, source);
    }
  }
  for (guint i = 0; i < net->n_layers; i++) {
    guint l = layer_at (self, i);

    for (guint o = whole->first_output[l]; o < whole->first_output[l + 1]; o++) {
      guint wire = whole->inputs->len + o;

      g_array_append_val (self->wires, wire);
    }
  }
  for (guint o = 0; o < whole->outputs->len; o++) {
    NgNetPort port = g_array_index (whole->outputs, NgNetPort, o);

    if (port.source.kind != NG_SOURCE_LAYER || !is_inside (self, port.source.index))
      continue;
    port = ng_net_port_copy (&port);
    port.source = inside (self, port.source);
    g_array_append_val (net->outputs, port);
  }
}

/* What the whole knows of the piece. */
static void
take_types (const Piece *self, NgNet *net)
{
  const NgNet *whole = self->whole;
  guint n_wires = self->wires->len;

  net->distinct = g_array_ref (whole->distinct);
  net->types = g_new (guint, n_wires);
  net->causes = g_new (guint8, n_wires);
  net->array_types = g_new (guint, net->first_array[net->n_layers]);
  if (whole->known != NULL)
    net->known = g_new0 (NgTensor *, n_wires);
  for (guint w = 0; w < n_wires; w++) {
    guint wire = g_array_index (self->wires, guint, w);

    net->types[w] = whole->types[wire];
    net->causes[w] = whole->causes[wire];
    if (whole->known != NULL && whole->known[wire] != NULL)
      net->known[w] = ng_tensor_ref (whole->known[wire]);
  }
  for (guint i = 0; i < net->n_layers; i++)
    for (guint a = net->first_array[i]; a < net->first_array[i + 1]; a++)
      net->array_types[a] =
          whole->array_types[whole->first_array[layer_at (self, i)] + a - net->first_array[i]];
}

static void
take_layers (const Piece *self, NgNet *net)
{
  const NgNet *whole = self->whole;
  guint n = self->layers->len;

  net->n_layers = n;
  net->layers = g_new (NgLayer *, n);
  net->originals = g_new (NgLayer *, n);
  net->vertices = g_new (NgVertexId, n);
  for (guint i = 0; i < n; i++) {
    guint l = layer_at (self, i);
    const NgNet *inner = ng_layer_net (whole->originals[l]);

    net->layers[i] = ng_layer_ref (whole->layers[l]);
    net->originals[i] = ng_layer_ref (whole->originals[l]);
    net->vertices[i] = whole->vertices[l];
    net->n_leaves += inner != NULL ? inner->n_leaves : 1;
  }
}

static NgNet *
make_net (Piece *self)
{
  const NgNet *whole = self->whole;
  NgNet *net = ng_net_alloc ();

  net->is_raw = whole->is_raw;
  net->is_closed = whole->is_closed;
  net->next_vertex = whole->next_vertex;
  net->depth = whole->depth;
  net->length_names = g_strdupv (whole->length_names);
  net->n_lengths = whole->n_lengths;
  take_layers (self, net);
  count_ports (self, net);
  connect (self, net);
  ng_net_build_tables (net, NULL);
  take_types (self, net);
  return net;
}

/* Which wires of the piece a layer outside makes or reads. */
static guint8 *
find_border (const Piece *self)
{
  const NgNet *whole = self->whole;
  guint8 *is_border = g_new0 (guint8, self->wires->len + 1);

  for (guint w = 0; w < self->wires->len; w++) {
    guint wire = g_array_index (self->wires, guint, w);
    NgSource source = ng_net_source_of_wire (whole, wire);

    is_border[w] = source.kind == NG_SOURCE_LAYER && !is_inside (self, source.index);
    for (guint t = whole->first_target[wire]; t < whole->first_target[wire + 1]; t++) {
      int reader = whole->targets[t].index;

      /* An output of the whole that is no input of the piece is one of the piece. */
      is_border[w] |= reader >= 0 ? !is_inside (self, reader) : source.kind == NG_SOURCE_INPUT;
    }
  }
  return is_border;
}

/* ---- and back ---- */

/* Where @type stands among the distinct types of @net, a table of its own from the first new one
 * on; -1 where that would have more than a net of this size needs. */
static int
place_of_type (NgNet *net, const NgType *type)
{
  guint most = ng_net_n_wires (net) + net->first_array[net->n_layers];

  for (guint i = 0; i < net->distinct->len; i++)
    if (ng_type_equal (&g_array_index (net->distinct, NgType, i), type))
      return (int) i;
  if (net->distinct->len >= most)
    return -1;
  g_array_append_val (net->distinct, *type);
  return (int) net->distinct->len - 1;
}

static gboolean
put_type (NgNet *net, guint *place, const NgType *type)
{
  int found = place_of_type (net, type);

  if (found >= 0)
    *place = (guint) found;
  return found >= 0;
}

/* Copies what was found in the piece into the whole. */
static gboolean
put_back (const Piece *self, const NgNet *net, NgNet *whole)
{
  GArray *shared = whole->distinct;

  whole->distinct = g_array_copy (shared);
  g_array_unref (shared);
  for (guint w = 0; w < self->wires->len; w++) {
    guint wire = g_array_index (self->wires, guint, w);
    NgTensor *known = net->known != NULL ? net->known[w] : NULL;

    if (!put_type (whole, &whole->types[wire], ng_net_wire_type (net, w)))
      return FALSE;
    whole->causes[wire] = net->causes[w];
    if (known != NULL && whole->known == NULL)
      whole->known = g_new0 (NgTensor *, ng_net_n_wires (whole));
    if (whole->known == NULL)
      continue;
    g_clear_pointer (&whole->known[wire], ng_tensor_unref);
    whole->known[wire] = known != NULL ? ng_tensor_ref (known) : NULL;
  }
  for (guint i = 0; i < net->n_layers; i++) {
    guint l = layer_at (self, i);

    ng_layer_unref (whole->layers[l]);
    ng_layer_unref (whole->originals[l]);
    whole->layers[l] = ng_layer_ref (net->layers[i]);
    whole->originals[l] = ng_layer_ref (net->originals[i]);
    for (guint a = net->first_array[i]; a < net->first_array[i + 1]; a++)
      if (!put_type (whole,
                     &whole->array_types[whole->first_array[l] + a - net->first_array[i]],
                     ng_net_known_array_type (net, a)))
        return FALSE;
  }
  whole->n_visits = net->n_visits;
  return TRUE;
}

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

/* Wires of which something is assumed, those of nested nets included. After an edit all of them are
 * forgotten, wherever they are. Recursion goes as deep as nets are nested. */
static guint
count_assumed (const NgNet *net)
{
  guint n = 0;

  for (guint w = 0; w < ng_net_n_wires (net); w++)
    n += (net->causes[w] & NG_CAUSE_DEFAULT) != 0;
  for (guint l = 0; net->depth > 1 && l < net->n_layers; l++)
    if (ng_layer_net (net->layers[l]) != NULL)
      n += count_assumed (ng_layer_net (net->layers[l]));
  return n;
}

static void
forget_known (NgNet *net)
{
  for (guint w = 0; net->known != NULL && w < ng_net_n_wires (net); w++)
    g_clear_pointer (&net->known[w], ng_tensor_unref);
  g_clear_pointer (&net->known, g_free);
}

/* @n_assumed: of the whole */
static NgNet *
exchange_in (NgNet *self, Piece *piece, guint n_assumed, guint index, NgLayer *layer)
{
  g_autoptr (NgNet) before = make_net (piece), after = ng_net_clone (before), whole = NULL;
  guint place = (guint) inside (piece, (NgSource){ NG_SOURCE_LAYER, (int) index, 0 }).index;
  g_autofree guint8 *is_border = find_border (piece);

  forget_known (after);
  ng_layer_unref (after->layers[place]);
  ng_layer_unref (after->originals[place]);
  after->layers[place] = ng_layer_ref (layer);
  after->originals[place] = ng_layer_ref (layer);
  if (count_assumed (before) != n_assumed || !ng_net_infer_piece (after, before, is_border))
    return NULL;
  whole = ng_net_clone (self);
  return put_back (piece, after, whole) ? g_steal_pointer (&whole) : NULL;
}

NgNet *
ng_net_exchange_near (NgNet *self, gsize index, NgLayer *layer)
{
  guint n_assumed;

  if (!is_plain (self, (guint) index, layer))
    return NULL;
  n_assumed = count_assumed (self);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    Piece piece = find_piece (self, (guint) index, sizes[i]);
    gboolean is_all = piece.layers->len < sizes[i];
    NgNet *net = exchange_in (self, &piece, n_assumed, (guint) index, layer);

    piece_clear (&piece);
    if (net != NULL || is_all)
      return net;
  }
  return NULL;
}
