/* What the files of wires share. */

#pragma once

#include "ui/canvas-private.h"
#include "ui/fits.h"

G_BEGIN_DECLS

/**
 * NgWireEnd:
 * @at: in the scene
 * @fit: as far as it is known
 * @is_judged: whether that is the answer of an edit, and no guess
 * @is_slot: whether it is another numbered input of the layer that the wire was taken from, to
 *   which the connection then moves
 * @reason: (nullable): why it does not fit, once it is judged
 *
 * A port where a wire could end.
 */
typedef struct {
  NgSubject *subject;
  NgPoint at;
  NgFit fit;
  gboolean is_judged, is_slot, is_joined;
  char *reason;
} NgWireEnd;

struct _NgWire {
  NgNet *net; /* that the wire is drawn in; without the connection that is pulled off */
  NgSubject *start;
  NgSubject *taken_from; /* (nullable): the input of a layer where the wire was begun */
  NgPoint from;
  gboolean is_backward; /* from an input to an output */
  gboolean is_pulled;   /* whether a connection was pulled off at @taken_from */
  gboolean is_loose;    /* no button is held: it follows pointer and keys */
  gboolean by_keys;     /* whether it was keys that moved it last */
  GPtrArray *ends;      /* (element-type NgWireEnd) */
  guint n_known;        /* of them, when others were looked for last */
  NgBox collected;      /* where */
  NgFits *fits;
  GCancellable *cancellable; /* of what a worker finds out about ends */
  guint next;                /* end that is guessed next */
  guint idle;
  double x, y; /* of the pointer, on the widget */
  NgWireEnd *over;
  NgNet *preview;
};

/** ng_wire_guess: finds out what is plain about @end; ng_wire_judge: by an edit whether it fits */
void ng_wire_guess (NgWire *self, NgWireEnd *end);
void ng_wire_judge (NgWire *self, NgWireEnd *end);

/** ng_wire_replaced: Returns: (transfer full) (nullable): the connection, an edge, that would have
 *   to go */
NgSubject *ng_wire_replaced (const NgWire *self);

/** ng_canvas_find_port: Returns: whether the picture, as it is now, shows the port, and where */
gboolean ng_canvas_find_port (NgCanvas *self, const NgSubject *port, NgPoint *at);
/** ng_canvas_wire_begin_at: Returns: whether a wire begins at that port, to be drawn to this point
 * of the widget */
gboolean ng_canvas_wire_begin_at (
    NgCanvas *self, const NgSubject *port, gboolean is_loose, double x, double y);
/** ng_canvas_wire_set_over: draws the wire to @over (nullable) */
void ng_canvas_wire_set_over (NgCanvas *self, NgWireEnd *over);

/* In canvas-wire-draw.c, for the knife too. */
void ng_canvas_set_color (cairo_t *cr, NgColor color, double opacity);
/** ng_canvas_to_widget: where a point of the scene is on the widget */
void ng_canvas_to_widget (NgCanvas *self, NgPoint point, double *x, double *y);
/** ng_canvas_snapshot_struck: appends @edge (nullable), struck out */
void ng_canvas_snapshot_struck (NgCanvas *self, GtkSnapshot *snapshot, const NgSubject *edge);

G_END_DECLS
