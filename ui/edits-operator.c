/* Edits of nodes of ONNX models: their attributes, and inputs that nothing feeds yet. */

#include "ui/edits-private.h"

#include "core/graph/names.h"
#include "core/notation/read.h"
#include "core/operators/new-operator.h"

/* Of the kind that the node has it in where @kind says none. */
static gboolean
read_attribute (NgAttribute *attribute,
                const NgOnnxNode *node,
                const char *name,
                NgAttributeKind kind,
                const char *text,
                GError **error)
{
  g_autoptr (NgExpr) value = ng_notation_read (NULL, text, -1, NULL, NULL, error);
  const NgAttribute *old = ng_onnx_node_attribute (node, name);

  if (value == NULL)
    return FALSE;
  if (kind == NG_ATTRIBUTE_OTHER)
    kind = old != NULL ? old->kind : ng_attribute_kind_of (value);
  return ng_attribute_read (attribute, name, kind, value, error);
}

NgNet *
ng_edit_set_attribute (NgNet *root,
                       const NgSubject *subject,
                       const char *name,
                       NgAttributeKind kind,
                       const char *text,
                       GError **error)
{
  g_auto (NgEditPlace) place = { 0 };
  g_autoptr (NgLayer) layer = NULL, changed = NULL;
  NgAttribute attribute;
  NgOnnxNode *node;

  if (!ng_edit_find_place (&place, root, subject->net, error))
    return NULL;
  layer = ng_edit_find_written (&place, subject, error);
  if (layer == NULL)
    return NULL;
  if (ng_layer_onnx_node (layer) == NULL) {
    ng_edit_fail_subject (subject, error);
    return NULL;
  }
  if (*text != '\0' &&
      !read_attribute (&attribute, ng_layer_onnx_node (layer), name, kind, text, error))
    return NULL;
  node = ng_onnx_node_copy (ng_layer_onnx_node (layer));
  if (*text != '\0')
    ng_onnx_node_set_attribute (node, &attribute);
  else
    ng_onnx_node_remove_attribute (node, name);
  changed = ng_onnx_node_renew (node, layer);
  return ng_edit_set_layer (root, subject, changed, error);
}

/* Returns: (transfer full): "add_B" */
static char *
own_input_name (const NgNet *net, gsize layer, gsize input)
{
  g_autofree char *name = ng_net_shown_name (net, layer);

  return g_strconcat (name, "_", ng_layer_input_name (ng_net_layer (net, layer), input), NULL);
}

static void
open_input (NgNetBuilder *builder, const NgNet *net, gsize index, gsize input, const NgType *given)
{
  const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, index));
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_autofree char *wanted = own_input_name (net, index, input);
  g_auto (GStrv) names = ng_port_names_of_inputs ((const char *const *) &wanted, 1, taken);
  NgSource source = { NG_SOURCE_INPUT, ng_net_builder_add_input (builder, names[0]), 0 };
  NgType type;

  if (node != NULL && ng_operator_port_type (node, input, given, &type))
    ng_net_builder_set_port_type (builder, names[0], &type, NULL, NULL);
  ng_net_builder_set_source (builder, (int) index, input, source);
}

NgNet *
ng_edit_open_inputs (NgNet *net, gsize index, const NgType *given)
{
  g_autoptr (NgNet) owned = net;
  const NgLayer *layer = ng_net_layer (net, index);
  g_autoptr (NgNetBuilder) builder = NULL;

  for (gsize i = 0; ng_net_is_raw (net) && i < ng_layer_n_inputs (layer); i++) {
    if (ng_layer_input_is_optional (layer, i) ||
        ng_net_source (net, index, i).kind != NG_SOURCE_NONE)
      continue;
    if (builder == NULL)
      builder = ng_net_builder_new_fixed (net);
    open_input (builder, net, index, i, given);
  }
  return builder != NULL ? ng_net_builder_end_open (g_steal_pointer (&builder), NULL)
                         : g_steal_pointer (&owned);
}

NgNet *
ng_edit_close_input (NgNet *net, const NgNet *before, NgTarget target, NgSource old)
{
  g_autoptr (NgNet) owned = net;
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree char *name = NULL;
  g_autofree gboolean *was_used = NULL;
  gsize n;

  if (net == NULL || !ng_net_is_raw (net) || target.index < 0 || old.kind != NG_SOURCE_INPUT)
    return g_steal_pointer (&owned);
  ng_net_targets (net, old, &n);
  name = own_input_name (before, (gsize) target.index, (gsize) target.port);
  if (n > 0 || !g_str_has_prefix (ng_net_input_name (net, (gsize) old.index), name))
    return g_steal_pointer (&owned);
  builder = ng_net_builder_new_fixed (net);
  was_used = g_new0 (gboolean, ng_net_n_inputs (net));
  was_used[old.index] = TRUE;
  ng_net_builder_remove_unused (builder, was_used);
  return ng_net_builder_end_open (g_steal_pointer (&builder), NULL);
}
