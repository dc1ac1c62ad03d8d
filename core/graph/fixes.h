/* What would mend a net: for one thing that is wrong with it, the nets that would not have it. Each
 * was made and looked at: the problem is gone, and no other came in its place. */

#pragma once

#include "core/graph/net.h"
#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NgFix:
 * @text: what is done, one sentence without a full stop: "Insert a FlattenLayer before \"fc\""
 * @result: (nullable): what comes of it: "\"fc\" gets 400", "4 arrays lose their values"
 * @net: the net after it
 * @n_left: errors that the net still has
 */
typedef struct {
  char *text, *result;
  NgNet *net;
  guint n_left;
} NgFix;

void ng_fix_free (NgFix *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgFix, ng_fix_free)

/**
 * ng_net_problems:
 *
 * Returns: (transfer full) (element-type NgDiagnostic): what keeps the net from being run: its
 *   diagnostics; where these are no errors, as a warning, what is not known of its shapes; where
 *   all are known, which arrays have no values
 */
GPtrArray *ng_net_problems (const NgNet *self);

/**
 * ng_net_find_fixes:
 * @problem: one of ng_net_problems()
 * @cancellable: (nullable): asked between two tries; what was found until then is returned
 *
 * Looks at one net after another, at most a hundred, best guesses first: a layer put between two
 * that do not fit; another type of a port; another value of a parameter of the layer, or of those
 * that feed it; NetInitialize; the connection or the layer gone. The whole net is inferred for
 * each, so this is for a worker.
 *
 * Returns: (transfer full) (element-type NgFix): maybe empty
 */
GPtrArray *ng_net_find_fixes (NgNet *self, const NgDiagnostic *problem, GCancellable *cancellable);

G_END_DECLS
