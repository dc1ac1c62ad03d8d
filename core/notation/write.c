/* A net as notation that reads back to an equal net.
 *
 * Ports that the rules of names give back by themselves are left to them; if they would come out in
 * another order or with another name, every port is written as a connection, inputs first and in
 * order. Neighbouring rules a -> b, b -> c become a -> b -> c. */

#include "core/notation/write.h"

#include "core/expr/items.h"
#include "core/graph/names.h"
#include <string.h>

typedef struct {
  const NgNet *net;
  gboolean with_arrays;
  gboolean *writes_input;  /* inputs of the net that stand in a connection */
  gboolean *writes_output; /* outputs of the net that stand in a connection */
  GPtrArray *rules;        /* of NgExpr, rules of two endpoints */
} Writer;

static NgExpr *
write_layer_name (const NgNet *net, gsize index)
{
  if (ng_net_is_named (net))
    return ng_expr_new_string (ng_net_name (net, index), NULL);
  return ng_expr_new_integer ((gint64) index + 1, NULL);
}

static NgExpr *
write_layer_port (const NgNet *net, gsize index, const char *port)
{
  NgExpr *path = ng_expr_new_call (
      "List", write_layer_name (net, index), ng_expr_new_string (port, NULL), NULL);

  return ng_expr_new_call ("NetPort", path, NULL);
}

static NgExpr *
write_net_port (const char *name)
{
  return ng_expr_new_call ("NetPort", ng_expr_new_string (name, NULL), NULL);
}

static NgExpr *
write_source (const NgNet *net, NgSource source)
{
  NgLayer *layer;

  if (source.kind == NG_SOURCE_INPUT)
    return write_net_port (ng_net_input_name (net, (gsize) source.index));
  layer = ng_net_layer (net, (gsize) source.index);
  if (ng_layer_only_output (layer) == source.port)
    return write_layer_name (net, (gsize) source.index);
  return write_layer_port (
      net, (gsize) source.index, ng_layer_output_name (layer, (gsize) source.port));
}

static void
add_rule (Writer *self, NgExpr *source, NgExpr *target)
{
  g_ptr_array_add (self->rules, ng_expr_new_call ("Rule", source, target, NULL));
}

static gboolean
is_written (const Writer *self, NgSource source)
{
  return source.kind == NG_SOURCE_LAYER ||
         (source.kind == NG_SOURCE_INPUT && self->writes_input[source.index]);
}

static NgExpr *
write_target (const NgNet *net, gsize layer, gsize input)
{
  NgLayer *target = ng_net_layer (net, layer);

  if (ng_layer_only_input (target) == (int) input && !ng_layer_has_slots (target))
    return write_layer_name (net, layer);
  return write_layer_port (net, layer, ng_layer_input_name (target, input));
}

/* Slots that are all connected: {a, b, c} -> n. */
static void
write_slots (Writer *self, gsize layer)
{
  gsize n = ng_layer_n_inputs (ng_net_layer (self->net, layer));
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (sources, write_source (self->net, ng_net_source (self->net, layer, i)));
  add_rule (self,
            n == 1 ? sources->pdata[0] : ng_list_write ("List", sources),
            write_layer_name (self->net, layer));
}

static void
write_inputs_of_layer (Writer *self, gsize layer)
{
  NgLayer *target = ng_net_layer (self->net, layer);
  gsize n = ng_layer_n_inputs (target), n_written = 0;

  for (gsize i = 0; i < n; i++)
    n_written += is_written (self, ng_net_source (self->net, layer, i));
  if (ng_layer_has_slots (target) && n_written == n && n > 0) {
    write_slots (self, layer);
    return;
  }
  for (gsize i = 0; i < n; i++) {
    NgSource source = ng_net_source (self->net, layer, i);

    if (is_written (self, source))
      add_rule (self, write_source (self->net, source), write_target (self->net, layer, i));
  }
}

static void
write_outputs (Writer *self)
{
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    if (self->writes_output[i])
      add_rule (self,
                write_source (self->net, ng_net_output_source (self->net, i)),
                write_net_port (ng_net_output_name (self->net, i)));
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++)
    for (gsize j = 0; j < ng_layer_n_outputs (ng_net_layer (self->net, i)); j++)
      if (ng_net_is_muted (self->net, i, j)) {
        NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) i, .port = (int) j };

        add_rule (self, write_source (self->net, source), ng_expr_new_symbol ("None", NULL));
      }
}

/* ---- which ports can be left to the rules of names ---- */

/* An input is implicit where every reader is a port of its name at a layer without slots. */
static gboolean
can_be_implicit (const NgNet *net, gsize input)
{
  const char *name = ng_net_input_name (net, input);
  gsize n;
  const NgTarget *targets =
      ng_net_targets (net, (NgSource){ .kind = NG_SOURCE_INPUT, .index = (int) input }, &n);

  for (gsize i = 0; i < n; i++) {
    NgLayer *layer;

    if (targets[i].index < 0)
      return FALSE;
    layer = ng_net_layer (net, (gsize) targets[i].index);
    if (ng_layer_has_slots (layer) || ng_layer_input_is_optional (layer, (gsize) targets[i].port) ||
        !g_str_equal (ng_layer_input_name (layer, (gsize) targets[i].port), name))
      return FALSE;
  }
  return n > 0;
}

/* Where the rules of names first meet the input: layer, then port. */
static gint64
first_reader (const NgNet *net, gsize input)
{
  gsize n;
  const NgTarget *targets =
      ng_net_targets (net, (NgSource){ .kind = NG_SOURCE_INPUT, .index = (int) input }, &n);
  gint64 first = G_MAXINT64;

  for (gsize i = 0; i < n; i++)
    first = MIN (first, ((gint64) targets[i].index << 32) + targets[i].port);
  return first;
}

/* Explicit inputs come first, each where it first appears, then the implicit ones: both as the
 * layers stand. If that is not the net's order, everything becomes explicit. */
static gboolean
inputs_are_in_order (const Writer *self)
{
  gint64 last[2] = { -1, -1 };
  gboolean has_implicit = FALSE;

  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    gboolean is_implicit = !self->writes_input[i];
    gint64 first = first_reader (self->net, i);

    if ((has_implicit && !is_implicit) || first <= last[is_implicit])
      return FALSE;
    has_implicit |= is_implicit;
    last[is_implicit] = first;
  }
  return TRUE;
}

static gboolean
output_is_free (const NgNet *net, gsize output)
{
  gsize n;

  ng_net_targets (net, ng_net_output_source (net, output), &n);
  return n == 1;
}

static const char *
output_own_name (const NgNet *net, gsize output)
{
  NgSource source = ng_net_output_source (net, output);

  return ng_layer_output_name (ng_net_layer (net, (gsize) source.index), (gsize) source.port);
}

/* Whether the rules of names could have given the output its name. */
static gboolean
output_may_be_implicit (const NgNet *net, gsize output)
{
  const char *name = ng_net_output_name (net, output);

  NgSource source = ng_net_output_source (net, output);

  if (source.kind == NG_SOURCE_LAYER &&
      ng_layer_output_is_optional (ng_net_layer (net, (gsize) source.index), (gsize) source.port))
    return FALSE;
  return output_is_free (net, output) &&
         (g_str_equal (name, output_own_name (net, output)) || g_str_has_prefix (name, "Port"));
}

static gint64
output_key (const NgNet *net, gsize output)
{
  NgSource source = ng_net_output_source (net, output);

  return ((gint64) source.index << 32) + source.port;
}

/* Follows the rules of names for the outputs that are not written, and compares. */
static gboolean
outputs_are_named (const Writer *self)
{
  const NgNet *net = self->net;
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;
  gint64 last = -1;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_hash_table_add (taken, (gpointer) ng_net_input_name (net, i));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    if (self->writes_output[i]) {
      if (own->len > 0)
        return FALSE;
      g_hash_table_add (taken, (gpointer) ng_net_output_name (net, i));
      continue;
    }
    if (output_key (net, i) <= last)
      return FALSE;
    last = output_key (net, i);
    /* Read, an output whose name is that of an input is refused. */
    if (ng_net_find_input (net, output_own_name (net, i)) >= 0)
      return FALSE;
    g_ptr_array_add (own, (gpointer) output_own_name (net, i));
    g_ptr_array_add (wanted, (gpointer) ng_net_output_name (net, i));
  }
  names = ng_port_names_of_outputs ((const char *const *) own->pdata, own->len, taken);
  for (guint i = 0; i < own->len; i++)
    if (!g_str_equal (names[i], wanted->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
choose_ports (Writer *self)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    self->writes_input[i] = !can_be_implicit (self->net, i);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    self->writes_output[i] = !output_may_be_implicit (self->net, i);
  if (!inputs_are_in_order (self))
    for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
      self->writes_input[i] = TRUE;
  if (!outputs_are_named (self))
    for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
      self->writes_output[i] = TRUE;
}

/* Each input of the net on its own, so that they appear in the net's order. */
static void
write_inputs_first (Writer *self)
{
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    NgSource source = { .kind = NG_SOURCE_INPUT, .index = (int) i };
    gsize n;
    const NgTarget *targets = ng_net_targets (self->net, source, &n);

    for (gsize j = 0; j < n; j++)
      if (targets[j].index >= 0)
        add_rule (self,
                  write_source (self->net, source),
                  write_target (self->net, (gsize) targets[j].index, (gsize) targets[j].port));
    self->writes_input[i] = FALSE;
  }
}

/* Joins a -> b, b -> c into a -> b -> c. */
static NgExpr *
write_connections (Writer *self)
{
  g_autoptr (GPtrArray) chains = g_ptr_array_new ();
  guint i = self->rules->len;

  while (i-- > 0) {
    NgExpr *rule = self->rules->pdata[i];
    NgExpr *next = i + 1 < self->rules->len ? self->rules->pdata[i + 1] : NULL;

    if (next != NULL && ng_expr_kind (ng_expr_arg (rule, 1)) != NG_EXPR_NORMAL &&
        ng_expr_equal (ng_expr_arg (rule, 1), ng_expr_arg (next, 0))) {
      NgExpr *head = chains->pdata[chains->len - 1];

      chains->pdata[chains->len - 1] =
          ng_expr_new_call ("Rule", ng_expr_ref (ng_expr_arg (rule, 0)), head, NULL);
    } else {
      g_ptr_array_add (chains, ng_expr_ref (rule));
    }
  }
  for (guint j = 0; j < chains->len / 2; j++) {
    gpointer other = chains->pdata[chains->len - 1 - j];

    chains->pdata[chains->len - 1 - j] = chains->pdata[j];
    chains->pdata[j] = other;
  }
  return ng_list_write ("List", chains);
}

/* ---- layers and options ---- */

static NgExpr *
write_layers (const NgNet *net, gboolean with_arrays)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgExpr *layer = ng_layer_write (ng_net_layer (net, i), with_arrays);

    if (ng_net_is_named (net))
      layer =
          ng_expr_new_call ("Rule", ng_expr_new_string (ng_net_name (net, i), NULL), layer, NULL);
    g_ptr_array_add (items, layer);
  }
  return ng_list_write (ng_net_is_named (net) ? "Association" : "List", items);
}

static void
write_option (GPtrArray *items, const char *name, NgExpr *option)
{
  if (option != NULL)
    g_ptr_array_add (
        items,
        ng_expr_new_call ("Rule", ng_expr_new_string (name, NULL), ng_expr_ref (option), NULL));
}

static void
write_options (const NgNet *net, GPtrArray *items)
{
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    write_option (items, ng_net_input_name (net, i), ng_net_input_option (net, i));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    write_option (items, ng_net_output_name (net, i), ng_net_output_option (net, i));
}

/* A layer that holds nets of its own: they are its first argument. */
static NgExpr *
write_around (const NgLayer *layer, gboolean with_arrays)
{
  const NgNet *nets = ng_layer_net (layer);
  g_autoptr (NgExpr) rest = ng_layer_notation (layer, with_arrays);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (gsize i = 0; i < ng_net_n_layers (nets); i++)
    g_ptr_array_add (items, ng_layer_write (ng_net_layer (nets, i), with_arrays));
  if (items->len > 1)
    g_ptr_array_add (items, ng_list_write ("List", items));
  for (gsize i = 0; i < ng_expr_n_args (rest); i++)
    g_ptr_array_add (items, ng_expr_ref (ng_expr_arg (rest, i)));
  return ng_list_write (ng_layer_class (layer)->name, items);
}

/* A layer whose function became its net: the function, and what was written for the ports. */
static NgExpr *
write_traced (const NgLayer *layer)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  g_ptr_array_add (items, ng_expr_ref (ng_layer_param (layer, 0)->expr));
  write_options (ng_layer_body (layer), items);
  return ng_list_write (ng_layer_class (layer)->name, items);
}

NgExpr *
ng_layer_write (const NgLayer *layer, gboolean with_arrays)
{
  const NgNet *body = ng_layer_body (layer);

  /* The arrays of a function that has any belong to layers that only its net names. */
  if (body != NULL && (ng_layer_class (layer)->flags & NG_LAYER_TRACES) != 0 &&
      ng_net_n_parameters (body) == 0)
    return write_traced (layer);
  if (body != NULL)
    return ng_net_write (body, with_arrays);
  return ng_layer_wraps (layer) ? write_around (layer, with_arrays)
                                : ng_layer_notation (layer, with_arrays);
}

NgExpr *
ng_net_write (const NgNet *net, gboolean with_arrays)
{
  gsize n_inputs = ng_net_n_inputs (net), n_outputs = ng_net_n_outputs (net);
  g_autofree gboolean *writes = g_new0 (gboolean, n_inputs + n_outputs + 1);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  Writer writer = { .net = net,
                    .with_arrays = with_arrays,
                    .writes_input = writes,
                    .writes_output = writes + n_inputs,
                    .rules = rules };

  g_ptr_array_add (items, write_layers (net, with_arrays));
  if (!ng_net_is_chain (net)) {
    choose_ports (&writer);
    if (!inputs_are_in_order (&writer))
      write_inputs_first (&writer);
    for (gsize i = 0; i < ng_net_n_layers (net); i++)
      write_inputs_of_layer (&writer, i);
    write_outputs (&writer);
    g_ptr_array_add (items, write_connections (&writer));
  }
  write_options (net, items);
  return ng_list_write (ng_net_is_chain (net) ? "NetChain" : "NetGraph", items);
}

char *
ng_net_summary (const NgNet *net)
{
  gsize n = ng_net_n_layers (net);
  GString *text = g_string_new (ng_net_is_chain (net) ? "NetChain[" : "NetGraph[");

  g_string_append_printf (text, "<%" G_GSIZE_FORMAT " %s>", n, n == 1 ? "layer" : "layers");
  for (gsize side = 0; side < 2; side++) {
    gsize n_ports = side == 0 ? ng_net_n_inputs (net) : ng_net_n_outputs (net);

    for (gsize i = 0; i < n_ports; i++) {
      const NgType *type = side == 0 ? ng_net_input_type (net, i) : ng_net_output_type (net, i);
      const char *name = side == 0 ? ng_net_input_name (net, i) : ng_net_output_name (net, i);
      g_autofree char *label = ng_type_label (type, ng_net_length_names (net));

      g_string_append_printf (text, ", %s %s: %s", side == 0 ? "in" : "out", name, label);
    }
  }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
