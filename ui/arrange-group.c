/* Places that go with layers into a group and out of it. Only layers with names are known again. */

#include "ui/arrange.h"

#include "core/graph/nested.h"
#include <string.h>

/* Points: in a group of its own the first layer stands so far behind the inputs of the net. */
#define ROOM 60

static NgPoint
room_of (NgDirection direction)
{
  return direction == NG_DIRECTION_RIGHT  ? (NgPoint){ ROOM, 0 }
         : direction == NG_DIRECTION_DOWN ? (NgPoint){ 0, ROOM }
                                          : (NgPoint){ 0, 0 };
}

/* The part of @path behind that of the net at @net, or NULL where it is not in there. */
static const char *
path_within (const char *path, const char *net)
{
  gsize n = strlen (net);

  if (n == 0)
    return path;
  return strncmp (path, net, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* The layer of @net that @place is about, or is about something in; @is_own: whether itself. */
static int
layer_of (const NgPosition *place, const NgNet *net, const char *path, gboolean *is_own)
{
  const char *within = path_within (place->path, path), *rest = NULL;
  int layer = within != NULL && place->kind != NG_POSITION_GROUP
                  ? ng_net_find_on_path (net, within, &rest)
                  : -1;

  if (layer < 0 || (place->kind != NG_POSITION_LAYER && *rest == '\0'))
    return -1;
  *is_own = *rest == '\0';
  return layer;
}

static void
set_place (NgPositions *positions, const NgPosition *place, const char *path, NgPoint by)
{
  NgPosition moved = *place;

  moved.path = path;
  moved.at.x += by.x;
  moved.at.y += by.y;
  ng_positions_set (positions, &moved);
}

/* Moves what is in @from, of the net at @path, to where it is in @to, of the net at @to_path, if it
 * is gone from @left (nullable); its own layers stand otherwise by @by, of each direction. */
static void
carry (NgPositions *positions,
       const GPtrArray *places,
       NgNet *from,
       const char *path,
       NgNet *left,
       NgNet *to,
       const char *to_path,
       const NgPoint by[NG_DIRECTION_UP + 1])
{
  for (guint i = 0; i < places->len; i++) {
    const NgPosition *place = places->pdata[i];
    gboolean is_own;
    int layer = layer_of (place, from, path, &is_own);
    g_autofree char *name = layer >= 0 ? ng_net_shown_name (from, (gsize) layer) : NULL;
    g_autofree char *new_path = NULL;

    if (name == NULL || ng_net_find (to, name) < 0 ||
        (left != NULL && ng_net_index_of_vertex (left, ng_net_vertex (from, (gsize) layer)) >= 0))
      continue;
    new_path = ng_subject_join (to_path, path_within (place->path, path));
    set_place (positions, place, new_path, is_own ? by[place->direction] : (NgPoint){ 0, 0 });
  }
}

/* Where the first of the layers that went into the group stood. */
static gboolean
find_corner (const GPtrArray *places,
             NgNet *from,
             const char *path,
             NgNet *left,
             NgDirection direction,
             NgPoint *corner)
{
  gboolean is_any = FALSE;

  for (guint i = 0; i < places->len; i++) {
    const NgPosition *place = places->pdata[i];
    gboolean is_own;
    int layer = place->direction == direction ? layer_of (place, from, path, &is_own) : -1;

    if (layer < 0 || !is_own ||
        ng_net_index_of_vertex (left, ng_net_vertex (from, (gsize) layer)) >= 0)
      continue;
    corner->x = is_any ? MIN (corner->x, place->at.x) : place->at.x;
    corner->y = is_any ? MIN (corner->y, place->at.y) : place->at.y;
    is_any = TRUE;
  }
  return is_any;
}

/* Returns: (transfer full): of the net that has become of the document's, and the places before */
static NgPositions *
follow (NgDocument *document, const NgNet *net, GPtrArray **places)
{
  const NgPositions *before = ng_document_positions (document);

  *places = before != NULL ? ng_positions_list (before) : g_ptr_array_new ();
  return ng_document_follow_positions (document, net);
}

NgPositions *
ng_arrange_grouped (NgDocument *document, NgNet *root, const NgSubject *group)
{
  g_autoptr (GPtrArray) places = NULL;
  NgPositions *positions = follow (document, root, &places);
  NgNet *from = ng_path_resolve (ng_document_net (document), group->net), *left, *inside;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  NgPoint by[NG_DIRECTION_UP + 1] = { 0 };
  int layer;

  if (places->len == 0 || !ng_net_is_named (from) ||
      !ng_subject_resolve (group, root, &left, &layer))
    return positions;
  name = ng_net_shown_name (left, (gsize) layer);
  path = ng_subject_join (group->net, name);
  inside = ng_layer_net (ng_net_layer (left, (gsize) layer));
  for (NgDirection direction = 0; direction <= NG_DIRECTION_UP; direction++) {
    NgPosition place = { direction, NG_POSITION_LAYER, path, "", { 0, 0 } };
    NgPoint room = room_of (direction);

    if (!find_corner (places, from, group->net, left, direction, &place.at))
      continue;
    by[direction] = (NgPoint){ room.x - place.at.x, room.y - place.at.y };
    ng_positions_set (positions, &place);
  }
  carry (positions, places, from, group->net, left, inside, path, by);
  return positions;
}

NgPositions *
ng_arrange_ungrouped (NgDocument *document, NgNet *root, const NgSubject *group)
{
  g_autoptr (GPtrArray) places = NULL;
  NgPositions *positions = follow (document, root, &places);
  NgNet *net, *to = ng_path_resolve (root, group->net), *inside;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  NgPoint by[NG_DIRECTION_UP + 1] = { 0 };
  int layer;

  if (places->len == 0 || to == NULL ||
      !ng_subject_resolve (group, ng_document_net (document), &net, &layer) ||
      (inside = ng_layer_net (ng_net_layer (net, (gsize) layer))) == NULL ||
      !ng_net_is_named (inside))
    return positions;
  name = ng_net_shown_name (net, (gsize) layer);
  path = ng_subject_join (group->net, name);
  for (NgDirection direction = 0; direction <= NG_DIRECTION_UP; direction++) {
    const NgPosition *place =
        ng_positions_find (ng_document_positions (document), direction, NG_POSITION_LAYER, path);
    NgPoint room = room_of (direction);

    if (place == NULL)
      place = ng_positions_find (ng_document_found (document), direction, NG_POSITION_LAYER, path);
    if (place != NULL)
      by[direction] = (NgPoint){ place->at.x - room.x, place->at.y - room.y };
  }
  carry (positions, places, inside, path, NULL, to, group->net, by);
  return positions;
}
