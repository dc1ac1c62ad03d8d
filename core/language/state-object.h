/* NetStateObject[net]: a net that remembers the states of its recurrent layers from one application
 * to the next. The one value of the language that changes. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/**
 * ng_state_object_new:
 * @initial: (nullable): association of states, each by the name of its port in
 *   ng_net_with_states(), "2/State", or by its path {2, "State"}; those that are not there begin as
 *   in the net
 *
 * Fails with: "NetStateObject::state" for a net without states, or a state that is none.
 *
 * Returns: (transfer full) (nullable): the object
 */
NgExpr *ng_state_object_new (NgNet *net, NgExpr *initial, GError **error);

/** ng_state_object_net: Returns: (transfer none) (nullable): its net, if @value is such an object
 */
NgNet *ng_state_object_net (const NgExpr *value);

/** ng_state_object_opened: Returns: (transfer none) (nullable): the net that is applied, whose
 * states are ports, if @value is such an object */
NgNet *ng_state_object_opened (const NgExpr *value);

/** ng_state_object_apply: object[data, …]: like ng_apply_net(), and keeps the last states. A batch
 *   begins anew and keeps none; an element of a sequence may be given without the sequence. */
NgExpr *
ng_state_object_apply (NgSession *session, const NgExpr *object, NgExpr *call, GError **error);

/** ng_state_positions: Returns: (transfer full): the list of paths to the states of a net,
 *   {{2, "State"}, …} */
NgExpr *ng_state_positions (NgNet *net, GError **error);

G_END_DECLS
