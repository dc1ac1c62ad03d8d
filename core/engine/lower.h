/* NgNet + sizes + mode + what is wanted -> NgProgram. */

#pragma once

#include "core/engine/probe.h"
#include "core/graph/lowering.h"
#include "core/graph/net.h"
#include "core/program/program.h"
#include "core/tensor/texts.h"

G_BEGIN_DECLS

typedef struct _NgResume NgResume;

typedef enum {
  NG_WANT_OUTPUT,         /* output `port` of the net */
  NG_WANT_INTERIOR,       /* output `port` of the layer at `layers` */
  NG_WANT_INPUT_GRADIENT, /* gradient with respect to input `port` of the net */
  NG_WANT_ARRAY_GRADIENT, /* with respect to array `port` of the layer at `layers` */
  NG_WANT_ARRAY_UPDATE,   /* in training, what that array, a statistic, becomes after the batch */
  NG_WANT_INTERIOR_GRADIENT, /* with respect to output `port` of the layer at `layers` */
} NgWantKind;

/**
 * NgWant:
 * @layers: (array length=n_layers): indices from the outermost net inwards
 */
typedef struct {
  NgWantKind kind;
  int layers[NG_MAX_NET_DEPTH];
  int n_layers;
  int port;
} NgWant;

/**
 * NgGroup:
 * @batch: number of examples; every input has it as first axis (but for raw nets, where it is 0)
 * @inputs: (array): shape of each input without the batch axis; numbers only
 * @seeded: (array) (nullable): for each output of the net, whether the gradient that arrives there
 *   is an input of the program of its own ("NetPortGradient" -> g) rather than ones
 * @absent: (array) (nullable): for each input of the net whether it is left out: a state that
 * begins as it would unconnected. It is no input of the program
 *
 * Examples of one shape.
 */
typedef struct {
  gint64 batch;
  const NgShape *inputs;
  const gboolean *seeded;
  const gboolean *absent;
} NgGroup;

/**
 * NgRequest:
 * @groups: (array length=n_groups): the batch; of several where its examples differ in length
 * @element: F32 or F64
 * @wants: (array length=n_wants): outputs of the program, in this order
 * @values: (array) (nullable): for each input of a raw net the values that it is known to have, or
 *   %NULL; what is known is a constant of the program, which has an unused input in its place
 * @answers: (nullable) (element-type NgTensor): what runs have told of values that operators asked
 *   for, in the order in which they ask; %NULL where nobody runs what is asked
 * @resume: (nullable): where to begin, as one walk said in @reached; @answers are those that layers
 *   from there on take. What it keeps are inputs of the program, behind all others
 * @reached: (out) (transfer full) (nullable): with @answers, of a question of a raw net whose
 *   outputs alone are wanted, where the next walk may begin; the program gives what that keeps
 *   after the value that is asked for. @resume itself, and nothing is given, where the layer that
 *   asks is the one that it begins at, or where what would be kept are no arrays
 * @is_question: (out) (nullable): with @answers, whether the program is not what is wanted but the
 *   next value that an operator asks for, its one output
 * @texts: (nullable): the numbers that stand for texts in the program, and in `values` and
 *   `answers`; new ones where it is %NULL
 * @arrays_are_inputs: whether all arrays are inputs of the program (training), where one without
 *   values has the shape that inference found; otherwise those that are differentiated by, and the
 *   others are constants
 * @probes: (nullable) (element-type NgProbe): of one group, what each layer gives to others or to
 *   the outside, in the order in which layers are run; those of nets that a layer holds each time
 *   anew, but not those of bodies of operators, some of which are run in vain. The list is filled
 *   anew. The program gives these values after what is wanted
 */
typedef struct {
  const NgGroup *groups;
  gsize n_groups;
  NgElement element;
  NgMode mode;
  const NgWant *wants;
  gsize n_wants;
  NgTensor *const *values;
  GPtrArray *answers;
  NgResume *resume;
  NgResume **reached;
  gboolean *is_question;
  NgTexts *texts;
  gboolean arrays_are_inputs;
  GPtrArray *probes;
} NgRequest;

/** ng_want_is_of_array: Returns: whether it belongs to the net, not to an example */
gboolean ng_want_is_of_array (const NgWant *self);

/** ng_lower_input_element: @element: %NG_ELEMENT_F64 where real numbers are computed so; any other
 *   means %NG_ELEMENT_F32. Returns: the element that an input of this type has in the program */
NgElement ng_lower_input_element (const NgType *type, NgElement element);

/**
 * ng_lower:
 * @net: without errors, specified but for varying lengths, initialized
 *
 * Program inputs: first those of the net that are not absent, in order, group after group, then, if
 * they are inputs, the arrays in order of layers (nested nets in place), then the seeds in order of
 * outputs, group after group. Outputs: what is wanted, group after group, but what belongs to
 * arrays with the first one only.
 *
 * Fails with: "NetGraph::unspec", "NetGraph::notinit", "NetPortGradient::intgrad",
 * "NetGraph::operator" for an operator without a lowering, "ONNX::constant" for one that needs
 * `values` of an input, and what layers say.
 *
 * Returns: (transfer full) (nullable): the program, not yet simplified
 */
NgProgram *ng_lower (const NgNet *net, const NgRequest *request, GError **error);

/**
 * ng_lower_example:
 *
 * Returns: (transfer full) (nullable): the program of all outputs for one example in evaluation,
 *   not yet simplified; the arrays, which need no values, are its inputs unless the net is of ONNX
 *   operators. %NULL while shapes are not known or vary
 */
NgProgram *ng_lower_example (NgNet *net);

/**
 * ng_lower_arrays:
 *
 * Returns: (transfer full) (element-type NgTensor): the values of the arrays that are inputs of the
 *   program, in order of layers, nested nets in place, each in the element of the program
 */
GPtrArray *ng_lower_arrays (const NgNet *net, const NgRequest *request);

G_END_DECLS
