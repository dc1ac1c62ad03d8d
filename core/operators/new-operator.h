/* New nodes of ONNX: which operators can be added in a version of the standard, and how one of them
 * looks that somebody adds to a model: inputs along edges, constants sized by what comes in, and
 * attributes, such that the node is valid as it is and changes as little as can be. Operators that
 * need more than a few words (trees, texts, sequences, quantized weights) have no form. */

#pragma once

#include "core/operators/operator-class.h"

G_BEGIN_DECLS

/**
 * NgOperatorForm:
 * @op: "Conv"
 * @domain: "" for the default domain
 * @since: the first version that has this form
 * @elements: which elements the input takes that values flow in by: a letter of the table of
 *   new-operator-forms.c
 * @operands: (nullable): for each input of the node a word of that table; %NULL: the operator is
 *   gone from this version on
 * @attributes: "axis=1 mode=linear", in the words of that table
 * @slots: what values without a name are, in their order: names of inputs and attributes
 *
 * How an operator is added to a model, from one version on until the next form of it.
 */
typedef struct {
  const char *op;
  const char *domain;
  int since;
  char elements;
  const char *operands;
  const char *attributes;
  const char *slots;
} NgOperatorForm;

/** ng_operator_form_at: Returns: (transfer none) (nullable): form @index of all, which stand by
 *   operator and version; %NULL behind the last */
const NgOperatorForm *ng_operator_form_at (gsize index);
/** ng_operator_form_find: Returns: (transfer none) (nullable): the form that counts in @version;
 *   %NULL where that has no such operator, or it cannot be added */
const NgOperatorForm *ng_operator_form_find (const char *domain, const char *op, gint64 version);
/** ng_operator_form_next: Returns: (transfer none) (nullable): the first form of the operator
 * behind that of @before, a form; of the first one for %NULL; %NULL behind the last */
const NgOperatorForm *ng_operator_form_next (const NgOperatorForm *before);
/** ng_operator_form_nearest: Returns: (transfer none): of the forms of its operator the last that
 *   is not newer than @version, which may say that the operator is gone; @self where all are newer
 */
const NgOperatorForm *ng_operator_form_nearest (const NgOperatorForm *self, gint64 version);
/** ng_operator_form_takes: Returns: whether values of @element can flow in, in @version;
 *   %NG_ELEMENT_NONE, which is not known, can, and anything can stand where nothing flows in */
gboolean ng_operator_form_takes (const NgOperatorForm *self, gint64 version, NgElement element);
/** ng_operator_form_usual_element: Returns: of the elements that can flow in the one that models
 *   have most often */
NgElement ng_operator_form_usual_element (const NgOperatorForm *self, gint64 version);
/** ng_operator_form_attributes: Returns: (transfer full): names of the attributes that the node can
 *   have in @version */
char **ng_operator_form_attributes (const NgOperatorForm *self, gint64 version);
/** ng_operator_form_usual: Returns: (transfer full) (nullable): "linear", what the attribute
 * usually is; %NULL where that depends on what flows in */
char *ng_operator_form_usual (const NgOperatorForm *self, const char *name);
/** ng_operator_form_has_attribute: Returns: whether the node can have such an attribute in @version
 */
gboolean
ng_operator_form_has_attribute (const NgOperatorForm *self, gint64 version, const char *name);
/** ng_operator_form_find_name: Returns: (transfer full) (nullable): the input or attribute of the
 *   operator that @word names, in any case */
char *ng_operator_form_find_name (const NgOperatorForm *self, const char *word);
/** ng_operator_form_slot: Returns: (transfer full) (nullable): the input or attribute that value
 *   @index without a name is of: the last slot takes all further ones; %NULL where there is none */
char *ng_operator_form_slot (const NgOperatorForm *self, gsize index);

/**
 * ng_operator_new:
 * @version: of the operators of the domain in the model
 * @given: what flows in
 * @values: (nullable) (element-type utf8 NgExpr): by name of an input or an attribute what it shall
 *   be: a number or a list; of an input that has to have weights its size, {64, 3, 3, 3}
 *
 * Weights are zero until ng_operator_draw_weights().
 *
 * Fails with: "ONNX::operator" where what constants or attributes need is not known, or values are
 * no such or of what the operator does not have, and "ONNX::attribute".
 *
 * Returns: (transfer full) (nullable): the layer
 */
NgLayer *ng_operator_new (const NgOperatorForm *form,
                          gint64 version,
                          const NgType *given,
                          GHashTable *values,
                          GError **error);
/** ng_operator_port_type: @port: index of a port of a new node by which a value comes besides
 *   @given, what flows in. Returns: whether it is one, and what is known of it */
gboolean
ng_operator_port_type (const NgOnnxNode *node, gsize port, const NgType *given, NgType *type);
/** ng_operator_counts: Returns: whether input @operand of the node has to be integers */
gboolean ng_operator_counts (const NgOnnxNode *node, gsize operand);
/** ng_operator_draw_weights: Returns: (transfer full): the layer of ng_operator_new() with its
 *   weights drawn at random, after Kaiming */
NgLayer *ng_operator_draw_weights (NgLayer *layer, guint64 seed);

G_END_DECLS
