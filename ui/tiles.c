#include "ui/tiles.h"

#include "render/export/cairo.h"

#include <math.h>

/* Device pixels of a tile's side; microseconds of a frame that may go into painting tiles. */
#define TILE_SIZE    512
#define FRAME_BUDGET 5000
/* Scenes of more items than this are painted in the background. */
#define LIGHT_ITEMS 3000
/* Textures kept of a level, and works on their way, at most. */
#define MAX_TILES   160
#define MAX_PENDING 3

typedef struct {
  cairo_surface_t *surface;
  GdkTexture *texture; /* the same pixels, once a renderer has asked for one */
  guint64 frame;       /* when it was last drawn */
} Tile;

/* All tiles of one scale. */
typedef struct {
  double scale; /* device pixels per point */
  GHashTable *tiles;
} Level;

/* What a worker paints from and what the owner of its result is. It outlives the tiles it is for.
 */
typedef struct {
  GObject parent_instance;
  NgTiles *tiles; /* NULL when they are gone */
} NgTilesHandle;

typedef struct {
  GObjectClass parent_class;
} NgTilesHandleClass;

GType ng_tiles_handle_get_type (void);
G_DEFINE_TYPE (NgTilesHandle, ng_tiles_handle, G_TYPE_OBJECT)

static void
ng_tiles_handle_class_init (NgTilesHandleClass *class)
{
}

static void
ng_tiles_handle_init (NgTilesHandle *self)
{
}

struct _NgTiles {
  NgTasks *tasks;
  GtkWidget *widget;
  NgTilesHandle *handle;
  NgScene *scene;
  const NgTheme *theme;
  Level now, before;
  GHashTable *pending; /* keys of the level now that a worker paints */
  guint64 frame;
};

typedef struct {
  NgScene *scene;
  const NgTheme *theme;
  double scale;
  int column, row;
} PaintData;

static gint64
tile_key (int column, int row)
{
  return (gint64) ((guint64) (guint32) column << 32 | (guint32) row);
}

static void
tile_free (gpointer data)
{
  Tile *tile = data;

  g_clear_object (&tile->texture);
  cairo_surface_destroy (tile->surface);
  g_free (tile);
}

static GHashTable *
tiles_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, tile_free);
}

static void
set_source (cairo_t *cr, NgColor color)
{
  cairo_set_source_rgba (cr,
                         (color >> 16 & 0xff) / 255.0,
                         (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0,
                         (color >> 24) / 255.0);
}

/* With the background, so that it hides what stood in for it, and a little beyond the edges, so
 * that they are no edges of what is painted. */
static cairo_surface_t *
paint_tile (const PaintData *data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TILE_SIZE, TILE_SIZE);
  cairo_t *cr = cairo_create (surface);
  const double side = TILE_SIZE / data->scale;
  const double margin = 2 / data->scale;
  NgBox visible = { (float) (data->column * side - margin),
                    (float) (data->row * side - margin),
                    (float) (side + 2 * margin),
                    (float) (side + 2 * margin) };

  set_source (cr, ng_theme_style (data->theme, NG_ROLE_CANVAS).fill);
  cairo_paint (cr);
  cairo_scale (cr, data->scale, data->scale);
  cairo_translate (cr, -data->column * side, -data->row * side);
  ng_cairo_draw (data->scene, data->theme, cr, &visible, data->scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static GdkTexture *
texture_of (Tile *tile)
{
  int stride = cairo_image_surface_get_stride (tile->surface);
  g_autoptr (GBytes) bytes = NULL;

  if (tile->texture != NULL)
    return tile->texture;
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (tile->surface),
                                      (gsize) stride * TILE_SIZE,
                                      (GDestroyNotify) cairo_surface_destroy,
                                      cairo_surface_reference (tile->surface));
  tile->texture =
      gdk_memory_texture_new (TILE_SIZE, TILE_SIZE, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
  return tile->texture;
}

/* A renderer on the GPU keeps textures; Cairo's would convert each one anew in every frame. */
static void
append_tile (NgTiles *self, GtkSnapshot *snapshot, Tile *tile, const graphene_rect_t *place)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (self->widget));
  cairo_t *cr;

  if (!GSK_IS_CAIRO_RENDERER (renderer)) {
    gtk_snapshot_append_texture (snapshot, texture_of (tile), place);
    return;
  }
  cr = gtk_snapshot_append_cairo (snapshot, place);
  cairo_translate (cr, (double) place->origin.x, (double) place->origin.y);
  cairo_scale (cr, (double) place->size.width / TILE_SIZE, (double) place->size.height / TILE_SIZE);
  cairo_set_source_surface (cr, tile->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
add_tile (NgTiles *self, gint64 key, cairo_surface_t *surface)
{
  Tile *tile = g_new0 (Tile, 1);

  tile->surface = surface;
  tile->frame = self->frame;
  g_hash_table_insert (self->now.tiles, g_memdup2 (&key, sizeof key), tile);
}

static gpointer
paint_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return paint_tile (data);
}

static void
paint_data_free (gpointer data)
{
  PaintData *paint = data;

  ng_scene_unref (paint->scene);
  g_free (paint);
}

static void
paint_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgTiles *self = ((NgTilesHandle *) owner)->tiles;
  PaintData *paint = data;
  cairo_surface_t *surface = result;
  gint64 key = tile_key (paint->column, paint->row);

  if (self == NULL || paint->scene != self->scene || paint->theme != self->theme ||
      paint->scale != self->now.scale) {
    g_clear_pointer (&surface, cairo_surface_destroy);
  } else {
    g_hash_table_remove (self->pending, &key);
    if (surface != NULL)
      add_tile (self, key, surface);
  }
  if (self != NULL)
    gtk_widget_queue_draw (self->widget);
}

NgTiles *
ng_tiles_new (NgTasks *tasks, GtkWidget *widget)
{
  NgTiles *self = g_new0 (NgTiles, 1);

  self->tasks = ng_tasks_ref (tasks);
  self->widget = widget;
  self->handle = g_object_new (ng_tiles_handle_get_type (), NULL);
  self->handle->tiles = self;
  self->now.tiles = tiles_table_new ();
  self->before.tiles = tiles_table_new ();
  self->pending = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
ng_tiles_free (NgTiles *self)
{
  if (self == NULL)
    return;
  self->handle->tiles = NULL;
  g_object_unref (self->handle);
  g_clear_pointer (&self->scene, ng_scene_unref);
  g_hash_table_unref (self->now.tiles);
  g_hash_table_unref (self->before.tiles);
  g_hash_table_unref (self->pending);
  ng_tasks_unref (self->tasks);
  g_free (self);
}

void
ng_tiles_set_scene (NgTiles *self, NgScene *scene, const NgTheme *theme)
{
  if (self->scene == scene && self->theme == theme)
    return;
  if (scene != NULL)
    ng_scene_ref (scene);
  g_clear_pointer (&self->scene, ng_scene_unref);
  self->scene = scene;
  self->theme = theme;
  g_hash_table_remove_all (self->now.tiles);
  g_hash_table_remove_all (self->before.tiles);
  g_hash_table_remove_all (self->pending);
}

/* Moves the level now to the level before, unless it is empty: then what came before still helps.
 */
static void
set_scale (NgTiles *self, double scale)
{
  if (self->now.scale == scale)
    return;
  if (g_hash_table_size (self->now.tiles) > 0) {
    Level old = self->before;

    self->before = self->now;
    self->now = old;
    g_hash_table_remove_all (self->now.tiles);
  }
  g_hash_table_remove_all (self->pending);
  self->now.scale = scale;
}

static void
start_painting (NgTiles *self, const PaintData *paint, gint64 key)
{
  if (g_hash_table_contains (self->pending, &key) ||
      g_hash_table_size (self->pending) >= MAX_PENDING)
    return;
  ng_scene_ref (paint->scene);
  g_hash_table_add (self->pending, g_memdup2 (&key, sizeof key));
  ng_tasks_start (self->tasks,
                  NG_WORKER_TILES,
                  G_OBJECT (self->handle),
                  paint_work,
                  g_memdup2 (paint, sizeof *paint),
                  paint_data_free,
                  NULL,
                  paint_done);
}

static void
append_level (NgTiles *self, Level *level, GtkSnapshot *snapshot, double x, double y, double zoom)
{
  const double side = TILE_SIZE / level->scale * zoom; /* logical pixels */
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, level->tiles);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    gint64 place = *(gint64 *) key;
    int column = (int) (place >> 32);
    int row = (int) (guint32) place;
    graphene_rect_t rectangle;

    graphene_rect_init (&rectangle,
                        (float) (column * side - x * zoom),
                        (float) (row * side - y * zoom),
                        (float) side,
                        (float) side);
    append_tile (self, snapshot, value, &rectangle);
  }
}

static void
forget_old_tiles (NgTiles *self)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->now.tiles) < MAX_TILES)
    return;
  g_hash_table_iter_init (&iter, self->now.tiles);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Tile *) value)->frame + 2 < self->frame)
      g_hash_table_iter_remove (&iter);
}

static gboolean
draw_again_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

gboolean
ng_tiles_snapshot (NgTiles *self,
                   GtkSnapshot *snapshot,
                   double x,
                   double y,
                   double zoom,
                   int width,
                   int height,
                   int scale_factor)
{
  const gint64 start = g_get_monotonic_time ();
  const double scale = zoom * scale_factor;
  const double side = (double) TILE_SIZE / scale_factor; /* logical pixels */
  gboolean is_light, is_complete = TRUE;
  double left, top;
  NgBox bounds;
  int first_column, last_column, first_row, last_row;

  if (self->scene == NULL || width <= 0 || height <= 0)
    return TRUE;
  set_scale (self, scale);
  self->frame++;
  forget_old_tiles (self);
  is_light = ng_scene_n_items (self->scene) <= LIGHT_ITEMS;
  bounds = ng_scene_bounds (self->scene);

  /* On whole device pixels, so that tiles are copied, not blended. */
  left = round (x * scale) / scale_factor;
  top = round (y * scale) / scale_factor;
  first_column = (int) floor (MAX (left, (double) bounds.x * zoom) / side);
  first_row = (int) floor (MAX (top, (double) bounds.y * zoom) / side);
  last_column = (int) floor (MIN (left + width, (double) (bounds.x + bounds.width) * zoom) / side);
  last_row = (int) floor (MIN (top + height, (double) (bounds.y + bounds.height) * zoom) / side);

  GPtrArray *drawn = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  for (int row = first_row; row <= last_row; row++)
    for (int column = first_column; column <= last_column; column++) {
      PaintData paint = { self->scene, self->theme, scale, column, row };
      gint64 key = tile_key (column, row);
      Tile *tile = g_hash_table_lookup (self->now.tiles, &key);
      graphene_rect_t rectangle;

      if (tile == NULL && is_light && g_get_monotonic_time () - start < FRAME_BUDGET) {
        add_tile (self, key, paint_tile (&paint));
        tile = g_hash_table_lookup (self->now.tiles, &key);
      }
      if (tile == NULL) {
        is_complete = FALSE;
        if (!is_light)
          start_painting (self, &paint, key);
        continue;
      }
      tile->frame = self->frame;
      graphene_rect_init (&rectangle,
                          (float) (column * side - left),
                          (float) (row * side - top),
                          (float) side,
                          (float) side);
      g_ptr_array_add (drawn, tile);
      g_array_append_val (places, rectangle);
    }

  if (!is_complete && is_light)
    gtk_widget_add_tick_callback (self->widget, draw_again_cb, NULL, NULL);
  if (!is_complete && self->before.scale > 0)
    append_level (self, &self->before, snapshot, x, y, zoom);
  for (guint i = 0; i < drawn->len; i++)
    append_tile (
        self, snapshot, g_ptr_array_index (drawn, i), &g_array_index (places, graphene_rect_t, i));
  g_ptr_array_unref (drawn);
  return is_complete;
}
