/* NgOperatorClass: what is known of one ONNX operator. One file in core/operators holds a family of
 * them; the table of families is generated from the list that compiles the files. */

#pragma once

#include "core/graph/lowering.h"
#include "core/graph/relation.h"
#include "core/operators/onnx-node.h"

G_BEGIN_DECLS

typedef struct _NgOperation NgOperation;

#define NG_MAX_OPERATOR_PORTS 9

/**
 * NgOperatorClass:
 * @name: "Conv"
 * @domain: "" for the default domain
 * @summary: what it does, without a full stop
 * @inputs: names of the inputs; the last serves all further ones where @is_variadic
 * @takes_texts: whether inputs may be texts, of which programs see numbers: for operators that move
 *   and compare elements alone, or ask ng_operation_element() what they are given
 * @infer: (nullable): refines the types of the outputs, and says values that are constants; where
 *   there is none, ng_operator_infer_by_lowering() does
 * @lower: (nullable): writes the meaning, as operation.h shows
 * @variant: which member of its family it is, for `infer` and `lower`
 * @primitive: the primitive behind it, in families of one primitive each
 */
struct _NgOperatorClass {
  const char *name;
  const char *domain;
  const char *summary;
  NgCategory category;
  const char *inputs[NG_MAX_OPERATOR_PORTS];
  const char *outputs[NG_MAX_OPERATOR_PORTS];
  gboolean is_variadic, takes_texts;
  void (*infer) (NgRelation *relation, const NgOnnxNode *node);
  void (*lower) (NgOperation *operation);
  int variant;
  NgPrimitive primitive;
};

/** ng_operator_find: Returns: (nullable): the operator of that name */
const NgOperatorClass *ng_operator_find (const char *domain, const char *name);
/** ng_operator_layer_class: Returns: the class of the layers that are such operators; @self:
 *   (nullable) */
const NgLayerClass *ng_operator_layer_class (const NgOperatorClass *self);
/** ng_operator_attribute_kind: Returns: what an attribute of that name is in operators of the
 *   standard; %NG_ATTRIBUTE_OTHER where that is not known. @self: (nullable) */
NgAttributeKind ng_operator_attribute_kind (const NgOperatorClass *self, const char *name);
/** ng_operator_n_needed: Returns: how many of its inputs, the first ones, every node has; 0 where
 *   that is not known */
guint ng_operator_n_needed (const NgOperatorClass *self);
/** ng_operator_glyph: Returns: (nullable): path data of what operators of that name do */
const char *ng_operator_glyph (const char *op);
/** ng_operator_term: Returns: (nullable): what mathematicians call operators of that name, "+" */
const char *ng_operator_term (const char *op);
/** ng_operator_input_name: Returns: (transfer full): of input @index, "X" */
char *ng_operator_input_name (const NgOperatorClass *self, gsize index);
char *ng_operator_output_name (const NgOperatorClass *self, gsize index);

/* The generated table of families: each an array closed by a record without a name. */
extern const NgOperatorClass *const ng_operator_families[];

G_END_DECLS
