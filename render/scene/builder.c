/* Scenes, written. */

#include "render/scene/builder.h"

#include "core/base/pair.h"
#include "render/scene/glyph.h"
#include "render/scene/holder.h"
#include "render/scene/scene-private.h"

#include <string.h>

/* Glyphs are drawn in a square of this many units. */
#define GLYPH_UNITS 16

/* How far a font reaches from its baseline. */
typedef struct {
  NgFont font;
  float ascent, descent;
} Reach;

/* Items lie in the scene's table, which is longer than they are many until the end. */
struct _NgSceneBuilder {
  const NgMetrics *metrics;
  NgScene *scene;
  guint n_items;
  GArray *reaches; /* Reach: of the fonts that were used */
  NgPick pick;
  GHashTable *glyphs; /* data -> index of the path, plus one */
  GHashTable *names;  /* path -> its number */
  gboolean is_empty;
};

NgSceneBuilder *
ng_scene_builder_new (const NgMetrics *metrics)
{
  NgSceneBuilder *self = g_new0 (NgSceneBuilder, 1);
  NgScene *scene = g_new0 (NgScene, 1);

  g_atomic_ref_count_init (&scene->references);
  scene->items = g_array_new (FALSE, FALSE, sizeof (NgItem));
  scene->text = g_string_new (NULL);
  scene->ops = g_string_new (NULL);
  scene->points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  scene->paths = g_array_new (FALSE, FALSE, sizeof (NgPathRange));
  scene->images = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_pixels_free);
  scene->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (scene->names, g_strdup (""));
  self->metrics = metrics;
  self->scene = scene;
  self->glyphs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (self->names, g_ptr_array_index (scene->names, 0), GUINT_TO_POINTER (0));
  self->reaches = g_array_new (FALSE, FALSE, sizeof (Reach));
  self->is_empty = TRUE;
  return self;
}

void
ng_scene_builder_free (NgSceneBuilder *self)
{
  if (self == NULL)
    return;
  ng_scene_unref (self->scene);
  g_hash_table_unref (self->glyphs);
  g_hash_table_unref (self->names);
  g_array_unref (self->reaches);
  g_free (self);
}

void
ng_scene_builder_set_pick (NgSceneBuilder *self, NgPick pick)
{
  self->pick = pick;
}

guint32
ng_scene_builder_add_path_name (NgSceneBuilder *self, const char *path)
{
  gpointer number;

  if (g_hash_table_lookup_extended (self->names, path, NULL, &number))
    return GPOINTER_TO_UINT (number);

  char *copy = g_strdup (path);
  guint32 index = self->scene->names->len;
  g_ptr_array_add (self->scene->names, copy);
  g_hash_table_insert (self->names, copy, GUINT_TO_POINTER (index));
  return index;
}

void
ng_scene_builder_add_holder (NgSceneBuilder *self, guint32 net, guint32 vertex, guint32 group)
{
  if (self->scene->holders == NULL)
    self->scene->holders = g_hash_table_new (ng_pair_hash, NULL);
  g_hash_table_insert (self->scene->holders, ng_pair_key (net, vertex), GUINT_TO_POINTER (group));
}

static void
add (NgSceneBuilder *self, const NgItem *item)
{
  self->scene->bounds =
      self->is_empty ? item->bounds : ng_box_join (self->scene->bounds, item->bounds);
  self->is_empty = FALSE;
  if (self->n_items == self->scene->items->len)
    g_array_set_size (self->scene->items, 2 * self->n_items + 64);
  g_array_index (self->scene->items, NgItem, self->n_items++) = *item;
}

void
ng_scene_builder_add_box (NgSceneBuilder *self, NgRole role, NgBox box, float radius)
{
  add (self,
       &(NgItem){ .kind = NG_ITEM_BOX,
                  .role = (guint8) role,
                  .pick = self->pick,
                  .bounds = box,
                  .radius = radius });
}

static NgBox
points_bounds (const NgPoint *points, gsize n)
{
  NgBox bounds = { points[0].x, points[0].y, 0, 0 };

  for (gsize i = 1; i < n; i++)
    bounds = ng_box_join (bounds, (NgBox){ points[i].x, points[i].y, 0, 0 });
  return bounds;
}

static gsize
count_points (const char *ops)
{
  gsize n = 0;

  for (; *ops != '\0'; ops++)
    n += *ops == 'C' ? 3 : *ops == 'Z' ? 0 : 1;
  return n;
}

static guint32
keep_path (NgSceneBuilder *self, const char *ops, gsize n_ops, const NgPoint *points, gsize n)
{
  NgScene *scene = self->scene;
  NgPathRange range = {
    (guint32) scene->ops->len, (guint32) n_ops, scene->points->len, (guint32) n
  };

  g_string_append_len (scene->ops, ops, (gssize) n_ops);
  g_array_append_vals (scene->points, points, (guint) n);
  g_array_append_val (scene->paths, range);
  return scene->paths->len - 1;
}

void
ng_scene_builder_add_path (NgSceneBuilder *self,
                           NgRole role,
                           const char *ops,
                           const NgPoint *points)
{
  gsize n = count_points (ops);

  g_return_if_fail (n > 0);
  add (self,
       &(NgItem){ .kind = NG_ITEM_PATH,
                  .role = (guint8) role,
                  .pick = self->pick,
                  .bounds = points_bounds (points, n),
                  .data = keep_path (self, ops, strlen (ops), points, n) });
}

void
ng_scene_builder_add_glyph (
    NgSceneBuilder *self, NgRole role, const char *data, float x, float y, float size)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->glyphs, data));

  if (index == 0) {
    g_autoptr (GString) ops = g_string_new (NULL);
    g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (NgPoint));
    ng_glyph_parse (data, ops, points);
    index =
        keep_path (self, ops->str, ops->len, (NgPoint *) (void *) points->data, points->len) + 1;
    g_hash_table_insert (self->glyphs, g_strdup (data), GUINT_TO_POINTER (index));
  }
  add (self,
       &(NgItem){ .kind = NG_ITEM_GLYPH,
                  .role = (guint8) role,
                  .pick = self->pick,
                  .bounds = { x, y, size, size },
                  .x = x,
                  .y = y,
                  .scale = size / GLYPH_UNITS,
                  .data = index - 1 });
}

static Reach
reach_of (NgSceneBuilder *self, NgFont font)
{
  for (guint i = 0; i < self->reaches->len; i++) {
    const Reach *known = &g_array_index (self->reaches, Reach, i);
    if (known->font.size == font.size && known->font.family == font.family &&
        known->font.bold == font.bold && known->font.italic == font.italic)
      return *known;
  }

  Reach reach = { font,
                  self->metrics->ascent (self->metrics, font),
                  self->metrics->descent (self->metrics, font) };
  g_array_append_val (self->reaches, reach);
  return reach;
}

void
ng_scene_builder_add_text (NgSceneBuilder *self,
                           NgRole role,
                           NgFont font,
                           NgAlign align,
                           float x,
                           float y,
                           const char *text)
{
  ng_scene_builder_add_measured (
      self, role, font, align, x, y, text, ng_metrics_width (self->metrics, font, text));
}

void
ng_scene_builder_add_measured (NgSceneBuilder *self,
                               NgRole role,
                               NgFont font,
                               NgAlign align,
                               float x,
                               float y,
                               const char *text,
                               float width)
{
  if (*text == '\0')
    return;

  Reach reach = reach_of (self, font);
  float left = align == NG_ALIGN_START ? x : align == NG_ALIGN_MIDDLE ? x - width / 2 : x - width;

  add (self,
       &(NgItem){ .kind = NG_ITEM_TEXT,
                  .role = (guint8) role,
                  .align = (guint8) align,
                  .font = font,
                  .pick = self->pick,
                  .bounds = { left, y - reach.ascent, width, reach.ascent + reach.descent },
                  .x = x,
                  .y = y,
                  .data = (guint32) self->scene->text->len });
  g_string_append_len (self->scene->text, text, (gssize) strlen (text) + 1);
}

void
ng_scene_builder_add_image (
    NgSceneBuilder *self, NgBox box, const guint32 *pixels, int width, int height)
{
  g_return_if_fail (width > 0 && height > 0);

  NgPixels *image = g_new (NgPixels, 1);
  image->width = width;
  image->height = height;
  image->pixels = g_memdup2 (pixels, (gsize) width * (gsize) height * sizeof *pixels);
  g_ptr_array_add (self->scene->images, image);
  add (self,
       &(NgItem){ .kind = NG_ITEM_IMAGE,
                  .role = NG_ROLE_IMAGE,
                  .pick = self->pick,
                  .bounds = box,
                  .data = self->scene->images->len - 1 });
}

static guint32
copy_text (NgSceneBuilder *self, const NgScene *scene, guint32 data)
{
  const char *text = scene->text->str + data;
  gsize at = self->scene->text->len;

  g_string_append_len (self->scene->text, text, (gssize) strlen (text) + 1);
  return (guint32) at;
}

static guint32
copy_image (NgSceneBuilder *self, const NgScene *scene, guint32 data)
{
  const NgPixels *image = g_ptr_array_index (scene->images, data);
  NgPixels *copy = g_memdup2 (image, sizeof *image);

  copy->pixels = g_memdup2 (image->pixels,
                            (gsize) image->width * (gsize) image->height * sizeof *image->pixels);
  g_ptr_array_add (self->scene->images, copy);
  return self->scene->images->len - 1;
}

void
ng_scene_builder_add_path_names (NgSceneBuilder *self, const NgScene *scene)
{
  for (guint i = 0; i < scene->names->len; i++)
    ng_scene_builder_add_path_name (self, g_ptr_array_index (scene->names, i));
}

void
ng_scene_builder_add_scene (NgSceneBuilder *self, const NgScene *scene, float x, float y)
{
  ng_scene_builder_add_scaled (self, scene, x, y, 1);
}

void
ng_scene_builder_add_scaled (
    NgSceneBuilder *self, const NgScene *scene, float x, float y, float scale)
{
  float dx = x - scale * scene->bounds.x, dy = y - scale * scene->bounds.y;
  g_autofree guint32 *paths = g_new0 (guint32, scene->paths->len + 1);
  g_autofree guint32 *names = g_new (guint32, scene->names->len);

  for (guint i = 0; i < scene->names->len; i++)
    names[i] = ng_scene_builder_add_path_name (self, g_ptr_array_index (scene->names, i));

  for (guint i = 0; i < scene->items->len; i++) {
    NgItem item = g_array_index (scene->items, NgItem, i);
    item.bounds.x = scale * item.bounds.x + dx;
    item.bounds.y = scale * item.bounds.y + dy;
    item.bounds.width *= scale;
    item.bounds.height *= scale;
    item.x = scale * item.x + dx;
    item.y = scale * item.y + dy;
    item.radius *= scale;
    item.scale *= scale;
    item.font.size *= scale;
    if (item.pick.kind == NG_PICK_NONE) {
      item.pick = self->pick;
    } else {
      item.pick.net = names[item.pick.net];
      if (item.pick.kind == NG_PICK_GROUP || item.pick.kind == NG_PICK_OPENER)
        item.pick.id = names[item.pick.id];
    }

    if (item.kind == NG_ITEM_TEXT) {
      item.data = copy_text (self, scene, item.data);
    } else if (item.kind == NG_ITEM_IMAGE) {
      item.data = copy_image (self, scene, item.data);
    } else if (item.kind == NG_ITEM_GLYPH || item.kind == NG_ITEM_PATH) {
      NgPath path = ng_scene_item_path (scene, &g_array_index (scene->items, NgItem, i));
      gboolean is_glyph = item.kind == NG_ITEM_GLYPH;
      if (is_glyph && paths[item.data] != 0) {
        item.data = paths[item.data] - 1;
      } else {
        guint32 kept = keep_path (self, path.ops, path.n_ops, path.points, path.n_points);
        if (is_glyph) {
          paths[item.data] = kept + 1;
        } else {
          guint first = self->scene->points->len - (guint) path.n_points;
          for (gsize j = 0; j < path.n_points; j++) {
            NgPoint *point = &g_array_index (self->scene->points, NgPoint, first + j);
            point->x = scale * point->x + dx;
            point->y = scale * point->y + dy;
          }
        }
        item.data = kept;
      }
    }
    add (self, &item);
  }
}

void
ng_scene_builder_add_item (NgSceneBuilder *self,
                           const NgScene *scene,
                           const NgItem *item,
                           NgBox bounds)
{
  NgItem copy = *item;

  copy.pick = self->pick;
  copy.x += bounds.x - item->bounds.x;
  copy.y += bounds.y - item->bounds.y;
  copy.bounds = bounds;
  if (item->kind == NG_ITEM_TEXT) {
    copy.data = copy_text (self, scene, item->data);
  } else if (item->kind == NG_ITEM_IMAGE) {
    copy.data = copy_image (self, scene, item->data);
  } else if (item->kind == NG_ITEM_GLYPH || item->kind == NG_ITEM_PATH) {
    NgPath path = ng_scene_item_path (scene, item);

    if (item->bounds.width > 0)
      copy.scale *= bounds.width / item->bounds.width;
    copy.data = keep_path (self, path.ops, path.n_ops, path.points, path.n_points);
  }
  add (self, &copy);
}

/* The first item of a pick is the thing itself; what follows are its parts, most of them right
 * behind it. */
static void
index_picks (NgScene *scene)
{
  const NgItem *items = (const NgItem *) (void *) scene->items->data;
  gsize n = 16;
  while (n < 2 * (gsize) scene->items->len)
    n *= 2;
  scene->n_picks = n;
  scene->picks = g_new0 (guint32, n);

  for (guint i = 0; i < scene->items->len; i++) {
    if (items[i].pick.kind == NG_PICK_NONE ||
        (i > 0 && ng_pick_equal (items[i].pick, items[i - 1].pick)))
      continue;
    gsize at = ng_pick_hash (items[i].pick) & (n - 1);
    while (scene->picks[at] > 0 && !ng_pick_equal (items[scene->picks[at] - 1].pick, items[i].pick))
      at = (at + 1) & (n - 1);
    if (scene->picks[at] == 0)
      scene->picks[at] = i + 1;
  }
}

NgScene *
ng_scene_builder_end (NgSceneBuilder *self, float margin)
{
  return ng_scene_builder_end_page (self, ng_box_grow (self->scene->bounds, margin));
}

NgScene *
ng_scene_builder_end_page (NgSceneBuilder *self, NgBox page)
{
  NgScene *scene = g_steal_pointer (&self->scene);

  g_array_set_size (scene->items, self->n_items);
  scene->bounds = page;
  scene->grid = ng_grid_new (ng_scene_items (scene), scene->items->len, scene->bounds);
  index_picks (scene);
  g_hash_table_unref (self->glyphs);
  g_hash_table_unref (self->names);
  g_array_unref (self->reaches);
  g_free (self);
  return scene;
}
