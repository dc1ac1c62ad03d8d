/* NgLayerClass: the record that is all a layer takes. One file in core/layers holds one record;
 * inference, lowering, notation, inspector, palette, drawings, documentation and tests read it. */

#pragma once

#include "core/graph/param.h"
#include "core/program/builder.h"
#include "core/shape/type.h"

G_BEGIN_DECLS

typedef struct _NgLayer NgLayer;
typedef struct _NgNet NgNet;
typedef struct _NgRelation NgRelation;
typedef struct _NgLowering NgLowering;
typedef struct _NgLayerClass NgLayerClass;

#define NG_MAX_CLASS_PARAMS   12
#define NG_MAX_CLASS_PORTS    6
#define NG_MAX_CLASS_ARRAYS   16
#define NG_MAX_CLASS_EXAMPLES 8
#define NG_MAX_CLASS_NETS     2

typedef enum {
  NG_CATEGORY_BASIC,
  NG_CATEGORY_ELEMENTWISE,
  NG_CATEGORY_STRUCTURE,
  NG_CATEGORY_CONVOLUTION,
  NG_CATEGORY_NORMALIZATION,
  NG_CATEGORY_TRAINING,
  NG_CATEGORY_RECURRENT,
  NG_CATEGORY_ATTENTION,
  NG_CATEGORY_LOSS,
  NG_CATEGORY_CONTAINER,
  NG_CATEGORY_OPERATOR,
  NG_N_CATEGORIES
} NgCategory;

/** ng_category_name: Returns: the short lower-case name, "convolution"; also the drawing's role */
const char *ng_category_name (NgCategory self);

/* How NetInitialize fills an array. */
typedef enum {
  NG_INIT_KAIMING,            /* rows are outputs */
  NG_INIT_KAIMING_TRANSPOSED, /* rows are inputs */
  NG_INIT_ZERO,
  NG_INIT_BIAS, /* 0, or draws where the method says so */
  NG_INIT_ONE,
  NG_INIT_SMALL_NORMAL, /* standard deviation 0.01 */
  NG_INIT_ROW_NORMAL,   /* standard deviation 1/√n, n the length of a row */
  NG_INIT_SLOPE,        /* 0.1, of activations */
} NgInit;

/**
 * NgPortSpec:
 * @name: "Input"
 * @shape: pattern of its dimensions: words are dimensions, "*s" any number of them, "()" a scalar;
 *   the same word means the same thing in every pattern of the record
 * @kind: unless said otherwise, real numbers go out, and any number may come in; a layer whose
 * input has a @shape is given it as a real one
 * @is_many: a many-input port; its slots are called "1", "2", …, each of this pattern
 * @alias: (nullable): another name that is read too
 * @is_optional: may be left open, and is then no port of the net around it: the states of recurrent
 *   layers, masks. Who names the layer alone does not mean it
 */
typedef struct {
  const char *name;
  const char *shape;
  NgKind kind;
  gboolean is_many;
  gboolean is_optional;
  const char *alias;
} NgPortSpec;

/**
 * NgArraySpec:
 * @shape: pattern; parentheses multiply: "(*o)" is one dimension, the product of those of *o
 * @is_optional: may be None
 * @is_statistic: written by training only, never by a gradient; not counted as a parameter
 */
typedef struct {
  const char *name;
  const char *shape;
  NgInit init;
  gboolean is_optional;
  gboolean is_statistic;
  const char *alias;
} NgArraySpec;

typedef enum {
  NG_LAYER_ELIDE = 1 << 0,      /* output shape is input shape: VertexDelete can bypass it */
  NG_LAYER_RANDOM = 1 << 1,     /* draws random numbers in training */
  NG_LAYER_RAW = 1 << 2,        /* ports show the batch axis: ONNX operators */
  NG_LAYER_FIXED = 1 << 3,      /* refuses varying lengths at its inputs: "NetGraph::varying" */
  NG_LAYER_ONE_INPUT = 1 << 4,  /* a many-input layer that nothing feeds has one input, "Input" */
  NG_LAYER_COPIES_NET = 1 << 5, /* where it holds two nets, one net stands for two copies */
  NG_LAYER_MAY_HOLD = 1 << 6,   /* it holds a net only where one is given */
  NG_LAYER_TRACES = 1 << 7,     /* its argument is a function, which becomes its net */
  NG_LAYER_EMPTY = 1 << 8,      /* stands for a layer that is missing, and cannot be run */
  NG_LAYER_ALWAYS_RANDOM = 1 << 9, /* draws random numbers in evaluation too */
} NgLayerFlags;

/**
 * NgLayerClass:
 * @name: "DropoutLayer"
 * @summary: what it does, without a full stop
 * @glyph: SVG path data in a 16 by 16 square
 * @nets: names of the nets that it holds as its own ("Net"): its first argument is that net, or the
 *   list of them. ng_layer_net() is then a graph of these nets, which nothing connects; the layer's
 *   ports are not those of the nets, and `ports`, `infer` and `lower` say how they belong together
 * @law: (nullable): the shape law in words or a formula, for the catalogue
 * @check: (nullable): further checks of parameters once they are parsed; errors as
 * "NetGraph::badarg"
 * @ports: (nullable): says the ports of one layer where they depend on its parameters (slots of a
 *   function, the ports of a nested net): fills names by ng_layer_add_port() while the layer is
 * made
 * @infer: (nullable): refines types where patterns do not suffice; runs after the patterns, again
 *   whenever a port moves; graph/relation.h says what it may use. Must be monotone
 * @verify: (nullable): once all types are at rest, reports what is wrong with the final ones, by
 *   ng_relation_fail()
 * @steps: (nullable): whether the layer reads the first level of input @input, of rank @rank, step
 *   by step: what it gives of an element may depend on that element and, through states, on those
 *   before it. graph/steps.h has ready ones. A layer without it cannot be unfolded along a sequence
 * @keeps_integers: (nullable): whether it makes integers of integers where the net says how they
 * are stored, which nets of ONNX operators do; without it they are computed with as real numbers
 * @lower: writes the meaning; graph/lowering.h says what it may use
 * @label: (nullable): the short parameter shown under the node, "3×3, 16"; (transfer full)
 * @write: (nullable): adds the arguments of the layer's notation (element-type NgExpr) that stand
 *   before its parameters and that no parameter tells
 * @title: (nullable): what kind this layer is shown as, where one class serves many kinds
 * (operators)
 * @net_at: (nullable): the nets that a layer keeps besides the one of a container: the net of that
 *   number, %NULL past the last, and what it is called
 * @inside: (nullable): the same nets as a graph of layers of these names, which nothing connects;
 *   (transfer none)
 * @with_nets: (nullable): the layer with other nets in their places, layers of the graph inside; it
 *   may have other inputs then; (transfer full) (nullable)
 * @glyph_of: (nullable): the glyph of one layer, where one class serves many kinds
 * @term: (nullable): what mathematicians call it, "+" or "LSTM %s", where the label stands for %s;
 * the name in words with the label unless said
 * @term_of: (nullable): the same of one layer, its parameters included: "Conv 3×3, 64"; @input:
 * what is known of its first input; (transfer full)
 * @examples: notation, each a complete net when put in NetGraph[{…}, {}]
 */
struct _NgLayerClass {
  const char *name;
  const char *summary;
  NgCategory category;
  const char *glyph;
  const char *nets[NG_MAX_CLASS_NETS];
  const char *law;
  NgParamSpec params[NG_MAX_CLASS_PARAMS];
  NgPortSpec inputs[NG_MAX_CLASS_PORTS];
  NgPortSpec outputs[NG_MAX_CLASS_PORTS];
  NgArraySpec arrays[NG_MAX_CLASS_ARRAYS];
  NgLayerFlags flags;
  gboolean (*check) (const NgLayer *layer, GError **error);
  void (*ports) (NgLayer *layer);
  void (*infer) (NgRelation *relation);
  void (*verify) (NgRelation *relation);
  gboolean (*steps) (const NgLayer *layer, gsize input, int rank);
  gboolean (*keeps_integers) (const NgLayer *layer);
  void (*lower) (NgLowering *to);
  char *(*label) (const NgLayer *layer);
  void (*write) (const NgLayer *layer, GPtrArray *arguments);
  const char *(*title) (const NgLayer *layer);
  NgNet *(*net_at) (const NgLayer *layer, gsize index, const char **name);
  NgNet *(*inside) (const NgLayer *layer);
  NgLayer *(*with_nets) (NgLayer *layer, NgLayer *const *nets, GError **error);
  const char *(*glyph_of) (const NgLayer *layer);
  const char *term;
  char *(*term_of) (const NgLayer *layer, const NgType *input);
  const char *examples[NG_MAX_CLASS_EXAMPLES];
};

G_END_DECLS
