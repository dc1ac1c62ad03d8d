/* What a function is followed through with, for the files trace*.c alone: trace.c walks, the others
 * are trace-scope.c (names), trace-functions.c and trace-parts.c (functions by name), trace-loops.c
 * (Map, Fold, Table and their like), trace-inner.c (functions that become nets of their own) and
 * trace-layers.c (values and layers).
 *
 * Values on the way are of three kinds: an expression of numbers, in which Slot[k] stands for value
 * k of the net; a list of values; and named values, what a net of several outputs gives.
 * Expressions grow as far as they can, and become one layer when something else asks for their
 * value. */

#pragma once

#include "core/notation/trace.h"

G_BEGIN_DECLS

enum {
  NG_TRACE_MAX_REPEATS = 10000,  /* of Table, Nest and their like */
  NG_TRACE_MAX_VALUES = 1 << 18, /* of all kinds */
  NG_TRACE_MAX_ITEMS = 1 << 22,  /* of all lists together, and of one that is written out */
};

typedef enum {
  NG_TRACED_NUMBERS, /* .expr */
  NG_TRACED_LIST,    /* .items */
  NG_TRACED_NAMED,   /* .items, by .names */
} NgTracedKind;

typedef struct _NgTraced NgTraced;

struct _NgTraced {
  NgTracedKind kind;
  NgExpr *expr;
  gint64 atom;      /* the value of the net that it has become, or 0 */
  GPtrArray *items; /* of NgTraced, not owned */
  guint64 size;     /* of a list that is complete: items of all levels */
  int levels;
  GPtrArray *names; /* of strings, owned */
};

/* A function on its way to a net. What is applied along an array becomes a net of its own, and has
 * the function around as @outer. */
typedef struct _NgTrace NgTrace;

struct _NgTrace {
  const NgTraceReader *reader;
  NgTrace *outer;
  NgNetBuilder *builder;
  GPtrArray *traced;      /* all there are, of all nets; the outermost owns them */
  guint64 *n_items;       /* of all lists, of all nets */
  GArray *atoms;          /* NgSource: what Slot[k] stands for, by k - 1 */
  GHashTable *captured;   /* what values of @outer are here */
  GPtrArray *captures;    /* values of @outer that are inputs here */
  gboolean is_positional; /* Slot[k] of the outermost function is input "k" */
  const NgPlace *place;
  int depth;
  GError **error;
};

/* What names and slots are, from the innermost function outwards. */
typedef struct _NgTraceScope NgTraceScope;

struct _NgTraceScope {
  const NgTraceScope *outer;
  NgTrace *owner;    /* whose values they are */
  NgExpr *variables; /* x or {x, …}; NULL: the values are those of slots */
  NgTraced *const *values;
  gsize n;
  gboolean is_ports; /* slots are inputs of the net, which they make */
};

/* ---- the walk ---- */

/** ng_trace_expr: Returns: (transfer none) (nullable): what @expr is */
NgTraced *ng_trace_expr (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_apply: Returns: (transfer none) (nullable): what @function gives for @arguments; @at:
 * for messages */
NgTraced *ng_trace_apply (NgTrace *self,
                          NgExpr *function,
                          NgTraced *const *arguments,
                          gsize n,
                          const NgTraceScope *scope,
                          const NgExpr *at);
/** ng_trace_is_layer: Returns: whether @expr is a layer, a net, or the name of a layer */
gboolean ng_trace_is_layer (const NgExpr *expr);
/** ng_trace_refuse: fails with "NetGraph::badarg" at @expr. Returns: %NULL */
NgTraced *ng_trace_refuse (NgTrace *self, const NgExpr *expr, const char *why);

/* ---- names ---- */

NgTraced *ng_trace_slot_value (NgTrace *self, NgExpr *slot, const NgTraceScope *scope);
NgTraced *ng_trace_symbol (NgTrace *self, NgExpr *symbol, const NgTraceScope *scope);
/** ng_trace_is_variable: Returns: whether the symbol has a value there */
gboolean ng_trace_is_variable (const NgExpr *symbol, const NgTraceScope *scope);
/** ng_trace_with: With[{x = value, …}, body], and Module and Block alike */
NgTraced *ng_trace_with (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_port: Returns: (transfer none): the input of the net that an argument of the outermost
 * function is */
NgTraced *ng_trace_port (NgTrace *self, NgExpr *slot);
/** ng_trace_find_named: Returns: (transfer none) (nullable): the value of that name */
NgTraced *ng_trace_find_named (const NgTraced *named, const char *name);
/** ng_trace_literal: Returns: (transfer full) (nullable): @expr with numbers in the place of what
 * does not depend on what flows through the net */
NgExpr *ng_trace_literal (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);

/* ---- functions by name ---- */

/** ng_trace_call_layer: a function by name that is one layer or said by others; @is_known: (out):
 * whether it is */
NgTraced *ng_trace_call_layer (
    NgTrace *self, NgExpr *call, NgTraced *const *arguments, gsize n, gboolean *is_known);
/** ng_trace_call_numbers: a function of numbers, element by element */
NgTraced *ng_trace_call_numbers (
    NgTrace *self, NgExpr *head, NgTraced *const *arguments, gsize n, const NgExpr *at);
/** ng_trace_knows: Returns: whether the function of that name may be called, after its arguments */
gboolean ng_trace_knows (const char *name);
/** ng_trace_arity: Returns: how many arguments the function of that name has in Apply[…] */
gsize ng_trace_arity (const char *name);

/* A function that looks at its arguments before they are followed. */
typedef NgTraced *(*NgTraceSpecial) (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);

NgTraced *ng_trace_total (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_tr (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_formula: functions of numbers with lists or texts among their arguments */
NgTraced *ng_trace_formula (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_with_literals: a layer whose notation holds the arguments behind the first */
NgTraced *ng_trace_with_literals (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_part (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_take (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_drop (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_range (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_table (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_sum: Sum and Product */
NgTraced *ng_trace_sum (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_map (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_map_thread (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_at (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_fold: Fold and FoldList */
NgTraced *ng_trace_fold (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_accumulate (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
/** ng_trace_nest: Nest and NestList */
NgTraced *ng_trace_nest (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_inner_product (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);
NgTraced *ng_trace_outer_product (NgTrace *self, NgExpr *expr, const NgTraceScope *scope);

/* ---- functions that become nets ---- */

/**
 * NgTraceInner:
 * @net: (transfer full): the net, as notation takes it
 * @inputs: names of its inputs: those asked for, then those of @captures
 * @captures: (element-type NgTraced): values of the function around that it reads
 * @has_arrays: whether a second net for the same function would have arrays of its own
 */
typedef struct {
  NgExpr *net;
  GPtrArray *inputs;
  GPtrArray *captures;
  gboolean has_arrays;
} NgTraceInner;

void ng_trace_inner_clear (NgTraceInner *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NgTraceInner, ng_trace_inner_clear)

/**
 * ng_trace_inner:
 * @function: a function that is applied along arrays
 * @names: (array length=n): inputs that are its arguments
 * @inner: (out): a net with one output "Output", an input for each argument, and more for what it
 *   reads of the functions around
 */
gboolean ng_trace_inner (NgTrace *self,
                         NgExpr *function,
                         const char *const *names,
                         gsize n,
                         const NgTraceScope *scope,
                         const NgExpr *at,
                         NgTraceInner *inner);
/** ng_trace_connect_inner: Returns: index of @layer, joined to @arguments and to what @inner reads
 * from outside, or -1 */
int ng_trace_connect_inner (
    NgTrace *self, NgLayer *layer, const NgTraceInner *inner, NgTraced *const *arguments, gsize n);

/* ---- values and layers ---- */

/** ng_traced_new: Returns: (transfer none): a value without content yet, which @trace owns */
NgTraced *ng_traced_new (NgTrace *trace, NgTracedKind kind);
/** ng_traced_free: (type NgTraced): for the table of all there are */
void ng_traced_free (gpointer self);
/** ng_traced_numbers: Returns: (transfer none): an expression of numbers; @expr (transfer full) */
NgTraced *ng_traced_numbers (NgTrace *trace, NgExpr *expr);
/** ng_traced_source: Returns: (transfer none): a value of the net */
NgTraced *ng_traced_source (NgTrace *trace, NgSource source);
/** ng_traced_constant: Returns: (transfer full) (nullable): numbers and lists of numbers as they
 * stand */
NgExpr *ng_traced_constant (const NgTraced *traced);
/** ng_traced_is_fixed: Returns: whether nothing that flows through the net is in it */
gboolean ng_traced_is_fixed (const NgTraced *traced);
/** ng_traced_shape: Returns: (transfer none): a value of the shape of @traced, with as few layers
 * as may be */
NgTraced *ng_traced_shape (NgTrace *trace, NgTraced *traced);

/** ng_trace_measure: a list is complete. Returns: whether it is small enough */
gboolean ng_trace_measure (NgTrace *self, NgTraced *list, const NgExpr *at);

/** ng_trace_slot: Returns: (transfer full): Slot[@index] */
NgExpr *ng_trace_slot (gint64 index);
/** ng_trace_read: Returns: (transfer full) (nullable): the layer that @expr is */
NgLayer *ng_trace_read (NgTrace *self, NgExpr *expr);
/** ng_trace_add: Returns: index of the layer that was added, or -1 */
int ng_trace_add (NgTrace *self, NgLayer *layer);

/**
 * ng_trace_connect:
 * @sources: (array length=n): one for each of the layer's inputs or slots
 * @at: (nullable): for messages
 *
 * Returns: (transfer none) (nullable): what the layer gives
 */
NgTraced *ng_trace_connect (
    NgTrace *self, NgLayer *layer, const NgSource *sources, gsize n, const NgExpr *at);
/** ng_trace_connect_text: the same with a layer in notation, and arguments of any kind */
NgTraced *ng_trace_connect_text (
    NgTrace *self, const char *layer, NgTraced *const *arguments, gsize n, const NgExpr *at);
/** ng_trace_stack: Returns: (transfer none) (nullable): the items side by side along a new level */
NgTraced *
ng_trace_stack (NgTrace *self, NgTraced *const *items, gsize n, int level, const NgExpr *at);

/** ng_trace_to_source: makes the layers that @traced needs, once. Returns: whether that was
 * possible
 */
gboolean ng_trace_to_source (NgTrace *self, NgTraced *traced, NgSource *source);
/** ng_trace_to_numbers: Returns: (transfer full) (nullable): @traced as an operand of numbers */
NgExpr *ng_trace_to_numbers (NgTrace *self, NgTraced *traced);
/** ng_trace_finish: makes @value the outputs of the net, and leaves out layers that none reads */
gboolean ng_trace_finish (NgTrace *self, NgTraced *value);

G_END_DECLS
