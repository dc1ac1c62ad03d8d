/* What a document shows of its net: which of the nets inside each other, and what of that is open
 * in place. */

#include "ui/document-private.h"
#include "ui/groups.h"

#include <string.h>

/* ---- which net ---- */

const char *
ng_document_inside (NgDocument *self)
{
  return self->inside;
}

gboolean
ng_document_is_inside (NgDocument *self, const char *path)
{
  return ng_path_is_within (path, self->inside);
}

/* The vertices of the layers that lead to @path, by which it is found again. */
static void
keep_vertices (NgDocument *self, const char *path)
{
  NgNet *net = ng_document_net (self);
  g_autoptr (GArray) layers = net != NULL ? ng_path_layers (net, path) : NULL;

  g_array_set_size (self->inside_vertices, 0);
  for (guint i = 0; layers != NULL && i < layers->len; i++) {
    gsize index = g_array_index (layers, guint, i);
    NgVertexId vertex = ng_net_vertex (net, index);

    g_array_append_val (self->inside_vertices, vertex);
    net = ng_layer_inside (ng_net_layer (net, index));
  }
}

gboolean
ng_document_set_inside (NgDocument *self, const char *path)
{
  keep_vertices (self, path);
  if (strcmp (path, self->inside) == 0)
    return FALSE;
  g_free (self->inside);
  self->inside = g_strdup (path);
  ng_document_inside_changed (self);
  return TRUE;
}

/* The path that the vertices lead along, as far as they do. */
static char *
follow_vertices (NgDocument *self, gboolean *is_whole)
{
  char *path = g_strdup ("");
  NgNet *net = ng_document_net (self);
  guint i = 0;

  for (; net != NULL && i < self->inside_vertices->len; i++) {
    int index = ng_net_index_of_vertex (net, g_array_index (self->inside_vertices, NgVertexId, i));
    NgNet *inner = index >= 0 ? ng_layer_inside (ng_net_layer (net, (gsize) index)) : NULL;
    g_autofree char *around = path;
    g_autofree char *name = NULL;

    if (inner == NULL) {
      path = g_steal_pointer (&around);
      break;
    }
    name = ng_net_shown_name (net, (gsize) index);
    path = ng_subject_join (around, name);
    net = inner;
  }
  *is_whole = net != NULL && i == self->inside_vertices->len;
  return path;
}

void
ng_document_follow_inside (NgDocument *self)
{
  NgNet *net = ng_document_net (self);
  gboolean is_whole;
  g_autofree char *path = NULL;

  if (*self->inside == '\0')
    return;
  path = follow_vertices (self, &is_whole);
  if (is_whole || net == NULL || ng_path_resolve (net, self->inside) == NULL)
    ng_document_set_inside (self, path);
  else
    keep_vertices (self, self->inside);
}

/* The graph of nets that a layer holds, as NetMapOperator does, at @path, where nothing is to be
 * seen of it but one net. */
static NgNet *
find_only_held (NgNet *root, const char *path)
{
  g_autoptr (NgSubject) holder = ng_path_subject (root, path);
  NgNet *net, *held;
  int layer;

  if (holder == NULL || !ng_subject_resolve (holder, root, &net, &layer) ||
      !ng_layer_holds (ng_net_layer (net, (gsize) layer)))
    return NULL;
  held = ng_layer_inside (ng_net_layer (net, (gsize) layer));
  return held != NULL && ng_net_n_layers (held) == 1 &&
                 ng_layer_net (ng_net_layer (held, 0)) != NULL
             ? held
             : NULL;
}

/* Returns: (transfer full) (element-type NgSubject): the layers that one goes into on the way to
 * the net at @path, from the outside inwards */
static GPtrArray *
find_way (NgNet *root, const char *path)
{
  GPtrArray *way = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  NgSubject *holder;

  while ((holder = ng_path_subject (root, path)) != NULL) {
    if (find_only_held (root, holder->net) != NULL) {
      g_autoptr (NgSubject) held = holder;

      holder = ng_path_subject (root, held->net);
    }
    g_ptr_array_insert (way, 0, holder);
    path = holder->net;
  }
  return way;
}

GPtrArray *
ng_document_way (NgDocument *self)
{
  return find_way (ng_document_net (self), self->inside);
}

void
ng_document_enter (NgDocument *self, const char *path)
{
  NgNet *root = ng_document_net (self), *held;
  g_autofree char *inner = g_strdup (path);
  g_autoptr (GPtrArray) way = NULL;
  const NgSubject *left = NULL;

  if (root == NULL || ng_path_resolve (root, path) == NULL)
    return;
  while ((held = find_only_held (root, inner)) != NULL) {
    g_autofree char *around = g_steal_pointer (&inner);
    g_autofree char *name = ng_net_shown_name (held, 0);

    inner = ng_subject_join (around, name);
  }
  way = ng_document_way (self);
  if (!ng_document_set_inside (self, inner))
    return;
  for (guint i = 0; i < way->len; i++)
    if (strcmp (((const NgSubject *) way->pdata[i])->net, inner) == 0)
      left = way->pdata[i];
  ng_document_select (self, left);
  ng_document_draw (self);
}

void
ng_document_leave (NgDocument *self)
{
  g_autoptr (GPtrArray) way = NULL;

  if (*self->inside == '\0')
    return;
  way = ng_document_way (self);
  ng_document_enter (self, ((const NgSubject *) way->pdata[way->len - 1])->net);
}

/* ---- what is open in it ---- */

gboolean
ng_document_is_open (NgDocument *self, const char *path)
{
  const NgItem *items;
  g_autoptr (NgSubject) holder = NULL;
  NgPick vertex = { 0 };
  guint32 group;

  if (self->scene == NULL)
    return FALSE;
  items = ng_scene_items (self->scene);
  group = ng_scene_find_path (self->scene, path);
  holder = ng_path_subject (ng_document_net (self), path);
  if (holder == NULL || !ng_subject_to_pick (holder, self->scene, &vertex))
    vertex.kind = NG_PICK_NONE;
  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++)
    if (items[i].role == NG_ROLE_FRAME &&
        ((items[i].pick.kind == NG_PICK_GROUP && items[i].pick.id == group) ||
         (items[i].pick.kind == NG_PICK_VERTEX && ng_pick_equal (items[i].pick, vertex))))
      return TRUE;
  return FALSE;
}

void
ng_document_toggle (NgDocument *self, const char *path)
{
  gboolean was_open = ng_document_is_open (self, path);

  g_hash_table_insert (self->toggled,
                       g_strdup (path),
                       GINT_TO_POINTER (was_open ? NG_TOGGLED_CLOSED : NG_TOGGLED_OPEN));
  ng_document_draw (self);
}

/* Opens every scope and nested net on the way from the net that is shown to what is at @path. */
static gboolean
open_around (NgDocument *self, const char *path)
{
  const char *shown = path + strlen (self->inside);
  gboolean is_new = FALSE;

  for (const char *p = shown; *p != '\0'; p++) {
    if (*p != '/' || p == shown)
      continue;
    g_autofree char *part = g_strndup (path, (gsize) (p - path));
    if (GPOINTER_TO_INT (g_hash_table_lookup (self->toggled, part)) != NG_TOGGLED_OPEN) {
      g_hash_table_insert (
          self->toggled, g_steal_pointer (&part), GINT_TO_POINTER (NG_TOGGLED_OPEN));
      is_new = TRUE;
    }
  }
  return is_new;
}

/* Opens all groups that a layer lies in, or the layer that an edge or a port is of. */
static gboolean
open_groups (NgDocument *self, const NgNet *net, const NgSubject *subject, int layer)
{
  g_autoptr (NgSubject) vertex = ng_subject_of_layer (net, subject->net, (gsize) layer);
  NgScopeRules rules = ng_document_groups (self);
  g_autoptr (GPtrArray) groups = ng_groups_around (ng_document_net (self), &rules, vertex);
  gboolean is_new = FALSE;

  for (guint i = 0; i < groups->len; i++) {
    const char *path = groups->pdata[i];

    if (GPOINTER_TO_INT (g_hash_table_lookup (self->toggled, path)) == NG_TOGGLED_OPEN)
      continue;
    g_hash_table_insert (self->toggled, g_strdup (path), GINT_TO_POINTER (NG_TOGGLED_OPEN));
    is_new = TRUE;
  }
  return is_new;
}

void
ng_document_reveal (NgDocument *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;
  NgPick pick;
  gboolean has_moved, is_new;

  if (!ng_subject_resolve (subject, ng_document_net (self), &net, &layer))
    return;
  has_moved =
      !ng_document_is_inside (self, subject->net) && ng_document_set_inside (self, subject->net);
  if (!has_moved && self->scene != NULL && ng_subject_to_pick (subject, self->scene, &pick))
    return;

  g_autofree char *name = layer >= 0 ? ng_net_shown_name (net, (gsize) layer) : g_strdup ("");
  g_autofree char *path = ng_subject_join (subject->net, name);
  is_new = open_around (self, path);
  if (layer >= 0 && self->depth >= 0 && open_groups (self, net, subject, layer))
    is_new = TRUE;
  if (is_new || has_moved)
    ng_document_draw (self);
}
