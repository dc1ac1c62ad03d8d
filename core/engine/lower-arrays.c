/* Which arrays of a net are inputs of its program, and their values. */

#include "core/engine/lower-private.h"

#include "core/tensor/element.h"
#include <string.h>

GHashTable *
ng_lower_find_shared (const NgNet *root, const NgRequest *request)
{
  GHashTable *names = g_hash_table_new (NULL, NULL);

  for (gsize i = 0; i < request->n_wants; i++) {
    const NgWant *want = &request->wants[i];
    const NgNet *net = root;
    NgLayer *layer = NULL;

    if (want->kind != NG_WANT_ARRAY_GRADIENT)
      continue;
    for (int k = 0; k < want->n_layers && net != NULL; k++) {
      layer = ng_net_layer (net, (gsize) want->layers[k]);
      net = ng_layer_net (layer);
    }
    if (layer != NULL && (gsize) want->port < ng_layer_n_arrays (layer) &&
        ng_layer_array_shared (layer, (gsize) want->port) != NULL)
      g_hash_table_add (names, (gpointer) ng_layer_array_shared (layer, (gsize) want->port));
  }
  return names;
}

gboolean
ng_lower_is_input (const NgRequest *request,
                   GHashTable *wanted_shared,
                   const NgLayer *layer,
                   const int *path,
                   int length,
                   gsize index)
{
  const char *shared = ng_layer_array_shared (layer, index);
  const NgTensor *tensor = ng_layer_array (layer, index);

  if (tensor != NULL && ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    return FALSE;
  if (request->arrays_are_inputs)
    return TRUE;
  if (shared != NULL)
    return g_hash_table_contains (wanted_shared, shared);
  for (gsize i = 0; i < request->n_wants; i++) {
    const NgWant *want = &request->wants[i];

    if (want->kind == NG_WANT_ARRAY_GRADIENT && want->n_layers == length &&
        want->port == (int) index &&
        memcmp (want->layers, path, (gsize) length * sizeof *path) == 0)
      return TRUE;
  }
  return FALSE;
}

NgElement
ng_lower_input_element (const NgType *type, NgElement element)
{
  NgElement real = element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32;

  if (type->kind == NG_KIND_STRING)
    return NG_TEXT_ELEMENT;
  if (type->element != NG_ELEMENT_NONE)
    return ng_element_is_real (type->element) ? real : ng_element_whole (type->element);
  if (type->kind == NG_KIND_INTEGER)
    return NG_ELEMENT_I64;
  return type->kind == NG_KIND_BOOLEAN ? NG_ELEMENT_BOOL : real;
}

NgElement
ng_lower_array_element (const NgRequest *request, const NgTensor *tensor)
{
  NgElement element = ng_tensor_element (tensor);

  if (element == NG_ELEMENT_STRING)
    return NG_TEXT_ELEMENT;
  return ng_element_is_real (element) ? request->element : ng_element_whole (element);
}

typedef struct {
  const NgRequest *request;
  GHashTable *wanted_shared;
  GHashTable *added; /* names of NetArrays that stand there already */
  int path[NG_MAX_NET_DEPTH];
  GPtrArray *arrays;
} ArrayList;

/* Adds the arrays that are inputs, as make_frame() meets them. */
static void
collect_arrays (const NgNet *net, int depth, ArrayList *list)
{
  for (gsize i = 0; i < ng_net_n_layers (net) && depth < NG_MAX_NET_DEPTH; i++) {
    NgLayer *layer = ng_net_layer (net, i);

    list->path[depth] = (int) i;
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      NgTensor *tensor = ng_layer_array (layer, j);
      const char *shared = ng_layer_array_shared (layer, j);

      if (tensor == NULL || ng_layer_array_is_absent (layer, j) ||
          !ng_lower_is_input (
              list->request, list->wanted_shared, layer, list->path, depth + 1, j) ||
          (shared != NULL && !g_hash_table_add (list->added, (gpointer) shared)))
        continue;
      g_ptr_array_add (list->arrays,
                       ng_tensor_convert (tensor, ng_lower_array_element (list->request, tensor)));
    }
    if (ng_layer_net (layer) != NULL)
      collect_arrays (ng_layer_net (layer), depth + 1, list);
  }
}

GPtrArray *
ng_lower_arrays (const NgNet *net, const NgRequest *request)
{
  g_autoptr (GHashTable) wanted_shared = ng_lower_find_shared (net, request);
  g_autoptr (GHashTable) added = g_hash_table_new (NULL, NULL);
  ArrayList list = { .request = request, .wanted_shared = wanted_shared, .added = added };

  list.arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  collect_arrays (net, 0, &list);
  return list.arrays;
}
