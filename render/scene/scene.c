/* Scenes, read: items, their data, and where things are. */

#include "render/scene/scene.h"

#include "render/scene/scene-private.h"

#include <string.h>

/* Names after the categories, which core/graph calls ng_category_name(). */
#define CATEGORIES(prefix)                                                                         \
  prefix "basic", prefix "elementwise", prefix "structure", prefix "convolution",                  \
      prefix "normalization", prefix "training", prefix "recurrent", prefix "attention",           \
      prefix "loss", prefix "container", prefix "operator"

#define SERIES(prefix) prefix "1", prefix "2", prefix "3", prefix "4", prefix "5", prefix "6"

static const char *const role_names[NG_N_ROLES] = {
  "canvas",
  CATEGORIES ("layer/"),
  CATEGORIES ("glyph/"),
  CATEGORIES ("side/"),
  CATEGORIES ("top/"),
  CATEGORIES ("band/"),
  "heat/0",
  "heat/1",
  "heat/2",
  "heat/3",
  "heat/4",
  "heat/5",
  "heat/unknown",
  "heat/bar",
  "group",
  "frame",
  "frame/name",
  "inner-border",
  "opener",
  "name",
  "kind",
  "index",
  "port",
  "port/name",
  "coder",
  "slot",
  "anchor",
  "edge",
  "edge/unknown",
  "edge/problem",
  "arrow",
  "arrow/unknown",
  "arrow/problem",
  "joint",
  "link",
  "link/arrow",
  "hidden-line",
  "shape",
  "shape/rule",
  "sign",
  "wire",
  "wire/head",
  "repeat",
  "repeat/count",
  "map",
  "map/back",
  "kernel",
  "ray",
  "dimension",
  "dimension/unknown",
  "dimension/problem",
  "chip/problem",
  "tag",
  "tag/name",
  "problem",
  "problem/mark",
  "problem/sign",
  "warning",
  "warning/mark",
  "warning/sign",
  "title",
  "count",
  "badge/uninitialized",
  "badge/uninitialized/text",
  "badge/unspecified",
  "badge/unspecified/text",
  "rule",
  "text",
  "text/faint",
  "plot/bar",
  "plot/best",
  "plot/track",
  "plot/line",
  "plot/area",
  "plot/axis",
  "plot/text",
  SERIES ("plot/series/"),
  SERIES ("plot/raw/"),
  "image",
  "selection",
  "hover",
};

const char *
ng_role_name (NgRole self)
{
  g_return_val_if_fail (self < NG_N_ROLES, "canvas");
  return role_names[self];
}

gboolean
ng_role_from_name (const char *name, NgRole *role)
{
  for (int i = 0; i < NG_N_ROLES; i++) {
    if (strcmp (role_names[i], name) == 0) {
      *role = (NgRole) i;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
ng_pick_equal (NgPick a, NgPick b)
{
  return a.kind == b.kind && a.port == b.port && a.id == b.id && a.net == b.net;
}

guint
ng_pick_hash (NgPick pick)
{
  guint64 mix = ((guint64) pick.net << 32 | pick.id) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  mix ^= (guint64) pick.kind << 32 | pick.port;
  mix *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  return (guint) (mix >> 32);
}

void
ng_pixels_free (NgPixels *self)
{
  g_free (self->pixels);
  g_free (self);
}

NgScene *
ng_scene_ref (NgScene *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_scene_unref (NgScene *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->items);
  g_string_free (self->text, TRUE);
  g_string_free (self->ops, TRUE);
  g_array_unref (self->points);
  g_array_unref (self->paths);
  g_ptr_array_unref (self->images);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->holders, g_hash_table_unref);
  g_free (self->picks);
  ng_grid_free (self->grid);
  g_free (self);
}

NgBox
ng_scene_bounds (const NgScene *self)
{
  return self->bounds;
}

gsize
ng_scene_n_items (const NgScene *self)
{
  return self->items->len;
}

const NgItem *
ng_scene_items (const NgScene *self)
{
  return (const NgItem *) (void *) self->items->data;
}

NgPath
ng_scene_item_path (const NgScene *self, const NgItem *item)
{
  const NgPathRange *range = &g_array_index (self->paths, NgPathRange, item->data);

  return (NgPath){ self->ops->str + range->first_op,
                   range->n_ops,
                   &g_array_index (self->points, NgPoint, range->first_point),
                   range->n_points };
}

const char *
ng_scene_item_text (const NgScene *self, const NgItem *item)
{
  return self->text->str + item->data;
}

const guint32 *
ng_scene_item_image (const NgScene *self, const NgItem *item, int *width, int *height)
{
  const NgPixels *image = g_ptr_array_index (self->images, item->data);

  *width = image->width;
  *height = image->height;
  return image->pixels;
}

const char *
ng_scene_path (const NgScene *self, guint32 index)
{
  g_return_val_if_fail (index < self->names->len, "");
  return g_ptr_array_index (self->names, index);
}

guint32
ng_scene_find_path (const NgScene *self, const char *path)
{
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (g_ptr_array_index (self->names, i), path) == 0)
      return i;
  return G_MAXUINT32;
}

gboolean
ng_scene_find (const NgScene *self, NgPick pick, NgBox *box)
{
  if (self->n_picks == 0 || pick.kind == NG_PICK_NONE)
    return FALSE;
  for (gsize at = ng_pick_hash (pick) & (self->n_picks - 1); self->picks[at] > 0;
       at = (at + 1) & (self->n_picks - 1)) {
    const NgItem *item = &g_array_index (self->items, NgItem, self->picks[at] - 1);

    if (ng_pick_equal (item->pick, pick)) {
      if (box != NULL)
        *box = item->bounds;
      return TRUE;
    }
  }
  return FALSE;
}

/* No theme has lines wider than this, points. */
#define WIDEST_LINE 4

void
ng_scene_foreach_in (const NgScene *self, const NgBox *box, NgItemFunc func, gpointer data)
{
  const NgItem *items = ng_scene_items (self);
  g_autoptr (GArray) found = ng_grid_query (self->grid, items, ng_box_grow (*box, WIDEST_LINE));

  for (guint i = 0; i < found->len; i++)
    func (self, &items[g_array_index (found, guint32, i)], data);
}
