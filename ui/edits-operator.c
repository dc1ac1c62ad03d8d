/* Edits of nodes of ONNX models: their attributes, and inputs that nothing feeds yet. */

#include "ui/edits-private.h"

#include "core/graph/names.h"
#include "core/graph/nested.h"
#include "core/notation/read.h"
#include "core/operators/new-operator.h"

#include <string.h>

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
    kind = ng_operator_attribute_kind (node->operator, name);
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

/* What goes into the layer that reads input @index first. */
static NgElement
element_to_read (const NgNet *net, gsize index)
{
  gsize n;
  const NgTarget *targets = ng_net_targets (net, (NgSource){ NG_SOURCE_INPUT, (int) index, 0 }, &n);
  const NgOnnxNode *node = n > 0 && targets[0].index >= 0
                               ? ng_layer_onnx_node (ng_net_layer (net, (gsize) targets[0].index))
                               : NULL;
  const NgOperatorForm *form =
      node != NULL ? ng_operator_form_find (node->domain, node->op, node->version) : NULL;

  return form != NULL ? ng_operator_form_usual_element (form, node->version) : NG_ELEMENT_F32;
}

NgNet *
ng_edit_give_elements (NgNet *net, const NgNet *before, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;

  for (gsize i = 0; ng_net_is_raw (net) && i < ng_net_n_inputs (net); i++) {
    const char *name = ng_net_input_name (net, i);
    NgType type = *ng_net_input_type (net, i);

    if (type.element != NG_ELEMENT_NONE || type.kind != NG_KIND_UNKNOWN ||
        (before != NULL && ng_net_find_input (before, name) >= 0))
      continue;
    if (builder == NULL)
      builder = ng_net_builder_new_fixed (net);
    type.element = element_to_read (net, i);
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
  }
  return builder != NULL ? ng_net_builder_end_open (g_steal_pointer (&builder), error)
                         : ng_net_ref (net);
}

/* Returns: (transfer full): "add_B" */
static char *
own_input_name (const NgNet *net, gsize layer, gsize input)
{
  g_autofree char *name = ng_net_shown_name (net, layer);

  return g_strconcat (name, "_", ng_layer_input_name (ng_net_layer (net, layer), input), NULL);
}

/* What is known of an input: of a node what its operator says, of one with a net in it what that
 * net says of its own input. */
static gboolean
find_input_type (
    const NgLayer *layer, gsize input, const NgType *given, const NgNet *inside, NgType *type)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  int own = -1;

  if (inside == NULL)
    return node != NULL && ng_operator_port_type (node, input, given, type);
  own = ng_net_find_input (inside, ng_layer_input_name (layer, input));
  if (own >= 0)
    *type = *ng_net_input_type (inside, (gsize) own);
  return own >= 0;
}

static void
open_input (NgNetBuilder *builder,
            const NgNet *net,
            gsize index,
            gsize input,
            const NgType *given,
            const NgNet *inside)
{
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  g_autofree char *wanted = own_input_name (net, index, input);
  g_auto (GStrv) names = ng_port_names_of_inputs ((const char *const *) &wanted, 1, taken);
  NgSource source = { NG_SOURCE_INPUT, ng_net_builder_add_input (builder, names[0]), 0 };
  NgType type;

  if (find_input_type (ng_net_layer (net, index), input, given, inside, &type))
    ng_net_builder_set_port_type (builder, names[0], &type, NULL, NULL);
  ng_net_builder_set_source (builder, (int) index, input, source);
}

/* @inside: (nullable): the net in layer @index that has got inputs. Returns: (transfer full)
 * (nullable): the net with an input for each one of the layer that nothing feeds */
static NgNet *
open_inputs (NgNet *net, gsize index, const NgType *given, const NgNet *inside, GError **error)
{
  const NgLayer *layer = ng_net_layer (net, index);
  g_autoptr (NgNetBuilder) builder = NULL;

  for (gsize i = 0; ng_net_is_raw (net) && i < ng_layer_n_inputs (layer); i++) {
    if (ng_layer_input_is_optional (layer, i) ||
        ng_net_source (net, index, i).kind != NG_SOURCE_NONE)
      continue;
    if (builder == NULL)
      builder = ng_net_builder_new_fixed (net);
    open_input (builder, net, index, i, given, inside);
  }
  return builder != NULL ? ng_net_builder_end_open (g_steal_pointer (&builder), error)
                         : ng_net_ref (net);
}

NgNet *
ng_edit_put_back_open (
    const NgEditPlace *self, NgNet *net, gsize index, const NgType *given, GError **error)
{
  const guint *path = (const guint *) self->layers->data;
  g_autoptr (NgNet) opened = open_inputs (net, index, given, NULL, error);
  g_autoptr (NgNet) root = ng_edit_put_back (self, g_steal_pointer (&opened), error);

  for (guint n = self->layers->len, inner = n; root != NULL && n > 0; n--) {
    NgNet *around = ng_net_nested (root, path, n - 1), *changed;

    /* The bodies of a node beside each other are no level of the model. */
    if (ng_net_is_held (root, path, n - 1))
      continue;
    opened = open_inputs (around, path[n - 1], given, ng_net_nested (root, path, inner), error);
    if (opened == NULL)
      return NULL;
    changed = opened != around ? ng_net_with_nested (root, path, n - 1, opened, error)
                               : ng_net_ref (root);
    g_clear_pointer (&opened, ng_net_unref);
    ng_net_unref (root);
    root = changed;
    inner = n - 1;
  }
  return g_steal_pointer (&root);
}

NgNet *
ng_edit_close_input (NgNet *net, const NgNet *before, NgTarget target, NgSource old, GError **error)
{
  g_autoptr (NgNetBuilder) builder = NULL;
  g_autofree char *name = NULL;
  g_autofree gboolean *was_used = NULL;
  gsize n;

  if (!ng_net_is_raw (net) || target.index < 0 || old.kind != NG_SOURCE_INPUT)
    return ng_net_ref (net);
  ng_net_targets (net, old, &n);
  name = own_input_name (before, (gsize) target.index, (gsize) target.port);
  if (n > 0 || strcmp (ng_net_input_name (net, (gsize) old.index), name) != 0)
    return ng_net_ref (net);
  builder = ng_net_builder_new_fixed (net);
  was_used = g_new0 (gboolean, ng_net_n_inputs (net));
  was_used[old.index] = TRUE;
  ng_net_builder_remove_unused (builder, was_used);
  return ng_net_builder_end_open (g_steal_pointer (&builder), error);
}
