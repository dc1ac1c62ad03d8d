/* NgConversion: a net of ONNX operators while layers are made of it. What rules see.
 *
 * Operators are looked at along the flow. A rule says which layers an operator means; they are kept
 * in a list until it is known which operators stay. Of each value it is known where the batch
 * stands among its axes; a layer's value is without it. */

#pragma once

#include "core/convert/constants.h"
#include "core/operators/onnx-node.h"

G_BEGIN_DECLS

typedef enum {
  NG_CARRIED_OPERATOR, /* what an operator that stays gives, or an input of the net */
  NG_CARRIED_CONSTANT, /* a tensor */
  NG_CARRIED_LAYER,    /* what a new layer gives */
} NgCarriedKind;

/** NgFeed: output @port of new layer @layer; with @layer -1 value @value of the old net as it is;
 *   with @value -1 too: nothing */
typedef struct {
  int layer, port, value;
} NgFeed;

#define NG_FEED_NONE ((NgFeed){ .layer = -1, .value = -1 })

/**
 * NgCarried:
 * @tensor: of a constant
 * @feed: where it comes from
 * @axis: where the batch stands among the axes that it has in the file; -1 if it has none
 * @merged: how many levels that axis holds besides the batch: 1 where (batch, t, n) is (batch t, n)
 * @outer: how many of them stand in front of the batch: 1 where (t, batch, n) is (t batch, n)
 * @held: dimensions of what @feed gives, without the batch
 * @wanted: those that it should have: as many elements in the same order
 * @shaper: the operator that wanted them
 * @shaped: the new layer that gives them, or gave them before it was taken away, or -1
 *
 * A value of the old net.
 */
typedef struct {
  NgCarriedKind kind;
  NgTensor *tensor;
  NgFeed feed;
  int axis, merged, outer;
  NgType held, wanted;
  gsize shaper;
  int shaped;
} NgCarried;

/** NgGiven: values of an array of a new layer; the list ends with a name that is %NULL */
typedef struct {
  const char *name;
  NgTensor *tensor;
} NgGiven;

/**
 * NgNewLayer:
 * @feeds: (element-type NgFeed): by input
 * @node: the operator that it is made of, or the last of them
 * @self: its first output
 * @levels: where it is the last to arrange @origin anew, the levels that it gives
 */
typedef struct {
  NgLayer *layer;
  char *name;
  GArray *feeds;
  gsize node;
  NgFeed self;
  NgType levels;
  NgFeed origin;
} NgNewLayer;

/** NgIdiomMatch: an idiom, and where what it reads stands */
typedef struct _NgIdiomMatch NgIdiomMatch;

/** NgOperandPlace: input @index of the node of layer @layer of the old net */
typedef struct {
  gsize layer, index;
} NgOperandPlace;

/**
 * NgConversion:
 * @net: the net of operators
 * @is_chosen: (array): by layer of it
 * @first: (array): by layer of it, its first output among all values; inputs of the net are before
 * @values: (array length=n_values)
 * @n_uses: (array): by value, how often it is read
 * @idioms: (array): by layer of @net, the idiom that ends with it, or %NULL
 * @owner: (array): by layer of @net, the end of the idiom that it is inside of, or -1
 * @ranks: (array): by layer of @net, its place along the flow
 * @is_refused: (array): by layer of @net, whether it has to stay
 * @reasons: (array): by layer of @net, why it stays
 * @layers: (element-type NgNewLayer)
 * @names: (element-type utf8): of operators and new layers
 * @constants: what operators give that is constant
 * @held: (element-type NgTensor): arrays that rules made while all is looked at once
 * @held_bytes: what they take, and the arrays of new layers
 * @batch: the size of the batch
 * @index: the operator that is looked at
 * @node: its node
 * @places: (nullable) (array length=n_places): inputs of the idiom that ends with it, which stand
 *   for those of the node
 * @is_named: (array): by layer of @net, whether a new layer has its name already
 * @is_stale: whether an idiom was dropped, so that all has to be looked at once more
 */
typedef struct {
  NgNet *net;
  const gboolean *is_chosen;
  guint *first;
  guint n_values;
  NgCarried *values;
  guint *n_uses;
  int *owner;
  guint *ranks;
  NgIdiomMatch **idioms;
  gboolean *is_refused;
  char **reasons;
  GArray *layers;
  GHashTable *names;
  const NgConstants *constants;
  GPtrArray *held;
  gsize held_bytes;
  NgDim batch;
  gsize index;
  const NgOnnxNode *node;
  const NgOperandPlace *places;
  gsize n_places;
  gboolean *is_named;
  gboolean is_stale;
} NgConversion;

/** NgRule: says which layers an operator becomes. Returns: whether it does; else the reason is set,
 *   and what it has put is taken away */
typedef gboolean (*NgRule) (NgConversion *self);

/** NgRuleRow: one operator; a family of them is an array that ends with a name that is %NULL */
typedef struct {
  const char *op;
  NgRule rule;
  const char *text;
} NgRuleRow;

extern const NgRuleRow ng_rules_elementwise[], ng_rules_structure[], ng_rules_windows[],
    ng_rules_products[], ng_rules_normalization[], ng_rules_recurrent[], ng_rules_logic[],
    ng_rules_parts[], ng_rules_attention[], ng_rules_loops[];

/** ng_conversion_row: Returns: (nullable): the row of the operator that is looked at */
const NgRuleRow *ng_conversion_row (const NgOnnxNode *node);

/** ng_conversion_refuse: keeps a reason, a few words, unless there is one. Returns: %FALSE */
gboolean ng_conversion_refuse (NgConversion *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** ng_conversion_leave: the operator stays, although a layer can be made of it, since its form has
 *   no place in the new net */
void ng_conversion_leave (NgConversion *self, gsize index, const char *reason);

/* ---- values ---- */

/** ng_conversion_value_of: Returns: the value that @source gives, or -1 */
int ng_conversion_value_of (const NgConversion *self, NgSource source);
/** ng_conversion_source_of: the other way round */
NgSource ng_conversion_source_of (const NgConversion *self, int value);
/** ng_conversion_maker: Returns: the layer of the old net that gives a value, -1 for an input of
 *   the net */
int ng_conversion_maker (const NgConversion *self, int value);
/** ng_conversion_operand_value: Returns: the value that input @index of the node of layer @layer
 *   reads, or -1 where it is absent or an array of the layer */
int ng_conversion_operand_value (const NgConversion *self, gsize layer, gsize index);
/** ng_conversion_tensor_of: Returns: (transfer none) (nullable): input @index of the node of layer
 *   @layer, where it is constant */
NgTensor *ng_conversion_tensor_of (const NgConversion *self, gsize layer, gsize index);
gboolean ng_conversion_has (const NgConversion *self, gsize index);
/** ng_conversion_operand: Returns: (nullable): input @index of the node; not where it is constant
 *   or absent */
NgCarried *ng_conversion_operand (const NgConversion *self, gsize index);
/** ng_conversion_constant: Returns: (transfer none) (nullable): input @index, where it is constant
 */
NgTensor *ng_conversion_constant (const NgConversion *self, gsize index);
/** ng_conversion_is_number: Returns: whether the constant @tensor (nullable) is one number */
gboolean ng_conversion_is_number (const NgTensor *tensor, double *number);
/** ng_conversion_type: Returns: (transfer none): the type of input @index in the file; of unknown
 *   rank where it is absent */
NgType ng_conversion_type (const NgConversion *self, gsize index);
/** ng_conversion_result_type: Returns: (transfer none): the type of output @index in the file */
const NgType *ng_conversion_result_type (const NgConversion *self, gsize index);
gboolean ng_conversion_is_read (const NgConversion *self, gsize index);

/** ng_conversion_take: Returns: whether input @index is carried; @feed (out): with the dimensions
 *   that it has in the file but for the batch */
gboolean ng_conversion_take (NgConversion *self, gsize index, NgFeed *feed);
/** ng_carried_is_shaped: Returns: whether the new layer that once gave the value its form is there
 *   still */
gboolean ng_carried_is_shaped (const NgConversion *self, const NgCarried *carried);
/** ng_conversion_feed_of: the same of any value, which is no constant */
gboolean ng_conversion_feed_of (NgConversion *self, NgCarried *carried, NgFeed *feed);
/** ng_conversion_take_first: the same of the first input where the batch stands in front, alone */
gboolean ng_conversion_take_first (NgConversion *self, NgFeed *feed);
/** ng_conversion_take_as: input @index in other dimensions, as many elements in the same order */
gboolean
ng_conversion_take_as (NgConversion *self, gsize index, const NgType *levels, NgFeed *feed);

/** ng_conversion_put: a new layer, given in notation. @depth: over how many levels it is mapped.
 *   Returns: its number, or -1 after a refusal */
int ng_conversion_put (NgConversion *self,
                       const NgFeed *feeds,
                       gsize n_feeds,
                       const NgGiven *given,
                       int depth,
                       const char *format,
                       ...) G_GNUC_PRINTF (6, 7);
/** ng_conversion_put_reshape: @feed (inout): a value of the levels @from in those of @to, with no
 *   layer where they are the same. Returns: whether it is there */
gboolean
ng_conversion_put_reshape (NgConversion *self, const NgType *from, const NgType *to, NgFeed *feed);
/** ng_conversion_put_order: @feed (inout): a value with its levels in another order. @order:
 *   (array length=n): by new level the old one, from 0. Returns: whether it is there */
gboolean ng_conversion_put_order (NgConversion *self, const int *order, int n, NgFeed *feed);
/** ng_conversion_put_layer: @layer: (transfer full): the same of a layer that is made */
int
ng_conversion_put_layer (NgConversion *self, const NgFeed *feeds, gsize n_feeds, NgLayer *layer);
/** ng_conversion_make: Returns: (transfer full) (nullable): a layer of that notation with arrays */
NgLayer *ng_conversion_make (NgConversion *self, const NgGiven *given, const char *text);
/** ng_conversion_feed: Returns: output @port of new layer @layer */
NgFeed ng_conversion_feed (int layer, int port);

/** ng_conversion_give: output @result of the node is what @feed gives, in the dimensions that it
 *   has in the file; the batch stands at @axis. Returns: whether @feed is there */
gboolean ng_conversion_give (NgConversion *self, gsize result, NgFeed feed, int axis);
/** ng_conversion_give_held: the same where @feed gives the dimensions @held */
gboolean ng_conversion_give_held (
    NgConversion *self, gsize result, NgFeed feed, int axis, const NgType *held);
/** ng_conversion_give_as: the same with the batch where it stands in @like, alone or not */
gboolean ng_conversion_give_as (
    NgConversion *self, gsize result, NgFeed feed, const NgCarried *like, const NgType *held);
/** ng_conversion_give_like: output 0 is what @feed gives, carried as input @index is, of which
 *   @feed is made element by element */
gboolean ng_conversion_give_like (NgConversion *self, NgFeed feed, gsize index);
/** ng_conversion_pass: output 0 is input @index, carried as @wanted with the batch at @axis, which
 *   holds @merged more levels, @outer of them in front */
gboolean ng_conversion_pass (
    NgConversion *self, gsize index, int axis, int merged, int outer, const NgType *wanted);
/** ng_conversion_pass_same: output 0 is input @index, carried as it is */
gboolean ng_conversion_pass_same (NgConversion *self, gsize index);
/** ng_conversion_put_one: puts a layer of one input, the first, whose batch stands in front, and
 *   gives its output. Returns: whether that went well */
gboolean ng_conversion_put_one (NgConversion *self, const NgGiven *given, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** ng_levels_without: Returns: the dimensions without axis @axis */
NgType ng_levels_without (const NgType *type, int axis);
/** ng_levels_equal: Returns: whether both have the same dimensions, all known */
gboolean ng_levels_equal (const NgType *a, const NgType *b);
/** ng_levels_text: Returns: (transfer full): "{3, 4}" in notation, a varying length as Automatic or
 *   "Varying" */
char *ng_levels_text (const NgType *levels, const char *varying);
/** ng_levels_integers: Returns: (transfer full): the type of integers in these dimensions, in
 *   notation: {3, "Integer"} */
char *ng_levels_integers (const NgType *levels);
/** ng_parts_text: Returns: (transfer full): what PartLayer takes, in notation. @selectors: (array):
 *   by level what is taken of it, %NULL for all; of one of them there is one */
char *ng_parts_text (char *const *selectors, int rank);
/** ng_carried_level: Returns: the level of axis @axis, from 1, of a value as it is wanted */
int ng_carried_level (const NgCarried *self, int axis);
/** ng_mask_is_causal: Returns: whether a mask of scores, which is added or says what counts, lets
 *   query i see keys 1 … i alone */
gboolean ng_mask_is_causal (const NgTensor *mask);
/** ng_levels_level: Returns: the level of axis @axis, from 1, where the batch stands at @batch */
int ng_levels_level (int axis, int batch);
/** ng_conversion_keep: Returns: (transfer none): @tensor (transfer full), kept until all is looked
 *   at once more, or the end */
NgTensor *ng_conversion_keep (NgConversion *self, NgTensor *tensor);
/** ng_number_text: Returns: (transfer full): the number as notation reads it, short where it was a
 *   float32 */
char *ng_number_text (double value);

/** ng_conversion_levels_of: Returns: (transfer none) (nullable): a constant as an array of a layer:
 *   in @rank dimensions by NumPy's rule without axis @axis, that of the batch; %NULL where it is
 *   not the same for all examples */
NgTensor *ng_conversion_levels_of (NgConversion *self, NgTensor *tensor, int rank, int axis);
/** ng_conversion_put_array: a layer that gives @tensor. Returns: whether @feed (out) is there */
gboolean ng_conversion_put_array (NgConversion *self, NgTensor *tensor, NgFeed *feed);

/** ng_conversion_put_embedding: output 0 is rows of a matrix by the integers of input @index of the
 *   node; layers count from 1. @is_shifted: whether the integers do, too */
gboolean ng_conversion_put_embedding (NgConversion *self,
                                      NgTensor *weights,
                                      gsize index,
                                      gboolean is_shifted);

/** ng_conversion_put_normalization: output 0 is input @index with mean 0 and variance 1 over its
 *   axes from @first on. @scale, @bias: (nullable); @is_rms: whether no mean is taken away */
gboolean ng_conversion_put_normalization (NgConversion *self,
                                          gsize index,
                                          int first,
                                          NgTensor *scale,
                                          NgTensor *bias,
                                          double epsilon,
                                          gboolean is_rms);

/** ng_conversion_put_function: output 0 is a function, in notation, of each element of input
 * @index, which are real numbers */
gboolean ng_conversion_put_function (NgConversion *self, gsize index, const char *function);
/** ng_conversion_put_function_of_any: the same whatever they are; True is 1 and False is 0 */
gboolean ng_conversion_put_function_of_any (NgConversion *self, gsize index, const char *function);

/** ng_conversion_put_threading: output 0 is a function of the elements of @operands, inputs of the
 *   node, which are repeated by NumPy's rule; constants are real numbers */
gboolean ng_conversion_put_threading (NgConversion *self,
                                      const gsize *operands,
                                      gsize n,
                                      const char *function);

/* ---- idioms ---- */

/** ng_conversion_find_idioms: which operators together are one layer */
void ng_conversion_find_idioms (NgConversion *self);
void ng_idiom_match_free (NgIdiomMatch *self);
/** ng_idiom_match_nodes: Returns: (transfer none) (array length=n): operators of the idiom, along
 *   the flow; the last is that which it ends with */
const gsize *ng_idiom_match_nodes (const NgIdiomMatch *self, gsize *n);
/** ng_conversion_apply_idiom: the rule of the idiom that ends with the operator */
gboolean ng_conversion_apply_idiom (NgConversion *self);
/** ng_conversion_drop_idiom: the operators that end with @index are taken one by one */
void ng_conversion_drop_idiom (NgConversion *self, gsize index);

G_END_DECLS
