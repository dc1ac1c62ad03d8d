/* StandardForm: the net as it is shown in the window and written by `draw`. */

#pragma once

#include "core/graph/net.h"
#include "render/layout/layout.h"
#include "render/standard/heat.h"
#include "render/standard/positions.h"
#include "render/standard/scopes.h"

G_BEGIN_DECLS

typedef enum {
  NG_DIMENSIONS_ALL,
  NG_DIMENSIONS_CHANGES, /* only where they differ from what the layer read */
  NG_DIMENSIONS_NONE,
} NgDimensions;

/* Remembers from one picture to the next what an edit does not change: blocks that were laid out,
 * what layers look like, and what repeats. Any number of threads may use one. */
typedef struct _NgStandardCache NgStandardCache;
NgStandardCache *ng_standard_cache_new (void);
NgStandardCache *ng_standard_cache_ref (NgStandardCache *self);
void ng_standard_cache_unref (NgStandardCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgStandardCache, ng_standard_cache_unref)
/** ng_standard_cache_repeats: Returns: (transfer none): those of the nets that pictures show */
NgRepeatStore *ng_standard_cache_repeats (NgStandardCache *self);

/**
 * NgStandardOptions:
 * @direction: where the flow goes
 * @dimensions: which edges say their dimensions
 * @groups: what layers are gathered by
 * @depth: how deep groups (name scopes as of "/layer.0/attn/MatMul", and what repeats) and nested
 * nets are open; -1: there are no groups and nested nets are closed; 0: the outermost are closed;
 * 1: they are open, and so on
 * @wrap: points that the picture may be long along the flow, when that is broken into rows, or
 * %NG_WRAP_AUTOMATIC; 0: it is one row. Where something has a position, or lines follow the axes,
 * there is one row, too
 * @open: (nullable) (array zero-terminated=1): paths that are open whatever @depth says
 * @closed: (nullable) (array zero-terminated=1): paths that are closed whatever @depth says
 * @header: whether title and counts stand above the picture
 * @badges: whether the state of the net does, in the header
 * @title: (nullable): the header's title instead of NetGraph or NetChain
 * @whole: (nullable): the net that it is part of, which knows what is wrong with it
 * @path: (nullable): where it lies in @whole, "decoder/3": all paths of the picture, and those of
 * @open and @closed, begin with it
 * @without_dot: as in NgLayoutOptions
 * @aliases: (nullable) (element-type utf8 utf8): other words for layers, by their path
 * @apart: (nullable) (array zero-terminated=1): as in NgScopeRules
 * @metrics: how wide texts are
 * @cache: (nullable): what earlier pictures left
 * @heat: (nullable): of the outermost net, by whose numbers layers are coloured
 * @positions: (nullable): what stays where it was put
 * @found: (nullable): gets the positions of all that is drawn, as if each had been put there
 */
typedef struct {
  NgDirection direction;
  NgDimensions dimensions;
  NgGroups groups;
  int depth;
  float wrap;
  const char *const *open;
  const char *const *closed;
  gboolean header, badges;
  const char *title;
  const NgNet *whole;
  const char *path;
  gboolean without_dot;
  GHashTable *aliases;
  const char *const *apart;
  const NgMetrics *metrics;
  NgStandardCache *cache;
  const NgHeat *heat;
  const NgPositions *positions;
  NgPositions *found;
} NgStandardOptions;

/**
 * ng_standard_draw:
 * @options: %metrics must be set; all else may be zero but @depth, which is -1 for a flat picture
 *
 * Any net can be drawn, also one with errors.
 *
 * Cost: linear in layers and edges, and what finding repeats costs where there are groups and they
 * are not in the cache.
 *
 * Fails with: %NG_ERROR_CANCELLED, "Layout::cancelled".
 *
 * Returns: (transfer full) (nullable): the scene
 */
NgScene *ng_standard_draw (NgNet *net,
                           const NgStandardOptions *options,
                           GCancellable *cancellable,
                           GError **error);

/** ng_standard_kind: Returns: (transfer full): what people call the layer: "Convolution", "MatMul"
 */
char *ng_standard_kind (const NgLayer *layer);

/* What the badges say. */
typedef enum {
  NG_STATE_COMPLETE = 0,
  NG_STATE_UNINITIALIZED = 1 << 0, /* arrays have no values */
  NG_STATE_UNSPECIFIED = 1 << 1,   /* shapes are not known */
  NG_STATE_WRONG = 1 << 2,         /* there are errors */
} NgNetState;

/** ng_standard_state: Returns: the state of the net; linear in layers and arrays */
NgNetState ng_standard_state (const NgNet *net);

G_END_DECLS
