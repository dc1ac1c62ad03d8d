/* NgOnnxDraft: a net as it will stand in an ONNX file. The file that most of its layers came from
 * is read again, and the draft says for each of its nodes which layer is that node still, what
 * every value is called, and which constants are kept. A name that a node of the file uses is left
 * there as long as it means what feeds the layer, so that what nobody touched can be copied as it
 * stands.
 */

#pragma once

#include "core/formats/onnx-reading.h"
#include "core/formats/onnx.h"

G_BEGIN_DECLS

/* The version of operators that nets get which have none. */
#define NG_ONNX_OPSET 17

/**
 * NgOnnxRow:
 * @reading: (nullable): of the file that the node is from
 * @instance: (nullable): in @reading
 * @place: which layer of the draft's own file it is, or -1
 * @call: (nullable): that brought the node, where it is one of a function of the draft's own file
 * @is_left_out: whether no node is written for it: its call stands for it, or it only gives a value
 *   a second name that the file need not know
 * @name: what the layer is called
 * @first: its first output, among all values
 * @uses: (nullable) (element-type NgOnnxUse): what its subgraphs use of the values outside
 *
 * A layer.
 */
typedef struct {
  NgLayer *layer;
  const NgOnnxNode *node;
  NgOnnxReading *reading;
  const NgOnnxInstance *instance;
  int place;
  const NgOnnxProtoNode *call;
  gboolean is_left_out;
  char *name;
  guint first;
  GArray *uses;
} NgOnnxRow;

/** NgOnnxUse: a name in a subgraph, and what it meant in the file that it is from. */
typedef struct {
  const char *text;
  const NgOnnxMeaning *meaning;
} NgOnnxUse;

/** NgOnnxCall: a call of a function; @is_whole: whether all its nodes are as they were. */
typedef struct {
  const NgOnnxProtoNode *node;
  gboolean is_whole;
} NgOnnxCall;

/** NgOnnxAddition: a constant that the file did not have. */
typedef struct {
  char *name;
  NgTensor *tensor;
} NgOnnxAddition;

/**
 * NgOnnxDraft:
 * @net: without nets inside
 * @notation: (nullable): that of the net before its layers became operators
 * @has_coders: whether its coders became operators, too
 * @around: (nullable): of a subgraph, what it is a part of
 * @n_formal: of a subgraph, how many of its inputs are its own; the rest are values of @around
 * @main: (nullable): the file that is written anew
 * @readings: (element-type NgOnnxOrigin NgOnnxReading)
 * @rows: (array): by layer of @net
 * @row_of: (array): by layer of the net of @main, the row that is it, or -1
 * @inputs: (array): by input of @net: which input of the net of @main it is, or -1
 * @outputs: (array): the same of its outputs
 * @input_fields: (array): by input of the net of @main, which input of its graph it is
 * @output_fields: (array): the same of its outputs
 * @calls: (element-type NgOnnxProtoNode NgOnnxCall): of functions, in the outermost graph
 * @call_list: (element-type NgOnnxCall): the same, in order
 * @n_values: inputs of @net, then outputs of layers in order
 * @names: (array): of each value, what it is called in the file
 * @output_names: (array): of each output of @net
 * @values: (element-type utf8 guint): name -> value + 1
 * @constants: (element-type utf8 NgTensor): name -> constant
 * @used: (element-type utf8): names that the file of @main uses
 * @taken: (element-type utf8 int): names that the file of @main has
 * @additions: (element-type NgOnnxAddition)
 * @added: (element-type NgTensor utf8): their names
 */
typedef struct _NgOnnxDraft NgOnnxDraft;
struct _NgOnnxDraft {
  NgNet *net;
  char *notation;
  gboolean has_coders;
  const NgOnnxDraft *around;
  gsize n_formal;
  NgOnnxReading *main;
  GHashTable *readings;
  NgOnnxRow *rows;
  int *row_of;
  int *inputs, *outputs;
  int *input_fields, *output_fields;
  GHashTable *calls;
  GPtrArray *call_list;
  guint n_values;
  char **names;
  char **output_names;
  GHashTable *values;
  GHashTable *constants;
  GHashTable *used;
  GHashTable *taken;
  GArray *additions;
  GHashTable *added;
};

/** ng_onnx_draft_new: Fails with: "ONNX::write" where a layer is no operator or lacks an array, and
 *   what ng_net_flatten() says. Returns: (transfer full) (nullable): the draft of @net */
NgOnnxDraft *ng_onnx_draft_new (NgNet *net, const NgOnnxOptions *options, GError **error);
/** ng_onnx_draft_new_inside: Returns: (transfer full) (nullable): that of the subgraph @attribute
 * of
 *   @row, as a graph without a file; its names are none of those that @around uses. Fails with:
 * also "ONNX::write" where an input that only the subgraph reads is not connected */
NgOnnxDraft *ng_onnx_draft_new_inside (const NgOnnxDraft *around,
                                       const NgOnnxRow *row,
                                       const NgAttribute *attribute,
                                       GError **error);
void ng_onnx_draft_free (NgOnnxDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxDraft, ng_onnx_draft_free)

/** ng_onnx_draft_graph: Returns: (nullable): the outermost graph of the file that is written anew
 */
const NgOnnxGraph *ng_onnx_draft_graph (const NgOnnxDraft *self);
/** ng_onnx_draft_frame: Returns: (nullable): the names of that graph */
NgOnnxFrame *ng_onnx_draft_frame (const NgOnnxDraft *self);
/** ng_onnx_draft_value: Returns: the value of @source, or -1 for none */
int ng_onnx_draft_value (const NgOnnxDraft *self, NgSource source);
/** ng_onnx_draft_type: Returns: (transfer none): the type of a value */
const NgType *ng_onnx_draft_type (const NgOnnxDraft *self, guint value);
/** ng_onnx_draft_means: Returns: whether @text is a name of @value; "" is that of -1 */
gboolean ng_onnx_draft_means (const NgOnnxDraft *self, const char *text, int value);
/** ng_onnx_draft_operand: Returns: (transfer none): what input @index of the row's node is called
 */
const char *ng_onnx_draft_operand (const NgOnnxDraft *self, const NgOnnxRow *row, gsize index);
/** ng_onnx_draft_result: Returns: (transfer none): what output @index of the row's node is called
 */
const char *ng_onnx_draft_result (const NgOnnxDraft *self, const NgOnnxRow *row, gsize index);
/** ng_onnx_draft_use: Returns: (transfer none): what a subgraph of the row has to call it */
const char *ng_onnx_draft_use (const NgOnnxDraft *self, const NgOnnxRow *row, const NgOnnxUse *use);
/** ng_onnx_draft_constant: Returns: (transfer none): a name of the tensor; @wish where it is one */
const char *ng_onnx_draft_constant (const NgOnnxDraft *self, NgTensor *tensor, const char *wish);

/** ng_onnx_draft_holds: Returns: whether @text is the name of a constant with these values */
gboolean ng_onnx_draft_holds (const NgOnnxDraft *self, const char *text, const NgTensor *tensor);
/** ng_onnx_draft_has_old_name: Returns: whether the layer is called as in the net of the file */
gboolean ng_onnx_draft_has_old_name (const NgOnnxDraft *self, const NgOnnxRow *row);
/** ng_onnx_row_array: Returns: (nullable): under which name its file knows array @index */
const char *ng_onnx_row_array (const NgOnnxRow *row, gsize index);
/** ng_onnx_draft_add_outer_names: adds each name that is used around it, with the value @value */
void ng_onnx_draft_add_outer_names (const NgOnnxDraft *self, GHashTable *names, int value);
/** ng_onnx_draft_settle: what is called how, once rows, inputs and outputs are there */
void ng_onnx_draft_settle (NgOnnxDraft *self);

/** ng_onnx_graph_collect: adds every name that is used in @graph and, to @defined (nullable), every
 *   name that is given there, subgraphs included, which own them */
void ng_onnx_graph_collect (const NgOnnxGraph *graph, GHashTable *used, GHashTable *defined);
/** ng_onnx_node_collect: the same of one node */
void ng_onnx_node_collect (const NgOnnxProtoNode *node, GHashTable *used, GHashTable *defined);

G_END_DECLS
