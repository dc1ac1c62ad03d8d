#include "ui/subject.h"

#include "core/graph/nested.h"
#include "render/scene/holder.h"
#include <string.h>

NgSubject *
ng_subject_new (NgPickKind kind, NgVertexId id, guint port, const char *net, const char *group)
{
  NgSubject *self = g_new0 (NgSubject, 1);

  self->kind = kind;
  self->id = id;
  self->port = port;
  self->net = g_strdup (net != NULL ? net : "");
  self->group = g_strdup (group != NULL ? group : "");
  return self;
}

NgSubject *
ng_subject_copy (const NgSubject *self)
{
  if (self == NULL)
    return NULL;
  return ng_subject_new (self->kind, self->id, self->port, self->net, self->group);
}

void
ng_subject_free (NgSubject *self)
{
  if (self == NULL)
    return;
  g_free (self->net);
  g_free (self->group);
  g_free (self);
}

gboolean
ng_subject_equal (const NgSubject *a, const NgSubject *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->kind == b->kind && a->id == b->id && a->port == b->port &&
         strcmp (a->net, b->net) == 0 && strcmp (a->group, b->group) == 0;
}

char *
ng_subject_layer_key (const NgSubject *self)
{
  return g_strdup_printf ("%s\n%u", self->net, self->id);
}

gboolean
ng_subject_is_port (const NgSubject *self)
{
  return self != NULL && (self->kind == NG_PICK_INPUT || self->kind == NG_PICK_OUTPUT ||
                          self->kind == NG_PICK_NET_INPUT || self->kind == NG_PICK_NET_OUTPUT);
}

static gboolean
has_group (NgPickKind kind)
{
  return kind == NG_PICK_GROUP || kind == NG_PICK_OPENER;
}

NgSubject *
ng_subject_from_pick (const NgScene *scene, NgPick pick)
{
  if (pick.kind == NG_PICK_NONE)
    return NULL;
  if (has_group (pick.kind))
    return ng_subject_new (
        pick.kind, 0, 0, ng_scene_path (scene, pick.net), ng_scene_path (scene, pick.id));
  return ng_subject_new (pick.kind, pick.id, pick.port, ng_scene_path (scene, pick.net), NULL);
}

gboolean
ng_subject_to_pick (const NgSubject *self, const NgScene *scene, NgPick *pick)
{
  NgPick found = { .kind = (guint32) self->kind, .port = (guint32) self->port, .id = self->id };

  found.net = ng_scene_find_path (scene, self->net);
  if (found.net == G_MAXUINT32)
    return FALSE;
  if (has_group (self->kind)) {
    found.id = ng_scene_find_path (scene, self->group);
    if (found.id == G_MAXUINT32)
      return FALSE;
  }
  *pick = found;
  return ng_scene_find (scene, found, NULL);
}

GArray *
ng_path_layers (NgNet *root, const char *path)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (guint));
  NgNet *net = root;

  while (net != NULL && *path != '\0') {
    int layer = ng_net_find_on_path (net, path, &path);
    guint index = (guint) layer;

    g_array_append_val (layers, index);
    net = layer >= 0 ? ng_layer_inside (ng_net_layer (net, index)) : NULL;
  }
  return net != NULL ? g_steal_pointer (&layers) : NULL;
}

gboolean
ng_path_is_within (const char *path, const char *outer)
{
  gsize length = strlen (outer);

  return length == 0 ||
         (strncmp (path, outer, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

NgNet *
ng_path_resolve (NgNet *root, const char *path)
{
  NgNet *net = root;

  while (net != NULL && *path != '\0') {
    int layer = ng_net_find_on_path (net, path, &path);

    net = layer >= 0 ? ng_layer_inside (ng_net_layer (net, (gsize) layer)) : NULL;
  }
  return net;
}

NgSubject *
ng_path_subject (NgNet *root, const char *path)
{
  g_autoptr (GString) net_path = g_string_new (NULL);
  NgSubject *found = NULL;
  NgNet *net = root;

  while (net != NULL && *path != '\0') {
    int layer = ng_net_find_on_path (net, path, &path);

    if (layer < 0)
      break;
    ng_subject_free (found);
    found = ng_subject_of_layer (net, net_path->str, (gsize) layer);

    g_autofree char *name = ng_net_shown_name (net, (gsize) layer);
    g_autofree char *joined = ng_subject_join (net_path->str, name);
    g_string_assign (net_path, joined);
    net = ng_layer_inside (ng_net_layer (net, (gsize) layer));
  }
  return found;
}

char *
ng_subject_join (const char *net, const char *name)
{
  return *net == '\0' ? g_strdup (name) : g_strconcat (net, "/", name, NULL);
}

NgSubject *
ng_subject_of_layer (const NgNet *net, const char *path, gsize index)
{
  return ng_subject_new (NG_PICK_VERTEX, ng_net_vertex (net, index), 0, path, NULL);
}

gboolean
ng_subject_resolve (const NgSubject *self, NgNet *root, NgNet **net, int *layer)
{
  NgNet *found = ng_path_resolve (root, self->net);
  int index = -1;

  if (found == NULL)
    return FALSE;
  switch (self->kind) {
  case NG_PICK_VERTEX:
  case NG_PICK_INPUT:
  case NG_PICK_OUTPUT:
    index = ng_net_index_of_vertex (found, self->id);
    if (index < 0)
      return FALSE;
    break;
  case NG_PICK_EDGE:
    index = self->id == NG_PICK_NET ? -1 : ng_net_index_of_vertex (found, self->id);
    if (index < 0 && (self->id != NG_PICK_NET || self->port >= ng_net_n_outputs (found)))
      return FALSE;
    break;
  case NG_PICK_NET_INPUT:
    if (self->port >= ng_net_n_inputs (found))
      return FALSE;
    break;
  case NG_PICK_NET_OUTPUT:
    if (self->port >= ng_net_n_outputs (found))
      return FALSE;
    break;
  default:
    break;
  }
  if (net != NULL)
    *net = found;
  if (layer != NULL)
    *layer = index;
  return TRUE;
}

NgType
ng_subject_given (const NgSubject *self, NgNet *root)
{
  NgSource source = { NG_SOURCE_NONE, 0, 0 };
  NgNet *net;
  int layer;

  if (self == NULL || !ng_subject_resolve (self, root, &net, &layer))
    return ng_type_unknown ();
  if (self->kind == NG_PICK_VERTEX && layer >= 0 &&
      ng_layer_n_outputs (ng_net_layer (net, (gsize) layer)) > 0)
    source = (NgSource){ NG_SOURCE_LAYER, layer, 0 };
  else if (self->kind == NG_PICK_INPUT && layer >= 0 &&
           self->port < ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)))
    source = ng_net_source (net, (gsize) layer, self->port);
  else if (!ng_subject_source (self, root, &source))
    return ng_type_unknown ();
  return source.kind != NG_SOURCE_NONE ? *ng_net_type (net, source) : ng_type_unknown ();
}

char *
ng_subject_inside (const NgSubject *self, NgNet *root)
{
  g_autofree char *name = NULL;
  NgNet *net;
  int layer;

  if (self == NULL || root == NULL || self->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (self, root, &net, &layer) ||
      ng_layer_inside (ng_net_layer (net, (gsize) layer)) == NULL)
    return NULL;
  name = ng_net_shown_name (net, (gsize) layer);
  return ng_subject_join (self->net, name);
}

gboolean
ng_subject_source (const NgSubject *self, NgNet *root, NgSource *source)
{
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (self, root, &net, &layer))
    return FALSE;
  switch (self->kind) {
  case NG_PICK_OUTPUT:
    *source = (NgSource){ NG_SOURCE_LAYER, layer, (int) self->port };
    return self->port < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer));
  case NG_PICK_NET_INPUT:
    *source = (NgSource){ NG_SOURCE_INPUT, (int) self->port, 0 };
    return self->port < ng_net_n_inputs (net);
  case NG_PICK_NET_OUTPUT:
    if (self->port >= ng_net_n_outputs (net))
      return FALSE;
    *source = ng_net_output_source (net, self->port);
    return TRUE;
  case NG_PICK_EDGE:
  case NG_PICK_INPUT:
    if (layer < 0) {
      if (self->port >= ng_net_n_outputs (net))
        return FALSE;
      *source = ng_net_output_source (net, self->port);
    } else {
      if (self->port >= ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)))
        return FALSE;
      *source = ng_net_source (net, (gsize) layer, self->port);
    }
    return source->kind != NG_SOURCE_NONE;
  default:
    return FALSE;
  }
}

gboolean
ng_subject_visible_pick (const NgSubject *self, NgNet *root, const NgScene *scene, NgPick *pick)
{
  NgNet *net;
  int layer;

  if (ng_subject_to_pick (self, scene, pick))
    return TRUE;
  if (!ng_subject_resolve (self, root, &net, &layer))
    return FALSE;
  if (layer >= 0 &&
      ng_scene_find_holder (
          scene, ng_scene_find_path (scene, self->net), ng_net_vertex (net, (gsize) layer), pick))
    return TRUE;
  if (*self->net == '\0')
    return FALSE;

  g_autoptr (NgSubject) holder = ng_path_subject (root, self->net);
  return holder != NULL && !ng_subject_equal (holder, self) &&
         ng_subject_visible_pick (holder, root, scene, pick);
}
