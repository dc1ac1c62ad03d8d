/* NgInspector: what there is to know of what is selected, and to change: a layer with its
 * parameters, arrays and ports, several layers with what they share, a port, an edge, a group, or
 * the net itself. */

#pragma once

#include "ui/array-row.h"
#include "ui/edit-row.h"
#include "ui/experiment.h"

G_BEGIN_DECLS

#define NG_TYPE_INSPECTOR (ng_inspector_get_type ())
G_DECLARE_FINAL_TYPE (NgInspector, ng_inspector, NG, INSPECTOR, GtkWidget)

void ng_inspector_set_document (NgInspector *self, NgDocument *document, NgExperiment *experiment);
/** ng_inspector_rename: Returns: whether there is a name to be written, which has the focus now */
gboolean ng_inspector_rename (NgInspector *self);

/** ng_inspector_title: Returns: (transfer none): what it says it is about */
const char *ng_inspector_title (NgInspector *self);
/** ng_inspector_row: Returns: (transfer none) (nullable): the row that is called @name, "Stride",
 *   "Name" */
NgEditRow *ng_inspector_row (NgInspector *self, const char *name);
/** ng_inspector_array: Returns: (transfer none) (nullable): the row of array @index */
NgArrayRow *ng_inspector_array (NgInspector *self, guint index);

G_END_DECLS
