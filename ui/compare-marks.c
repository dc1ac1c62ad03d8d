#include "ui/compare-marks.h"

#include "ui/difference-text.h"
#include "ui/verdict.h"

#include <glib/gi18n.h>

/* Pixels: from what is marked to the outline, its line, its corners, its dashes. */
#define AWAY   4.0f
#define LINE   2.5f
#define CORNER 7.0f
#define DASH   6.0
/* How much of the colour lies over what is marked. */
#define WASH 0.16f
/* Pixels below which a place is a spot of colour, without outline and badge. */
#define LEAST_SIZE 14.0f
/* Outlines in view beyond which all are spots. */
#define MOST_OUTLINES 400

/* A place in the picture where something differs. */
typedef struct {
  NgPick pick;
  NgBox box; /* in the scene */
  NgVerdict verdict;
  guint first;     /* the match that it is about, or the first of those that are hidden in it */
  guint n_matches; /* how many there are */
  gboolean is_hidden;
} Mark;

struct _NgCompareMarks {
  GtkWidget parent_instance;

  NgCanvas *canvas;
  NgDocument *document;
  NgComparison *comparison;
  int side;
  GHashTable *marks; /* (element-type Mark): a set, of the scene; %NULL until asked for */
  guint n_marks;
};

G_DEFINE_FINAL_TYPE (NgCompareMarks, ng_compare_marks, GTK_TYPE_WIDGET)

guint
ng_compare_marks_n (NgCompareMarks *self)
{
  return self->n_marks;
}

NgSubject *
ng_match_subject (const NgMatch *match, int side)
{
  static const NgPickKind kinds[] = { NG_PICK_VERTEX, NG_PICK_NET_INPUT, NG_PICK_NET_OUTPUT };
  const NgMatchSide *place = side == 0 ? &match->first : &match->second;

  if (place->index < 0)
    return NULL;
  if (match->kind == NG_MATCHED_LAYER)
    return ng_subject_of_layer (place->net, place->path, (gsize) place->index);
  return ng_subject_new (kinds[match->kind], 0, (guint) place->index, place->path, NULL);
}

/* ---- which places ---- */

static guint
mark_hash (gconstpointer key)
{
  const NgPick *pick = &((const Mark *) key)->pick;

  return pick->id * 31 + pick->net * 131 + pick->port * 7 + pick->kind;
}

static gboolean
mark_equal (gconstpointer a, gconstpointer b)
{
  return ng_pick_equal (((const Mark *) a)->pick, ((const Mark *) b)->pick);
}

static void
add_mark (NgCompareMarks *self, NgScene *scene, guint index)
{
  const NgMatch *match = ng_comparison_match (self->comparison, index);
  g_autoptr (NgSubject) subject = ng_match_subject (match, self->side);
  gboolean is_itself;
  Mark key, *mark;

  if (match->verdict == NG_VERDICT_SAME || subject == NULL)
    return;
  is_itself = ng_subject_to_pick (subject, scene, &key.pick);
  if (!is_itself &&
      !ng_subject_visible_pick (subject, ng_document_net (self->document), scene, &key.pick))
    return;
  mark = g_hash_table_lookup (self->marks, &key);
  if (mark == NULL) {
    mark = g_new0 (Mark, 1);
    mark->pick = key.pick;
    mark->first = index;
    mark->is_hidden = !is_itself;
    mark->verdict = is_itself ? match->verdict : NG_VERDICT_CHANGED;
    ng_scene_find (scene, key.pick, &mark->box);
    g_hash_table_add (self->marks, mark);
  }
  mark->n_matches++;
}

static GHashTable *
get_marks (NgCompareMarks *self)
{
  if (self->marks != NULL)
    return self->marks;
  self->marks = g_hash_table_new_full (mark_hash, mark_equal, g_free, NULL);
  for (guint i = 0; self->comparison != NULL && ng_document_scene_is_current (self->document) &&
                    i < ng_comparison_n_matches (self->comparison);
       i++)
    add_mark (self, ng_document_scene (self->document), i);
  return self->marks;
}

/* Returns: (nullable): the mark at @subject, or at what hides it */
static const Mark *
find_mark (NgCompareMarks *self, const NgSubject *subject)
{
  NgScene *scene = ng_document_scene (self->document);
  NgNet *net = ng_document_net (self->document);
  Mark key;

  if (scene == NULL || net == NULL || !ng_subject_visible_pick (subject, net, scene, &key.pick))
    return NULL;
  return g_hash_table_lookup (get_marks (self), &key);
}

int
ng_compare_marks_find (NgCompareMarks *self, const NgSubject *subject)
{
  const Mark *mark = find_mark (self, subject);

  return mark != NULL ? (int) mark->first : -1;
}

/* What tooltips and screen readers say of a place that is marked. */
static char *
note_of (gpointer owner, const NgSubject *subject)
{
  NgCompareMarks *self = owner;
  const Mark *mark = self->comparison != NULL ? find_mark (self, subject) : NULL;

  if (mark == NULL)
    return NULL;
  if (mark->is_hidden || mark->n_matches > 1)
    return g_strdup_printf (
        g_dngettext (NULL, "%u difference inside", "%u differences inside", mark->n_matches),
        mark->n_matches);
  return ng_difference_summary (ng_comparison_match (self->comparison, mark->first));
}

static void
forget_marks (NgCompareMarks *self)
{
  g_clear_pointer (&self->marks, g_hash_table_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
ng_compare_marks_set_comparison (NgCompareMarks *self, NgComparison *comparison)
{
  g_clear_pointer (&self->comparison, ng_comparison_unref);
  if (comparison != NULL)
    self->comparison = ng_comparison_ref (comparison);
  forget_marks (self);
  ng_canvas_set_note (self->canvas, note_of, self);
}

/* ---- drawing ---- */

/* A line round what was added or changed; dashes round what was removed. */
static void
append_outline (GtkSnapshot *snapshot,
                NgVerdict verdict,
                const GskRoundedRect *outline,
                const GdkRGBA *colour)
{
  graphene_rect_t area = outline->bounds;
  cairo_t *cr;

  if (verdict != NG_VERDICT_REMOVED) {
    gtk_snapshot_append_border (snapshot,
                                outline,
                                (float[]){ LINE, LINE, LINE, LINE },
                                (GdkRGBA[]){ *colour, *colour, *colour, *colour });
    return;
  }
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, (double) LINE);
  cairo_set_dash (cr, (double[]){ DASH, DASH * 0.7 }, 2, 0);
  cairo_rectangle (cr,
                   (double) (area.origin.x + LINE / 2),
                   (double) (area.origin.y + LINE / 2),
                   (double) (area.size.width - LINE),
                   (double) (area.size.height - LINE));
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
append_badge (GtkSnapshot *snapshot,
              NgVerdict verdict,
              const GdkRGBA *fill,
              const GdkRGBA *ink,
              graphene_point_t at)
{
  float half = NG_VERDICT_SIZE / 2.0f + 2;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (at.x - half, at.y - half, 2 * half, 2 * half));

  ng_verdict_draw (cr, verdict, fill, ink, (double) at.x, (double) at.y);
  cairo_destroy (cr);
}

static void
append_mark (NgCompareMarks *self,
             GtkSnapshot *snapshot,
             const Mark *mark,
             const graphene_rect_t *box,
             gboolean is_spot)
{
  GskRoundedRect outline;
  graphene_rect_t around;
  GdkRGBA fill, ink, wash;

  ng_verdict_colours (GTK_WIDGET (self), mark->verdict, &fill, &ink);
  wash = fill;
  wash.alpha = is_spot ? 0.7f : WASH;
  if (is_spot) {
    graphene_rect_inset_r (box, -1, -1, &around);
    gtk_snapshot_append_color (snapshot, &wash, &around);
    return;
  }
  graphene_rect_inset_r (box, -AWAY, -AWAY, &around);
  gsk_rounded_rect_init_from_rect (
      &outline, &around, mark->verdict == NG_VERDICT_REMOVED ? 0 : CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &wash, &around);
  gtk_snapshot_pop (snapshot);
  append_outline (snapshot, mark->verdict, &outline, &fill);
  append_badge (snapshot, mark->verdict, &fill, &ink, around.origin);
}

/* Returns: (transfer full) (element-type Mark): those in view */
static GPtrArray *
seen_marks (NgCompareMarks *self, const NgBox *visible, float margin)
{
  GPtrArray *seen = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer mark;

  g_hash_table_iter_init (&iter, get_marks (self));
  while (g_hash_table_iter_next (&iter, &mark, NULL)) {
    NgBox box = ((const Mark *) mark)->box;

    if (box.x - margin < visible->x + visible->width && box.x + box.width + margin > visible->x &&
        box.y - margin < visible->y + visible->height && box.y + box.height + margin > visible->y)
      g_ptr_array_add (seen, mark);
  }
  return seen;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *s = *(const Mark *const *) a, *t = *(const Mark *const *) b;

  return s->first < t->first ? -1 : s->first > t->first;
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  NgCompareMarks *self = NG_COMPARE_MARKS (widget);
  NgBox visible = ng_canvas_visible (self->canvas);
  float scale = visible.width > 0 ? (float) gtk_widget_get_width (widget) / visible.width : 0;
  g_autoptr (GPtrArray) seen = NULL;

  self->n_marks = 0;
  if (scale <= 0 || self->comparison == NULL)
    return;
  seen = seen_marks (self, &visible, NG_VERDICT_SIZE / scale);
  g_ptr_array_sort (seen, compare_marks);
  for (guint i = 0; i < seen->len; i++) {
    const Mark *mark = seen->pdata[i];
    graphene_rect_t box = GRAPHENE_RECT_INIT ((mark->box.x - visible.x) * scale,
                                              (mark->box.y - visible.y) * scale,
                                              mark->box.width * scale,
                                              mark->box.height * scale);

    append_mark (self,
                 snapshot,
                 mark,
                 &box,
                 seen->len > MOST_OUTLINES || MAX (box.size.width, box.size.height) < LEAST_SIZE);
  }
  self->n_marks = seen->len;
}

/* ---- the widget ---- */

static void
dispose (GObject *object)
{
  NgCompareMarks *self = NG_COMPARE_MARKS (object);

  if (self->canvas != NULL)
    ng_canvas_set_note (self->canvas, NULL, NULL);
  g_clear_pointer (&self->marks, g_hash_table_unref);
  g_clear_pointer (&self->comparison, ng_comparison_unref);
  g_clear_object (&self->document);
  g_clear_object (&self->canvas);
  G_OBJECT_CLASS (ng_compare_marks_parent_class)->dispose (object);
}

static void
ng_compare_marks_class_init (NgCompareMarksClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  GTK_WIDGET_CLASS (class)->snapshot = snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ng_compare_marks_init (NgCompareMarks *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
ng_compare_marks_new (NgCanvas *canvas, NgDocument *document, int side)
{
  NgCompareMarks *self = g_object_new (NG_TYPE_COMPARE_MARKS, NULL);

  self->canvas = g_object_ref (canvas);
  self->document = g_object_ref (document);
  self->side = side;
  g_signal_connect_object (
      canvas, "view-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "picture-changed", G_CALLBACK (forget_marks), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
