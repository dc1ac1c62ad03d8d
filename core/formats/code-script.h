/* NgCodeScript: a program in Python while it is written, class by class.
 *
 * What a layer becomes is a row of a table: of torch-layers.c or keras-layers.c where the library
 * has such a layer, else of code-operators.c, operator by operator of what it means in ONNX. */

#pragma once

#include "core/formats/code.h"
#include "core/formats/safetensors.h"
#include "core/graph/net.h"
#include "core/operators/onnx-node.h"

G_BEGIN_DECLS

/**
 * NgCodeScript:
 * @classes: the text of those that are finished
 * @bodies: (element-type utf8 utf8): text of a class -> its name; equal classes are one
 * @names: (element-type utf8 int): of classes
 * @arrays: what stands in the file beside it
 * @shared: (element-type utf8 utf8): name of a NetArray -> the parameter that it is
 * @ties: statements that make parameters one
 * @error: the first error
 */
typedef struct {
  NgCodeLanguage language;
  GString *classes;
  GHashTable *bodies;
  GHashTable *names;
  NgSafetensors *arrays;
  GHashTable *shared;
  GString *ties;
  GError **error;
} NgCodeScript;

/**
 * NgCodeValue:
 * @text: how an expression calls it: a variable, or a number; %NULL for none
 * @sizes: (nullable): a vector of sizes, as expressions with commas between them
 * @tensor: (nullable): its values, of a constant
 */
typedef struct {
  char *text;
  char *sizes;
  NgTensor *tensor;
} NgCodeValue;

/**
 * NgCodeScope:
 * @net: whose layers are written
 * @prefix: what the names of its arrays begin with, "block1."
 * @path: of the net among the nets around it, for messages
 * @init: statements that make the layers
 * @body: statements that apply them
 * @attributes, @variables: (element-type utf8 int): names that are taken
 * @constants: (element-type NgTensor utf8): attributes that are constants
 * @first: (nullable): the first input
 * @is_held: whether the net is only what a layer holds: names in it are those of fields
 * @n_statements: in @body
 * @n_arrays: parameters and constants that were made
 * @layer: the one that is written now
 * @name: as it is called here
 * @inputs: (array): of that layer
 * @outputs: (array): of that layer, to be filled by ng_code_give()
 *
 * One class, or the function that is a net of Keras.
 */
typedef struct {
  NgCodeScript *script;
  const NgNet *net;
  const char *prefix;
  const char *path;
  GString *init;
  GString *body;
  GHashTable *attributes;
  GHashTable *variables;
  GHashTable *constants;
  const char *first;
  gboolean is_held;
  gsize n_statements;
  gsize n_arrays;
  gsize layer;
  char *name;
  NgCodeValue *inputs;
  NgCodeValue *outputs;
} NgCodeScope;

void ng_code_value_clear (NgCodeValue *self);

/** ng_code_identifier: Returns: (transfer full): @name as an identifier that is no word of Python
 *   and none that the programs use */
char *ng_code_identifier (const char *name);
/** ng_code_unique: Returns: (transfer full): @name, or with a number behind it; it is taken then */
char *ng_code_unique (GHashTable *taken, const char *name);
/** ng_code_words: Returns: (transfer full): "max_pooling2d" of "MaxPooling2D", "p_re_lu" of "PReLU"
 */
char *ng_code_words (const char *name);
/** ng_code_snake: Returns: (transfer full): "input_gate_biases" of "InputGateBiases":
 * ng_code_words() as an identifier */
char *ng_code_snake (const char *name);
/** ng_code_port: Returns: (transfer full): what a port is called, "input_1" of "1" */
char *ng_code_port (const char *name);
/** ng_code_class_name: Returns: (transfer full): "Block2a" of "block2a" */
char *ng_code_class_name (const char *name);
/** ng_code_number: Returns: (transfer full): element @index as Python writes it */
char *ng_code_number (const NgTensor *tensor, gint64 index);
/** ng_code_integers: Returns: (transfer full): "(1, 2)", or "2" where all are the same */
char *ng_code_integers (const gint64 *values, gsize n);
/** ng_code_tuple: Returns: (transfer full): "(1, 2)", "(1,)" */
char *ng_code_tuple (const gint64 *values, gsize n);

/** ng_code_give: the value of output @output of the layer becomes a variable; @format is an
 *   expression */
void ng_code_give (NgCodeScope *self, gsize output, const char *format, ...) G_GNUC_PRINTF (3, 4);
/** ng_code_state: writes a line of the body */
void ng_code_state (NgCodeScope *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * ng_code_module:
 * @format: "nn.Linear(3, 4": what makes a layer of the library, without the last bracket
 *
 * Returns: (transfer full): what is called to apply it
 */
char *ng_code_module (NgCodeScope *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/**
 * ng_code_array:
 * @name: "weight", of the layer that is written
 * @tensor: its values; real ones are written as float32
 * @array: (optional): the array of the layer that it is, or -1; one that is shared is made one
 */
void ng_code_array (NgCodeScope *self, const char *name, NgTensor *tensor, int array);
/** ng_code_constant: Returns: (transfer none): an attribute that is the tensor; @name (nullable) of
 *   a parameter that can be learned */
const char *ng_code_constant (NgCodeScope *self, NgTensor *tensor, const char *name);
/** ng_code_tensor: Returns: (transfer full): the value where a number would not do */
char *ng_code_tensor (NgCodeScope *self, const NgCodeValue *value);

/** ng_code_fail: "Code::form": the layer has no form in the language, since … */
void ng_code_fail (NgCodeScope *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ng_code_param: Returns: (transfer none): the parameter of that name, which the class has */
const NgParam *ng_code_param (const NgLayer *layer, const char *name);

typedef gboolean (*NgCodeForm) (NgCodeScope *scope, const NgLayer *layer, const NgType *input);

/**
 * NgCodeRow:
 * @name: of a class of layers
 * @form: writes the layer; returns FALSE, and writes nothing, where its parameters go beyond what
 *   the library has
 */
typedef struct {
  const char *name;
  NgCodeForm form;
} NgCodeRow;

extern const NgCodeRow ng_torch_rows[];
extern const NgCodeRow ng_keras_rows[];

/** ng_code_put_operator: writes the layer, an operator of ONNX */
void ng_code_put_operator (NgCodeScope *self, const NgOnnxNode *node);
/** ng_code_put_function: writes an elementwise layer of a function that the library has. Returns:
 *   whether it has it */
gboolean ng_code_put_function (NgCodeScope *self, const NgLayer *layer);

/** ng_code_put_layer: writes layer @index of the scope's net; @inputs (array) feed it. The outputs
 *   are those of the scope, which the caller has to clear */
void ng_code_put_layer (NgCodeScope *self, gsize index, NgCodeValue *inputs, NgCodeValue *outputs);
/**
 * ng_code_put_inner:
 * @layer: one that holds nets of its own
 * @index: one of them
 * @name: of the attribute
 *
 * Returns: (transfer full): what is called to apply that net to its one input, made as a class
 */
char *ng_code_put_inner (NgCodeScope *self, const NgLayer *layer, gsize index, const char *name);

G_END_DECLS
