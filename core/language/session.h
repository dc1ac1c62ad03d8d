/* What the operations need of a session, beyond what programs see. */

#pragma once

#include "core/engine/evaluator.h"
#include "core/language/export.h"

G_BEGIN_DECLS

/**
 * ng_session_evaluator:
 *
 * Returns: (transfer none) (nullable): the evaluator of the net that @value is, kept so that its
 *   plans serve again, until those of some other nets have been asked for
 */
NgEvaluator *ng_session_evaluator (NgSession *self, const NgExpr *value, GError **error);

/** ng_session_names: Returns: (transfer none) (element-type utf8 NgExpr): the names that have
 *   values, %, %% and %n among them */
GHashTable *ng_session_names (NgSession *self);
/** ng_session_added_operations: Returns: (transfer none) (element-type NgOperation): those of the
 *   program */
GPtrArray *ng_session_added_operations (NgSession *self);

void ng_session_set_picture_writer (NgSession *self, NgPictureWriter writer);
/** ng_session_picture_writer: Returns: (nullable): what writes pictures for Export */
NgPictureWriter ng_session_picture_writer (NgSession *self);

/** ng_session_warn: @diagnostic: (transfer full): what is to be said besides the value */
void ng_session_warn (NgSession *self, NgDiagnostic *diagnostic);

/**
 * ng_value_need_net:
 *
 * ng_value_net() that fails with "Eval::type" when @value is no net, naming @operation.
 */
NgNet *ng_value_need_net (const NgExpr *value, const char *operation, GError **error);

/* The random numbers of a session: the one of number n_drawn comes next, and the seed of number
 * n_seeds for what draws by itself. */
typedef struct {
  guint64 seed, n_drawn, n_seeds;
} NgSessionRandom;
NgSessionRandom *ng_session_random (NgSession *self);
/** ng_session_next_seed: Returns: a seed for what is applied without one, another one each time and
 *   the same ones behind the same SeedRandom */
guint64 ng_session_next_seed (NgSession *self);

/** ng_seed_read: @value: of RandomSeeding: an integer, a string, or Automatic for a seed that
 * nobody knows. Fails with: "NetGraph::badopt" */
gboolean ng_seed_read (const NgExpr *value, guint64 *seed, GError **error);

/** ng_import_fail: passes on @failure (transfer full) of reading the file @path, which a place that
 *   names no file is in */
void ng_import_fail (const char *path, GError *failure, GError **error);

/** ng_numbers_apply: Returns: (transfer full) (nullable): the value of a function that layers may
 *   hold, of numbers and equal lists of them: Ramp[{-1, 2}]; %NULL without an error for other calls
 */
NgExpr *ng_numbers_apply (NgExpr *call, GError **error);

/** ng_describe: Returns: (transfer full) (nullable): what the record of a layer, an operation or a
 *   function says, as an association */
NgExpr *ng_describe (NgSession *self, const char *name);

/** ng_operations: Returns: (transfer none): the operations that every session has; the last has no
 *   name */
const NgOperation *ng_operations (void);
/** ng_session_find_operation: Returns: (nullable): the operation of that name, of every session or
 *   added to this one */
const NgOperation *ng_session_find_operation (NgSession *self, const char *name);

G_END_DECLS
