#include "render/figure/leaves.h"

#include "core/base/pair.h"

typedef struct {
  NgLeaves *to;
  const NgNet *whole;
  GHashTable *wrong; /* edges of the whole net that something is wrong with */
} Walk;

static int
add_value (NgLeaves *to, const NgType *type, int port)
{
  NgLeafValue value = {
    .type = type, .leaf = (int) to->leaves->len, .port = port, .reader = -1, .output = -1
  };

  g_array_append_val (to->values, value);
  return (int) to->values->len - 1;
}

/* The inputs of a net that nothing outside feeds. */
static void
add_ports (NgLeaves *to, const NgNet *net, const char *path, int *values)
{
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgLeaf leaf = { .net = net,
                    .index = (int) i,
                    .path = path,
                    .first_input = to->inputs->len,
                    .first_value = to->values->len,
                    .n_values = 1 };

    values[i] = add_value (to, ng_net_input_type (net, i), 0);
    g_array_append_val (to->leaves, leaf);
  }
}

static gboolean
is_open (const NgLayer *layer, int depth)
{
  return depth != 0 && ng_layer_body (layer) != NULL &&
         (ng_layer_class (layer)->flags & NG_LAYER_TRACES) == 0;
}

static void
add_leaf (Walk *walk, const NgNet *net, int index, const char *path, const int *ins, int *outs)
{
  NgLeaves *to = walk->to;
  const NgLayer *layer = ng_net_layer (net, (gsize) index);
  NgLeaf leaf = { layer,           net,
                  index,           path,
                  to->inputs->len, (guint) ng_layer_n_inputs (layer),
                  to->values->len, (guint) ng_layer_n_outputs (layer) };

  for (guint i = 0; i < leaf.n_inputs; i++) {
    NgLeafInput input = { ins[i],
                          { NG_PICK_EDGE, (guint32) i, ng_net_vertex (net, (gsize) index), 0 },
                          net == walk->whole &&
                              g_hash_table_contains (walk->wrong, ng_pair_key ((guint) index, i)) };
    g_array_append_val (to->inputs, input);
    if (ins[i] < 0)
      continue;
    NgLeafValue *value = &g_array_index (to->values, NgLeafValue, ins[i]);
    value->n_readers++;
    value->reader = (int) to->leaves->len;
  }
  for (guint i = 0; i < leaf.n_values; i++)
    outs[i] =
        add_value (to, ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, index, (int) i }), (int) i);
  g_array_append_val (to->leaves, leaf);
}

static int
value_of (NgSource source, const int *ins, const int *slots, const int *bases)
{
  switch (source.kind) {
  case NG_SOURCE_INPUT:
    return ins[source.index];
  case NG_SOURCE_LAYER:
    return slots[bases[source.index] + source.port];
  default:
    return -1;
  }
}

/* Nets lie in one another at most NG_MAX_NET_DEPTH deep. */
static void
walk_net (Walk *walk, const NgNet *net, const char *path, int depth, const int *ins, int *outs)
{
  gsize n = ng_net_n_layers (net);
  const int *order = ng_net_order (net);
  g_autofree int *bases = g_new (int, n + 1);
  int n_slots = 0;

  for (gsize i = 0; i < n; i++) {
    bases[i] = n_slots;
    n_slots += (int) ng_layer_n_outputs (ng_net_layer (net, i));
  }
  g_autofree int *slots = g_new (int, (gsize) n_slots + 1);

  for (gsize k = 0; k < n; k++) {
    int i = order[k];
    const NgLayer *layer = ng_net_layer (net, (gsize) i);
    gsize n_inputs = ng_layer_n_inputs (layer);
    g_autofree int *mine = g_new (int, n_inputs + 1);

    for (gsize j = 0; j < n_inputs; j++)
      mine[j] = value_of (ng_net_source (net, (gsize) i, j), ins, slots, bases);
    if (is_open (layer, depth)) {
      g_autofree char *name = ng_net_shown_name (net, (gsize) i);
      char *inner = *path == '\0' ? g_strdup (name) : g_strconcat (path, "/", name, NULL);

      g_ptr_array_add (walk->to->paths, inner);
      walk_net (walk, ng_layer_body (layer), inner, depth - 1, mine, slots + bases[i]);
    } else {
      add_leaf (walk, net, i, path, mine, slots + bases[i]);
    }
  }
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    outs[i] = value_of (ng_net_output_source (net, i), ins, slots, bases);
}

static GHashTable *
find_wrong (const NgNet *net)
{
  GHashTable *wrong = g_hash_table_new (ng_pair_hash, NULL);
  NgTarget target;

  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    if (ng_net_diagnostic_target (net, i, &target) &&
        ng_net_diagnostic (net, i)->severity == NG_SEVERITY_ERROR)
      g_hash_table_add (wrong, ng_pair_key ((guint) target.index, (guint) target.port));
  return wrong;
}

NgLeaves *
ng_leaves_new (NgNet *net, int depth)
{
  NgLeaves *self = g_new (NgLeaves, 1);
  g_autoptr (GHashTable) wrong = find_wrong (net);
  Walk walk = { self, net, wrong };
  char *path = g_strdup ("");

  self->leaves = g_array_new (FALSE, FALSE, sizeof (NgLeaf));
  self->values = g_array_new (FALSE, FALSE, sizeof (NgLeafValue));
  self->inputs = g_array_new (FALSE, FALSE, sizeof (NgLeafInput));
  self->paths = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->paths, path);

  if (depth != 0 && ng_net_n_layers (net) == 1 && ng_layer_wraps (ng_net_layer (net, 0))) {
    g_autofree char *name = ng_net_shown_name (net, 0);
    path = g_steal_pointer (&name);
    g_ptr_array_add (self->paths, path);
    net = ng_layer_net (ng_net_layer (net, 0));
  }
  self->net = net;
  g_autofree int *ins = g_new (int, ng_net_n_inputs (net) + 1);
  g_autofree int *outs = g_new (int, ng_net_n_outputs (net) + 1);
  add_ports (self, net, path, ins);
  walk_net (&walk, net, path, depth, ins, outs);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    if (outs[i] >= 0)
      g_array_index (self->values, NgLeafValue, outs[i]).output = (int) i;
  return self;
}

void
ng_leaves_free (NgLeaves *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->leaves);
  g_array_unref (self->values);
  g_array_unref (self->inputs);
  g_ptr_array_unref (self->paths);
  g_free (self);
}
