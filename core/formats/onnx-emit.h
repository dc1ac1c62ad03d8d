/* NgOnnxEmitter: nodes of ONNX while they are put in the place of layers. What comes out is a net
 * of operators, which ng_onnx_save() writes. */

#pragma once

#include "core/graph/builder.h"
#include "core/operators/onnx-node.h"
#include "core/program/program.h"

G_BEGIN_DECLS

typedef enum {
  NG_REF_NONE,
  NG_REF_SOURCE,   /* an input of the net, or an output of a node */
  NG_REF_CONSTANT, /* a tensor */
} NgRefKind;

/**
 * NgOnnxRef:
 * @name: (nullable): what the constant is called in the file
 * @narrow: bit a set where axis a has the size 1 and stands for one of another size: operators
 *   broadcast it where they can
 *
 * A value.
 */
typedef struct {
  NgRefKind kind;
  NgSource source;
  NgTensor *tensor;
  const char *name;
  guint narrow;
} NgOnnxRef;

/** NgOnnxPending: a node of the layer, and what feeds its ports (element-type NgSource) */
typedef struct {
  NgOnnxNode *node;
  GArray *sources;
} NgOnnxPending;

/** NgOnnxLength: the size of a varying length, 0 for the batch, as a vector of one number */
typedef struct {
  gint64 length;
  NgOnnxRef ref;
} NgOnnxLength;

typedef enum {
  NG_ONNX_EMIT_PLAIN = 1 << 0,  /* only operators that other languages have, too */
  NG_ONNX_EMIT_CODERS = 1 << 1, /* encoders and decoders that have a form, too */
} NgOnnxEmitFlags;

/** NgOnnxBack: layers that become the operators again that they were; onnx-back.h */
typedef struct _NgOnnxBack NgOnnxBack;

/**
 * NgOnnxEmitter:
 * @net: whose layers are written; without nets inside
 * @opset: version of the operators; that of the model, where layers stand among operators
 * @net_inputs: (array): the inputs of the net
 * @layer: the one that is written now
 * @path: its name
 * @layer_path: (nullable): the same while a node is written that stands beside it
 * @inputs: (array): what feeds its inputs
 * @outputs: (array): what it gives, to be filled
 * @pending: (element-type NgOnnxPending): its nodes so far
 * @node: (nullable): the node that is being written
 * @held: (element-type NgTensor): constants that were made
 * @texts: (element-type utf8): their names
 * @names: (element-type utf8 int): of layers
 * @sizes: (element-type NgOnnxLength): sizes that nodes of earlier layers have found
 * @batch: the length of the batch; a net whose types show it has none
 * @lengths: (element-type int int): varying lengths of @net -> those of @builder
 * @refused: (element-type NgDiagnostic): why layers have no form, one each; the rest goes on
 * without them
 * @has_loss: whether one of them compares with a target
 * @flags: how
 * @back: (nullable): which layers are operators again
 * @is_inside: whether it writes a net that a layer of another net maps over the batch
 * @error: the first error
 */
typedef struct {
  NgNetBuilder *builder;
  const NgNet *net;
  int opset;
  NgOnnxRef *net_inputs;
  gsize layer;
  char *path, *layer_path;
  NgOnnxRef *inputs, *outputs;
  GArray *pending;
  NgOnnxNode *node;
  GArray *node_sources;
  GPtrArray *held;
  GPtrArray *texts;
  GHashTable *names;
  GArray *sizes;
  NgDim batch;
  GHashTable *lengths;
  GPtrArray *refused;
  gboolean has_loss;
  NgOnnxEmitFlags flags;
  NgOnnxBack *back;
  gboolean is_inside;
  GError **error;
} NgOnnxEmitter;

/* ng_onnx_begin() starts a node; operands and attributes follow, and ng_onnx_end() adds it. */
void ng_onnx_begin (NgOnnxEmitter *self, const char *op);
void ng_onnx_operand (NgOnnxEmitter *self, NgOnnxRef ref);
void ng_onnx_integer (NgOnnxEmitter *self, const char *name, gint64 value);
void ng_onnx_real (NgOnnxEmitter *self, const char *name, double value);
void ng_onnx_text_attribute (NgOnnxEmitter *self, const char *name, const char *value);
void ng_onnx_integers (NgOnnxEmitter *self, const char *name, const gint64 *values, gsize n);
/** ng_onnx_body: the node holds @net, whose first @n_formal inputs are its own; the others are what
 *   ng_onnx_capture() names in their order */
void ng_onnx_body (NgOnnxEmitter *self, const char *name, NgNet *net, gsize n_formal);
void ng_onnx_capture (NgOnnxEmitter *self, NgOnnxRef ref);
/** ng_onnx_end: @n_outputs: how many outputs the node has. In a model of older operators it takes
 *   their form, or fails. Returns: the first one */
NgOnnxRef ng_onnx_end (NgOnnxEmitter *self, gsize n_outputs);
/** ng_onnx_flush: nodes so far become layers of the new net. Returns: whether that went well */
gboolean ng_onnx_flush (NgOnnxEmitter *self);
/** ng_onnx_begin_beside: ng_onnx_begin() of a node that stands beside those of the layer, called
 *   "layer/Operator"; ng_onnx_end_beside() adds it to the new net. Returns: its output */
void ng_onnx_begin_beside (NgOnnxEmitter *self, const char *op);
NgOnnxRef ng_onnx_end_beside (NgOnnxEmitter *self);
/** ng_onnx_add_operator: puts an operator into the new net as it is, after all nodes so far.
 *   @inputs: (array): what feeds it; constants get nodes. Returns: its place there, or -1 after an
 *   error */
int ng_onnx_add_operator (NgOnnxEmitter *self, const char *name, NgLayer *layer, NgOnnxRef *inputs);
/** ng_onnx_other: Returns: output @index of the node whose first one is @first */
NgOnnxRef ng_onnx_other (NgOnnxRef first, int index);

/** ng_onnx_find_ref: @values: (array): by layer of a net what it gives, @inputs: (array): what its
 *   inputs are. Returns: what @source of it is, or nothing */
NgOnnxRef ng_onnx_find_ref (NgOnnxRef *const *values, const NgOnnxRef *inputs, NgSource source);

/* A node with one output and these operands. */
NgOnnxRef ng_onnx_unary (NgOnnxEmitter *self, const char *op, NgOnnxRef x);
NgOnnxRef ng_onnx_binary (NgOnnxEmitter *self, const char *op, NgOnnxRef x, NgOnnxRef y);
/** ng_onnx_reduce: Returns: @x without these axes, by "ReduceSum" and its like */
NgOnnxRef
ng_onnx_reduce (NgOnnxEmitter *self, const char *op, NgOnnxRef x, const gint64 *axes, gsize n);

/** ng_onnx_softmax: Returns: @x, of rank @rank, normalized along @axis */
NgOnnxRef ng_onnx_softmax (NgOnnxEmitter *self, NgOnnxRef x, int axis, int rank);
/** ng_onnx_sizes: Returns: the sizes of @x along axes from @start up to @end, %G_MAXINT64 for all
 */
NgOnnxRef ng_onnx_sizes (NgOnnxEmitter *self, NgOnnxRef x, gint64 start, gint64 end);

/** ng_onnx_tensor: Returns: a constant; @tensor is shared */
NgOnnxRef ng_onnx_tensor (NgOnnxEmitter *self, NgTensor *tensor);
/** ng_onnx_list: Returns: a constant, a vector of int64 */
NgOnnxRef ng_onnx_list (NgOnnxEmitter *self, const gint64 *values, gsize n);
/** ng_onnx_scalar: Returns: a constant of rank 0 */
NgOnnxRef ng_onnx_scalar (NgOnnxEmitter *self, NgElement element, double value);
/** ng_onnx_array: Returns: array @index of the layer, called by its path; none where it is None */
NgOnnxRef ng_onnx_array (NgOnnxEmitter *self, gsize index);

/** ng_onnx_is_read: Returns: whether anything reads output @output of the layer */
gboolean ng_onnx_is_read (const NgOnnxEmitter *self, gsize output);

/** ng_onnx_own_type: @lengths: (element-type int int): varying lengths of the net that @type is
 * from
 *   -> those of @builder, to which new ones are added. Returns: the type in the net of @builder */
NgType ng_onnx_own_type (NgNetBuilder *builder, GHashTable *lengths, const NgType *type);

/** ng_onnx_fail: "ONNX::write": the layer has no form in ONNX, since … */
void ng_onnx_fail (NgOnnxEmitter *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ng_onnx_emit_program: the nodes of a layer by the primitives that it means */
void ng_onnx_emit_program (NgOnnxEmitter *self);

/**
 * ng_onnx_emit_layer:
 *
 * The nodes of a layer whose class has a form in ONNX of its own.
 *
 * Returns: whether it has one, with these parameters; else nothing was written
 */
gboolean ng_onnx_emit_layer (NgOnnxEmitter *self);

/** ng_onnx_unstack: @arrays: (element-type utf8 NgTensor): gets the arrays of the recurrent layer
 *   @path that @node is, one for each gate, which @held holds; nothing of another node */
void
ng_onnx_unstack (const NgOnnxNode *node, const char *path, GHashTable *arrays, GPtrArray *held);

/** ng_onnx_coder_has_form: Returns: whether operators are what the coder of a port of @type does */
gboolean ng_onnx_coder_has_form (const NgCoder *coder, const NgType *type);
/** ng_onnx_encode_input: @own: type of input @input of the net, with the batch. Returns: the array
 *   that its encoder makes of what the model takes there */
NgOnnxRef ng_onnx_encode_input (NgOnnxEmitter *self, gsize input, const NgType *own);
/** ng_onnx_decode_output: @has_more: (out): whether the array tells more than that. Returns: what
 *   the decoder of output @output says of the array @x */
NgOnnxRef
ng_onnx_decode_output (NgOnnxEmitter *self, gsize output, NgOnnxRef x, gboolean *has_more);

/** ng_onnx_emit_inside: the nodes of the layer so far, then those of @net, which holds no nets,
 * with the batch in front of its inputs; @outputs get what its outputs are */
void
ng_onnx_emit_inside (NgOnnxEmitter *self, const NgNet *net, NgOnnxRef *inputs, NgOnnxRef *outputs);
/** ng_onnx_emit_held: the nodes of a layer that holds nets, by those of its nets. Returns: whether
 *   that can be */
gboolean ng_onnx_emit_held (NgOnnxEmitter *self);

/** ng_onnx_emit_fold: ng_onnx_emit_layer() of NetFoldOperator */
gboolean ng_onnx_emit_fold (NgOnnxEmitter *emitter, const NgLayer *layer, int rank);

/**
 * ng_onnx_from_layers:
 * @net: without nets inside
 * @opset: 17 or 21, of a net without operators
 * @back: (nullable): how layers that nobody touched become the operators again that they were
 *
 * The net with every layer that is no operator replaced by operators that give the same values.
 * In front of every port of a net without operators stands the batch, of the varying length N.
 *
 * Fails with: "ONNX::write" where a layer has no form in ONNX, and "NetGraph::unspec".
 *
 * Returns: (transfer full) (nullable): the net of operators
 */
NgNet *ng_onnx_from_layers (
    NgNet *net, int opset, NgOnnxEmitFlags flags, NgOnnxBack *back, GError **error);

G_END_DECLS
