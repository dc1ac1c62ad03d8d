/* Walking through the picture by keys: along connections, across the flow, one after the other. */

#include "ui/canvas-private.h"

#include <math.h>

static gboolean
is_stop (const NgItem *item)
{
  return item->kind == NG_ITEM_BOX &&
         (item->pick.kind == NG_PICK_VERTEX || item->pick.kind == NG_PICK_GROUP ||
          item->pick.kind == NG_PICK_NET_INPUT || item->pick.kind == NG_PICK_NET_OUTPUT);
}

/* By the flow, then across it. */
static int
compare_stops (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const NgDirection direction = *(const NgDirection *) user_data;
  const NgStop *s = a, *t = b;
  float along = direction == NG_DIRECTION_RIGHT ? s->box.x - t->box.x : s->box.y - t->box.y;
  float across = direction == NG_DIRECTION_RIGHT ? s->box.y - t->box.y : s->box.x - t->box.x;

  if (direction == NG_DIRECTION_UP)
    along = -along;
  if (along != 0)
    return along < 0 ? -1 : 1;
  return across < 0 ? -1 : across > 0;
}

GArray *
ng_canvas_stops (NgCanvas *self)
{
  const NgItem *items = ng_scene_items (self->scene);
  NgDirection direction = ng_document_direction (self->document);
  NgPick last = { 0 };

  if (self->order != NULL)
    return self->order;
  self->order = g_array_new (FALSE, FALSE, sizeof (NgStop));
  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++) {
    NgStop stop;

    if (!is_stop (&items[i]) || ng_pick_equal (items[i].pick, last) ||
        !ng_scene_find (self->scene, items[i].pick, &stop.box))
      continue;
    last = stop.pick = items[i].pick;
    g_array_append_val (self->order, stop);
  }
  g_array_sort_with_data (self->order, compare_stops, &direction);
  return self->order;
}

static void
select_stop (NgCanvas *self, const NgStop *stop)
{
  g_autoptr (NgSubject) subject = ng_subject_from_pick (self->scene, stop->pick);

  ng_document_select (self->document, subject);
  ng_canvas_show (self, subject);
}

/* Unit step of the walk on the screen. */
static NgPoint
walk_step (NgCanvas *self, NgWalk walk)
{
  static const NgPoint steps[3][4] = {
    [NG_DIRECTION_RIGHT] = { { 1, 0 }, { -1, 0 }, { 0, -1 }, { 0, 1 } },
    [NG_DIRECTION_DOWN] = { { 0, 1 }, { 0, -1 }, { -1, 0 }, { 1, 0 } },
    [NG_DIRECTION_UP] = { { 0, -1 }, { 0, 1 }, { -1, 0 }, { 1, 0 } },
  };

  return steps[ng_document_direction (self->document)][walk];
}

/* The nearest stop on that side: what lies straight ahead is nearer than what lies aside. */
static const NgStop *
nearest_stop (NgCanvas *self, NgBox from, NgPoint step)
{
  GArray *stops = ng_canvas_stops (self);
  const NgStop *best = NULL;
  float least = G_MAXFLOAT;

  for (guint i = 0; i < stops->len; i++) {
    const NgStop *stop = &g_array_index (stops, NgStop, i);
    float dx = stop->box.x + stop->box.width / 2 - from.x - from.width / 2;
    float dy = stop->box.y + stop->box.height / 2 - from.y - from.height / 2;
    float ahead = dx * step.x + dy * step.y;
    float aside = fabsf (dx * step.y) + fabsf (dy * step.x);
    float distance = ahead + 2 * aside;

    if (ahead > 1 && aside < 6 * ahead && distance < least) {
      least = distance;
      best = stop;
    }
  }
  return best;
}

/* The stop at the other end of an edge from the selected layer, the nearest of those there are. */
static const NgStop *
connected_stop (NgCanvas *self, const NgSubject *from, NgBox box, gboolean is_forward)
{
  NgNet *root = ng_document_net (self->document);
  GArray *stops = ng_canvas_stops (self);
  g_autoptr (GHashTable) ends = g_hash_table_new (NULL, NULL);
  const NgStop *best = NULL;
  float least = G_MAXFLOAT;
  guint32 in_net = ng_scene_find_path (self->scene, from->net);
  NgNet *net;
  int layer;

  if (from->kind != NG_PICK_VERTEX || !ng_subject_resolve (from, root, &net, &layer))
    return NULL;
  if (is_forward) {
    for (gsize port = 0; port < ng_layer_n_outputs (ng_net_layer (net, (gsize) layer)); port++) {
      gsize n;
      const NgTarget *targets =
          ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, layer, (int) port }, &n);

      for (gsize i = 0; i < n; i++)
        if (targets[i].index >= 0)
          g_hash_table_add (ends,
                            GUINT_TO_POINTER (ng_net_vertex (net, (gsize) targets[i].index) + 1));
    }
  } else {
    for (gsize port = 0; port < ng_layer_n_inputs (ng_net_layer (net, (gsize) layer)); port++) {
      NgSource source = ng_net_source (net, (gsize) layer, port);

      if (source.kind == NG_SOURCE_LAYER)
        g_hash_table_add (ends, GUINT_TO_POINTER (ng_net_vertex (net, (gsize) source.index) + 1));
    }
  }
  for (guint i = 0; i < stops->len; i++) {
    const NgStop *stop = &g_array_index (stops, NgStop, i);
    float distance = fabsf (stop->box.x - box.x) + fabsf (stop->box.y - box.y);

    if (stop->pick.kind == NG_PICK_VERTEX && stop->pick.net == in_net && distance < least &&
        g_hash_table_contains (ends, GUINT_TO_POINTER (stop->pick.id + 1))) {
      least = distance;
      best = stop;
    }
  }
  return best;
}

/* Index of @subject (nullable), or of what hides it, among the stops; or -1 */
static int
selected_stop (NgCanvas *self, const NgSubject *subject)
{
  GArray *stops = ng_canvas_stops (self);
  NgPick pick;
  NgBox box;

  if (!ng_canvas_find_box (self, subject, &pick, &box))
    return -1;
  for (guint i = 0; i < stops->len; i++)
    if (ng_pick_equal (g_array_index (stops, NgStop, i).pick, pick))
      return (int) i;
  return -1;
}

/* The layer of a port, which stands for it where one walks on. */
static NgSubject *
layer_of (const NgSubject *subject)
{
  if (subject != NULL && (subject->kind == NG_PICK_INPUT || subject->kind == NG_PICK_OUTPUT))
    return ng_subject_new (NG_PICK_VERTEX, subject->id, 0, subject->net, NULL);
  return ng_subject_copy (subject);
}

static void
add_ports (NgCanvas *self, GPtrArray *ports, const NgSubject *layer, NgPickKind kind, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgSubject) port = ng_subject_new (kind, layer->id, (guint) i, layer->net, NULL);
    NgPick pick;

    if (ng_subject_to_pick (port, self->scene, &pick))
      g_ptr_array_add (ports, g_steal_pointer (&port));
  }
}

/* What Tab goes through at a layer: itself, its inputs, its outputs. */
static GPtrArray *
stops_at (NgCanvas *self, const NgSubject *layer)
{
  GPtrArray *stops = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  NgNet *net;
  int index;

  g_ptr_array_add (stops, ng_subject_copy (layer));
  if (layer->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (layer, ng_document_net (self->document), &net, &index))
    return stops;
  add_ports (
      self, stops, layer, NG_PICK_INPUT, ng_layer_n_inputs (ng_net_layer (net, (gsize) index)));
  add_ports (
      self, stops, layer, NG_PICK_OUTPUT, ng_layer_n_outputs (ng_net_layer (net, (gsize) index)));
  return stops;
}

/* Selects the stop of @layer that comes @by after @from, or the first or last without @from.
 * Returns whether there is one. */
static gboolean
select_at (NgCanvas *self, const NgSubject *layer, const NgSubject *from, int by)
{
  g_autoptr (GPtrArray) stops = stops_at (self, layer);
  guint index = by > 0 ? 0 : stops->len - 1;

  if (from != NULL) {
    if (!g_ptr_array_find_with_equal_func (stops, from, (GEqualFunc) ng_subject_equal, &index))
      return FALSE;
    if (by < 0 ? index == 0 : index + 1 >= stops->len)
      return FALSE;
    index = by < 0 ? index - 1 : index + 1;
  }
  ng_document_select (self->document, stops->pdata[index]);
  ng_canvas_show (self, stops->pdata[index]);
  return TRUE;
}

/* Tab: the ports of a layer come between it and the next one. */
static gboolean
walk_on (NgCanvas *self, const NgSubject *layer, int by)
{
  GArray *stops = ng_canvas_stops (self);
  int index = selected_stop (self, layer);
  int next = index >= 0 ? index + by : by > 0 ? 0 : (int) stops->len - 1;
  g_autoptr (NgSubject) subject = NULL;

  if (index >= 0 && select_at (self, layer, ng_document_selection (self->document), by))
    return TRUE;
  if (next < 0 || next >= (int) stops->len)
    return FALSE;
  subject = ng_subject_from_pick (self->scene, g_array_index (stops, NgStop, (guint) next).pick);
  return select_at (self, subject, NULL, by);
}

gboolean
ng_canvas_walk (NgCanvas *self, NgWalk walk)
{
  g_autoptr (NgSubject) from =
      self->document != NULL ? layer_of (ng_document_selection (self->document)) : NULL;
  const NgStop *stop = NULL;
  GArray *stops;
  NgPick pick;
  NgBox box;

  if (self->scene == NULL || (stops = ng_canvas_stops (self))->len == 0)
    return FALSE;
  if (walk == NG_WALK_NEXT || walk == NG_WALK_PREVIOUS)
    return walk_on (self, from, walk == NG_WALK_NEXT ? 1 : -1);
  if (!ng_canvas_find_box (self, from, &pick, &box)) {
    stop = &g_array_index (stops, NgStop, 0);
  } else {
    if (walk == NG_WALK_FORWARD || walk == NG_WALK_BACK)
      stop = connected_stop (self, from, box, walk == NG_WALK_FORWARD);
    if (stop == NULL)
      stop = nearest_stop (self, box, walk_step (self, walk));
  }
  if (stop == NULL)
    return FALSE;
  select_stop (self, stop);
  return TRUE;
}

gboolean
ng_canvas_shows_selection (NgCanvas *self)
{
  g_autoptr (NgSubject) subject = layer_of (ng_document_selection (self->document));

  return selected_stop (self, subject) >= 0;
}
