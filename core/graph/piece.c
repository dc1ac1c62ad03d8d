#include "core/graph/piece.h"

/* Readers of one wire that a piece grows to. */
enum { MOST_READERS = 16 };

void
ng_piece_clear (NgPiece *self)
{
  g_array_unref (self->layers);
  g_array_unref (self->wires);
  g_hash_table_unref (self->place);
}

static guint
layer_at (const NgPiece *self, guint place)
{
  return g_array_index (self->layers, guint, place);
}

static gboolean
is_inside (const NgPiece *self, int layer)
{
  return g_hash_table_contains (self->place, GINT_TO_POINTER (layer));
}

/* ---- which layers ---- */

void
ng_piece_add (NgPiece *self, int layer, guint most)
{
  guint index = (guint) layer;

  if (layer < 0 || self->layers->len >= most || is_inside (self, layer))
    return;
  g_hash_table_insert (self->place, GINT_TO_POINTER (layer), GINT_TO_POINTER (1));
  g_array_append_val (self->layers, index);
}

void
ng_piece_add_at_wire (NgPiece *self, guint wire, guint most)
{
  const NgNet *net = self->whole;
  NgSource source = ng_net_source_of_wire (net, wire);
  guint first = net->first_target[wire], last = net->first_target[wire + 1];

  if (source.kind == NG_SOURCE_LAYER)
    ng_piece_add (self, source.index, most);
  for (guint t = first; t < last && last - first <= MOST_READERS; t++)
    ng_piece_add (self, net->targets[t].index, most);
}

static int
compare_layers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return (x > y) - (x < y);
}

NgPiece
ng_piece_begin (const NgNet *net)
{
  return (NgPiece){ net,
                    g_array_new (FALSE, FALSE, sizeof (guint)),
                    g_array_new (FALSE, FALSE, sizeof (guint)),
                    g_hash_table_new (NULL, NULL) };
}

void
ng_piece_grow (NgPiece *self, guint most)
{
  const NgNet *net = self->whole;

  for (guint i = 0; i < self->layers->len && self->layers->len < most; i++) {
    guint layer = layer_at (self, i);

    for (guint e = net->first_input[layer]; e < net->first_input[layer + 1]; e++)
      if (net->sources[e].kind != NG_SOURCE_NONE)
        ng_piece_add_at_wire (self, (guint) ng_net_wire (net, net->sources[e]), most);
    for (guint o = net->first_output[layer]; o < net->first_output[layer + 1]; o++)
      ng_piece_add_at_wire (self, net->inputs->len + o, most);
  }
}

void
ng_piece_end (NgPiece *self)
{
  g_array_sort (self->layers, compare_layers);
  for (guint i = 0; i < self->layers->len; i++)
    g_hash_table_insert (
        self->place, GUINT_TO_POINTER (layer_at (self, i)), GUINT_TO_POINTER (i + 1));
}

/* ---- the piece as a net ---- */

/* What a piece calls a wire from outside: the same before and after an edit. */
static char *
name_input (const NgNet *whole, NgSource source)
{
  if (source.kind == NG_SOURCE_INPUT)
    return g_strconcat ("=", g_array_index (whole->inputs, NgNetPort, source.index).name, NULL);
  return g_strdup_printf ("%u:%d", whole->vertices[source.index], source.port);
}

/* Which input of the piece a wire from outside is, a new one where there is none yet. */
static NgSource
take_input (NgPiece *self, NgNet *net, GHashTable *inputs, NgSource source)
{
  guint wire = (guint) ng_net_wire (self->whole, source);
  gpointer key = GUINT_TO_POINTER (wire);
  int found = GPOINTER_TO_INT (g_hash_table_lookup (inputs, key)) - 1;
  g_autofree char *name = NULL;
  NgNetPort port = { .declared = ng_type_unknown () };

  if (found >= 0)
    return (NgSource){ NG_SOURCE_INPUT, found, 0 };
  name = name_input (self->whole, source);
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

NgSource
ng_piece_inside (const NgPiece *self, NgSource source)
{
  guint place =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->place, GINT_TO_POINTER (source.index)));

  return (NgSource){ NG_SOURCE_LAYER, (int) place - 1, source.port };
}

static void
count_ports (const NgPiece *self, NgNet *net)
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
connect (NgPiece *self, NgNet *net)
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
        net->sources[e] = ng_piece_inside (self, source);
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
    port.source = ng_piece_inside (self, port.source);
    g_array_append_val (net->outputs, port);
  }
}

/* What the whole knows of the piece. */
static void
take_types (const NgPiece *self, NgNet *net)
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
take_layers (const NgPiece *self, NgNet *net)
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

NgNet *
ng_piece_net (NgPiece *self)
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
  if (whole->types != NULL)
    take_types (self, net);
  return net;
}

guint8 *
ng_piece_find_border (const NgPiece *self)
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

gboolean
ng_piece_put_back (const NgPiece *self, const NgNet *net, NgNet *whole)
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
