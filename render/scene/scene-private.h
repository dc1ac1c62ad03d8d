/* What a scene is made of, for the files of this folder. */

#pragma once

#include "render/scene/grid.h"
#include "render/scene/scene.h"

G_BEGIN_DECLS

typedef struct {
  guint32 first_op, n_ops;
  guint32 first_point, n_points;
} NgPathRange;

typedef struct {
  int width, height;
  guint32 *pixels;
} NgPixels;

/**
 * NgScene:
 * @text: all texts, each ending in NUL
 * @ops, @points, @paths: all paths and glyphs
 * @names: (element-type utf8): paths of groups and nested nets; the first is ""
 * @holders: (nullable): of a net and a layer that a closed group holds: the group
 * @picks: (nullable) (array length=n_picks): an open hash table, a power of two long: the first
 * item of each pick, + 1; 0 where empty
 * @grid: which items lie where
 */
struct _NgScene {
  gatomicrefcount references;
  NgBox bounds;
  GArray *items;
  GString *text;
  GString *ops;
  GArray *points;
  GArray *paths;
  GPtrArray *images;
  GPtrArray *names;
  GHashTable *holders;
  guint32 *picks;
  gsize n_picks;
  NgGrid *grid;
};

guint ng_pick_hash (NgPick pick);
void ng_pixels_free (NgPixels *self);

G_END_DECLS
