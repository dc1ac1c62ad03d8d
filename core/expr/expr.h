/* NgExpr: notation as a tree of heads and arguments. Each node knows where it stood in the text.
 * A value: nothing changes it once it exists, and nodes are shared. */

#pragma once

#include "core/base/error.h"
#include "core/base/limits.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  NG_EXPR_SYMBOL,
  NG_EXPR_STRING,
  NG_EXPR_INTEGER,
  NG_EXPR_REAL,
  NG_EXPR_NORMAL, /* head[arguments] */
  NG_EXPR_OBJECT, /* a thing that exists, such as a net; no text reads as one */
} NgExprKind;

/* {a, b} is List[a, b]; a -> b is Rule[a, b]; <|r|> is Association[r]; # is Slot[1]; #name is
 * Slot["name"]; body & is Function[body]; x |-> body is Function[x, body]; a + b is Plus[a, b],
 * a - b is Plus[a, Times[-1, b]], a/b is Times[a, Power[b, -1]], as in the language itself;
 * f[x] with any head. Operators are flat: a + b + c is Plus[a, b, c]. A sign before a literal
 * number belongs to the number, but -2^2 is Times[-1, Power[2, 2]]. An integer beyond 64 bits is a
 * real. */
typedef struct _NgExpr NgExpr;

/** ng_expr_ref: Returns: (transfer full): the same expression, with one owner more */
NgExpr *ng_expr_ref (NgExpr *self);
/** ng_expr_unref: gives up one owner; the last one frees the expression */
void ng_expr_unref (NgExpr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgExpr, ng_expr_unref)

/* Each constructor takes the place (nullable) that the node stood at; its path is ignored. */
/** ng_expr_new_symbol: Returns: (transfer full): a symbol, such as Ramp */
NgExpr *ng_expr_new_symbol (const char *name, const NgPlace *place);
/** ng_expr_new_string: Returns: (transfer full): a string of this text */
NgExpr *ng_expr_new_string (const char *text, const NgPlace *place);
/** ng_expr_new_integer: Returns: (transfer full): an integer */
NgExpr *ng_expr_new_integer (gint64 value, const NgPlace *place);
/** ng_expr_new_real: Returns: (transfer full): a real */
NgExpr *ng_expr_new_real (double value, const NgPlace *place);
/**
 * ng_expr_new_normal:
 * @head: (transfer full): the head
 * @args: (transfer full) (array length=n_args) (nullable): the arguments; the array is copied, the
 *   references are taken
 */
NgExpr *ng_expr_new_normal (NgExpr *head, NgExpr **args, gsize n_args, const NgPlace *place);
/**
 * ng_expr_new_call:
 * @head: the symbol that is the head
 * @...: (transfer full): arguments, closed by %NULL
 */
NgExpr *ng_expr_new_call (const char *head, ...) G_GNUC_NULL_TERMINATED;

/**
 * NgExprObjectClass:
 * @describe: (nullable): a text that stands for the object in messages; (transfer full)
 * @free: called with the object when the last expression that holds it goes
 */
typedef struct {
  const char *name;
  char *(*describe) (gconstpointer object);
  GDestroyNotify free;
} NgExprObjectClass;

/** ng_expr_new_object: @object: (transfer full) */
NgExpr *ng_expr_new_object (const NgExprObjectClass *class, gpointer object);
/** ng_expr_object_at: Returns: (transfer full): the same object as a node that stands at @place,
 *   where this is one; what is no object as it is */
NgExpr *ng_expr_object_at (NgExpr *self, const NgPlace *place);
/** ng_expr_object: Returns: (transfer none) (nullable): the object, if @self is one of @class */
gpointer ng_expr_object (const NgExpr *self, const NgExprObjectClass *class);
/** ng_expr_describe: Returns: (transfer full): what stands for the object in messages */
char *ng_expr_describe (const NgExpr *self);

/** ng_expr_kind: Returns: what it is */
NgExprKind ng_expr_kind (const NgExpr *self);
/** ng_expr_place: Returns: where it stood; line 0 for one that was made */
const NgPlace *ng_expr_place (const NgExpr *self);

/** ng_expr_text: Returns: (transfer none): name of a symbol or text of a string */
const char *ng_expr_text (const NgExpr *self);
/** ng_expr_integer: Returns: value of an integer */
gint64 ng_expr_integer (const NgExpr *self);
/** ng_expr_number: Returns: value of an integer or a real */
double ng_expr_number (const NgExpr *self);

/** ng_expr_head: Returns: (transfer none): the head of a normal expression, %NULL for others */
NgExpr *ng_expr_head (const NgExpr *self);
/** ng_expr_n_args: Returns: 0 for all but normal expressions */
gsize ng_expr_n_args (const NgExpr *self);
/** ng_expr_arg: Returns: (transfer none): argument @index, from 0 */
NgExpr *ng_expr_arg (const NgExpr *self, gsize index);

/**
 * ng_expr_depth:
 *
 * Returns: levels of the tree; 1 for a leaf. What stands right of an arrow does not count as deeper
 *   than the arrow, so a chain a -> b -> c -> … is shallow; whoever recurses by depth walks along
 *   such a chain in a loop. Never beyond %NG_MAX_EXPR_DEPTH in what ng_parse() gives.
 */
guint ng_expr_depth (const NgExpr *self);

/** ng_expr_size: Returns: nodes of the tree, shared ones wherever they stand, texts once more for
 *   each 64 bytes; at most G_MAXUINT32 */
guint ng_expr_size (const NgExpr *self);

/** ng_expr_is_symbol: Returns: whether it is the symbol of that name */
gboolean ng_expr_is_symbol (const NgExpr *self, const char *name);
/** ng_expr_is_call: Returns: whether it is normal and its head is the symbol of that name */
gboolean ng_expr_is_call (const NgExpr *self, const char *head);
/** ng_expr_is_array: Returns: whether it is a number, or lists in lists that hold nothing but
 * numbers; found when it is made */
gboolean ng_expr_is_array (const NgExpr *self);
/** ng_expr_is_rule: Returns: whether it is Rule or RuleDelayed of two arguments */
gboolean ng_expr_is_rule (const NgExpr *self);
/** ng_expr_is_number: Returns: whether it is an integer or a real */
gboolean ng_expr_is_number (const NgExpr *self);
/** ng_expr_lookup: Returns: (transfer none) (nullable): what the first rule of the association, or
 *   list of rules, with that string as its left side says */
NgExpr *ng_expr_lookup (const NgExpr *self, const char *key);
/** ng_expr_equal: Returns: same tree; places do not count, 1 and 1. differ, and so do 0. and -0.;
 * an object equals itself */
gboolean ng_expr_equal (const NgExpr *a, const NgExpr *b);

/** ng_expr_is_plain: Returns: whether evaluating it makes no more than what is written: it has no
 *   call of a function of the language but in functions, which are not applied */
gboolean ng_expr_is_plain (const NgExpr *self);

/**
 * ng_parse:
 * @text: UTF-8; need not end in NUL
 * @length: bytes
 * @warnings: (nullable) (element-type NgDiagnostic): where to add warnings, such as that of 1e5
 *
 * Reads a program: expressions that end at line ends or semicolons. Evaluates nothing.
 *
 * Fails with: the Syntax messages, "Syntax::depth" beyond %NG_MAX_EXPR_DEPTH, "Syntax::size".
 *
 * Returns: (transfer full) (nullable) (element-type NgExpr): the expressions in order
 */
GPtrArray *ng_parse (const char *text, gssize length, GPtrArray *warnings, GError **error);

/**
 * ng_parse_file:
 * @file: (nullable): what the text is called in messages
 *
 * ng_parse() of a text whose places name it.
 */
GPtrArray *ng_parse_file (
    const char *file, const char *text, gssize length, GPtrArray *warnings, GError **error);

/**
 * ng_parse_one:
 *
 * ng_parse() of a text that must hold exactly one expression ("Syntax::unexpected" otherwise).
 */
NgExpr *ng_parse_one (const char *text, gssize length, GPtrArray *warnings, GError **error);

/**
 * ng_print:
 * @width: columns at which lines break, or 0 for one line
 *
 * Cost: as print.c says; linear for one line. What ng_parse() gave reads back to an equal tree.
 *
 * Returns: (transfer full): notation
 */
char *ng_print (const NgExpr *self, guint width);

/**
 * ng_print_rounded:
 * @digits: significant digits of reals, 1 to 17
 *
 * Returns: (transfer full): ng_print() with reals rounded
 */
char *ng_print_rounded (const NgExpr *self, guint width, guint digits);

/**
 * ng_print_short:
 *
 * Returns: (transfer full): notation of at most about @limit characters, for messages; what is
 *   left out shows as …
 */
char *ng_print_short (const NgExpr *self, gsize limit);

/**
 * NgExprHook:
 * @call: a call whose arguments are evaluated and whose head nothing here knows
 *
 * Returns: (transfer full) (nullable): its value; %NULL without an error leaves it as it is
 */
typedef NgExpr *(*NgExprHook) (NgExpr *call, gpointer data, GError **error);

/**
 * ng_expr_evaluate:
 * @names: (nullable) (element-type utf8 NgExpr): values of names
 *
 * What the reader evaluates: arithmetic of numbers (exact where it is exact, rationals as reals),
 * f @ x, x // f, StringJoin, Table, Range, ConstantArray, Join, Flatten, Prepend, Append, ToString,
 * Thread, Map, Apply, Sequence, Nothing, If with a literal condition, Block, With, Module, pure
 * functions of values, functions of lists (Length, Total, Sort, Select, Part, Fold, …) and vectors
 * (Dot, Norm, …), Composition of functions, comparisons, and association[key]. Arithmetic takes
 * lists element by element. Anything else stays as it is. Bodies of Function are left alone but for
 * names that have values.
 *
 * Fails with: "Syntax::steps", "Syntax::size" and "Syntax::depth" beyond the limits.
 *
 * Returns: (transfer full) (nullable): the expression with all that done
 */
NgExpr *ng_expr_evaluate (NgExpr *self, GHashTable *names, GError **error);

/**
 * ng_expr_evaluate_with:
 * @hook: (nullable): what gives values to other calls; Set[name, value] is among them
 * @cancellable: (nullable): asked before each call
 *
 * ng_expr_evaluate() by somebody who knows more.
 */
NgExpr *ng_expr_evaluate_with (NgExpr *self,
                               GHashTable *names,
                               NgExprHook hook,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
