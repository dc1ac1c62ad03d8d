/* NgProgram: what nets mean. A straight list of primitives, each with its element and all its
 * sizes known. A value: immutable once built (program/builder.h), in order, typed. */

#pragma once

#include "core/program/window.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/* A value is the index of the instruction that makes it; -1 is no value. */
typedef int NgValue;
#define NG_NO_VALUE (-1)

typedef struct {
  NgElement element;
  int rank;
  gint64 dims[NG_MAX_RANK];
} NgShape;

/* What each does, with shapes and derivatives, stands in primitive.c, one row each. */
typedef enum {
  /* sources */
  NG_PRIMITIVE_INPUT,    /* attributes.index: which input of the program */
  NG_PRIMITIVE_CONSTANT, /* attributes.tensor */
  NG_PRIMITIVE_FILL,     /* attributes.number everywhere */
  NG_PRIMITIVE_IOTA,     /* 0, 1, 2, … along attributes.axis */
  NG_PRIMITIVE_RANDOM,   /* uniform in [0, 1): (run's seed, attributes.stream, element index) */
  /* one operand, element by element */
  NG_PRIMITIVE_CONVERT,
  NG_PRIMITIVE_NEGATE,
  NG_PRIMITIVE_ABS,
  NG_PRIMITIVE_SIGN,
  NG_PRIMITIVE_EXP,
  NG_PRIMITIVE_EXPM1,
  NG_PRIMITIVE_LOG,
  NG_PRIMITIVE_LOG1P,
  NG_PRIMITIVE_SQRT,
  NG_PRIMITIVE_SIN,
  NG_PRIMITIVE_COS,
  NG_PRIMITIVE_TAN,
  NG_PRIMITIVE_ASIN,
  NG_PRIMITIVE_ACOS,
  NG_PRIMITIVE_ATAN,
  NG_PRIMITIVE_SINH,
  NG_PRIMITIVE_COSH,
  NG_PRIMITIVE_TANH,
  NG_PRIMITIVE_ASINH,
  NG_PRIMITIVE_ACOSH,
  NG_PRIMITIVE_ATANH,
  NG_PRIMITIVE_SIGMOID,
  NG_PRIMITIVE_ERF,
  NG_PRIMITIVE_ERFC,
  NG_PRIMITIVE_ERF_INVERSE,
  NG_PRIMITIVE_LOG_GAMMA,
  NG_PRIMITIVE_DIGAMMA,
  NG_PRIMITIVE_FLOOR,
  NG_PRIMITIVE_CEIL,
  NG_PRIMITIVE_ROUND, /* half to even */
  NG_PRIMITIVE_TRUNC,
  NG_PRIMITIVE_IS_NAN, /* -> bool */
  NG_PRIMITIVE_NOT,    /* bool -> bool */
  /* two operands, element by element, of equal shape */
  NG_PRIMITIVE_ADD,
  NG_PRIMITIVE_SUBTRACT,
  NG_PRIMITIVE_MULTIPLY,
  NG_PRIMITIVE_DIVIDE, /* integers: truncated; by zero gives 0 */
  NG_PRIMITIVE_POWER,
  NG_PRIMITIVE_MOD, /* sign of the divisor */
  NG_PRIMITIVE_MIN, /* ties: the first operand gets the gradient; NaN wins */
  NG_PRIMITIVE_MAX, /* likewise; so Ramp, of slope 0 at 0, is max (0, x) */
  NG_PRIMITIVE_ATAN2,
  NG_PRIMITIVE_EQUAL, /* -> bool */
  NG_PRIMITIVE_LESS,
  NG_PRIMITIVE_LESS_EQUAL,
  NG_PRIMITIVE_AND, /* of bool, or of the bits of integers */
  NG_PRIMITIVE_OR,
  /* three */
  NG_PRIMITIVE_SELECT, /* bool c, x, y -> c ? x : y */
  /* the same elements elsewhere */
  NG_PRIMITIVE_BIT_CAST, /* the same bits as another element of that width */
  NG_PRIMITIVE_RESHAPE,
  NG_PRIMITIVE_TRANSPOSE,   /* attributes.axes: output axis i is input axis axes[i] */
  NG_PRIMITIVE_BROADCAST,   /* attributes.axes: input axis i is output axis axes[i]; size 1 or equal
                             */
  NG_PRIMITIVE_SLICE,       /* attributes.start, .step per axis; negative steps walk backwards */
  NG_PRIMITIVE_PAD,         /* attributes.start: elements before each axis; .number the filling */
  NG_PRIMITIVE_CONCAT,      /* attributes.axis */
  NG_PRIMITIVE_GATHER,      /* x, i: along .axis; axes of x, i, x; .index: the first in messages */
  NG_PRIMITIVE_SCATTER_ADD, /* y, i -> zeros with y added at i: the transpose of GATHER */
  /* fewer elements */
  NG_PRIMITIVE_SUM, /* attributes.mask: bit a set where axis a goes */
  NG_PRIMITIVE_PRODUCT,
  NG_PRIMITIVE_REDUCE_MAX,
  NG_PRIMITIVE_REDUCE_MIN,
  NG_PRIMITIVE_ARG_MAX, /* attributes.axis; first of equals; int64 */
  NG_PRIMITIVE_ARG_MIN,
  NG_PRIMITIVE_ORDER,    /* places that sort along attributes.axis, equal ones kept; int64 */
  NG_PRIMITIVE_CUMULATE, /* running sum along attributes.axis */
  /* products and windows */
  NG_PRIMITIVE_MATMUL,        /* (*b, m, k) (*b, k, n) -> (*b, m, n); attributes.transpose_a, _b */
  NG_PRIMITIVE_CONVOLVE,      /* x (n, c, *d), w (o, c/g, *k) -> (n, o, *e) */
  NG_PRIMITIVE_CONVOLVE_DATA, /* y (n, o, *e), w -> gradient of x */
  NG_PRIMITIVE_CONVOLVE_WEIGHTS, /* x, y -> gradient of w */
  NG_PRIMITIVE_POOL_MAX,         /* x (n, c, *d) -> (n, c, *e); padding never wins */
  NG_PRIMITIVE_POOL_MAX_DATA,    /* x, y' -> gradient of x: to the first greatest */
  NG_PRIMITIVE_POOL_SUM,
  NG_PRIMITIVE_POOL_SUM_DATA, /* y' -> gradient of x */
  NG_N_PRIMITIVES
} NgPrimitive;

/** ng_primitive_is_view: Returns: whether the result shows elements of the operand as they are */
gboolean ng_primitive_is_view (NgPrimitive self);
/** ng_primitive_is_reduction: Returns: whether rows of the operand become elements */
gboolean ng_primitive_is_reduction (NgPrimitive self);

/* Only the fields that the primitive names above are meaningful; the others are zero. */
typedef struct {
  int index;
  int axis;
  guint mask;
  gboolean transpose_a, transpose_b;
  double number;
  guint64 stream;
  NgTensor *tensor;
  int axes[NG_MAX_RANK];
  gint64 start[NG_MAX_RANK];
  gint64 step[NG_MAX_RANK];
  NgWindow window;
} NgAttributes;

/**
 * NgInstruction:
 * @operands: (array length=n_operands): values made earlier
 * @attributes: what the primitive needs besides operands and shape
 * @shape: of the result
 * @origin: the layer that this came from, for profiles and messages; an index into the program's
 *   origins, or -1
 */
typedef struct {
  NgPrimitive primitive;
  guint n_operands;
  const NgValue *operands;
  const NgAttributes *attributes;
  NgShape shape;
  int origin;
} NgInstruction;

typedef struct _NgProgram NgProgram;

/** ng_program_ref: Returns: (transfer full): the same program, with one owner more */
NgProgram *ng_program_ref (NgProgram *self);
/** ng_program_unref: gives up one owner; the last one frees the program */
void ng_program_unref (NgProgram *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgProgram, ng_program_unref)

/** ng_program_length: Returns: number of instructions */
gsize ng_program_length (const NgProgram *self);
/** ng_program_instruction: Returns: (transfer none): the instruction that makes @value */
const NgInstruction *ng_program_instruction (const NgProgram *self, NgValue value);
/** ng_program_n_inputs: Returns: number of inputs, unused ones too */
gsize ng_program_n_inputs (const NgProgram *self);
/** ng_program_input: Returns: the INPUT instruction number @index, or %NG_NO_VALUE if it is unused
 */
NgValue ng_program_input (const NgProgram *self, gsize index);
/** ng_program_input_name: Returns: (transfer none): name of input @index */
const char *ng_program_input_name (const NgProgram *self, gsize index);
/** ng_program_input_shape: Returns: (transfer none): shape of input @index */
const NgShape *ng_program_input_shape (const NgProgram *self, gsize index);
/** ng_program_n_outputs: Returns: number of outputs */
gsize ng_program_n_outputs (const NgProgram *self);
/** ng_program_output: Returns: the value that is output @index */
NgValue ng_program_output (const NgProgram *self, gsize index);
/** ng_program_origin: Returns: (transfer none) (nullable): the path of the layer with that number
 */
const char *ng_program_origin (const NgProgram *self, int origin);

/** ng_shape_count: Returns: number of elements */
gint64 ng_shape_count (const NgShape *self);
/** ng_shape_equal: Returns: same element, same dimensions */
gboolean ng_shape_equal (const NgShape *a, const NgShape *b);

/** ng_primitive_name: Returns: the lower-case name, "reduce_max" */
const char *ng_primitive_name (NgPrimitive self);
/** ng_primitive_is_elementwise: Returns: whether every result element needs one of each operand */
gboolean ng_primitive_is_elementwise (NgPrimitive self);

/**
 * ng_program_print:
 *
 * Returns: (transfer full): a line for each instruction, "%3 = add f32[2,10] %1 %2", for tests
 */
char *ng_program_print (const NgProgram *self);

/**
 * ng_program_simplify:
 *
 * Returns: (transfer full): an equal program with constants folded, equal values shared, identities
 *   (x + 0, x * 1, reshape of reshape, …) gone and dead instructions dropped. Inputs and outputs
 *   keep their numbers.
 */
NgProgram *ng_program_simplify (NgProgram *self);

/**
 * ng_reference_execute:
 * @operands: (array): tensors of the shapes that the instruction's operands have
 * @seed: of the run, for RANDOM
 *
 * The definition of every primitive, as plain loops, for float, double, the integers and bool.
 * INPUT has none.
 *
 * Fails with: "Program::index" when a GATHER index is outside its axis, "Program::memory".
 *
 * Returns: (transfer full) (nullable): the result
 */
NgTensor *ng_reference_execute (const NgInstruction *instruction,
                                NgTensor *const *operands,
                                guint64 seed,
                                GError **error);

/**
 * ng_reference_run:
 * @inputs: (array): one tensor for each input of the program
 * @outputs: (out caller-allocates) (array) (transfer full): one for each output
 *
 * Runs a whole program by ng_reference_execute(), keeping every value.
 */
gboolean ng_reference_run (const NgProgram *self,
                           NgTensor *const *inputs,
                           guint64 seed,
                           NgTensor **outputs,
                           GError **error);

G_END_DECLS
