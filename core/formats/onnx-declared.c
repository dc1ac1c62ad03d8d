/* What a file says of its values, against what inference found. The file is a witness, not a judge:
 * where the two differ there is a warning, and what was inferred stands. */

#include "core/base/limits.h"
#include "core/formats/onnx-reading.h"

static gboolean
differ (const NgType *found, const NgType *declared)
{
  if (found->element != NG_ELEMENT_NONE && declared->element != NG_ELEMENT_NONE &&
      found->element != declared->element)
    return TRUE;
  if (found->rank < 0 || declared->rank < 0)
    return FALSE;
  if (found->rank != declared->rank)
    return TRUE;
  for (int i = 0; i < found->rank; i++) {
    if (found->dims[i].state == NG_DIM_NUMBER && declared->dims[i].state == NG_DIM_NUMBER &&
        found->dims[i].value != declared->dims[i].value)
      return TRUE;
  }
  return FALSE;
}

static char *
describe (const NgType *type)
{
  g_autofree char *dims = ng_type_label (type, NULL);

  return g_strdup_printf ("%s %s", ng_element_name (type->element), dims);
}

static void
tell (const char *layer,
      const char *value,
      const NgType *found,
      const NgType *declared,
      GPtrArray *to)
{
  g_autofree char *is = describe (found);
  g_autofree char *said = describe (declared);
  NgPlace place = { .path = layer };

  g_ptr_array_add (to,
                   ng_diagnostic_as_warning (ng_diagnostic_new (
                       "ONNX::declared",
                       &place,
                       "The file declares that the value \"%s\" is %s; what makes it gives %s.",
                       value,
                       said,
                       is)));
}

static void
check_net (const NgNet *net, const char *path, guint *n_told, GPtrArray *warnings)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgOnnxNode *node = ng_layer_onnx_node (ng_net_layer (net, i));
    g_autofree char *shown = ng_net_shown_name (net, i);
    g_autofree char *name = path != NULL ? g_strconcat (path, "/", shown, NULL) : g_strdup (shown);
    for (guint j = 0; node != NULL && j < node->outputs->len; j++) {
      const NgType *found = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) j });
      const NgType *declared = &g_array_index (node->declared, NgType, j);
      const char *value = g_array_index (node->outputs, NgOnnxPort, j).value;
      if (differ (found, declared) && (*n_told)++ < NG_MAX_TOLD)
        tell (name, value, found, declared, warnings);
    }
    for (guint j = 0; node != NULL && j < node->attributes->len; j++) {
      const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, j);
      if (attribute->net != NULL)
        check_net (attribute->net, name, n_told, warnings);
    }
  }
}

void
ng_onnx_check_declared (const NgNet *net, GPtrArray *warnings)
{
  guint n_told = 0;

  check_net (net, NULL, &n_told, warnings);
  if (n_told > NG_MAX_TOLD)
    g_ptr_array_add (warnings,
                     ng_diagnostic_as_warning (ng_diagnostic_new (
                         "ONNX::declared",
                         NULL,
                         "The file declares %u more values that are not what their nodes make.",
                         n_told - NG_MAX_TOLD)));
}
