/* NgOnnxNode: one node of an ONNX graph, the payload of a layer of class ONNXOperator. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef struct _NgOperatorClass NgOperatorClass;

typedef enum {
  NG_OPERAND_ABSENT, /* an optional input that was left out */
  NG_OPERAND_PORT,   /* comes along an edge: input `index` of the layer */
  NG_OPERAND_ARRAY,  /* a constant: array `index` of the layer */
} NgOperandKind;

/** NgOperand: where one input of the node, or one outer value of a subgraph, comes from. */
typedef struct {
  NgOperandKind kind;
  int index;
} NgOperand;

typedef enum {
  NG_ATTRIBUTE_OTHER, /* of a type that is not read */
  NG_ATTRIBUTE_REAL,
  NG_ATTRIBUTE_INTEGER,
  NG_ATTRIBUTE_TEXT,
  NG_ATTRIBUTE_TENSOR,
  NG_ATTRIBUTE_NET,
  NG_ATTRIBUTE_REALS,
  NG_ATTRIBUTE_INTEGERS,
  NG_ATTRIBUTE_TEXTS,
} NgAttributeKind;

/**
 * NgAttribute:
 * @numbers: (element-type double or gint64): of REALS and INTEGERS
 * @texts: (element-type GRefString): of TEXTS
 * @net: the subgraph; its first inputs are the subgraph's own, the rest are outer values
 * @n_formal: how many inputs of @net are the subgraph's own
 * @captures: (element-type NgOperand): where the outer values come from, in order
 * @is_edited: whether @net is another one than the file has
 */
typedef struct {
  GRefString *name;
  NgAttributeKind kind;
  double real;
  gint64 integer;
  GRefString *text;
  NgTensor *tensor;
  GArray *numbers;
  GPtrArray *texts;
  NgNet *net;
  gsize n_formal;
  GArray *captures;
  gboolean is_edited;
} NgAttribute;

/** ng_attribute_copy: @copy shares what @self points to. */
void ng_attribute_copy (const NgAttribute *self, NgAttribute *copy);
void ng_attribute_clear (NgAttribute *self);
/** ng_attribute_equal: Returns: whether both have the same name and value; subgraphs that nobody
 *   edited, and values that are not read count as equal */
gboolean ng_attribute_equal (const NgAttribute *a, const NgAttribute *b);
/** ng_attribute_text: Returns: (transfer full): the value as one would write it, shortened */
char *ng_attribute_text (const NgAttribute *self);
/** ng_attribute_expr: Returns: (transfer full) (nullable): a number, a text or a list of them,
 * whole; %NULL of other kinds */
NgExpr *ng_attribute_expr (const NgAttribute *self);
/**
 * ng_attribute_read:
 * @attribute: (out): of @kind, as @value says; to be cleared
 * @kind: of a number, a text or a list of them
 * @value: numbers that the kind takes; a symbol stands for the text that it is
 *
 * Fails with: "ONNX::attribute".
 */
gboolean ng_attribute_read (NgAttribute *attribute,
                            const char *name,
                            NgAttributeKind kind,
                            const NgExpr *value,
                            GError **error);
/** ng_attribute_kind_of: Returns: the kind that @value is of by itself; %NG_ATTRIBUTE_OTHER where
 *   it is of none */
NgAttributeKind ng_attribute_kind_of (const NgExpr *value);

/** ng_attribute_kind_words: Returns: "a number", "a list of texts" */
const char *ng_attribute_kind_words (NgAttributeKind kind);

/**
 * NgOnnxOrigin:
 * @bytes: the file
 * @folder: (nullable): where its external data may lie
 * @maps: (element-type utf8 GBytes): files of external data, by what the file calls them
 *
 * The file that nodes were read from. It does not change once it was read.
 */
typedef struct {
  gatomicrefcount references;
  GBytes *bytes;
  char *folder;
  GHashTable *maps;
} NgOnnxOrigin;

NgOnnxOrigin *ng_onnx_origin_new (GBytes *bytes, const char *folder);
NgOnnxOrigin *ng_onnx_origin_ref (NgOnnxOrigin *self);
void ng_onnx_origin_unref (NgOnnxOrigin *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxOrigin, ng_onnx_origin_unref)

/**
 * NgOnnxPort:
 * @name: what the port is called: the operator's name of the input or output, or the value's
 * @value: (nullable): the name of the value or initializer in the file
 */
typedef struct {
  GRefString *name;
  GRefString *value;
} NgOnnxPort;

/**
 * NgOnnxNode:
 * @op: "Conv"
 * @domain: "" for the default domain
 * @version: version of the operator that counts: the highest that is not above the import
 * @operator: (nullable): what is known of it
 * @attributes: (element-type NgAttribute)
 * @operands: (array length=n_operands): one for each input of the node
 * @ports: (element-type NgOnnxPort): inputs along edges, in order: the layer's inputs
 * @arrays: (element-type NgOnnxPort): constant inputs, in order: the layer's arrays
 * @tensors: (element-type NgTensor): their values
 * @results: (array length=n_results): for each output of the node the layer's output, or -1
 * @outputs: (element-type NgOnnxPort): the layer's outputs
 * @declared: (element-type NgType): what the file says each is
 * @origin: (nullable): the file whose outermost graph the node was read from
 * @place: index of its layer in the net that the file is
 * @inside: (nullable): the graph of its subgraphs, once somebody asked for it
 */
typedef struct {
  GRefString *op;
  GRefString *domain;
  gint64 version;
  const NgOperatorClass *operator;
  GArray *attributes;
  NgOperand *operands;
  gsize n_operands;
  GArray *ports;
  GArray *arrays;
  GPtrArray *tensors;
  int *results;
  gsize n_results;
  GArray *outputs;
  GArray *declared;
  NgOnnxOrigin *origin;
  guint place;
  NgNet *inside;
} NgOnnxNode;

/** ng_onnx_node_new: @operator: (nullable): ng_operator_find() of the two names */
NgOnnxNode *ng_onnx_node_new (
    const char *domain, const char *op, gint64 version, const NgOperatorClass *operator);
/** ng_onnx_node_copy: Returns: (transfer full): the same node, to be changed */
NgOnnxNode *ng_onnx_node_copy (const NgOnnxNode *self);
void ng_onnx_node_free (NgOnnxNode *self);
/** ng_onnx_node_layer: Returns: (transfer full): the layer; @self is taken */
NgLayer *ng_onnx_node_layer (NgOnnxNode *self);
/** ng_onnx_node_renew: Returns: (transfer full): the layer of @self, a changed copy of the node of
 *   @old, with the values that the arrays of @old have; @self is taken */
NgLayer *ng_onnx_node_renew (NgOnnxNode *self, NgLayer *old);
/** ng_onnx_node_inside: Returns: (transfer none) (nullable): its subgraphs as layers beside each
 *   other, each under its attribute's name */
NgNet *ng_onnx_node_inside (const NgOnnxNode *self);
/**
 * ng_onnx_layer_with_nets:
 * @nets: (array): for each layer of ng_onnx_node_inside() what takes its place
 *
 * Inputs that a subgraph has besides its own become inputs of the layer, and such that none has any
 * more are gone.
 *
 * Fails with: "NetGraph::badarg" where a subgraph has not the inputs that the node gives it, in
 * their order, or another number of outputs.
 *
 * Returns: (transfer full) (nullable): the layer with these subgraphs
 */
NgLayer *ng_onnx_layer_with_nets (NgLayer *layer, NgLayer *const *nets, GError **error);
/** ng_onnx_layer_with_typed_nets: @nets: (array): for each attribute the subgraph with other types,
 *   or %NULL. Returns: (transfer full): the same layer with these, which count as not edited */
NgLayer *ng_onnx_layer_with_typed_nets (const NgLayer *layer, NgNet *const *nets);
/** ng_layer_onnx_node: Returns: (transfer none) (nullable): the node that a layer was made of */
const NgOnnxNode *ng_layer_onnx_node (const NgLayer *layer);

/** ng_onnx_node_attribute: Returns: (transfer none) (nullable): the attribute of that name */
const NgAttribute *ng_onnx_node_attribute (const NgOnnxNode *self, const char *name);
/** ng_onnx_node_forget_declared: what a file says of the node's outputs counts no longer */
void ng_onnx_node_forget_declared (NgOnnxNode *self);
/** ng_onnx_node_set_attribute: puts @attribute (transfer full) in the place of the one of its name,
 *   or behind all; forgets what is declared */
void ng_onnx_node_set_attribute (NgOnnxNode *self, NgAttribute *attribute);
/** ng_onnx_node_remove_attribute: takes the attribute of that name out, if there is one */
void ng_onnx_node_remove_attribute (NgOnnxNode *self, const char *name);
/* The attribute's value where it has that name and kind, else @missing. */
gint64 ng_onnx_node_integer (const NgOnnxNode *self, const char *name, gint64 missing);
double ng_onnx_node_real (const NgOnnxNode *self, const char *name, double missing);
const char *ng_onnx_node_text (const NgOnnxNode *self, const char *name, const char *missing);
/** ng_onnx_node_integers: Returns: (nullable) (array length=n): the list of that name */
const gint64 *ng_onnx_node_integers (const NgOnnxNode *self, const char *name, gsize *n);

/** ng_onnx_element: Returns: the element of TensorProto.DataType @code, or %NG_ELEMENT_NONE */
NgElement ng_onnx_element (gint64 code);
/** ng_onnx_code: Returns: the TensorProto.DataType, or 0 */
gint64 ng_onnx_code (NgElement element);

G_END_DECLS
