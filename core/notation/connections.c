/* Connections are read in two passes. The first walks the rules from left to right, finds what each
 * endpoint names, and notes who feeds whom. Only then is it known which inputs were chosen by name,
 * so the second pass gives the others their slots and tells the builder. */

#include "core/notation/connections.h"

#include "core/base/limits.h"
#include "core/base/nearest.h"
#include "core/base/pair.h"
#include <string.h>

/* An input that is still to be chosen: the next free slot, or the one input nobody names. */
enum { NEXT_SLOT = -1, ONLY_FREE = -2 };

typedef struct {
  NgSource source;
  int layer;          /* or -1 for an output of the net */
  int input;          /* or NEXT_SLOT or ONLY_FREE */
  const char *output; /* of the net */
  const NgPlace *left;
  const NgPlace *endpoint;
} Edge;

typedef struct {
  NgNetBuilder *builder;
  const char *const *names;
  GArray *edges; /* of Edge */
  gsize n_pairs; /* of a source and what it leads to, None too */
  GError **error;
} Reader;

/* What an endpoint says, before one knows on which side of a rule it stands. */
typedef struct {
  int layer;        /* or -1 for a port of the net */
  const char *port; /* or NULL for the only one */
  gint64 slot;      /* or 0 */
} Endpoint;

static gboolean
fail (Reader *self, const NgExpr *expr, const char *tag, const char *hint, char *message)
{
  NgDiagnostic *diagnostic = ng_diagnostic_new (tag, ng_expr_place (expr), "%s", message);

  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (self->error, diagnostic);
  g_free (message);
  return FALSE;
}

static char *
describe_layer (Reader *self, int layer)
{
  if (self->names != NULL)
    return g_strdup_printf ("\"%s\"", self->names[layer]);
  return g_strdup_printf ("%d", layer + 1);
}

static char *
list_ports (NgLayer *layer, gboolean is_output)
{
  gsize n = is_output ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s\"%s\"",
                            i == 0       ? ""
                            : i + 1 == n ? " and "
                                         : ", ",
                            is_output ? ng_layer_output_name (layer, i)
                                      : ng_layer_input_name (layer, i));
  return g_string_free (text, FALSE);
}

static gboolean
fail_layer (Reader *self, const NgExpr *expr, const NgExpr *name)
{
  g_autofree char *shown = ng_print_short (name, NG_MAX_SHOWN_NAME);
  g_autofree char *hint = NULL;
  gsize n = ng_net_builder_n_layers (self->builder);

  if (ng_expr_kind (name) == NG_EXPR_STRING || ng_expr_kind (name) == NG_EXPR_SYMBOL) {
    const char *nearest =
        self->names != NULL ? ng_nearest (ng_expr_text (name), self->names) : NULL;

    if (nearest != NULL)
      hint = g_strdup_printf ("Did you mean \"%s\"?", nearest);
    else
      hint = g_strdup_printf ("Ports are written NetPort[\"%s\"].", ng_expr_text (name));
  } else if (n == 1) {
    hint = g_strdup ("The net has one layer.");
  } else {
    hint = g_strdup_printf ("The net has layers 1 to %" G_GSIZE_FORMAT ".", n);
  }
  return fail (
      self, expr, "NetGraph::nolayer", hint, g_strdup_printf ("There is no layer %s.", shown));
}

static gboolean
find_layer (Reader *self, const NgExpr *expr, const NgExpr *name, int *layer)
{
  gsize n = ng_net_builder_n_layers (self->builder);

  *layer = -1;
  if (ng_expr_kind (name) == NG_EXPR_INTEGER && ng_expr_integer (name) >= 1 &&
      (guint64) ng_expr_integer (name) <= n)
    *layer = (int) ng_expr_integer (name) - 1;
  else if (ng_expr_kind (name) == NG_EXPR_STRING && self->names != NULL)
    *layer = ng_net_builder_find (self->builder, ng_expr_text (name));
  return *layer >= 0 || fail_layer (self, expr, name);
}

static gboolean
fail_port (Reader *self, const NgExpr *expr)
{
  g_autofree char *shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);

  return fail (self,
               expr,
               "NetGraph::badport",
               "Write NetPort[\"p\"] for a port of the net, NetPort[n, \"p\"] for one of layer n.",
               g_strdup_printf ("%s does not name a port here.", shown));
}

/* A path of more than a layer and a port. */
static gboolean
fail_deep (Reader *self, const NgExpr *expr, int index, const NgExpr *name)
{
  const NgLayer *layer = ng_net_builder_layer (self->builder, (gsize) index);
  g_autofree char *shown = ng_print_short (name, NG_MAX_SHOWN_NAME);

  if (ng_layer_body (layer) != NULL)
    return fail (self,
                 expr,
                 "NetGraph::deepport",
                 "Connect to a port of the inner net instead.",
                 g_strdup ("A connection cannot reach into a net inside the net."));
  return fail (
      self,
      expr,
      "NetGraph::deepport",
      "Write NetPort[n, \"p\"] for port \"p\" of layer n.",
      g_strdup_printf ("Layer %s is a %s and has no layers inside.", shown, ng_layer_kind (layer)));
}

static gboolean
read_port (Reader *self, const NgExpr *expr, Endpoint *endpoint)
{
  gboolean is_path = ng_expr_n_args (expr) == 1 && ng_expr_is_call (ng_expr_arg (expr, 0), "List");
  const NgExpr *path = is_path ? ng_expr_arg (expr, 0) : expr;
  gsize n = ng_expr_n_args (path);
  const NgExpr *port;

  *endpoint = (Endpoint){ .layer = -1 };
  for (gsize i = 0; i < n; i++) {
    NgExprKind kind = ng_expr_kind (ng_expr_arg (path, i));

    if (kind != NG_EXPR_INTEGER && kind != NG_EXPR_STRING)
      return fail_port (self, expr);
  }
  if (n == 1 && !is_path) {
    if (ng_expr_kind (ng_expr_arg (path, 0)) != NG_EXPR_STRING)
      return fail_port (self, expr);
    endpoint->port = ng_expr_text (ng_expr_arg (path, 0));
    return *endpoint->port != '\0' || fail_port (self, expr);
  }
  if (n == 0)
    return fail_port (self, expr);
  if (!find_layer (self, expr, ng_expr_arg (path, 0), &endpoint->layer))
    return FALSE;
  if (n > 2)
    return fail_deep (self, expr, endpoint->layer, ng_expr_arg (path, 0));
  port = n == 2 ? ng_expr_arg (path, 1) : NULL;
  if (port != NULL && ng_expr_kind (port) == NG_EXPR_STRING)
    endpoint->port = ng_expr_text (port);
  else if (port != NULL)
    endpoint->slot = ng_expr_integer (port);
  return port == NULL || endpoint->port != NULL || endpoint->slot > 0 || fail_port (self, expr);
}

static gboolean
read_endpoint (Reader *self, const NgExpr *expr, Endpoint *endpoint)
{
  g_autofree char *shown = NULL;

  if (ng_expr_is_call (expr, "NetPort"))
    return read_port (self, expr, endpoint);
  *endpoint = (Endpoint){ .layer = -1 };
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return find_layer (self, expr, expr, &endpoint->layer);
  shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  return fail (self,
               expr,
               "NetGraph::badconn",
               "An endpoint is a layer, a NetPort or a list.",
               g_strdup_printf ("%s cannot be an end of a connection.", shown));
}

static char *
describe_port (const Endpoint *endpoint)
{
  if (endpoint->port != NULL)
    return g_strdup_printf ("\"%s\"", endpoint->port);
  return g_strdup_printf ("%" G_GINT64_FORMAT, endpoint->slot);
}

static gboolean
fail_missing (Reader *self, const NgExpr *expr, const Endpoint *endpoint, gboolean is_output)
{
  NgLayer *layer = ng_net_builder_layer (self->builder, endpoint->layer);
  g_autofree char *name = describe_layer (self, endpoint->layer);
  g_autofree char *ports = list_ports (layer, is_output);
  const char *noun = is_output ? "output" : "input";
  const char *tag = is_output ? "NetGraph::nooutport" : "NetGraph::noinport";
  g_autofree char *port = NULL;

  if (endpoint->port == NULL && endpoint->slot == 0)
    return fail (self, expr, tag, NULL, g_strdup_printf ("Layer %s has no %s.", name, noun));
  port = describe_port (endpoint);
  if (*ports == '\0')
    return fail (
        self, expr, tag, NULL, g_strdup_printf ("Layer %s has no %s %s.", name, noun, port));
  return fail (self,
               expr,
               tag,
               NULL,
               g_strdup_printf ("Layer %s has no %s %s; it has %s.", name, noun, port, ports));
}

static gboolean
fail_ambiguous (Reader *self, const NgPlace *place, int index, gboolean is_output)
{
  NgLayer *layer = ng_net_builder_layer (self->builder, index);
  g_autofree char *name = describe_layer (self, index);
  g_autofree char *ports = list_ports (layer, is_output);
  NgDiagnostic *diagnostic = ng_diagnostic_new (is_output ? "NetGraph::ambout" : "NetGraph::ambin",
                                                place,
                                                "Layer %s has the %s %s.",
                                                name,
                                                is_output ? "outputs" : "inputs",
                                                ports);

  ng_error_set (self->error,
                ng_diagnostic_with_hint (diagnostic, "Choose one with NetPort[%s, \"…\"].", name));
  return FALSE;
}

/* The endpoint as what feeds something: a layer's output or an input of the net. */
static gboolean
resolve_source (Reader *self, const NgExpr *expr, NgSource *source)
{
  Endpoint endpoint;
  NgLayer *layer;
  int port = 0;

  if (ng_expr_is_symbol (expr, "None"))
    return fail (self,
                 expr,
                 "NetGraph::nonesrc",
                 NULL,
                 g_strdup ("None can only end a connection from a layer."));
  if (!read_endpoint (self, expr, &endpoint))
    return FALSE;
  if (endpoint.layer < 0) {
    *source = (NgSource){ .kind = NG_SOURCE_INPUT };
    source->index = ng_net_builder_input (self->builder, endpoint.port, ng_expr_place (expr));
    return TRUE;
  }
  layer = ng_net_builder_layer (self->builder, endpoint.layer);
  if (endpoint.port != NULL)
    port = ng_layer_find_output (layer, endpoint.port);
  else if (endpoint.slot != 0)
    port = -1;
  else if (ng_layer_n_outputs (layer) > 1) {
    port = ng_layer_only_output (layer);
    if (port < 0)
      return fail_ambiguous (self, ng_expr_place (expr), endpoint.layer, TRUE);
  }
  if (port < 0 || (gsize) port >= ng_layer_n_outputs (layer))
    return fail_missing (self, expr, &endpoint, TRUE);
  *source = (NgSource){ .kind = NG_SOURCE_LAYER, .index = endpoint.layer, .port = port };
  return TRUE;
}

/* Whether the layer's inputs are alike and told apart by numbers alone: slots, or a net that begins
 * with such a layer. */
static gboolean
has_numbered_inputs (NgLayer *layer)
{
  gsize n = ng_layer_n_inputs (layer);

  if (ng_layer_has_open_slots (layer) || ng_layer_has_slots (layer))
    return TRUE;
  for (gsize i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, i + 1);

    if (!g_str_equal (ng_layer_input_name (layer, i), number))
      return FALSE;
  }
  return n > 0;
}

/* Slot number of "2" or "Input2" of a layer whose slots are open; 0 for other names. */
static gint64
parse_slot (const char *name)
{
  const char *digits = g_str_has_prefix (name, "Input") ? name + strlen ("Input") : name;
  guint64 slot;

  if (!g_ascii_string_to_unsigned (digits, 10, 1, NG_MAX_SLOTS, &slot, NULL))
    return 0;
  return (gint64) slot;
}

static gboolean
resolve_target (Reader *self, const NgExpr *expr, Edge *edge)
{
  Endpoint endpoint;
  NgLayer *layer;

  edge->endpoint = ng_expr_place (expr);
  if (!read_endpoint (self, expr, &endpoint))
    return FALSE;
  edge->layer = endpoint.layer;
  if (endpoint.layer < 0) {
    edge->output = endpoint.port;
    return TRUE;
  }
  layer = ng_net_builder_layer (self->builder, endpoint.layer);
  if (endpoint.port == NULL && endpoint.slot == 0) {
    if (has_numbered_inputs (layer))
      edge->input = NEXT_SLOT;
    else if (ng_layer_n_inputs (layer) > 1)
      edge->input = ng_layer_only_input (layer) >= 0 ? ng_layer_only_input (layer) : ONLY_FREE;
    else
      edge->input = 0;
    return ng_layer_has_open_slots (layer) || ng_layer_n_inputs (layer) > 0 ||
           fail_missing (self, expr, &endpoint, FALSE);
  }
  if (ng_layer_has_open_slots (layer)) {
    gint64 slot = endpoint.port != NULL ? parse_slot (endpoint.port) : endpoint.slot;

    edge->input = (int) MIN (slot, NG_MAX_SLOTS + 1) - 1;
    return (slot > 0 && slot <= NG_MAX_SLOTS) || fail_missing (self, expr, &endpoint, FALSE);
  }
  if (endpoint.port != NULL)
    edge->input = ng_layer_find_input (layer, endpoint.port);
  else
    edge->input =
        endpoint.slot <= (gint64) ng_layer_n_inputs (layer) ? (int) endpoint.slot - 1 : -1;
  return edge->input >= 0 || fail_missing (self, expr, &endpoint, FALSE);
}

static gboolean
mute (Reader *self, const NgPlace *left, GArray *sources)
{
  for (guint i = 0; i < sources->len; i++) {
    NgSource source = g_array_index (sources, NgSource, i);

    if (source.kind == NG_SOURCE_INPUT) {
      ng_error_set_new (self->error,
                        "NetGraph::nonein",
                        left,
                        "None can only end a connection from a layer, and this is an input of "
                        "the net.");
      return FALSE;
    }
    ng_net_builder_mute (self->builder, source.index, source.port);
  }
  return TRUE;
}

static gboolean
feed (Reader *self, const NgExpr *expr, const NgPlace *left, GArray *sources)
{
  Edge edge = { .layer = -1, .left = left };

  self->n_pairs += sources->len;
  if (self->n_pairs > NG_MAX_EDGES) {
    ng_error_set_new (self->error,
                      "NetGraph::limit",
                      left,
                      "A net may have at most %d connections.",
                      NG_MAX_EDGES);
    return FALSE;
  }
  if (ng_expr_is_symbol (expr, "None"))
    return mute (self, left, sources);
  if (!resolve_target (self, expr, &edge))
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    edge.source = g_array_index (sources, NgSource, i);
    g_array_append_val (self->edges, edge);
  }
  return TRUE;
}

static gboolean
resolve_sources (Reader *self, GPtrArray *ends, GArray *sources)
{
  g_array_set_size (sources, 0);
  for (guint i = 0; i < ends->len; i++) {
    NgSource source;

    if (!resolve_source (self, ends->pdata[i], &source))
      return FALSE;
    g_array_append_val (sources, source);
  }
  return TRUE;
}

static gboolean read_element (
    Reader *self, NgExpr *expr, const NgPlace *left, GArray *sources, GPtrArray *ends, int depth);

/* x1 -> x2 -> … is nested to the right: each element feeds the next. */
static gboolean
read_chain (
    Reader *self, NgExpr *rule, const NgPlace *left, GArray *sources, GPtrArray *ends, int depth)
{
  g_autoptr (GArray) inner = g_array_new (FALSE, FALSE, sizeof (NgSource));
  g_autoptr (GPtrArray) last = g_ptr_array_new ();
  NgExpr *item = ng_expr_arg (rule, 0), *rest = ng_expr_arg (rule, 1);

  if (!read_element (self, item, left, sources, last, depth + 1))
    return FALSE;
  while (rest != NULL) {
    const NgPlace *place = ng_expr_place (item);

    if (!resolve_sources (self, last, inner))
      return FALSE;
    item = ng_expr_is_rule (rest) ? ng_expr_arg (rest, 0) : rest;
    rest = ng_expr_is_rule (rest) ? ng_expr_arg (rest, 1) : NULL;
    g_ptr_array_set_size (last, 0);
    if (!read_element (self, item, place, inner, last, depth + 1))
      return FALSE;
  }
  for (guint i = 0; i < last->len; i++)
    g_ptr_array_add (ends, last->pdata[i]);
  return TRUE;
}

/* Feeds the element from @sources (nullable), and adds what the next one reads to @ends. */
static gboolean
read_element (
    Reader *self, NgExpr *expr, const NgPlace *left, GArray *sources, GPtrArray *ends, int depth)
{
  if (depth > NG_MAX_EXPR_DEPTH)
    return fail (
        self, expr, "Syntax::depth", NULL, g_strdup ("The connections are nested too deeply."));
  if (ng_expr_is_call (expr, "List")) {
    if (ng_expr_n_args (expr) == 0)
      return fail (self,
                   expr,
                   "NetGraph::badconn",
                   NULL,
                   g_strdup ("An empty list cannot be an end of a connection."));
    for (gsize i = 0; i < ng_expr_n_args (expr); i++)
      if (!read_element (self, ng_expr_arg (expr, i), left, sources, ends, depth + 1))
        return FALSE;
    return TRUE;
  }
  if (ng_expr_is_rule (expr))
    return read_chain (self, expr, left, sources, ends, depth);
  g_ptr_array_add (ends, expr);
  return sources == NULL || feed (self, expr, left, sources);
}

/* Each element of the list of connections: a rule, or again a list of them. */
static gboolean
read_connection (Reader *self, NgExpr *expr, int depth)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new ();
  g_autofree char *shown = NULL;

  if (ng_expr_is_call (expr, "List") && depth < NG_MAX_EXPR_DEPTH) {
    for (gsize i = 0; i < ng_expr_n_args (expr); i++)
      if (!read_connection (self, ng_expr_arg (expr, i), depth + 1))
        return FALSE;
    return TRUE;
  }
  if (ng_expr_is_rule (expr) && !ng_expr_is_rule (ng_expr_arg (expr, 0)))
    return read_chain (self, expr, NULL, NULL, ends, depth);
  shown = ng_print_short (expr, NG_MAX_SHOWN_NAME);
  return fail (self,
               expr,
               "NetGraph::badconn",
               NULL,
               g_strdup_printf ("%s is not a connection; write a -> b.", shown));
}

/* The one input of the layer that no connection names. */
static int
find_free_input (Reader *self, GHashTable *taken, int layer)
{
  gsize n = ng_layer_n_inputs (ng_net_builder_layer (self->builder, layer));
  int free = -1;

  for (gsize i = 0; i < n; i++) {
    if (g_hash_table_contains (taken, ng_pair_key ((guint) layer, (guint) i)) ||
        ng_layer_input_is_optional (ng_net_builder_layer (self->builder, layer), i))
      continue;
    if (free >= 0)
      return -1;
    free = (int) i;
  }
  return free;
}

static gboolean
choose_slot (Reader *self, GHashTable *taken, int *next, Edge *edge)
{
  NgLayer *layer = ng_net_builder_layer (self->builder, edge->layer);
  int *slot = &next[edge->layer];

  while (g_hash_table_contains (taken, ng_pair_key ((guint) edge->layer, (guint) *slot)))
    ++*slot;
  if (!ng_layer_has_open_slots (layer) && (gsize) *slot >= ng_layer_n_inputs (layer)) {
    g_autofree char *name = describe_layer (self, edge->layer);

    ng_error_set_new (self->error,
                      "NetGraph::toomany",
                      edge->left,
                      "Layer %s takes %" G_GSIZE_FORMAT " inputs, and more are connected to it.",
                      name,
                      ng_layer_n_inputs (layer));
    return FALSE;
  }
  edge->input = (*slot)++;
  return TRUE;
}

static gboolean
connect (Reader *self)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (ng_pair_hash, NULL);
  g_autofree int *next = g_new0 (int, MAX (ng_net_builder_n_layers (self->builder), 1));

  for (guint i = 0; i < self->edges->len; i++) {
    const Edge *edge = &g_array_index (self->edges, Edge, i);

    if (edge->layer >= 0 && edge->input >= 0)
      g_hash_table_add (taken, ng_pair_key ((guint) edge->layer, (guint) edge->input));
  }
  for (guint i = 0; i < self->edges->len; i++) {
    Edge *edge = &g_array_index (self->edges, Edge, i);

    if (edge->layer < 0) {
      if (!ng_net_builder_output (
              self->builder, edge->output, edge->source, edge->left, self->error))
        return FALSE;
      continue;
    }
    if (edge->input == NEXT_SLOT && !choose_slot (self, taken, next, edge))
      return FALSE;
    if (edge->input == ONLY_FREE)
      edge->input = find_free_input (self, taken, edge->layer);
    if (edge->input < 0)
      return fail_ambiguous (self, edge->endpoint, edge->layer, FALSE);
    if (!ng_net_builder_connect (
            self->builder, edge->source, edge->layer, edge->input, edge->left, self->error))
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_connections_read (NgNetBuilder *builder, const char *const *names, NgExpr *list, GError **error)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  Reader reader = { .builder = builder, .names = names, .edges = edges, .error = error };

  for (gsize i = 0; i < ng_expr_n_args (list); i++)
    if (!read_connection (&reader, ng_expr_arg (list, i), 0))
      return FALSE;
  return connect (&reader);
}
