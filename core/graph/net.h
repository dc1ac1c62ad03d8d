/* NgNet: layers joined by edges, with named ports of its own, and the type of everything. */

#pragma once

#include "core/graph/coder.h"
#include "core/graph/layer.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NgNet:
 *
 * A net is a value: nothing changes it once it exists, every operation returns a new net, and the
 * two share all they have in common. Any thread may read any net it holds a reference to.
 */
/** ng_net_ref: Returns: (transfer full): the same net, with one owner more */
NgNet *ng_net_ref (NgNet *self);
/** ng_net_unref: gives up one owner; the last one frees the net */
void ng_net_unref (NgNet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgNet, ng_net_unref)
/** ng_net_is_held_once: Returns: whether nobody else owns it */
gboolean ng_net_is_held_once (const NgNet *self);

/* Ours, small, stable across edits of one net, never shown or saved. */
typedef guint NgVertexId;

typedef enum {
  NG_SOURCE_NONE,  /* not connected: an absent optional input */
  NG_SOURCE_LAYER, /* output `port` of layer `index` */
  NG_SOURCE_INPUT, /* input `index` of the net */
} NgSourceKind;

/** NgSource: what feeds an input of a layer or an output of the net. */
typedef struct {
  NgSourceKind kind;
  int index;
  int port;
} NgSource;

/** NgTarget: an input of a layer (index >= 0), or, with index -1, output `port` of the net. */
typedef struct {
  int index;
  int port;
} NgTarget;

/* Layers, in the order they were written: index 0, 1, … here, 1, 2, … for people. */
/** ng_net_n_layers: Returns: number of layers, nested ones not counted */
gsize ng_net_n_layers (const NgNet *self);
/** ng_net_layer: Returns: (transfer none): layer @index */
NgLayer *ng_net_layer (const NgNet *self, gsize index);
/** ng_net_name: Returns: (nullable): the layer's name; %NULL in a net built from a list */
const char *ng_net_name (const NgNet *self, gsize index);
/** ng_net_shown_name: Returns: (transfer full): the name, or the number */
char *ng_net_shown_name (const NgNet *self, gsize index);
/** ng_net_vertex: Returns: the id of layer @index, which edits keep */
NgVertexId ng_net_vertex (const NgNet *self, gsize index);
/** ng_net_index_of_vertex: Returns: the layer's index, or -1 */
int ng_net_index_of_vertex (const NgNet *self, NgVertexId vertex);
/** ng_net_find: Returns: index of the layer of that name, or -1 */
int ng_net_find (const NgNet *self, const char *name);
/** ng_net_is_named: Returns: whether its layers have names */
gboolean ng_net_is_named (const NgNet *self);
/** ng_net_is_chain: Returns: whether it prints as NetChain */
gboolean ng_net_is_chain (const NgNet *self);
/** ng_net_is_raw: Returns: whether types show the batch axis: it holds ONNX operators */
gboolean ng_net_is_raw (const NgNet *self);
/** ng_net_has_open_slots: Returns: whether it begins with a many-input layer that nothing feeds and
 *   whose number of inputs is not known: as a layer it takes the number from its connections */
gboolean ng_net_has_open_slots (const NgNet *self);
/** ng_net_with_slots: Returns: (transfer full): the net with its open layer given @n slots */
NgNet *ng_net_with_slots (NgNet *self, gsize n);

/* Connections. */
/** ng_net_source: Returns: what feeds an input of a layer */
NgSource ng_net_source (const NgNet *self, gsize layer, gsize input);
/** ng_net_output_source: Returns: what feeds an output of the net */
NgSource ng_net_output_source (const NgNet *self, gsize output);
/** ng_net_targets: Returns: (transfer none) (array length=n): everything that reads @source */
const NgTarget *ng_net_targets (const NgNet *self, NgSource source, gsize *n);
/** ng_net_is_muted: Returns: whether the layer's output was muted by `-> None` */
gboolean ng_net_is_muted (const NgNet *self, gsize layer, gsize output);
/** ng_net_order: Returns: (transfer none) (array): layer indices, sources first; ties by index */
const int *ng_net_order (const NgNet *self);

/* Ports. */
/** ng_net_n_inputs: Returns: number of inputs of the net */
gsize ng_net_n_inputs (const NgNet *self);
/** ng_net_n_outputs: Returns: number of outputs of the net */
gsize ng_net_n_outputs (const NgNet *self);
/** ng_net_input_name: Returns: (transfer none): name of input @index, "Input" */
const char *ng_net_input_name (const NgNet *self, gsize index);
/** ng_net_output_name: Returns: (transfer none): name of output @index, "Output" */
const char *ng_net_output_name (const NgNet *self, gsize index);
/** ng_net_find_input: Returns: index of the input of that name, or -1 */
int ng_net_find_input (const NgNet *self, const char *name);
/** ng_net_find_output: Returns: index or -1; also by the other spelling ("Output2" for "Port2") */
int ng_net_find_output (const NgNet *self, const char *name);
/** ng_net_input_type: Returns: (transfer none): what inference found for input @index */
const NgType *ng_net_input_type (const NgNet *self, gsize index);
/** ng_net_output_type: Returns: (transfer none): what inference found for output @index */
const NgType *ng_net_output_type (const NgNet *self, gsize index);
/** ng_net_input_option, ng_net_output_option: Returns: (nullable): the type as it was written */
NgExpr *ng_net_input_option (const NgNet *self, gsize index);
NgExpr *ng_net_output_option (const NgNet *self, gsize index);
/** ng_net_input_coder, ng_net_output_coder: Returns: (transfer none) (nullable): the encoder of an
 *   input, the decoder of an output; their types take part in inference */
NgCoder *ng_net_input_coder (const NgNet *self, gsize index);
NgCoder *ng_net_output_coder (const NgNet *self, gsize index);

/* Types, as inference found them. */
/** ng_net_type: Returns: (transfer none): the type of what @source gives */
const NgType *ng_net_type (const NgNet *self, NgSource source);
/** ng_net_array_type: Returns: (transfer none): the type of an array of a layer */
const NgType *ng_net_array_type (const NgNet *self, gsize layer, gsize array);
/** ng_net_length_names: Returns: (nullable) (array zero-terminated=1): for ng_type_label() */
const char *const *ng_net_length_names (const NgNet *self);

/** ng_net_n_visits: Returns: how many visits to layers finding the types took, for tests and
 * profiles */
guint64 ng_net_n_visits (const NgNet *self);

/* What is wrong. */
/** ng_net_n_diagnostics: Returns: number of errors and warnings */
gsize ng_net_n_diagnostics (const NgNet *self);
/** ng_net_diagnostic: Returns: (transfer none): error or warning @index */
NgDiagnostic *ng_net_diagnostic (const NgNet *self, gsize index);
/**
 * ng_net_diagnostic_target:
 * @target: (out): the edge that diagnostic @index is about
 *
 * Returns: whether it is about an edge
 */
gboolean ng_net_diagnostic_target (const NgNet *self, gsize index, NgTarget *target);
/**
 * ng_net_diagnostic_sides:
 * @given: (out) (transfer full): what comes along the edge, as short as on one: "20×24×24"
 * @needed: (out) (transfer full): what would do there: "vector", "10"
 *
 * Returns: whether diagnostic @index is about an edge whose sides do not fit
 */
gboolean ng_net_diagnostic_sides (const NgNet *self, gsize index, char **given, char **needed);
/** ng_net_check: Returns: whether there is no error; else sets the first one */
gboolean ng_net_check (const NgNet *self, GError **error);
/** ng_net_check_specified: fails with "NetGraph::unspec", naming the first such port */
gboolean ng_net_check_specified (const NgNet *self, GError **error);
/** ng_net_check_initialized: fails with "NetGraph::notinit", naming the arrays */
gboolean ng_net_check_initialized (const NgNet *self, GError **error);

/** ng_net_n_parameters: Returns: elements of all arrays that are parameters, nested ones too, as
 *   ng_layer_array_is_parameter() says; -1 while a shape is unknown */
gint64 ng_net_n_parameters (const NgNet *self);

/**
 * ng_net_with_input_types:
 * @types: (array): one for each input; unknown for "as it is"
 *
 * Completes an unspecified net from data.
 *
 * Fails with: "NetGraph::shape" and what else inference finds.
 *
 * Returns: (transfer full) (nullable): the net with these meets
 */
NgNet *ng_net_with_input_types (NgNet *self, const NgType *types, GError **error);

/** ng_net_outer_length: Returns: the length as which length @id of the net around goes into this
 * one where ng_relation_type_net() finds its types */
NgDim ng_net_outer_length (const NgNet *self, gint64 id);

/**
 * ng_net_with_layer:
 * @index: a layer
 * @layer: what shall stand there, with the same ports
 *
 * Cost: pointers, and inference of what the change touches.
 *
 * Returns: (transfer full): the new net
 */
NgNet *ng_net_with_layer (NgNet *self, gsize index, NgLayer *layer);

/** ng_net_initialize_methods: Returns: (array zero-terminated=1): names of ways to fill weights;
 *   the first where nobody says otherwise */
const char *const *ng_net_initialize_methods (void);

typedef enum {
  NG_DISTRIBUTION_AUTOMATIC, /* what the method says */
  NG_DISTRIBUTION_NONE,      /* zeros */
  NG_DISTRIBUTION_NORMAL,    /* mean `a`, standard deviation `b` */
  NG_DISTRIBUTION_UNIFORM,   /* from `a` to `b` */
} NgDistributionKind;

typedef struct {
  NgDistributionKind kind;
  double a, b;
} NgDistribution;

/**
 * NgInitialization:
 * @renew: whether arrays that have values get new ones (All)
 * @seed: 1234 where nobody says otherwise
 * @method: one of ng_net_initialize_methods()
 * @weights: of Kaiming and Xavier whether draws are normal or uniform, their variance being that of
 *   the method; of Random what is drawn, of Identity the noise
 * @biases: what is drawn for them; zeros without it
 * @cancellable: (nullable): asked between arrays, and within one that takes long
 */
typedef struct {
  gboolean renew;
  guint64 seed;
  const char *method;
  NgDistribution weights, biases;
  GCancellable *cancellable;
} NgInitialization;

/** ng_net_initialize_with: ng_net_initialize() with all that can be said */
NgNet *ng_net_initialize_with (NgNet *self, const NgInitialization *how, GError **error);

/**
 * ng_net_initialize:
 * @renew: whether arrays that have values get new ones (All)
 * @seed: 1234 where nobody says otherwise
 * @method: one of ng_net_initialize_methods()
 *
 * Each array's stream depends on the seed and its path alone.
 *
 * Fails with: "NetGraph::unspec", and the net's first error.
 *
 * Returns: (transfer full) (nullable): the net with all arrays
 */
NgNet *
ng_net_initialize (NgNet *self, gboolean renew, guint64 seed, const char *method, GError **error);

G_END_DECLS
