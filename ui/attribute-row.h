/* Rows of the inspector for the attributes of nodes of ONNX models, made by the kind of each. */

#pragma once

#include "ui/edit-row.h"

G_BEGIN_DECLS

/**
 * ng_attribute_row_new:
 * @subjects: (element-type NgSubject): layers that are there, at least one
 * @name: of an attribute that all of them have, of one kind
 *
 * Returns: (transfer floating): a row that shows their value, or that they have several, and gives
 *   all of them what is written in it; arrays are shown in a window of their own
 */
GtkWidget *ng_attribute_row_new (NgDocument *document, const GPtrArray *subjects, const char *name);

/** ng_attribute_adder_new: Returns: (transfer floating): a row in which one writes an attribute
 * that they do not have: "axis -> 1" */
GtkWidget *ng_attribute_adder_new (NgDocument *document, const GPtrArray *subjects);

/** ng_attribute_names: Returns: (transfer container) (element-type GRefString): attributes that all
 *   these layers have, of one kind, in the order of the first; %NULL where not all are nodes */
GPtrArray *ng_attribute_names (NgDocument *document, const GPtrArray *subjects);

G_END_DECLS
