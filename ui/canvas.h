/* NgCanvas: the picture of a document's net, which one can move, zoom and point at. */

#pragma once

#include "ui/add-layer.h"
#include "ui/document.h"
#include "ui/experiment.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_CANVAS (ng_canvas_get_type ())
G_DECLARE_FINAL_TYPE (NgCanvas, ng_canvas, NG, CANVAS, GtkWidget)

/* The child of a canvas that is one layer, group or port of the net for screen readers. */
#define NG_TYPE_STOP_VIEW (ng_stop_view_get_type ())
G_DECLARE_FINAL_TYPE (NgStopView, ng_stop_view, NG, STOP_VIEW, GtkWidget)
const NgSubject *ng_stop_view_subject (NgStopView *self);

/* Signals:
 * "view-changed": the zoom or the part that is shown
 * "sample-dropped" (GFile *, int): a file was dropped onto that input of the net, or beside all
 * "net-dropped" (GFile *)
 * "layer-dropped" (NgLayer *, const NgPlacement *)
 * "wire-dropped" (const NgSubject *, double, double): a wire from that port ended beside all, at a
 *   point of the widget
 * "toggled" (const char *): what is inside the group or net at that path is about to be opened, or
 *   closed, in place
 * "wires-cut" (guint): so many connections were cut, as one revision
 * "menu-asked" (double, double): at a point of the widget, with what is there selected
 * "message" (const char *): a sentence about what was done, or could not be */

void ng_canvas_set_document (NgCanvas *self, NgDocument *document, NgExperiment *experiment);

/** ng_canvas_set_read_only: whether one can only look: move, zoom, select, open in place */
void ng_canvas_set_read_only (NgCanvas *self, gboolean is_read_only);

/** NgCanvasNote: Returns: (transfer full) (nullable): what more there is to say of @subject */
typedef char *(*NgCanvasNote) (gpointer owner, const NgSubject *subject);
/** ng_canvas_set_note: adds what @note (nullable) says to tooltips and to what screen readers say,
 *   from now on; @owner is there until it is set anew */
void ng_canvas_set_note (NgCanvas *self, NgCanvasNote note, gpointer owner);

/* Zoom 1 shows texts at their size on paper, 96 pixels an inch. */
double ng_canvas_zoom (NgCanvas *self);
void ng_canvas_set_zoom (NgCanvas *self, double zoom);
/** ng_canvas_zoom_by: @x, @y: the point of the widget that stays where it is */
void ng_canvas_zoom_by (NgCanvas *self, double factor, double x, double y);
void ng_canvas_zoom_in (NgCanvas *self);
void ng_canvas_zoom_out (NgCanvas *self);
void ng_canvas_fit (NgCanvas *self);
void ng_canvas_fit_selection (NgCanvas *self);
/** ng_canvas_pan: moves the picture by so many pixels */
void ng_canvas_pan (NgCanvas *self, double dx, double dy);
/** ng_canvas_show: moves the picture no further than needed to show @subject */
void ng_canvas_show (NgCanvas *self, const NgSubject *subject);
/** ng_canvas_center_at: shows this point of the scene in the middle */
void ng_canvas_center_at (NgCanvas *self, double x, double y);

/** ng_canvas_visible: Returns: the part of the scene that is shown */
NgBox ng_canvas_visible (NgCanvas *self);
/** ng_canvas_is_complete: Returns: whether all that is to be seen has been painted */
gboolean ng_canvas_is_complete (NgCanvas *self);
/** ng_canvas_box: Returns: whether @subject is in the picture, and where on the widget */
gboolean ng_canvas_box (NgCanvas *self, const NgSubject *subject, graphene_rect_t *box);
/** ng_canvas_pointer: Returns: whether the pointer is over the canvas, and where */
gboolean ng_canvas_pointer (NgCanvas *self, double *x, double *y);
/** ng_canvas_is_dropping: Returns: whether a layer is held over the canvas, to be dropped */
gboolean ng_canvas_is_dropping (NgCanvas *self);
/** ng_canvas_subject_at: Returns: (transfer full) (nullable): what is at a point of the widget */
NgSubject *ng_canvas_subject_at (NgCanvas *self, double x, double y);

/** ng_canvas_has_focus: Returns: whether keys go to the canvas or to one of its layers */
gboolean ng_canvas_has_focus (NgCanvas *self);
/** ng_canvas_can_toggle: Returns: whether @subject (nullable) holds something that can be opened */
gboolean ng_canvas_can_toggle (NgCanvas *self, const NgSubject *subject);
/** ng_canvas_toggle: Returns: whether it was opened, or closed, in place */
gboolean ng_canvas_toggle (NgCanvas *self, const NgSubject *subject);

/** ng_canvas_cancel: Returns: whether a wire was being drawn or a layer moved, and is not any more
 */
gboolean ng_canvas_cancel (NgCanvas *self);

/* Values that passed, on the picture. */
/** ng_canvas_toggle_pin: shows the value of @subject until it is called again */
void ng_canvas_toggle_pin (NgCanvas *self, const NgSubject *subject);
/** ng_canvas_set_shows_values: shows the values of all connections that are large enough */
void ng_canvas_set_shows_values (NgCanvas *self, gboolean shows_values);
gboolean ng_canvas_shows_values (NgCanvas *self);
/** ng_canvas_hides_values: Returns: whether values would be shown if the zoom were larger */
gboolean ng_canvas_hides_values (NgCanvas *self);
/** ng_canvas_n_values: Returns: how many values the last frame showed */
guint ng_canvas_n_values (NgCanvas *self);
/** ng_canvas_n_striped: Returns: how many connections the last frame showed as not finite */
guint ng_canvas_n_striped (NgCanvas *self);
/** ng_canvas_n_badges: Returns: on how many places it had a badge that this begins there */
guint ng_canvas_n_badges (NgCanvas *self);

typedef enum {
  NG_WALK_FORWARD, /* along the flow */
  NG_WALK_BACK,
  NG_WALK_LEFT, /* across it */
  NG_WALK_RIGHT,
  NG_WALK_NEXT, /* one after the other */
  NG_WALK_PREVIOUS,
} NgWalk;
/** ng_canvas_begin_wire: begins a wire at the selected port, which keys lead to where it fits.
 *   Returns: whether that is a port in the picture */
gboolean ng_canvas_begin_wire (NgCanvas *self);
/** ng_canvas_describe_wire: Returns: (transfer full) (nullable): the wire that keys lead, in one
 *   line; "view-changed" follows each step */
char *ng_canvas_describe_wire (NgCanvas *self);

/** ng_canvas_walk: Returns: whether the selection moved */
gboolean ng_canvas_walk (NgCanvas *self, NgWalk walk);

G_END_DECLS
