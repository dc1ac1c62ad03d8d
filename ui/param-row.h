/* Rows of the inspector for the parameters of layers, made by the kind that the record says. */

#pragma once

#include "ui/edit-row.h"

G_BEGIN_DECLS

/**
 * ng_param_row_new:
 * @subjects: (element-type NgSubject): layers that are there, at least one
 * @name: of a parameter that all of them have, of one kind
 *
 * Returns: (transfer floating): a row that shows their value, or that they have several, and gives
 *   all of them what is written in it
 */
GtkWidget *ng_param_row_new (NgDocument *document, const GPtrArray *subjects, const char *name);

/** ng_param_names: Returns: (transfer container) (element-type utf8): parameters that all these
 *   layers have, of one kind, in the order of the first layer's record */
GPtrArray *ng_param_names (NgDocument *document, const GPtrArray *subjects);

G_END_DECLS
