/* What inspector.c and inspector-facts.c share. */

#pragma once

#include "ui/inspector.h"

G_BEGIN_DECLS

struct _NgInspector {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkBox *box;
  GtkBox *rest; /* what is made anew whenever the net changes */
  NgDocument *document;
  NgExperiment *experiment;
  char *title;
  const NgNet *net;       /* of the last update, not owned: only compared */
  const NgNet *filled;    /* of the last fill, likewise */
  char *page;             /* what the rows are about; rows stay as long as it does */
  GPtrArray *rows;        /* (element-type NgEditRow) */
  GPtrArray *arrays;      /* (element-type NgArrayRow) */
  NgEditRow *name;        /* NULL where nothing has a name to be written */
  GPtrArray *holders;     /* (element-type NgSubject): the nodes whose attributes are there */
  GtkListBox *attributes; /* of nodes of ONNX models, else NULL */
  guint n_attributes;     /* rows there, but for the last */
  gboolean is_late;       /* what is shown waits until nothing of it is in use */
  guint late_source;
  GCancellable *reading; /* the arrays' statistics */
};

/* Parts of a page. */
GtkListBox *ng_inspector_list (const char *name);
/** ng_inspector_section: starts a section: a heading and the list under it */
GtkListBox *ng_inspector_section (GtkBox *box, const char *title);

/** ng_inspector_net: Returns: (transfer none): the net that is shown */
NgNet *ng_inspector_net (NgInspector *self);
/** ng_inspector_layer: Returns: (transfer none) (nullable): the layer that @subject is, or is a
 * port of */
NgLayer *ng_inspector_layer (NgInspector *self, const NgSubject *subject, NgNet **net, int *layer);
gboolean ng_inspector_is_input (const NgSubject *subject);
gboolean ng_inspector_is_port (const NgSubject *subject);
gboolean ng_inspector_is_group (const NgSubject *subject);

/** ng_inspector_fill: makes anew what follows from the net; @layers: (element-type NgSubject):
 * those that are selected */
void ng_inspector_fill (NgInspector *self, const NgSubject *subject, const GPtrArray *layers);

G_END_DECLS
