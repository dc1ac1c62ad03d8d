#include "render/scene/tween.h"

#include "render/scene/builder.h"
#include "render/scene/grid.h"
#include "render/scene/scene-private.h"

#include <math.h>
#include <string.h>

/* Points within which nothing has moved. */
#define SAME 0.05F

/* An item of the later scene, and the same thing in the one before, or %NULL. */
typedef struct {
  const NgItem *from, *to;
} Pair;

struct _NgTween {
  NgScene *from, *to;
  GArray *pairs; /* (element-type Pair), in painting order */
};

/* Which part of which thing: a pick of the later scene, the kind of item. */
typedef struct {
  NgPick pick;
  guint kind;
} Key;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;

  return ng_pick_hash (key->pick) * 8 + key->kind;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *p = a, *q = b;

  return p->kind == q->kind && ng_pick_equal (p->pick, q->pick);
}

typedef struct {
  NgTween *tween;
  gsize n, most;
  GHashTable *before; /* Key -> (element-type NgItem), those of the scene before, in order */
  GHashTable *names;  /* number of a path in the scene before -> in the later one, + 1 */
} Pairing;

static guint32
later_name (Pairing *pairing, guint32 index)
{
  gpointer known = g_hash_table_lookup (pairing->names, GUINT_TO_POINTER (index));
  guint32 found;

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  found = ng_scene_find_path (pairing->tween->to, ng_scene_path (pairing->tween->from, index));
  if (found != G_MAXUINT32)
    g_hash_table_insert (pairing->names, GUINT_TO_POINTER (index), GUINT_TO_POINTER (found + 1));
  return found;
}

static void
before_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Pairing *pairing = data;
  Key key = { item->pick, item->kind };
  GPtrArray *list;

  if (item->pick.kind == NG_PICK_NONE || ++pairing->n > pairing->most)
    return;
  key.pick.net = later_name (pairing, item->pick.net);
  if (item->pick.kind == NG_PICK_GROUP || item->pick.kind == NG_PICK_OPENER)
    key.pick.id = later_name (pairing, item->pick.id);
  list = g_hash_table_lookup (pairing->before, &key);
  if (list == NULL) {
    list = g_ptr_array_new ();
    g_hash_table_insert (pairing->before, g_memdup2 (&key, sizeof key), list);
  }
  g_ptr_array_add (list, (gpointer) item);
}

static void
later_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Pairing *pairing = data;
  Key key = { item->pick, item->kind };
  GPtrArray *list;
  Pair pair = { NULL, item };

  if (++pairing->n > pairing->most)
    return;
  list = item->pick.kind != NG_PICK_NONE ? g_hash_table_lookup (pairing->before, &key) : NULL;
  if (list != NULL && list->len > 0)
    pair.from = g_ptr_array_steal_index (list, 0);
  g_array_append_val (pairing->tween->pairs, pair);
}

static gboolean
has_moved (const Pair *pair)
{
  NgBox a, b = pair->to->bounds;

  if (pair->from == NULL)
    return FALSE;
  a = pair->from->bounds;
  return fabsf (a.x - b.x) > SAME || fabsf (a.y - b.y) > SAME || fabsf (a.width - b.width) > SAME ||
         fabsf (a.height - b.height) > SAME;
}

NgTween *
ng_tween_new (NgScene *from, NgBox from_box, NgScene *to, NgBox to_box, gsize most)
{
  g_autoptr (NgTween) self = g_new0 (NgTween, 1);
  Pairing pairing = { self,
                      0,
                      most,
                      g_hash_table_new_full (
                          key_hash, key_equal, g_free, (GDestroyNotify) g_ptr_array_unref),
                      g_hash_table_new (NULL, NULL) };
  gboolean moves = FALSE;

  self->from = ng_scene_ref (from);
  self->to = ng_scene_ref (to);
  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  ng_scene_foreach_in (from, &from_box, before_cb, &pairing);
  ng_scene_foreach_in (to, &to_box, later_cb, &pairing);
  for (guint i = 0; i < self->pairs->len && !moves; i++)
    moves = has_moved (&g_array_index (self->pairs, Pair, i));
  g_hash_table_unref (pairing.before);
  g_hash_table_unref (pairing.names);
  return moves && pairing.n <= most ? g_steal_pointer (&self) : NULL;
}

void
ng_tween_free (NgTween *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pairs, g_array_unref);
  ng_scene_unref (self->from);
  ng_scene_unref (self->to);
  g_free (self);
}

static float
mix (float a, float b, float t)
{
  return a + (b - a) * t;
}

static NgBox
mix_boxes (NgBox a, NgBox b, float t)
{
  return (NgBox){
    mix (a.x, b.x, t), mix (a.y, b.y, t), mix (a.width, b.width, t), mix (a.height, b.height, t)
  };
}

/* One curve or straight line after the other, as cubic ones. */
static GArray *
curves_of (NgPath path)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  gsize at = 0;

  for (gsize i = 0; i < path.n_ops; i++) {
    if (path.ops[i] == 'C') {
      g_array_append_vals (points, path.points + at, 3);
      at += 3;
    } else if (path.ops[i] == 'M' && points->len == 0) {
      g_array_append_val (points, path.points[at++]);
    } else if (path.ops[i] == 'L') {
      NgPoint a = g_array_index (points, NgPoint, points->len - 1), b = path.points[at++];
      NgPoint curve[3] = { { mix (a.x, b.x, 1.0F / 3), mix (a.y, b.y, 1.0F / 3) },
                           { mix (a.x, b.x, 2.0F / 3), mix (a.y, b.y, 2.0F / 3) },
                           b };
      g_array_append_vals (points, curve, 3);
    } else {
      g_array_set_size (points, 0);
      break;
    }
  }
  return points;
}

/* As many curves as @n points are: the last one is halved again and again. */
static void
divide (GArray *points, guint n)
{
  while (points->len < n) {
    NgPoint *p = &g_array_index (points, NgPoint, points->len - 4);
    NgPoint a = { (p[0].x + p[1].x) / 2, (p[0].y + p[1].y) / 2 };
    NgPoint b = { (p[1].x + p[2].x) / 2, (p[1].y + p[2].y) / 2 };
    NgPoint c = { (p[2].x + p[3].x) / 2, (p[2].y + p[3].y) / 2 };
    NgPoint d = { (a.x + b.x) / 2, (a.y + b.y) / 2 }, e = { (b.x + c.x) / 2, (b.y + c.y) / 2 };
    NgPoint middle = { (d.x + e.x) / 2, (d.y + e.y) / 2 };
    NgPoint rest[3] = { e, c, p[3] };

    p[1] = a;
    p[2] = d;
    p[3] = middle;
    g_array_append_vals (points, rest, 3);
  }
}

/* Lines of edges bend into one another; other paths, such as arrow heads, only move. */
static void
add_path (const NgTween *self, const Pair *pair, float t, NgSceneBuilder *builder)
{
  NgPath from = ng_scene_item_path (self->from, pair->from);
  NgPath to = ng_scene_item_path (self->to, pair->to);
  g_autofree char *ops = NULL;
  g_autofree NgPoint *points = NULL;

  if (from.n_ops == to.n_ops && memcmp (from.ops, to.ops, to.n_ops) == 0) {
    ops = g_strndup (to.ops, to.n_ops);
    points = g_memdup2 (to.points, to.n_points * sizeof *points);
    for (gsize i = 0; i < to.n_points; i++) {
      points[i].x = mix (from.points[i].x, to.points[i].x, t);
      points[i].y = mix (from.points[i].y, to.points[i].y, t);
    }
  } else {
    g_autoptr (GArray) a = curves_of (from), b = curves_of (to);

    if (a->len < 4 || b->len < 4) {
      ops = g_strndup (to.ops, to.n_ops);
      ng_scene_builder_add_path (builder, (NgRole) pair->to->role, ops, to.points);
      return;
    }
    divide (a, b->len);
    divide (b, a->len);
    ops = g_strnfill (1 + b->len / 3, 'C');
    ops[0] = 'M';
    points = g_new (NgPoint, b->len);
    for (guint i = 0; i < b->len; i++) {
      NgPoint p = g_array_index (a, NgPoint, i), q = g_array_index (b, NgPoint, i);
      points[i] = (NgPoint){ mix (p.x, q.x, t), mix (p.y, q.y, t) };
    }
  }
  ng_scene_builder_add_path (builder, (NgRole) pair->to->role, ops, points);
}

NgScene *
ng_tween_at (const NgTween *self, float t)
{
  NgSceneBuilder *builder = ng_scene_builder_new (NULL);

  /* Picks of the later scene stay what they are. */
  for (guint i = 0; i < self->to->names->len; i++)
    ng_scene_builder_add_path_name (builder, g_ptr_array_index (self->to->names, i));
  for (guint i = 0; i < self->pairs->len; i++) {
    const Pair *pair = &g_array_index (self->pairs, Pair, i);

    if (pair->from == NULL && t < 0.5F)
      continue;
    ng_scene_builder_set_pick (builder, pair->to->pick);
    if (pair->from != NULL && pair->to->kind == NG_ITEM_PATH)
      add_path (self, pair, t, builder);
    else
      ng_scene_builder_add_item (builder,
                                 self->to,
                                 pair->to,
                                 pair->from != NULL
                                     ? mix_boxes (pair->from->bounds, pair->to->bounds, t)
                                     : pair->to->bounds);
  }
  return ng_scene_builder_end (builder, 0);
}
