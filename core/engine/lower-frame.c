/* The values of the arrays of a net, and of those in it, before it is walked. */

#include "core/engine/lower-private.h"

void
ng_lower_frame_free (NgLowerFrame *self)
{
  gsize n = ng_net_n_layers (self->net);

  for (gsize i = 0; i < n; i++) {
    g_free (self->arrays[i]);
    g_free (self->updates[i]);
    g_clear_pointer (&self->children[i], ng_lower_frame_free);
    g_free (self->paths[i]);
  }
  g_free (self->arrays);
  g_free (self->updates);
  g_free (self->children);
  g_free (self->paths);
  g_free (self);
}

void
ng_lower_fail (NgLower *self, const char *tag, const char *path, const char *format, ...)
{
  g_autofree char *message = NULL;
  NgPlace place = { .path = path };
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_program_builder_fail (self->builder, ng_diagnostic_new (tag, &place, "%s", message));
}

static NgShape
tensor_shape (const NgTensor *tensor, NgElement element)
{
  NgShape shape = { .element = element, .rank = (int) ng_tensor_rank (tensor) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = ng_tensor_dims (tensor)[i];
  return shape;
}

static NgShape
type_shape (const NgType *type, NgElement element)
{
  NgShape shape = { .element = element, .rank = MAX (type->rank, 0) };

  for (int i = 0; i < shape.rank; i++)
    shape.dims[i] = type->dims[i].value;
  return shape;
}

static NgValue
make_own_array (
    NgLower *self, const NgLayer *layer, gsize index, const NgType *type, const char *path)
{
  NgTensor *tensor = ng_layer_array (layer, index);
  const char *name = ng_layer_array_spec (layer, index)->name;
  g_autofree char *full = g_strconcat (path, "/", name, NULL);
  g_autoptr (NgTensor) converted = NULL;
  NgElement element;
  NgShape shape;

  if (ng_layer_array_is_absent (layer, index))
    return NG_NO_VALUE;
  if (tensor == NULL && self->request->arrays_are_inputs && ng_type_is_fixed (type)) {
    shape = type_shape (type, self->request->element);
    return ng_build_input (self->builder, full, &shape);
  }
  if (tensor == NULL) {
    ng_lower_fail (
        self, "NetGraph::notinit", full, "Array \"%s\" of layer %s has no values.", name, path);
    return NG_NO_VALUE;
  }
  element = ng_lower_array_element (self->request, tensor);
  shape = tensor_shape (tensor, element);
  if (ng_lower_is_input (self->request, self->wanted_shared, layer, self->path, self->depth, index))
    return ng_build_input (self->builder, full, &shape);
  if (ng_tensor_element (tensor) == NG_ELEMENT_STRING)
    converted = ng_texts_encode (self->texts, tensor);
  else
    converted = ng_tensor_element (tensor) == element ? ng_tensor_ref (tensor)
                                                      : ng_tensor_convert (tensor, element);
  return ng_build_constant (self->builder, converted);
}

/* All uses of a NetArray are one value, so its gradient is the sum over them. */
static NgValue
make_array (NgLower *self, const NgLayer *layer, gsize index, const NgType *type, const char *path)
{
  const char *shared = ng_layer_array_shared (layer, index);
  gpointer found;
  NgValue value;

  if (shared != NULL && g_hash_table_lookup_extended (self->shared, shared, NULL, &found))
    return GPOINTER_TO_INT (found);
  value = make_own_array (self, layer, index, type, path);
  if (shared != NULL)
    g_hash_table_insert (self->shared, (gpointer) shared, GINT_TO_POINTER (value));
  return value;
}

NgLowerFrame *
ng_lower_frame_new (NgLower *self, const NgNet *net, const char *prefix)
{
  NgLowerFrame *frame = g_new0 (NgLowerFrame, 1);
  gsize n = ng_net_n_layers (net);

  frame->net = net;
  frame->arrays = g_new0 (NgValue *, n);
  frame->updates = g_new0 (NgValue *, n);
  frame->children = g_new0 (NgLowerFrame *, n);
  frame->paths = g_new0 (char *, n);
  for (gsize i = 0; i < n; i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_autofree char *name = ng_net_shown_name (net, i);
    gsize n_arrays = ng_layer_n_arrays (layer);

    frame->paths[i] = *prefix != '\0' ? g_strconcat (prefix, "/", name, NULL) : g_strdup (name);
    ng_program_builder_set_origin (self->builder, frame->paths[i]);
    frame->arrays[i] = g_new (NgValue, MAX (n_arrays, 1));
    frame->updates[i] = g_new (NgValue, MAX (n_arrays, 1));
    for (gsize j = 0; j < n_arrays; j++)
      frame->updates[i][j] = NG_NO_VALUE;
    self->path[self->depth++] = (int) i;
    for (gsize j = 0; j < n_arrays; j++)
      frame->arrays[i][j] =
          make_array (self, layer, j, ng_net_array_type (net, i, j), frame->paths[i]);
    if (ng_layer_net (layer) != NULL && self->depth < NG_MAX_NET_DEPTH)
      frame->children[i] = ng_lower_frame_new (self, ng_layer_net (layer), frame->paths[i]);
    else if (ng_layer_net (layer) != NULL)
      ng_lower_fail (self, "NetGraph::limit", frame->paths[i], "Nets are nested too deeply.");
    self->depth--;
  }
  return frame;
}

NgValue
ng_lower_find_array (NgLowerFrame *frame, const NgWant *want)
{
  int layer = want->n_layers > 0 ? want->layers[want->n_layers - 1] : 0;

  for (int i = 0; i + 1 < want->n_layers && frame != NULL; i++)
    frame = frame->children[want->layers[i]];
  if (frame == NULL || want->n_layers == 0)
    return NG_NO_VALUE;
  return want->kind == NG_WANT_ARRAY_UPDATE ? frame->updates[layer][want->port]
                                            : frame->arrays[layer][want->port];
}
