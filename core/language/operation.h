/* What the files of operations share: checks of arguments, and the functions that the table in
 * operations.c names. For the files of this folder alone. */

#pragma once

#include "core/language/session.h"

G_BEGIN_DECLS

/** ng_call_check_count: fails with "Eval::arguments" at the place of the call */
gboolean ng_call_check_count (const NgExpr *call, gsize least, gsize most, GError **error);
/** ng_call_fail_type: fails with "Eval::type": "NAME needs NEEDED, and VALUE is none." Returns:
 * NULL */
NgExpr *
ng_call_fail_type (const NgExpr *call, const NgExpr *value, const char *needed, GError **error);
/** ng_call_net: Returns: (transfer none) (nullable): the net that is the first argument; else fails
 *   with "Eval::type" */
NgNet *ng_call_net (const NgExpr *call, GError **error);
/** ng_call_finish: @net: (transfer full) (nullable): what an operation made. Returns: (transfer
 * full) (nullable): the value that stands for it; an error of the net is a failure */
NgExpr *ng_call_finish (NgNet *net, GError **error);
/** ng_call_finish_alike: the same of an operation that makes a layer of a layer */
NgExpr *ng_call_finish_alike (const NgExpr *call, NgNet *net, GError **error);

NgExpr *ng_do_append (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_delete (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_drop (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_equal (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_extract (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_flatten (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_import (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_information (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_initialize (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_insert (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_insert_shared (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_join (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_model (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_normal (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_part (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_prepend (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_random (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_rename (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_replace (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_replace_part (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_same (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_seed_random (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_take (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_unequal (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_unsame (NgSession *session, NgExpr *call, GError **error);
NgExpr *ng_do_vertex_delete (NgSession *session, NgExpr *call, GError **error);

G_END_DECLS
