/* NgDim and NgType: what may flow along an edge, known in part.
 *
 * They form a lattice. A dimension is unknown, or a varying length with an identity, or a number,
 * each more definite than the one before. A type adds a kind of element and an unknown or known
 * rank. Both are plain structs, copied freely, and own nothing. */

#pragma once

#include "core/base/limits.h"
#include "core/tensor/tensor.h"

G_BEGIN_DECLS

typedef enum {
  NG_DIM_UNKNOWN,
  NG_DIM_VARYING, /* value: the identity of the length variable, 1, 2, … within one net */
  NG_DIM_NUMBER,  /* value: the size; 0 only in values of operators */
} NgDimState;

typedef struct {
  NgDimState state;
  gint64 value;
} NgDim;

typedef enum {
  NG_KIND_UNKNOWN,
  NG_KIND_REAL,
  NG_KIND_INTEGER, /* in [min, max] */
  NG_KIND_BOOLEAN,
  NG_KIND_STRING,
  NG_KIND_OTHER, /* sequences, maps, optionals of ONNX */
} NgKind;

/**
 * NgType:
 * @kind: what an element is
 * @element: its exact storage in nets that have one (ONNX operators), else %NG_ELEMENT_NONE
 * @min: least value of an integer, or G_MININT64
 * @max: greatest value of an integer, or G_MAXINT64
 * @rank: number of dimensions, or -1 while it is unknown
 * @dims: @rank dimensions, level 1 first, no batch axis (but for operators, where it is an axis
 *   like any other)
 */
typedef struct {
  NgKind kind;
  NgElement element;
  gint64 min, max;
  int rank;
  NgDim dims[NG_MAX_RANK];
} NgType;

/** ng_size_multiply, ng_size_add: Returns: the product or sum of two sizes that are not negative,
 * or %NG_MAX_ELEMENTS where that is greater */
gint64 ng_size_multiply (gint64 a, gint64 b);
gint64 ng_size_add (gint64 a, gint64 b);

/** ng_dim_unknown: Returns: a dimension of which nothing is known */
NgDim ng_dim_unknown (void);
/** ng_dim_number: Returns: a dimension of that size */
NgDim ng_dim_number (gint64 size);
/** ng_dim_varying: Returns: the varying length of that identity */
NgDim ng_dim_varying (gint64 id);
/** ng_dim_equal: Returns: same state and, where there is one, same value */
gboolean ng_dim_equal (NgDim a, NgDim b);

/** ng_type_unknown: Returns: nothing known */
NgType ng_type_unknown (void);
/** ng_type_of_rank: Returns: nothing known but how many dimensions there are */
NgType ng_type_of_rank (int rank);
/** ng_type_real: Returns: a real array of @rank dimensions of these sizes */
NgType ng_type_real (const gint64 *dims, int rank);
/** ng_type_equal: Returns: whether all that is known of the two is the same */
gboolean ng_type_equal (const NgType *a, const NgType *b);
/** ng_type_table_new: @free_key: (nullable). Returns: (transfer full): a hash table whose keys are
 *   types */
GHashTable *ng_type_table_new (GDestroyNotify free_key);
/** ng_type_is_specified: Returns: whether rank and every dimension are numbers or varying */
gboolean ng_type_is_specified (const NgType *self);
/** ng_type_is_fixed: Returns: whether rank and every dimension are numbers */
gboolean ng_type_is_fixed (const NgType *self);

/** ng_type_element_of: Returns: the type without its first level, as far as it is known */
NgType ng_type_element_of (const NgType *self);
/** ng_type_sequence_of: Returns: the type with a level of @length put in front */
NgType ng_type_sequence_of (const NgType *self, NgDim length);
/** ng_type_length: Returns: the first dimension, unknown where there is none */
NgDim ng_type_length (const NgType *self);

/** ng_type_fits: Returns: whether an array of these dimensions can be of the type, as far as that
 * is known */
gboolean ng_type_fits (const NgType *self, const gint64 *dims, gsize rank);

/**
 * ng_type_count:
 * @count: (out): product of the dimensions
 *
 * Returns: whether every dimension is a number and the product below %NG_MAX_ELEMENTS
 */
gboolean ng_type_count (const NgType *self, gint64 *count);

/**
 * ng_type_meet:
 * @self: (inout): refined by @other
 *
 * The meet of two types, but for varying lengths: a number meets a varying length in the number,
 * and two different varying lengths in the one of the lower identity; the caller, who owns the
 * identities, is told by ng_type_meet() != %NG_MEET_SAME and must substitute them elsewhere.
 * Element kinds: an unknown kind yields; real meets integer in a conflict; integer ranges meet in
 * their intersection, empty is a conflict.
 *
 * Returns: whether @self moved, stayed, or conflicts with @other (then it is as it was)
 */
typedef enum {
  NG_MEET_SAME,
  NG_MEET_MOVED,
  NG_MEET_CONFLICT,
} NgMeet;
NgMeet ng_type_meet (NgType *self, const NgType *other);
/** ng_dim_meet: the meet of two dimensions; ng_type_meet() says how */
NgMeet ng_dim_meet (NgDim *self, NgDim other);

/**
 * ng_type_label:
 * @names: (nullable) (array zero-terminated=1): names of the varying lengths, by identity - 1
 *
 * Returns: (transfer full): the label of an edge: "3×28×28", "10", "ℝ" for a real scalar, "ℤ" or
 *   "ℤ 1…n" for integers, "n×4" with a letter for each varying length (n, m, k, …), "?" for what
 *   is unknown
 */
char *ng_type_label (const NgType *self, const char *const *names);

/**
 * ng_type_notation:
 *
 * Returns: (transfer full): "{3, 28, 28}", "\"Real\"", "\"Integer\"", "Restricted[\"Integer\", n]",
 *   "Automatic"; dimensions are integers, "Varying" or Automatic; vectors as {n}
 */
char *ng_type_notation (const NgType *self);

G_END_DECLS
