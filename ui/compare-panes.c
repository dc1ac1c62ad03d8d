#include "ui/compare-panes.h"

#include <glib/gi18n.h>
#include <math.h>

/* Points from a counterpart at which others begin to have a say in where the view stands. */
#define SOFTNESS 4.0f

typedef struct {
  NgDocument *document;
  NgExperiment *experiment;
  NgCanvas *canvas;
  NgCompareMarks *marks;
  GtkBox *title;
} Side;

/* The middles of what corresponds, in the two pictures. */
typedef struct {
  NgPoint at[2];
} Pair;

struct _NgComparePanes {
  GtkWidget parent_instance;

  GtkWidget *box;
  Side sides[2];
  NgComparison *comparison;
  GArray *pairs;         /* (element-type Pair): of the pictures; %NULL until asked for */
  int leader;            /* whose picture was moved last */
  int shown;             /* the match to be shown once the pictures are there, or -1 */
  gboolean is_following; /* whether one picture moves because the other did */
  gboolean is_selecting;
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgComparePanes, ng_compare_panes, GTK_TYPE_WIDGET)

NgCanvas *
ng_compare_panes_canvas (NgComparePanes *self, int side)
{
  return self->sides[side].canvas;
}

NgCompareMarks *
ng_compare_panes_marks (NgComparePanes *self, int side)
{
  return self->sides[side].marks;
}

GtkBox *
ng_compare_panes_title (NgComparePanes *self, int side)
{
  return self->sides[side].title;
}

/* ---- moving together ---- */

static gboolean
is_ready (NgComparePanes *self)
{
  return self->comparison != NULL && ng_document_scene_is_current (self->sides[0].document) &&
         ng_document_scene_is_current (self->sides[1].document);
}

static gboolean
find_middle (NgComparePanes *self, const NgMatch *match, int side, NgPick *pick, NgPoint *middle)
{
  NgDocument *document = self->sides[side].document;
  NgScene *scene = ng_document_scene (document);
  g_autoptr (NgSubject) subject = ng_match_subject (match, side);
  NgBox box;

  if (subject == NULL ||
      !ng_subject_visible_pick (subject, ng_document_net (document), scene, pick) ||
      !ng_scene_find (scene, *pick, &box))
    return FALSE;
  *middle = (NgPoint){ box.x + box.width / 2, box.y + box.height / 2 };
  return TRUE;
}

/* What is in both pictures, each place once: a closed group stands for all that is in it. */
static GArray *
get_pairs (NgComparePanes *self)
{
  NgPick last = { 0 };

  if (self->pairs != NULL)
    return self->pairs;
  self->pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  for (gsize i = 0; is_ready (self) && i < ng_comparison_n_matches (self->comparison); i++) {
    const NgMatch *match = ng_comparison_match (self->comparison, i);
    NgPick pick, other;
    Pair pair;

    if (match->first.index < 0 || match->second.index < 0 ||
        !find_middle (self, match, 0, &pick, &pair.at[0]) || ng_pick_equal (pick, last) ||
        !find_middle (self, match, 1, &other, &pair.at[1]))
      continue;
    last = pick;
    g_array_append_val (self->pairs, pair);
  }
  return self->pairs;
}

/* The point of the other picture that corresponds to @at: displaced as what is in both is displaced
 * there, weighted by the inverse fourth power of its distance (Shepard, 1968). */
static NgPoint
counterpart (NgComparePanes *self, int side, NgPoint at)
{
  GArray *pairs = get_pairs (self);
  double dx = 0, dy = 0, sum = 0;

  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index (pairs, Pair, i);
    NgPoint here = pair->at[side], there = pair->at[1 - side];
    double x = (double) (here.x - at.x), y = (double) (here.y - at.y);
    double square = x * x + y * y + (double) (SOFTNESS * SOFTNESS);
    double weight = 1 / (square * square);

    dx += weight * (double) (there.x - here.x);
    dy += weight * (double) (there.y - here.y);
    sum += weight;
  }
  if (sum > 0)
    at = (NgPoint){ at.x + (float) (dx / sum), at.y + (float) (dy / sum) };
  return at;
}

/* Moves the other picture as this one was moved. */
static void
follow (NgComparePanes *self, int side)
{
  NgCanvas *canvas = self->sides[side].canvas, *other = self->sides[1 - side].canvas;
  NgBox visible = ng_canvas_visible (canvas);
  NgPoint to;

  if (self->is_following || !is_ready (self) || visible.width <= 0)
    return;
  self->is_following = TRUE;
  self->leader = side;
  to = counterpart (
      self, side, (NgPoint){ visible.x + visible.width / 2, visible.y + visible.height / 2 });
  if (fabs (ng_canvas_zoom (canvas) / ng_canvas_zoom (other) - 1) > 1e-6)
    ng_canvas_zoom_by (other, ng_canvas_zoom (canvas) / ng_canvas_zoom (other), 0, 0);
  ng_canvas_center_at (other, (double) to.x, (double) to.y);
  self->is_following = FALSE;
}

static int
side_of (NgComparePanes *self, gpointer object)
{
  return object == self->sides[1].canvas || object == self->sides[1].document;
}

static void
moved_cb (NgComparePanes *self, NgCanvas *canvas)
{
  follow (self, side_of (self, canvas));
}

/* The one that needs more room leads, so that the other one has enough too. */
static int
least_zoomed (NgComparePanes *self)
{
  return ng_canvas_zoom (self->sides[1].canvas) < ng_canvas_zoom (self->sides[0].canvas);
}

void
ng_compare_panes_fit (NgComparePanes *self)
{
  self->is_following = TRUE;
  for (int s = 0; s < 2; s++)
    ng_canvas_fit (self->sides[s].canvas);
  self->is_following = FALSE;
  follow (self, least_zoomed (self));
}

/* ---- selecting together ---- */

/* Moves both pictures to the selected places. */
static void
move_to_shown (NgComparePanes *self)
{
  const NgMatch *match;
  int side;
  NgPick pick;
  NgPoint middle;

  if (self->shown < 0 || !is_ready (self))
    return;
  match = ng_comparison_match (self->comparison, (gsize) self->shown);
  side = match->second.index >= 0;
  if (!find_middle (self, match, side, &pick, &middle))
    return;
  self->is_following = TRUE;
  ng_canvas_center_at (self->sides[side].canvas, (double) middle.x, (double) middle.y);
  self->is_following = FALSE;
  follow (self, side);
  if (!ng_document_is_drawing (self->sides[0].document) &&
      !ng_document_is_drawing (self->sides[1].document))
    self->shown = -1;
}

void
ng_compare_panes_show (NgComparePanes *self, guint index)
{
  const NgMatch *match = ng_comparison_match (self->comparison, index);

  self->is_selecting = TRUE;
  self->shown = (int) index;
  for (int s = 0; s < 2; s++) {
    g_autoptr (NgSubject) subject = ng_match_subject (match, s);

    if (subject != NULL)
      ng_document_reveal (self->sides[s].document, subject);
    ng_document_select (self->sides[s].document, subject);
  }
  self->is_selecting = FALSE;
  move_to_shown (self);
}

/* Returns: index of the match that is about @subject, whatever its verdict, or -1 */
static int
find_match (NgComparePanes *self, int side, const NgSubject *subject)
{
  for (gsize i = 0; i < ng_comparison_n_matches (self->comparison); i++) {
    const NgMatch *match = ng_comparison_match (self->comparison, i);
    const NgMatchSide *place = side == 0 ? &match->first : &match->second;
    g_autoptr (NgSubject) other = NULL;

    if (place->index < 0 || !g_str_equal (place->path, subject->net))
      continue;
    other = ng_match_subject (match, side);
    if (ng_subject_equal (other, subject))
      return (int) i;
  }
  return -1;
}

/* Selecting in one picture selects in the other what corresponds, and brings it into view. */
static void
selected_cb (NgComparePanes *self, NgDocument *document)
{
  int side = side_of (self, document);
  Side *other = &self->sides[1 - side];
  const NgSubject *subject = ng_document_selection (document);
  g_autoptr (NgSubject) there = NULL;
  int match;

  if (self->is_selecting || !is_ready (self))
    return;
  self->is_selecting = TRUE;
  match = subject != NULL ? find_match (self, side, subject) : -1;
  if (match >= 0)
    there = ng_match_subject (ng_comparison_match (self->comparison, (gsize) match), 1 - side);
  ng_document_select (other->document, there);
  if (there != NULL)
    ng_canvas_show (other->canvas, there);
  self->shown = -1;
  self->is_selecting = FALSE;
  g_signal_emit (self,
                 signals[CHOSEN],
                 0,
                 subject != NULL ? ng_compare_marks_find (self->sides[side].marks, subject) : -1);
}

/* ---- opening together ---- */

/* Returns: (transfer full) (nullable): what corresponds to the group or net at @path, which, for
 * groups, are parts of names, is called the same */
static char *
counterpart_path (NgComparePanes *self, int side, const char *path)
{
  NgDocument *here = self->sides[side].document, *there = self->sides[1 - side].document;
  g_autoptr (NgSubject) holder = ng_path_subject (ng_document_net (here), path);
  g_autofree char *inside = ng_subject_inside (holder, ng_document_net (here));
  g_autoptr (NgSubject) other = NULL;
  int match;

  if (g_strcmp0 (inside, path) != 0)
    return g_strdup (path);
  match = find_match (self, side, holder);
  if (match < 0)
    return NULL;
  other = ng_match_subject (ng_comparison_match (self->comparison, (gsize) match), 1 - side);
  return ng_subject_inside (other, ng_document_net (there));
}

/* Opening something opens what corresponds to it, where that was closed too. */
static void
toggled_cb (NgComparePanes *self, const char *path, NgCanvas *canvas)
{
  int side = side_of (self, canvas);
  NgDocument *here = self->sides[side].document, *there = self->sides[1 - side].document;
  g_autofree char *other = is_ready (self) ? counterpart_path (self, side, path) : NULL;

  if (other != NULL && ng_document_is_open (here, path) == ng_document_is_open (there, other))
    ng_document_toggle (there, other);
}

/* ---- following the pictures ---- */

/* Nets that flow down stand side by side, those that flow to the right one above the other, so that
 * what corresponds is near. */
static void
update_orientation (NgComparePanes *self)
{
  gboolean is_right = ng_document_direction (self->sides[0].document) == NG_DIRECTION_RIGHT;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  is_right ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_remove_css_class (self->box, is_right ? "beside" : "above");
  gtk_widget_add_css_class (self->box, is_right ? "above" : "beside");
}

static void
picture_changed_cb (NgComparePanes *self)
{
  g_clear_pointer (&self->pairs, g_array_unref);
  update_orientation (self);
  if (self->shown >= 0)
    move_to_shown (self);
  else
    follow (self, self->leader);
}

void
ng_compare_panes_set_comparison (NgComparePanes *self, NgComparison *comparison)
{
  gboolean is_first = self->comparison == NULL && comparison != NULL;

  g_clear_pointer (&self->comparison, ng_comparison_unref);
  g_clear_pointer (&self->pairs, g_array_unref);
  self->shown = -1;
  if (comparison != NULL)
    self->comparison = ng_comparison_ref (comparison);
  for (int s = 0; s < 2; s++)
    ng_compare_marks_set_comparison (self->sides[s].marks, comparison);
  if (is_first)
    follow (self, least_zoomed (self));
}

/* ---- the widget ---- */

static GtkWidget *
side_new (NgComparePanes *self, int s, NgDocument *document)
{
  Side *side = &self->sides[s];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *overlay = gtk_overlay_new ();

  side->document = g_object_ref (document);
  side->experiment = ng_experiment_new (document);
  side->canvas = g_object_new (NG_TYPE_CANVAS, "hexpand", TRUE, "vexpand", TRUE, NULL);
  ng_canvas_set_read_only (side->canvas, TRUE);
  ng_canvas_set_document (side->canvas, document, side->experiment);
  side->marks = NG_COMPARE_MARKS (ng_compare_marks_new (side->canvas, document, s));
  side->title = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8));
  gtk_widget_add_css_class (GTK_WIDGET (side->title), "compared");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (side->canvas));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (side->marks));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (side->title));
  gtk_box_append (GTK_BOX (box), overlay);
  g_signal_connect_object (
      side->canvas, "view-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      side->canvas, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  /* After the canvas has placed it. */
  g_signal_connect_object (document,
                           "picture-changed",
                           G_CALLBACK (picture_changed_cb),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return box;
}

static void
dispose (GObject *object)
{
  NgComparePanes *self = NG_COMPARE_PANES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (int s = 0; s < 2; s++) {
    g_clear_object (&self->sides[s].experiment);
    g_clear_object (&self->sides[s].document);
  }
  g_clear_pointer (&self->pairs, g_array_unref);
  g_clear_pointer (&self->comparison, ng_comparison_unref);
  G_OBJECT_CLASS (ng_compare_panes_parent_class)->dispose (object);
}

static void
ng_compare_panes_class_init (NgComparePanesClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen",
                                  NG_TYPE_COMPARE_PANES,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_INT);
}

static void
ng_compare_panes_init (NgComparePanes *self)
{
  self->shown = -1;
}

GtkWidget *
ng_compare_panes_new (NgDocument *before, NgDocument *after)
{
  NgComparePanes *self = g_object_new (NG_TYPE_COMPARE_PANES, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_box_append (GTK_BOX (self->box), side_new (self, 0, before));
  gtk_box_append (GTK_BOX (self->box), side_new (self, 1, after));
  update_orientation (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
