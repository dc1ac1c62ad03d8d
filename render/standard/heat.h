/* NgHeat: a number for each layer, by which a picture colours layers instead of by their kind:
 * parameters, multiply-adds, bytes of activations, or what a run has found. Each card says its
 * number, and a bar on it is as long as its share of the greatest, so nothing is told by colour
 * alone. */

#pragma once

#include "render/scene/scene.h"
#include "render/standard/scopes.h"

G_BEGIN_DECLS

typedef enum {
  NG_MEASURE_KIND, /* no number: layers are coloured by kind */
  NG_MEASURE_PARAMETERS,
  NG_MEASURE_MULTIPLY_ADDS,
  NG_MEASURE_ACTIVATIONS,
  NG_MEASURE_VALUES, /* the greatest absolute value that a layer gave in a run */
  NG_N_MEASURES
} NgMeasure;

typedef struct _NgHeat NgHeat;

/**
 * ng_heat_new:
 * @net: the outermost net
 * @measure: not %NG_MEASURE_KIND
 * @values: (nullable) (element-type utf8 double): for %NG_MEASURE_VALUES, by path of the layer
 * @rules: what layers are gathered by
 *
 * What holds nets or layers, a net or a group, has the sum of what is in it; of values, the
 * greatest. Any number of threads may use it at once.
 *
 * Cost: that of ng_scopes_new(); that of lowering for multiply-adds.
 *
 * Returns: (transfer full): the numbers
 */
NgHeat *ng_heat_new (NgNet *net, NgMeasure measure, GHashTable *values, const NgScopeRules *rules);
void ng_heat_free (NgHeat *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgHeat, ng_heat_free)

/** ng_heat_share: @path: of a layer or group. Returns: its share of the greatest number, 0 to 1;
 *   -1 where its number is not known */
double ng_heat_share (const NgHeat *self, const char *path);
/** ng_heat_role: Returns: the role of a card with that share */
NgRole ng_heat_role (double share);
/** ng_heat_text: Returns: (transfer full): its number with the unit, "2.4 M parameters", or "?" */
char *ng_heat_text (const NgHeat *self, const char *path);

/** ng_heat_legend: Returns: (transfer full): the colours, with what they mean */
NgScene *ng_heat_legend (const NgHeat *self, const NgMetrics *metrics);

G_END_DECLS
