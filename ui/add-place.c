/* Where a layer stands that was just added: upon nothing; where somebody has let it go, or behind a
 * layer that was put by hand, before which those make way that were, too. */

#include "ui/add-layer.h"

#include "ui/arrange.h"
#include "ui/edits.h"

#include <math.h>

/* Half of the size that a layer has, more or less; points. */
#define HALF_WIDTH  36
#define HALF_HEIGHT 28
/* Points round it; to what it stands behind, below that, and beside it, where dimensions stand in
 * between; from one place that is tried to the next; how many are, in how many directions. */
#define ROOM       6
#define BELOW      30
#define BESIDE     54
#define RING       8
#define RINGS      40
#define DIRECTIONS 16

/* What stands in the picture of the net at @path tells where its coordinates begin. */
static gboolean
find_origin (NgDocument *document, const char *path, NgPoint *origin)
{
  NgNet *net = ng_path_resolve (ng_document_net (document), path);
  NgScene *scene = ng_document_scene (document);

  for (gsize i = 0; net != NULL && scene != NULL && i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *layer = ng_subject_join (path, name);
    g_autoptr (NgSubject) subject = ng_subject_of_layer (net, path, i);
    const NgPosition *position = ng_positions_find (
        ng_document_found (document), ng_document_direction (document), NG_POSITION_LAYER, layer);
    NgPick pick;
    NgBox box;

    if (position == NULL || *position->group != '\0' ||
        !ng_subject_to_pick (subject, scene, &pick) || !ng_scene_find (scene, pick, &box))
      continue;
    *origin = (NgPoint){ box.x - position->at.x, box.y - position->at.y };
    return TRUE;
  }
  return FALSE;
}

static void
find_item_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  NgPickKind kind = item->pick.kind;

  if (item->kind == NG_ITEM_BOX && (kind == NG_PICK_VERTEX || kind == NG_PICK_GROUP ||
                                    kind == NG_PICK_NET_INPUT || kind == NG_PICK_NET_OUTPUT))
    *(gboolean *) data = TRUE;
}

/* Returns: the point nearest to @middle, but for some points, round which a layer overlaps nothing;
 *   @middle itself where all is full */
static NgPoint
find_room (NgScene *scene, NgPoint middle)
{
  for (int ring = 0; ring < RINGS; ring++)
    for (int i = 0; i < (ring == 0 ? 1 : DIRECTIONS); i++) {
      float angle = 2 * (float) G_PI * (float) i / DIRECTIONS;
      NgPoint at = { middle.x + RING * (float) ring * cosf (angle),
                     middle.y + RING * (float) ring * sinf (angle) };
      NgBox box = { at.x - HALF_WIDTH - ROOM,
                    at.y - HALF_HEIGHT - ROOM,
                    2 * (HALF_WIDTH + ROOM),
                    2 * (HALF_HEIGHT + ROOM) };
      gboolean is_taken = FALSE;

      ng_scene_foreach_in (scene, &box, find_item_cb, &is_taken);
      if (!is_taken)
        return at;
    }
  return middle;
}

/* Returns: (transfer full) (nullable): the layer behind which @placement is */
static NgSubject *
find_source (NgDocument *document, const NgPlacement *placement)
{
  NgNet *root = ng_document_net (document), *net;
  const NgSubject *at = placement->at;
  NgSource source;

  if (at == NULL || at->kind == NG_PICK_INPUT || !ng_subject_resolve (at, root, &net, NULL))
    return NULL;
  if (at->kind == NG_PICK_VERTEX)
    return ng_subject_copy (at);
  if (!ng_subject_source (at, root, &source) || source.kind != NG_SOURCE_LAYER)
    return NULL;
  return ng_subject_of_layer (net, at->net, (gsize) source.index);
}

/* Whether @placement is behind a layer that somebody has put where it is; then @middle is the place
 * behind that. */
static gboolean
is_behind_pinned (NgDocument *document, const NgPlacement *placement, NgPoint *middle)
{
  NgScene *scene = ng_document_scene (document);
  g_autoptr (NgSubject) layer = find_source (document, placement);
  NgPick pick;
  NgBox box;

  if (layer == NULL || !ng_arrange_is_pinned (document, layer) ||
      !ng_subject_to_pick (layer, scene, &pick) || !ng_scene_find (scene, pick, &box))
    return FALSE;
  *middle = (NgPoint){ box.x + box.width / 2, box.y + box.height / 2 };
  switch (ng_document_direction (document)) {
  case NG_DIRECTION_RIGHT:
    middle->x = box.x + box.width + BESIDE + HALF_WIDTH;
    break;
  case NG_DIRECTION_DOWN:
    middle->y = box.y + box.height + BELOW + HALF_HEIGHT;
    break;
  default:
    middle->y = box.y - BELOW - HALF_HEIGHT;
    break;
  }
  return TRUE;
}

static float
along (NgDirection direction, NgPoint at)
{
  return direction == NG_DIRECTION_RIGHT ? at.x : direction == NG_DIRECTION_DOWN ? at.y : -at.y;
}

/* What was put by hand and lies behind @added along its connections slides on, all of it by what is
 * missing for @added, which stands @at. Returns: whether there is anything */
static gboolean
slide_on (
    NgPositions *positions, NgDirection direction, NgNet *root, const NgSubject *added, NgPoint at)
{
  g_autoptr (GPtrArray) behind = ng_edit_downstream (root, added);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (NgPosition));
  float size = direction == NG_DIRECTION_RIGHT ? 2 * HALF_WIDTH + BESIDE : 2 * HALF_HEIGHT + BELOW;
  float lacks = 0;

  for (guint i = 0; i < behind->len; i++) {
    const NgSubject *subject = behind->pdata[i];
    g_autofree char *name = NULL, *path = NULL;
    const NgPosition *position;
    NgNet *net;
    int layer;

    if (ng_subject_equal (subject, added) || !ng_subject_resolve (subject, root, &net, &layer))
      continue;
    name = ng_net_shown_name (net, (gsize) layer);
    path = ng_subject_join (subject->net, name);
    position = ng_positions_find (positions, direction, NG_POSITION_LAYER, path);
    if (position == NULL || *position->group != '\0')
      continue;
    g_array_append_val (moved, *position);
    lacks = MAX (lacks, along (direction, at) + size - along (direction, position->at));
  }
  for (guint i = 0; i < moved->len; i++) {
    NgPosition position = g_array_index (moved, NgPosition, i);

    if (direction == NG_DIRECTION_RIGHT)
      position.at.x += lacks;
    else
      position.at.y += direction == NG_DIRECTION_DOWN ? lacks : -lacks;
    ng_positions_set (positions, &position);
  }
  return moved->len > 0;
}

NgPositions *
ng_place_added (NgDocument *document,
                NgNet *net,
                const NgPlacement *placement,
                const NgSubject *added)
{
  NgPosition position = { ng_document_direction (document), NG_POSITION_LAYER, NULL, "", { 0, 0 } };
  NgPositions *positions;
  g_autofree char *name = NULL, *path = NULL;
  NgPoint origin, middle = placement->point;
  NgNet *inner;
  int index;

  if (!ng_subject_resolve (added, net, &inner, &index) ||
      !find_origin (document, placement->path, &origin))
    return NULL;
  if (!placement->has_point && !is_behind_pinned (document, placement, &middle))
    return NULL;
  positions = ng_document_follow_positions (document, net);
  position.at = (NgPoint){ middle.x - origin.x - HALF_WIDTH, middle.y - origin.y - HALF_HEIGHT };
  if (placement->has_point || !slide_on (positions, position.direction, net, added, position.at)) {
    middle = find_room (ng_document_scene (document), middle);
    position.at = (NgPoint){ middle.x - origin.x - HALF_WIDTH, middle.y - origin.y - HALF_HEIGHT };
  }
  name = ng_net_shown_name (inner, (gsize) index);
  path = ng_subject_join (placement->path, name);
  position.path = path;
  ng_positions_set (positions, &position);
  return positions;
}
