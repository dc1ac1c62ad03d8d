/* NgLayer: a class, its parameter values, its arrays, its ports; a nested net where the class is a
 * container. A value. */

#pragma once

#include "core/graph/coder.h"
#include "core/graph/layer-class.h"

G_BEGIN_DECLS

/** ng_layer_ref: Returns: (transfer full): the same layer, with one owner more */
NgLayer *ng_layer_ref (NgLayer *self);
/** ng_layer_unref: gives up one owner; the last one frees the layer */
void ng_layer_unref (NgLayer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLayer, ng_layer_unref)

/**
 * ng_layer_new:
 * @class: what it is
 * @arguments: (nullable) (array length=n_arguments): plain arguments and rules, as written between
 *   the brackets: parameters by position or name, arrays by name ("Weights" -> {{…}}, Automatic,
 *   None), port types by name ("Input" -> 3), in any order of the rules
 * @place: (nullable): of the whole expression, for messages
 *
 * Fails with: "NetGraph::badarg" (a parameter, or one argument too many), "NetGraph::noport" (an
 * option that is neither parameter, array nor port), "NetGraph::badshape", "NetGraph::ragged".
 *
 * Returns: (transfer full) (nullable): the layer
 */
NgLayer *ng_layer_new (const NgLayerClass *class,
                       NgExpr *const *arguments,
                       gsize n_arguments,
                       const NgPlace *place,
                       GError **error);

/**
 * ng_layer_new_around:
 * @nets: (array length=n_nets): the nets that it holds, one for each of the class's names
 * @arguments: (array length=n_arguments): those behind the nets
 *
 * ng_layer_new() of a class that holds nets of its own.
 *
 * Fails with: also "NetGraph::badarg", where the nets are not of the number needed.
 *
 * Returns: (transfer full) (nullable): the layer
 */
NgLayer *ng_layer_new_around (const NgLayerClass *class,
                              NgLayer *const *nets,
                              gsize n_nets,
                              NgExpr *const *arguments,
                              gsize n_arguments,
                              const NgPlace *place,
                              GError **error);

/** ng_layer_new_traced: ng_layer_new() of a class whose function, its argument, has become @net,
 * with the net's ports */
NgLayer *ng_layer_new_traced (
    const NgLayerClass *class, NgNet *net, NgExpr *function, const NgPlace *place, GError **error);

/** ng_layer_new_net: Returns: (transfer full): the net as a layer, with the net's ports */
NgLayer *ng_layer_new_net (NgNet *net, const NgPlace *place);

/**
 * ng_layer_new_payload:
 * @payload: (transfer full): what the class keeps, such as an ONNX node; freed by @free
 *
 * A layer of a class whose parameters are not notation (operators). Its ports come from the class's
 * `ports`, which reads ng_layer_payload().
 *
 * Returns: (transfer full): the layer
 */
NgLayer *ng_layer_new_payload (const NgLayerClass *class, gpointer payload, GDestroyNotify free);
/** ng_layer_payload: Returns: (transfer none) (nullable): what ng_layer_new_payload() was given */
gpointer ng_layer_payload (const NgLayer *self);

/**
 * ng_layer_with_slots:
 * @n: number of slots of the many-input port
 *
 * Returns: (transfer full): the same layer with inputs "1" … "n"
 */
NgLayer *ng_layer_with_slots (NgLayer *self, gsize n);

/**
 * ng_layer_with_array:
 * @tensor: (nullable): the values, or %NULL for none yet
 *
 * Returns: (transfer full): the same layer with array @index set
 */
NgLayer *ng_layer_with_array (NgLayer *self, gsize index, NgTensor *tensor);

/**
 * ng_layer_with_shared:
 * @name: (nullable): of the NetArray that array @index is to be; %NULL for an array of its own
 *
 * In one net all arrays of one name are one: they have one value and one gradient.
 *
 * Returns: (transfer full): the same layer
 */
NgLayer *ng_layer_with_shared (NgLayer *self, gsize index, const char *name);

/** ng_layer_without_array: Returns: (transfer full): the same layer with None for an optional array
 */
NgLayer *ng_layer_without_array (NgLayer *self, gsize index);

/**
 * ng_layer_with_port_type:
 * @type: what port @index is given from now on, as by "Input" -> …; its varying lengths are those
 * of this layer alone
 *
 * Returns: (transfer full): the same layer, not a container
 */
NgLayer *
ng_layer_with_port_type (NgLayer *self, gboolean is_output, gsize index, const NgType *type);

/** ng_layer_with_net: Returns: (transfer full): the same container around another net; of a layer
 *   that holds nets of its own around another graph of these */
NgLayer *ng_layer_with_net (NgLayer *self, NgNet *net);

/** ng_layer_class: Returns: (transfer none): the record of what it is */
const NgLayerClass *ng_layer_class (const NgLayer *self);
/** ng_layer_kind: Returns: class->title or the class's name: what the user reads */
const char *ng_layer_kind (const NgLayer *self);
/** ng_layer_category: Returns: the category of its class */
NgCategory ng_layer_category (const NgLayer *self);
/** ng_layer_label: Returns: (transfer full): the short parameter under the node, maybe "" */
char *ng_layer_label (const NgLayer *self);
/** ng_layer_term: @input: what is known of its first input. Returns: (transfer full): its
 * mathematical name with what matters of its parameters: "Conv 3×3, 64", "tanh", "+" */
char *ng_layer_term (const NgLayer *self, const NgType *input);
/** ng_layer_place: Returns: (transfer none): where it stood in the text; line 0 if nowhere */
const NgPlace *ng_layer_place (const NgLayer *self);
/** ng_layer_net: Returns: (transfer none) (nullable): the nested net; of a layer that holds nets of
 *   its own the graph of these */
NgNet *ng_layer_net (const NgLayer *self);
/** ng_layer_wraps: Returns: whether it holds nets of its own, see NgLayerClass.nets */
gboolean ng_layer_wraps (const NgLayer *self);
/** ng_layer_inside: Returns: (transfer none) (nullable): the net that one goes into:
 * ng_layer_net(), or a graph of the bodies that If and Loop keep */
NgNet *ng_layer_inside (const NgLayer *self);
/** ng_layer_holds: Returns: whether the layers inside are nets beside each other, each with a name:
 *   those of a layer that holds nets of its own, bodies of If and Loop */
gboolean ng_layer_holds (const NgLayer *self);
/** ng_layer_body: Returns: (transfer none) (nullable): the nested net whose ports are the layer's
 */
NgNet *ng_layer_body (const NgLayer *self);
/** ng_layer_inner: Returns: (transfer none): net @index of those that it holds, as a layer */
NgLayer *ng_layer_inner (const NgLayer *self, gsize index);

/** ng_layer_n_nets: Returns: how many nets it keeps: that of a container, the bodies of If or Loop
 */
gsize ng_layer_n_nets (const NgLayer *self);
/**
 * ng_layer_net_at:
 * @name: (out) (optional) (nullable): what the net is to the layer, "then_branch"; %NULL for the
 *   net of a container
 *
 * Returns: (transfer none): net @index of the layer
 */
NgNet *ng_layer_net_at (const NgLayer *self, gsize index, const char **name);
/** ng_layer_glyph: Returns: (nullable): path data in a 16 by 16 square, of the layer or its class
 */
const char *ng_layer_glyph (const NgLayer *self);

/** ng_layer_param: Returns: parameter @index of the class's list */
const NgParam *ng_layer_param (const NgLayer *self, gsize index);
/** ng_layer_n_params: Returns: number of parameters of its class */
gsize ng_layer_n_params (const NgLayer *self);
/** ng_layer_option: Returns: (transfer none) (nullable): what was written for an option that is no
 *   parameter and no array, "LearningRateMultipliers" */
NgExpr *ng_layer_option (const NgLayer *self, const char *name);

/* Ports of this layer. A many-input port counts as its slots; while their number is not known the
 * layer says ng_layer_has_open_slots() and has none. */
/** ng_layer_n_inputs: Returns: number of inputs; slots count one by one */
gsize ng_layer_n_inputs (const NgLayer *self);
/** ng_layer_n_outputs: Returns: number of outputs */
gsize ng_layer_n_outputs (const NgLayer *self);
/** ng_layer_input_name: Returns: (transfer none): name of an input, "Input", or of a slot, "1" */
const char *ng_layer_input_name (const NgLayer *self, gsize index);
/** ng_layer_output_name: Returns: (transfer none): name of an output */
const char *ng_layer_output_name (const NgLayer *self, gsize index);
/** ng_layer_find_input: Returns: index, or -1; slots also answer to "Input1", "Input2", … */
int ng_layer_find_input (const NgLayer *self, const char *name);
/** ng_layer_find_output: Returns: index of the output of that name, or -1 */
int ng_layer_find_output (const NgLayer *self, const char *name);
/** ng_layer_input_is_optional: Returns: whether it may be left open, see NgPortSpec */
gboolean ng_layer_input_is_optional (const NgLayer *self, gsize index);
/** ng_layer_output_is_optional: Returns: whether nets that do not read the output do not promote it
 */
gboolean ng_layer_output_is_optional (const NgLayer *self, gsize index);
/**
 * ng_layer_only_input, ng_layer_only_output:
 *
 * Returns: the port that is meant when the layer alone is named: the one that is not optional; -1
 *   where there are several of them, or none
 */
int ng_layer_only_input (const NgLayer *self);
int ng_layer_only_output (const NgLayer *self);
/** ng_layer_input_word: Returns: the name of an input, "Input" where that is a number: what an
 * input of a net that feeds it alone is called */
const char *ng_layer_input_word (const NgLayer *self, gsize index);
/** ng_layer_takes_reals: Returns: whether the record says that input @index holds real numbers */
gboolean ng_layer_takes_reals (const NgLayer *self, gsize index);
/** ng_layer_kept_element: @elements: (array): of its inputs, %NG_ELEMENT_NONE where that is not
 *   known. Returns: the integers that it makes of them; %NG_ELEMENT_NONE where it makes none */
NgElement ng_layer_kept_element (const NgLayer *self, const NgElement *elements);
/** ng_layer_has_slots: Returns: whether its inputs are the slots of a many-input port */
gboolean ng_layer_has_slots (const NgLayer *self);
/** ng_layer_has_open_slots: Returns: whether it has slots, and their number is not known yet */
gboolean ng_layer_has_open_slots (const NgLayer *self);
/** ng_layer_input_coder, ng_layer_output_coder: Returns: (transfer none) (nullable): the coder that
 *   the layer, or the net that it is, was given for the port. A port of a net that the port becomes
 *   has it too; elsewhere it says no more than its type */
NgCoder *ng_layer_input_coder (const NgLayer *self, gsize index);
NgCoder *ng_layer_output_coder (const NgLayer *self, gsize index);
/** ng_layer_input_type: Returns: what the layer itself was given for the port ("Input" -> 3) */
const NgType *ng_layer_input_type (const NgLayer *self, gsize index);
/** ng_layer_output_type: Returns: what the layer itself was given for the output */
const NgType *ng_layer_output_type (const NgLayer *self, gsize index);

/** ng_layer_add_port: for NgLayerClass.ports only */
void ng_layer_add_port (NgLayer *self, gboolean is_output, const char *name, const NgType *type);
/** ng_layer_add_optional_port: for NgLayerClass.ports only; see NgPortSpec */
void ng_layer_add_optional_port (NgLayer *self, gboolean is_output, const char *name);
/** ng_layer_set_output_optional: for NgLayerClass.ports only, of an output of the record */
void ng_layer_set_output_optional (NgLayer *self, gsize index, gboolean is_optional);
/**
 * ng_layer_add_array:
 * @spec: of an array besides those of the record; copied, its strings too
 * @tensor: (nullable): its values
 *
 * For NgLayerClass.ports only: constant inputs of an operator are arrays of its layer.
 */
void ng_layer_add_array (NgLayer *self, const NgArraySpec *spec, NgTensor *tensor);

/** ng_layer_count_array: the numbers of array @index, a statistic, stand for weights, and are
 * counted as parameters. For NgLayerClass.ports only */
void ng_layer_count_array (NgLayer *self, gsize index);

/** ng_layer_n_arrays: Returns: number of arrays, those without values too */
gsize ng_layer_n_arrays (const NgLayer *self);
/** ng_layer_array_spec: Returns: (transfer none): what the record says of array @index */
const NgArraySpec *ng_layer_array_spec (const NgLayer *self, gsize index);
/** ng_layer_array: Returns: (transfer none) (nullable): the values */
NgTensor *ng_layer_array (const NgLayer *self, gsize index);
/** ng_layer_array_is_absent: Returns: whether it was set to None */
gboolean ng_layer_array_is_absent (const NgLayer *self, gsize index);
/** ng_layer_array_is_parameter: Returns: whether its elements are counted as parameters */
gboolean ng_layer_array_is_parameter (const NgLayer *self, gsize index);
/** ng_layer_array_shared: Returns: (nullable): interned name of the NetArray that it is */
const char *ng_layer_array_shared (const NgLayer *self, gsize index);
/** ng_layer_array_declared: Returns: (nullable): the dimensions that its NetArray was given */
const NgType *ng_layer_array_declared (const NgLayer *self, gsize index);
/** ng_layer_find_array: Returns: index of the array of that name or alias, or -1 */
int ng_layer_find_array (const NgLayer *self, const char *name);

/**
 * ng_layer_notation:
 *
 * Returns: (transfer full): the layer as it would be written: parameters and port types that were
 *   given, and, when @with_arrays, arrays with their values
 */
NgExpr *ng_layer_notation (const NgLayer *self, gboolean with_arrays);

G_END_DECLS
