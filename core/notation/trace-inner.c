/* Functions that are applied along arrays: nets of their own. What such a function reads of the
 * functions around it becomes further inputs of its net. */

#include "core/notation/trace-private.h"
#include "core/notation/value.h"

void
ng_trace_inner_clear (NgTraceInner *self)
{
  g_clear_pointer (&self->net, ng_expr_unref);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_clear_pointer (&self->captures, g_ptr_array_unref);
}

/* The function followed through with inputs of the net inside for its arguments. */
static NgNet *
follow (NgTrace *self,
        NgExpr *function,
        const char *const *names,
        gsize n,
        const NgTraceScope *scope,
        const NgExpr *at)
{
  g_autofree NgTraced **arguments = g_new (NgTraced *, n + 1);
  NgTraced *value;

  for (gsize i = 0; i < n; i++) {
    int input = ng_net_builder_input (self->builder, names[i], self->place);

    arguments[i] = ng_traced_source (self, (NgSource){ NG_SOURCE_INPUT, input, 0 });
  }
  value = ng_trace_apply (self, function, arguments, n, scope, at);
  if (value == NULL)
    return NULL;
  if (value->kind == NG_TRACED_NAMED) {
    ng_trace_refuse (self, at, "its function gives several named values, and they form no array");
    return NULL;
  }
  if (!ng_trace_finish (self, value))
    return NULL;
  return ng_net_builder_end (g_steal_pointer (&self->builder), self->error);
}

/* Whether a second net for the same function would have arrays of its own. */
static gboolean
holds_arrays (const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    const NgNet *nested = ng_layer_net (layer);

    if (nested != NULL ? holds_arrays (nested)
                       : ng_layer_n_arrays (layer) > 0 &&
                             !g_str_equal (ng_layer_class (layer)->name, "NetArrayLayer"))
      return TRUE;
  }
  return FALSE;
}

gboolean
ng_trace_inner (NgTrace *self,
                NgExpr *function,
                const char *const *names,
                gsize n,
                const NgTraceScope *scope,
                const NgExpr *at,
                NgTraceInner *inner)
{
  g_autoptr (GArray) atoms = g_array_new (FALSE, FALSE, sizeof (NgSource));
  g_autoptr (GHashTable) captured = g_hash_table_new (NULL, NULL);
  g_autoptr (NgNet) net = NULL;
  NgTrace child = { .reader = self->reader,
                    .outer = self,
                    .builder = ng_net_builder_new (FALSE, FALSE),
                    .traced = self->traced,
                    .n_items = self->n_items,
                    .atoms = atoms,
                    .captured = captured,
                    .captures = g_ptr_array_new (),
                    .place = ng_expr_place (at)->line > 0 ? ng_expr_place (at) : self->place,
                    .depth = self->depth,
                    .error = self->error };

  *inner = (NgTraceInner){ .captures = child.captures,
                           .inputs = g_ptr_array_new_with_free_func (g_free) };
  if (*self->reader->depth >= NG_MAX_NET_DEPTH) {
    ng_error_set_new (
        self->error, "NetGraph::limit", child.place, "Nets are nested too deeply here.");
  } else {
    ++*self->reader->depth;
    net = follow (&child, function, names, n, scope, at);
    --*self->reader->depth;
  }
  g_clear_pointer (&child.builder, ng_net_builder_free);
  if (net == NULL)
    return FALSE;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_ptr_array_add (inner->inputs, g_strdup (ng_net_input_name (net, i)));
  inner->has_arrays = holds_arrays (net);
  inner->net = ng_expr_new_net (net, FALSE);
  return TRUE;
}

int
ng_trace_connect_inner (
    NgTrace *self, NgLayer *layer, const NgTraceInner *inner, NgTraced *const *arguments, gsize n)
{
  int index = layer != NULL ? ng_trace_add (self, layer) : -1;

  for (guint i = 0; i < inner->inputs->len && index >= 0; i++) {
    NgTraced *value = i < n ? arguments[i] : inner->captures->pdata[i - n];
    int input = ng_layer_find_input (layer, inner->inputs->pdata[i]);
    NgSource source;

    if (value == NULL)
      continue;
    if (!ng_trace_to_source (self, value, &source) ||
        !ng_net_builder_connect (self->builder, source, index, input, self->place, self->error))
      return -1;
  }
  return index;
}
