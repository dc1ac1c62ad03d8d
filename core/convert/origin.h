/* NgLayersOrigin: which operators a net of layers was made of, so that layers that nobody touched
 * can become these again. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgOriginFeed: output @port of made layer @layer; with @layer -1 value @value of the operators;
 *   with @value -1 too: nothing */
typedef struct {
  int layer, port, value;
} NgOriginFeed;

/**
 * NgOriginLayer:
 * @unit: the operator that became it, or the last of them; layers of one unit go back together
 * @feeds: (element-type NgOriginFeed): by input, what it reads
 * @shapes: what it only arranges anew, or nothing
 * @is_live: whether it stands in the net of layers
 *
 * A layer that operators became.
 */
typedef struct {
  NgLayer *layer;
  gsize unit;
  GArray *feeds;
  NgOriginFeed shapes;
  gboolean is_live;
} NgOriginLayer;

/**
 * NgOriginValue:
 * @feed: the layer that gives it; with the layer -1 none does
 * @shaped: a layer that gives it in the dimensions that it has, made of @feed, or -1
 * @axis: where the batch stands among its axes, -1 if it has none
 * @is_plain: whether the layer gives just these dimensions, but for the batch
 * @is_constant: whether no layer gives it since it is constant
 *
 * An input of the net of operators, or what an operator gives.
 */
typedef struct {
  NgOriginFeed feed;
  int shaped, axis;
  gboolean is_plain, is_constant;
} NgOriginValue;

/**
 * NgLayersOrigin:
 * @operators: the net that became layers
 * @layers: what it became
 * @first: (array): by layer of @operators its first output among all values; inputs of the net are
 *   before
 * @values: (array length=n_values)
 * @made: (element-type NgOriginLayer)
 * @places: (element-type NgLayer int): place of a layer in @made, plus 1
 *
 * A value: nothing of it changes.
 */
typedef struct {
  gatomicrefcount references;
  NgNet *operators, *layers;
  guint *first;
  NgOriginValue *values;
  guint n_values;
  GArray *made;
  GHashTable *places;
} NgLayersOrigin;

/** ng_layers_origin_new: Returns: (transfer full): that of @layers, which @operators became,
 * without values and made layers: @layers are nothing but a whole */
NgLayersOrigin *ng_layers_origin_new (NgNet *operators, NgNet *layers);
/** ng_layers_origin_add: a made layer, whose feeds are to be filled. Returns: (transfer none): its
 *   record, until the next one is added */
NgOriginLayer *ng_layers_origin_add (NgLayersOrigin *self, NgLayer *layer, gsize unit);
/** ng_layers_origin_knows: Returns: whether any of the made layers stands in @net, or inside */
gboolean ng_layers_origin_knows (const NgLayersOrigin *self, NgNet *net);
/** ng_layers_origin_end: finds which of the made layers stand in the net */
void ng_layers_origin_end (NgLayersOrigin *self);
/** ng_layers_origin_ref, ng_layers_origin_unref: take and give back a reference */
NgLayersOrigin *ng_layers_origin_ref (NgLayersOrigin *self);
void ng_layers_origin_unref (NgLayersOrigin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLayersOrigin, ng_layers_origin_unref)

/** ng_layers_origin_find: Returns: (transfer full) (array): by layer of @net its place in @made, -1
 *   for one that was not made, or touched since */
int *ng_layers_origin_find (const NgLayersOrigin *self, NgNet *net);
/** ng_layers_origin_value: Returns: the value that @source of @operators gives, or -1 */
int ng_layers_origin_value (const NgLayersOrigin *self, NgSource source);
/** ng_layers_origin_maker: Returns: the layer of @operators that gives a value, or -1 */
int ng_layers_origin_maker (const NgLayersOrigin *self, int value);
/** ng_layers_origin_is_same: Returns: whether @net is what the operators became, untouched */
gboolean ng_layers_origin_is_same (const NgLayersOrigin *self, const NgNet *net);

G_END_DECLS
