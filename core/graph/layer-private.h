/* What NgLayer looks like inside, for layer.c, layer-notation.c and wire.c alone. */

#pragma once

#include "core/graph/layer.h"

G_BEGIN_DECLS

typedef struct {
  GRefString *name; /* interned */
  NgType *type;     /* NULL where nothing was given */
  gboolean is_optional;
  NgCoder *coder;   /* NULL for none; it stands at the port of a net that this port becomes */
  gboolean is_late; /* the type was given after the layer was made, and not as an option */
} NgLayerPort;

typedef struct {
  const NgArraySpec *spec;
  NgTensor *tensor;
  NgType *declared;   /* dimensions that NetArray gave, or NULL */
  GRefString *shared; /* interned name of the NetArray, or NULL */
  gboolean is_absent;
  gboolean is_counted; /* as parameters, though it is a statistic */
} NgLayerArray;

/* An option that is no parameter and no array: a port's type, LearningRateMultipliers. */
typedef struct {
  char *name;
  NgExpr *value;
} NgLayerOption;

/* What never changes between versions of a layer. */
typedef struct {
  gatomicrefcount references;
  NgParam params[NG_MAX_CLASS_PARAMS];
  gsize n_params;
  GArray *options;
  GPtrArray *extra_specs; /* of arrays that came with a payload */
  gpointer payload;
  GDestroyNotify free_payload;
} NgLayerGiven;

struct _NgLayer {
  gatomicrefcount references;
  const NgLayerClass *class;
  NgPlace place;
  NgLayerGiven *given;
  GArray *inputs;
  GArray *outputs;
  GArray *arrays;
  gboolean has_slots;
  gboolean is_open;
  NgNet *net;
};

/** ng_layer_alloc: Returns: (transfer full): a layer without ports and arrays */
NgLayer *ng_layer_alloc (const NgLayerClass *class, const NgPlace *place);
/** ng_layer_make_ports: the ports of the record, then those that depend on this layer */
void ng_layer_make_ports (NgLayer *self);
void ng_layer_make_arrays (NgLayer *self);
/** ng_layer_adopt_net: makes @net the layer's body, and its ports those of the layer */
void ng_layer_adopt_net (NgLayer *self, NgNet *net);
/** ng_layer_remake_ports: Returns: (transfer full): the layer with the ports that it had when it
 * was made: those of its record and of its parameters */
NgLayer *ng_layer_remake_ports (const NgLayer *self);
/** ng_layer_add_slots: inputs "1" … "n" */
void ng_layer_add_slots (NgLayer *self, gsize n);

G_END_DECLS
