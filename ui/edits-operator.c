/* Edits of nodes of ONNX models: their attributes. */

#include "ui/edits-private.h"

#include "core/notation/read.h"

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
