/* The rules by which ports of a net get names that nobody wrote. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_port_names_of_outputs:
 * @own: (array length=n): the layers' names of outputs that become outputs of a net, in order
 * @taken: (element-type utf8): names that ports of the net have already
 *
 * Returns: (transfer full): their names by the rule: its own if no other has it, else Port1, Port2,
 * …
 */
char **ng_port_names_of_outputs (const char *const *own, gsize n, GHashTable *taken);
/** ng_port_names_of_inputs: the same for inputs that surgery opens: a name that is not free is
 *   numbered, each of a group of equal ones */
char **ng_port_names_of_inputs (const char *const *own, gsize n, GHashTable *taken);

G_END_DECLS
