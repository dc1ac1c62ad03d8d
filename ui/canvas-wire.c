/* Wires drawn by hand, from a port to another one, by a drag, or loosely by pointer and keys. What
 * fits is guessed at once for all ports, and where only an edit can tell, a worker makes one after
 * the other while the wire is drawn. The nearest port within reach draws the wire to itself, and
 * the shapes that would come of it are shown before it is let go. */

#include "ui/canvas-wire-private.h"

#include "render/scene/pick.h"
#include "ui/edits.h"
#include "ui/finger.h"

#include <glib/gi18n.h>
#include <math.h>

/* Pixels round a port within which a drag begins a wire, and within which a wire is drawn to it. */
#define PORT_REACH 12
#define MAGNET     32
/* Ports where a wire can end, at most: the nearest at first, and then those that come in sight. */
#define MAX_ENDS  400
#define MOST_ENDS 2000
/* Microseconds of a frame that guesses may take. */
#define SLICE (4 * 1000)

static void
free_end (gpointer data)
{
  NgWireEnd *end = data;

  ng_subject_free (end->subject);
  g_free (end->reason);
  g_free (end);
}

void
ng_canvas_wire_cancel (NgCanvas *self)
{
  NgWire *wire = g_steal_pointer (&self->wire);

  if (wire == NULL)
    return;
  g_clear_handle_id (&wire->idle, g_source_remove);
  g_cancellable_cancel (wire->cancellable);
  g_object_unref (wire->cancellable);
  g_ptr_array_unref (wire->ends);
  ng_fits_free (wire->fits);
  ng_subject_free (wire->start);
  ng_subject_free (wire->taken_from);
  g_clear_pointer (&wire->net, ng_net_unref);
  g_clear_pointer (&wire->preview, ng_net_unref);
  g_free (wire);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
ng_canvas_wire_is_drawn (NgCanvas *self)
{
  return self->wire != NULL;
}

/* ---- ports in the picture ---- */

static gboolean
is_port (const NgItem *item)
{
  return (item->role == NG_ROLE_ANCHOR &&
          (item->pick.kind == NG_PICK_INPUT || item->pick.kind == NG_PICK_OUTPUT)) ||
         (item->role == NG_ROLE_PORT &&
          (item->pick.kind == NG_PICK_NET_INPUT || item->pick.kind == NG_PICK_NET_OUTPUT));
}

static NgPoint
middle (NgBox box)
{
  return (NgPoint){ box.x + box.width / 2, box.y + box.height / 2 };
}

typedef struct {
  float x, y, least;
  NgPick pick;
  NgPoint at;
} Nearest;

static void
nearest_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Nearest *nearest = data;
  NgPoint at = middle (item->bounds);
  float distance = hypotf (at.x - nearest->x, at.y - nearest->y);

  if (!is_port (item) || distance > nearest->least)
    return;
  nearest->least = distance;
  nearest->pick = item->pick;
  nearest->at = at;
}

/* The port within @reach pixels of a point of the widget. */
static gboolean
find_port (NgCanvas *self, double x, double y, double reach, NgPick *pick, NgPoint *at)
{
  float least = (float) (reach / self->scale);
  Nearest nearest = {
    (float) (self->x + x / self->scale), (float) (self->y + y / self->scale), least, { 0 }, { 0, 0 }
  };
  NgBox box = { nearest.x - least, nearest.y - least, 2 * least, 2 * least };

  if (self->scene == NULL || !ng_document_scene_is_current (self->document))
    return FALSE;
  ng_scene_foreach_in (self->scene, &box, nearest_cb, &nearest);
  *pick = nearest.pick;
  *at = nearest.at;
  return nearest.pick.kind != NG_PICK_NONE;
}

/* Pixels round a port that are the port's: of a layer that is small on the screen, its middle stays
 * the layer's. */
static double
reach_at (NgCanvas *self, double x, double y)
{
  gboolean is_sideways = ng_document_direction (self->document) == NG_DIRECTION_RIGHT;
  double reach = ng_finger_reach (GTK_WIDGET (self), PORT_REACH);
  NgPick pick;
  NgBox box;

  if (!ng_scene_pick (self->scene,
                      (float) (self->x + x / self->scale),
                      (float) (self->y + y / self->scale),
                      0,
                      &pick) ||
      pick.kind != NG_PICK_VERTEX || !ng_scene_find (self->scene, pick, &box))
    return reach;
  return MIN (reach, (double) (is_sideways ? box.width : box.height) * self->scale / 3);
}

NgSubject *
ng_canvas_port_at (NgCanvas *self, double x, double y)
{
  NgPick pick;
  NgPoint at;

  if (self->scene == NULL || self->is_read_only ||
      !find_port (self, x, y, reach_at (self, x, y), &pick, &at))
    return NULL;
  return ng_subject_from_pick (self->scene, pick);
}

/* ---- ends ---- */

/* What gives in the connection that the wire would make at @end. */
static const NgSubject *
giver_of (const NgWire *self, const NgWireEnd *end)
{
  return self->is_backward ? end->subject : self->start;
}

static const NgSubject *
taker_of (const NgWire *self, const NgWireEnd *end)
{
  return self->is_backward ? self->start : end->subject;
}

/* Whether the port is another numbered input of the layer that the wire was taken from. */
static gboolean
is_sibling (const NgWire *wire, NgNet *root, const NgSubject *port)
{
  const NgSubject *from = wire->taken_from;
  NgNet *net;
  int layer;

  return from != NULL && port->kind == NG_PICK_INPUT && port->id == from->id &&
         port->port != from->port && g_strcmp0 (port->net, from->net) == 0 &&
         ng_subject_resolve (port, root, &net, &layer) &&
         ng_layer_has_slots (ng_net_layer (net, (gsize) layer));
}

static void
set_reason (NgWireEnd *end, char *reason)
{
  g_free (end->reason);
  end->reason = reason;
  end->is_judged = TRUE;
  end->fit = reason == NULL ? NG_FIT_YES : NG_FIT_NO;
}

static gboolean
is_joined (const NgWire *wire, const NgWireEnd *end)
{
  NgSource from, to;

  return ng_subject_source (giver_of (wire, end), wire->net, &from) &&
         ng_subject_source (taker_of (wire, end), wire->net, &to) && from.kind == to.kind &&
         from.index == to.index && from.port == to.port;
}

static void
collect_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  NgCanvas *self = data;
  NgWire *wire = self->wire;
  NgSubject *subject = is_port (item) ? ng_subject_from_pick (scene, item->pick) : NULL;
  gboolean is_slot;
  NgWireEnd *end;

  if (subject == NULL)
    return;
  for (guint i = 0; i < wire->n_known; i++)
    if (ng_subject_equal (((NgWireEnd *) wire->ends->pdata[i])->subject, subject)) {
      ng_subject_free (subject);
      return;
    }
  is_slot = is_sibling (wire, ng_document_net (self->document), subject);
  if ((!is_slot && ng_port_gives (subject->kind) != wire->is_backward) ||
      g_strcmp0 (subject->net, wire->start->net) != 0) {
    ng_subject_free (subject);
    return;
  }
  end = g_new0 (NgWireEnd, 1);
  end->subject = subject;
  end->at = middle (item->bounds);
  end->is_slot = end->is_judged = is_slot;
  end->fit = is_slot ? NG_FIT_YES : NG_FIT_UNKNOWN;
  end->is_joined = !is_slot && is_joined (wire, end);
  if (end->is_joined)
    set_reason (end, g_strdup (_ ("is connected already")));
  g_ptr_array_add (wire->ends, end);
}

static float
distance_of (NgPoint a, NgPoint b)
{
  return hypotf (a.x - b.x, a.y - b.y);
}

static int
compare_distances (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const NgWire *wire = user_data;
  float x = distance_of ((*(NgWireEnd *const *) a)->at, wire->from);
  float y = distance_of ((*(NgWireEnd *const *) b)->at, wire->from);

  return x < y ? -1 : x > y;
}

/* A drag ends at what is in view or near to it; what is loose may go anywhere. */
static void
collect_ends (NgCanvas *self)
{
  NgWire *wire = self->wire;
  NgBox visible = ng_canvas_visible (self);

  wire->collected = (NgBox){
    visible.x - visible.width, visible.y - visible.height, 3 * visible.width, 3 * visible.height
  };
  if (wire->is_loose)
    wire->collected = ng_scene_bounds (self->scene);
  wire->n_known = wire->ends->len;
  ng_scene_foreach_in (self->scene, &wire->collected, collect_cb, self);
}

/* Of very many ends the nearest. */
static void
collect_first_ends (NgCanvas *self)
{
  NgWire *wire = self->wire;

  collect_ends (self);
  g_ptr_array_sort_with_data (wire->ends, compare_distances, wire);
  if (wire->ends->len > MAX_ENDS)
    g_ptr_array_set_size (wire->ends, MAX_ENDS);
}

/* ---- what fits ---- */

void
ng_wire_judge (NgWire *wire, NgWireEnd *end)
{
  if (!end->is_judged)
    set_reason (end,
                ng_edit_connect_reason (wire->net, giver_of (wire, end), taker_of (wire, end)));
}

/* A question for the worker. */
typedef struct {
  NgNet *net;
  NgSubject *giver, *taker;
  guint end;
  GCancellable *cancellable;
} Question;

static void
free_question (gpointer data)
{
  Question *question = data;

  ng_net_unref (question->net);
  ng_subject_free (question->giver);
  ng_subject_free (question->taker);
  g_object_unref (question->cancellable);
  g_free (question);
}

/* Returns "" for what fits. */
static gpointer
answer (gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  char *reason = ng_edit_connect_reason (question->net, question->giver, question->taker);

  return reason != NULL ? reason : g_strdup ("");
}

static void ask (NgCanvas *self);

static void
answered_cb (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgCanvas *self = owner;
  const Question *question = data;
  g_autofree char *reason = result;
  NgWireEnd *end;

  if (reason == NULL || self->wire == NULL || self->wire->cancellable != question->cancellable)
    return;
  end = self->wire->ends->pdata[question->end];
  if (!end->is_judged)
    set_reason (end, *reason != '\0' ? g_steal_pointer (&reason) : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  ask (self);
}

/* The end nearest to the pointer of those that nothing is known of. */
static void
ask (NgCanvas *self)
{
  NgWire *wire = self->wire;
  NgPoint pointer = { (float) (self->x + wire->x / self->scale),
                      (float) (self->y + wire->y / self->scale) };
  Question *question;
  NgWireEnd *end;
  int nearest = -1;
  float least = G_MAXFLOAT;

  for (guint i = 0; i < wire->ends->len; i++) {
    float distance;

    end = wire->ends->pdata[i];
    distance = distance_of (end->at, pointer);
    if (end->fit != NG_FIT_UNKNOWN || distance >= least)
      continue;
    least = distance;
    nearest = (int) i;
  }
  if (nearest < 0)
    return;
  end = wire->ends->pdata[nearest];
  question = g_new (Question, 1);
  *question = (Question){ ng_net_ref (wire->net),
                          ng_subject_copy (giver_of (wire, end)),
                          ng_subject_copy (taker_of (wire, end)),
                          (guint) nearest,
                          g_object_ref (wire->cancellable) };
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  answer,
                  question,
                  free_question,
                  wire->cancellable,
                  answered_cb);
}

void
ng_wire_guess (NgWire *wire, NgWireEnd *end)
{
  if (end->fit == NG_FIT_UNKNOWN)
    end->fit = ng_fits_guess (wire->fits, end->subject);
}

static gboolean
guess_cb (gpointer data)
{
  NgCanvas *self = data;
  NgWire *wire = self->wire;
  gint64 end = g_get_monotonic_time () + SLICE;

  while (wire->next < wire->ends->len && g_get_monotonic_time () < end)
    ng_wire_guess (wire, wire->ends->pdata[wire->next++]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (wire->next < wire->ends->len)
    return G_SOURCE_CONTINUE;
  wire->idle = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* ---- where a wire begins ---- */

/* Pulls the connection off that ends at @input, where a layer or an input of the net that others
 * read too feeds it. */
static NgSubject *
pull_off (NgCanvas *self, const NgSubject *input, NgNet **without)
{
  NgNet *root = ng_document_net (self->document), *net;
  NgSource source;
  gsize n_readers;
  int layer;

  *without = NULL;
  if (!ng_subject_resolve (input, root, &net, &layer) || layer < 0)
    return NULL;
  source = ng_net_source (net, (gsize) layer, input->port);
  if (source.kind == NG_SOURCE_NONE)
    return NULL;
  ng_net_targets (net, source, &n_readers);
  if (source.kind == NG_SOURCE_INPUT && n_readers < 2)
    return NULL;
  *without = ng_edit_disconnect (root, input, NULL);
  if (*without == NULL)
    return NULL;
  if (source.kind == NG_SOURCE_INPUT)
    return ng_subject_new (NG_PICK_NET_INPUT, 0, (guint) source.index, input->net, NULL);
  return ng_subject_new (NG_PICK_OUTPUT,
                         ng_net_vertex (net, (gsize) source.index),
                         (guint) source.port,
                         input->net,
                         NULL);
}

gboolean
ng_canvas_find_port (NgCanvas *self, const NgSubject *port, NgPoint *at)
{
  NgPick pick;
  NgBox box;

  if (self->scene == NULL || !ng_document_scene_is_current (self->document) ||
      !ng_subject_to_pick (port, self->scene, &pick) || !ng_scene_find (self->scene, pick, &box))
    return FALSE;
  *at = middle (box);
  return TRUE;
}

/* Begins a wire at a port that the picture shows. */
gboolean
ng_canvas_wire_begin_at (
    NgCanvas *self, const NgSubject *port, gboolean is_loose, double x, double y)
{
  NgNet *without = NULL;
  NgSubject *start;
  NgPoint at;
  NgWire *wire;

  if (!ng_canvas_find_port (self, port, &at))
    return FALSE;
  start = port->kind == NG_PICK_INPUT ? pull_off (self, port, &without) : NULL;
  if (start != NULL)
    ng_canvas_find_port (self, start, &at);
  ng_canvas_wire_cancel (self);
  self->wire = wire = g_new0 (NgWire, 1);
  wire->is_pulled = start != NULL;
  wire->is_loose = is_loose;
  wire->taken_from = port->kind == NG_PICK_INPUT ? ng_subject_copy (port) : NULL;
  wire->start = start != NULL ? start : ng_subject_copy (port);
  wire->net = without != NULL ? without : ng_net_ref (ng_document_net (self->document));
  wire->from = at;
  wire->is_backward = !ng_port_gives (wire->start->kind);
  wire->fits = ng_fits_new (wire->net, wire->start);
  wire->cancellable = g_cancellable_new ();
  wire->ends = g_ptr_array_new_with_free_func (free_end);
  wire->x = x;
  wire->y = y;
  collect_first_ends (self);
  wire->idle = g_idle_add (guess_cb, self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

gboolean
ng_canvas_wire_begin (NgCanvas *self, double x, double y)
{
  g_autoptr (NgSubject) port = ng_canvas_port_at (self, x, y);

  return port != NULL && ng_canvas_wire_begin_at (self, port, FALSE, x, y);
}

/* ---- moving it ---- */

/* The end within the magnet's reach, or that of the layer under the pointer that fits first. */
static NgWireEnd *
end_at (NgCanvas *self)
{
  NgWire *wire = self->wire;
  NgPoint pointer = { (float) (self->x + wire->x / self->scale),
                      (float) (self->y + wire->y / self->scale) };
  float least = (float) (MAGNET / self->scale);
  g_autoptr (NgSubject) under = NULL;
  NgWireEnd *nearest = NULL;

  for (guint i = 0; i < wire->ends->len; i++) {
    NgWireEnd *end = wire->ends->pdata[i];
    float distance = distance_of (end->at, pointer);

    if (distance > least)
      continue;
    least = distance;
    nearest = end;
  }
  under = nearest == NULL ? ng_canvas_subject_at (self, wire->x, wire->y) : NULL;
  for (guint i = 0; under != NULL && under->kind == NG_PICK_VERTEX && i < wire->ends->len; i++) {
    NgWireEnd *end = wire->ends->pdata[i];

    if (end->subject->id != under->id || g_strcmp0 (end->subject->net, under->net) != 0 ||
        (end->subject->kind != NG_PICK_INPUT && end->subject->kind != NG_PICK_OUTPUT))
      continue;
    ng_wire_judge (wire, end);
    if (nearest == NULL || end->reason == NULL)
      nearest = end;
    if (end->reason == NULL)
      break;
  }
  return nearest;
}

/* What the net becomes when the wire is let go at @end. */
static NgNet *
connect_to (NgCanvas *self, const NgWireEnd *end, GError **error)
{
  const NgWire *wire = self->wire;
  g_autoptr (NgSubject) layer = NULL;

  if (!end->is_slot)
    return ng_edit_connect (wire->net, giver_of (wire, end), taker_of (wire, end), error);
  layer = ng_subject_new (NG_PICK_VERTEX, end->subject->id, 0, end->subject->net, NULL);
  return ng_edit_move_slot (
      ng_document_net (self->document), layer, wire->taken_from->port, end->subject->port, error);
}

void
ng_canvas_wire_set_over (NgCanvas *self, NgWireEnd *over)
{
  NgWire *wire = self->wire;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (over == wire->over)
    return;
  wire->over = over;
  g_clear_pointer (&wire->preview, ng_net_unref);
  if (over == NULL)
    return;
  ng_wire_judge (wire, over);
  if (over->reason == NULL)
    wire->preview = connect_to (self, over, NULL);
}

/* Where the picture has moved under the wire, there are other ends. */
static void
follow_view (NgCanvas *self)
{
  NgWire *wire = self->wire;
  NgBox visible = ng_canvas_visible (self), known = wire->collected;

  if (wire->is_loose || wire->ends->len >= MOST_ENDS ||
      (visible.x >= known.x && visible.x + visible.width <= known.x + known.width &&
       visible.y >= known.y && visible.y + visible.height <= known.y + known.height))
    return;
  collect_ends (self);
  if (wire->idle == 0)
    wire->idle = g_idle_add (guess_cb, self);
}

void
ng_canvas_wire_move (NgCanvas *self, double x, double y)
{
  NgWire *wire = self->wire;

  wire->x = x;
  wire->y = y;
  wire->by_keys = FALSE;
  follow_view (self);
  ng_canvas_wire_set_over (self, end_at (self));
}

/* Of an input that only an input of the net feeds, nothing has to go. */
NgSubject *
ng_wire_replaced (const NgWire *self)
{
  const NgSubject *taker = self->over != NULL ? taker_of (self, self->over) : NULL;
  NgSource source;
  gsize n_readers;
  NgNet *net;

  if (taker == NULL || self->over->is_slot || ng_subject_equal (taker, self->taken_from) ||
      !ng_subject_resolve (taker, self->net, &net, NULL) ||
      !ng_subject_source (taker, self->net, &source))
    return NULL;
  ng_net_targets (net, source, &n_readers);
  if (source.kind == NG_SOURCE_INPUT && n_readers < 2)
    return NULL;
  return ng_subject_new (NG_PICK_EDGE,
                         taker->kind == NG_PICK_INPUT ? taker->id : NG_PICK_NET,
                         taker->port,
                         taker->net,
                         NULL);
}

/* ---- letting go ---- */

/* Where the next wire begins after one to @end: on the other side of its layer. */
static NgSubject *
next_start (const NgWireEnd *end)
{
  if (end->subject->kind != NG_PICK_INPUT && end->subject->kind != NG_PICK_OUTPUT)
    return NULL;
  return ng_subject_new (end->subject->kind == NG_PICK_INPUT ? NG_PICK_OUTPUT : NG_PICK_INPUT,
                         end->subject->id,
                         0,
                         end->subject->net,
                         NULL);
}

static void
drop (NgCanvas *self, gboolean goes_on)
{
  NgWire *wire = self->wire;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = wire->over->is_joined ? NULL : connect_to (self, wire->over, &error);
  g_autoptr (NgSubject) next = goes_on && !wire->over->is_slot ? next_start (wire->over) : NULL;
  gboolean is_slot = wire->over->is_slot;

  ng_canvas_wire_cancel (self);
  if (error != NULL)
    g_signal_emit_by_name (self, "message", error->message);
  if (net == NULL)
    return;
  g_clear_pointer (&self->chain, ng_subject_free);
  self->chain = g_steal_pointer (&next);
  ng_document_push (self->document, net, is_slot ? _ ("Reorder") : _ ("Connect"));
}

/* Whether the wire has been drawn to where nothing is that could have been meant. */
static gboolean
is_void (NgCanvas *self)
{
  const NgWire *wire = self->wire;
  g_autoptr (NgSubject) under = ng_canvas_subject_at (self, wire->x, wire->y);
  double x, y;

  ng_canvas_to_widget (self, wire->from, &x, &y);
  return (under == NULL || under->kind == NG_PICK_EDGE) &&
         (wire->by_keys || hypot (wire->x - x, wire->y - y) > MAGNET);
}

gboolean
ng_canvas_wire_end (NgCanvas *self, gboolean goes_on)
{
  NgWire *wire = self->wire;
  g_autoptr (NgNet) without = NULL;
  g_autoptr (NgSubject) start = NULL;
  double x = wire->x, y = wire->y;
  gboolean is_beside;

  if (wire->over != NULL) {
    drop (self, goes_on);
    return TRUE;
  }
  is_beside = is_void (self);
  if (wire->is_pulled)
    without = ng_net_ref (wire->net);
  start = ng_subject_copy (wire->start);
  ng_canvas_wire_cancel (self);
  if (without != NULL)
    ng_document_push (self->document, without, _ ("Disconnect"));
  else if (is_beside)
    g_signal_emit_by_name (self, "wire-dropped", start, x, y);
  return without != NULL || is_beside;
}

void
ng_canvas_wire_continue (NgCanvas *self)
{
  g_autoptr (NgSubject) start = NULL;

  if (self->chain == NULL || !ng_document_scene_is_current (self->document))
    return;
  start = g_steal_pointer (&self->chain);
  ng_canvas_wire_begin_at (self, start, TRUE, self->pointer_x, self->pointer_y);
}
