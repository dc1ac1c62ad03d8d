/* One evaluation, for the files of this folder that share it: evaluate.c (names, functions, tables
 * and calls), substitute.c (bodies of functions), and those with functions of values: builtins.c,
 * iterate.c, lists.c, part.c and vectors.c. */

#pragma once

#include "core/base/error.h"
#include "core/expr/expr.h"

G_BEGIN_DECLS

/* Calls inside calls. */
#define NG_MAX_EVALUATION_DEPTH (2 * NG_MAX_EXPR_DEPTH)
/* Calls and lists that are evaluated, the same ones again and again where they are shared; one of
 * many elements counts once more for each 4 of them. */
#define NG_MAX_EVALUATION_VISITS (4 * NG_MAX_EXPR_STEPS)

/* A name with a value, or without one (a parameter of a function), that hides what is outside. */
typedef struct _NgScope {
  const char *name;
  NgExpr *value;
  const struct _NgScope *outside;
} NgScope;

typedef struct {
  GHashTable *names;
  NgExprHook hook;
  gpointer data;
  GCancellable *cancellable;
  GPtrArray
      *assigned; /* NgExpr: values that names of Block, With and Module were given in a body */
  gint64 n_steps;
  gint64 n_nodes;
  gint64 n_visits;
  guint depth;
} NgEvaluation;

typedef NgExpr *(*NgBuiltin) (NgEvaluation *self,
                              NgExpr *call,
                              const NgScope *scope,
                              GError **error);

/** ng_builtin_find: Returns: (nullable): the function of values that @head names */
NgBuiltin ng_builtin_find (const NgExpr *head);
/** ng_builtin_find_list: Returns: (nullable): the function of lists that @head names */
NgBuiltin ng_builtin_find_list (const NgExpr *head);
/** ng_builtin_find_iteration: Returns: (nullable): the function of functions that @head names */
NgBuiltin ng_builtin_find_iteration (const NgExpr *head);
/** ng_builtin_find_part: Returns: (nullable): the function of parts of lists that @head names */
NgBuiltin ng_builtin_find_part (const NgExpr *head);
/** ng_builtin_find_vector: Returns: (nullable): the function of vectors that @head names */
NgBuiltin ng_builtin_find_vector (const NgExpr *head);
/** ng_builtin_apply_composed: a call whose head is ng_function_is_composed() */
NgExpr *
ng_builtin_apply_composed (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error);
/**
 * ng_builtin_lookup:
 * @otherwise: (nullable): the value of a key that is not there; else it is Missing[…]
 *
 * Returns: (transfer full) (nullable): association[key]
 */
NgExpr *ng_builtin_lookup (NgEvaluation *self,
                           const NgExpr *association,
                           NgExpr *key,
                           NgExpr *otherwise,
                           const NgExpr *at,
                           GError **error);

NgExpr *ng_builtin_range (NgEvaluation *self, NgExpr *call, const NgScope *scope, GError **error);

NgExpr *
ng_evaluation_value (NgEvaluation *self, NgExpr *expr, const NgScope *scope, GError **error);

/** ng_evaluation_find: Returns: (transfer full) (nullable): the value of a symbol */
NgExpr *ng_evaluation_find (NgEvaluation *self, NgExpr *symbol, const NgScope *scope);

/** NgSlots: what #1, #2, … stand for */
typedef struct {
  NgExpr *const *values;
  gsize n;
} NgSlots;

/**
 * ng_evaluation_substitute:
 * @slots: (nullable): where only names are replaced
 *
 * Fails with: "Syntax::depth", "Syntax::size".
 *
 * Returns: (transfer full) (nullable): @expr with the values of names and slots, not evaluated
 */
NgExpr *ng_evaluation_substitute (
    NgEvaluation *self, NgExpr *expr, const NgScope *scope, const NgSlots *slots, GError **error);

/* "Syntax::depth". */
void ng_evaluation_fail_depth (const NgExpr *at, GError **error);

/* Count work, looks at nodes, and what is made. Fail with: "Syntax::steps"; "Syntax::size". */
gboolean ng_evaluation_take_steps (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error);
gboolean ng_evaluation_take_looks (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error);
gboolean ng_evaluation_take_nodes (NgEvaluation *self, gint64 n, const NgExpr *at, GError **error);

/* A list of expressions that owns them; adding the arguments of a call to one. */
GPtrArray *ng_expr_items_new (void);
void ng_expr_items_add_all (GPtrArray *items, const NgExpr *call);

/** ng_expr_build: takes the expressions out of @args, and a reference to @head */
NgExpr *ng_expr_build (NgExpr *head, GPtrArray *args, const NgExpr *at);
NgExpr *ng_expr_build_list (GPtrArray *args, const NgExpr *at);

G_END_DECLS
