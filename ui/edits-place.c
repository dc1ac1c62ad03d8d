/* Where an edit is made: a net inside others is taken out, changed, and put back. */

#include "ui/edits-private.h"

#include "core/graph/nested.h"

gboolean
ng_edit_find_place (NgEditPlace *self, NgNet *root, const char *path, GError **error)
{
  *self = (NgEditPlace){ .root = root, .path = path };
  self->layers = root != NULL ? ng_path_layers (root, path) : NULL;
  if (self->layers != NULL)
    self->net = ng_net_nested (root, (const guint *) self->layers->data, self->layers->len);
  if (self->net != NULL)
    return TRUE;
  ng_error_set_new (error, "NetGraph::nolayer", NULL, "There is no net at \"%s\".", path);
  return FALSE;
}

gboolean
ng_edit_open_place (NgEditPlace *self, NgNet *root, const char *path, GError **error)
{
  return ng_edit_find_place (self, root, path, error) &&
         ng_net_check_nested (root, (const guint *) self->layers->data, self->layers->len, error);
}

void
ng_edit_leave_place (NgEditPlace *self)
{
  g_clear_pointer (&self->layers, g_array_unref);
}

NgNet *
ng_edit_put_back (const NgEditPlace *self, NgNet *net, GError **error)
{
  g_autoptr (NgNet) owned = net;

  if (net == NULL)
    return NULL;
  if (net == self->net)
    return ng_net_ref (self->root);
  return ng_net_with_nested (
      self->root, (const guint *) self->layers->data, self->layers->len, net, error);
}

int
ng_edit_find_layer (const NgEditPlace *self, const NgSubject *subject, GError **error)
{
  int layer = -1;

  if (subject->kind == NG_PICK_VERTEX || subject->kind == NG_PICK_INPUT ||
      subject->kind == NG_PICK_OUTPUT)
    layer = ng_net_index_of_vertex (self->net, subject->id);
  if (layer < 0)
    ng_error_set_new (error, "NetGraph::nolayer", NULL, "There is no such layer.");
  return layer;
}

gboolean
ng_edit_find_target (const NgEditPlace *self, const NgSubject *subject, NgTarget *target)
{
  gboolean is_port = subject->kind == NG_PICK_NET_OUTPUT ||
                     (subject->kind == NG_PICK_EDGE && subject->id == NG_PICK_NET);

  *target = (NgTarget){ -1, (int) subject->port };
  if (is_port)
    return subject->port < ng_net_n_outputs (self->net);
  if (subject->kind != NG_PICK_INPUT && subject->kind != NG_PICK_EDGE)
    return FALSE;
  target->index = ng_net_index_of_vertex (self->net, subject->id);
  return target->index >= 0;
}

gboolean
ng_edit_find_source (const NgEditPlace *self, const NgSubject *subject, NgSource *source)
{
  const NgLayer *layer;
  int index;

  if (subject->kind == NG_PICK_NET_INPUT) {
    *source = (NgSource){ NG_SOURCE_INPUT, (int) subject->port, 0 };
    return subject->port < ng_net_n_inputs (self->net);
  }
  if (subject->kind != NG_PICK_VERTEX && subject->kind != NG_PICK_OUTPUT)
    return FALSE;
  index = ng_net_index_of_vertex (self->net, subject->id);
  if (index < 0)
    return FALSE;
  layer = ng_net_layer (self->net, (gsize) index);
  *source = (NgSource){ NG_SOURCE_LAYER, index, (int) subject->port };
  if (subject->kind == NG_PICK_VERTEX)
    for (source->port = 0; (gsize) source->port + 1 < ng_layer_n_outputs (layer) &&
                           ng_layer_output_is_optional (layer, (gsize) source->port);)
      source->port++;
  return (gsize) source->port < ng_layer_n_outputs (layer);
}

gboolean
ng_edit_fail_subject (const NgSubject *subject, GError **error)
{
  static const char *const words[] = { "The net",     "This layer", "This input",
                                       "This output", "This edge",  "This input",
                                       "This output", "This group", "This button" };

  ng_error_set_new (
      error, "NetGraph::noport", NULL, "%s cannot be connected like that.", words[subject->kind]);
  return FALSE;
}

gboolean
ng_edit_fail_apart (GError **error)
{
  ng_error_set_new (error,
                    "NetGraph::deepport",
                    NULL,
                    "This is about one net, and not about one inside another.");
  return FALSE;
}

NgLayer *
ng_edit_find_written (const NgEditPlace *self, const NgSubject *subject, GError **error)
{
  int index = ng_edit_find_layer (self, subject, error);

  return index >= 0 ? ng_layer_ref (ng_net_written_layer (self->net, (gsize) index)) : NULL;
}
