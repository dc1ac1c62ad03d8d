/* The operations by name: net[data], NetInitialize, Normal, Information, … one record each. */

#pragma once

#include "core/graph/net.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/** NgSession: names and their values, and what % means. One thread. */
typedef struct _NgSession NgSession;

/** ng_session_new: Returns: (transfer full): a session without names */
NgSession *ng_session_new (void);
/** ng_session_free: frees it, its names and its nets */
void ng_session_free (NgSession *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSession, ng_session_free)

/** ng_session_set_net: gives a net a name */
void ng_session_set_net (NgSession *self, const char *name, NgNet *net);

/**
 * NgOperation:
 *
 * One named operation. Its `apply` gets arguments that are evaluated already; ng_value_net() says
 * which of them are nets. Programs add their own (Show).
 */
typedef struct {
  const char *name;
  const char *usage;
  const char *summary;
  NgExpr *(*apply) (NgSession *session, NgExpr *call, GError **error);
} NgOperation;
/** ng_session_add_operation: adds an operation, which is borrowed */
void ng_session_add_operation (NgSession *self, const NgOperation *operation);

/** ng_session_cancellable: Returns: (transfer none) (nullable): what ends the evaluation that an
 *   operation is called from */
GCancellable *ng_session_cancellable (NgSession *self);

/** ng_value_net: Returns: (transfer none) (nullable): the net that a value stands for */
NgNet *ng_value_net (const NgExpr *value);

/**
 * ng_session_evaluate:
 * @expr: one expression
 *
 * Fails with: whatever its parts fail with, at their places.
 *
 * The names % and %n stand for the last value and that of number n, counted from 1; %% for the one
 * before the last. Of these names the last hundred stay.
 *
 * Returns: (transfer full) (nullable): the value; ng_value_print() writes it
 */
NgExpr *
ng_session_evaluate (NgSession *self, NgExpr *expr, GCancellable *cancellable, GError **error);

/** ng_session_value: Returns: (transfer none) (nullable): the value of a name */
NgExpr *ng_session_value (NgSession *self, const char *name);

/** ng_session_n_values: Returns: how many values there were, the number of the last one */
guint ng_session_n_values (const NgSession *self);

/** ng_value_print: Returns: (transfer full): notation; reals with 6 digits, nets that read back;
 *   InputForm[x] with every digit, Short[x] as ng_value_print_short() */
char *ng_value_print (const NgExpr *value, guint width);

/** ng_session_warnings: Returns: (transfer none) (element-type NgDiagnostic): what the last
 * evaluation said besides its value; the next one forgets it */
const GPtrArray *ng_session_warnings (const NgSession *self);

/**
 * ng_value_print_short:
 * @is_cut: (out) (nullable): whether anything is missing
 *
 * Returns: (transfer full): notation without the arrays of nets and the middle of long lists
 */
char *ng_value_print_short (const NgExpr *value, guint width, gboolean *is_cut);

G_END_DECLS
