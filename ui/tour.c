#include "ui/tour.h"

#include "ui/text.h"
#include <glib/gi18n.h>

/* Pixels. */
#define WIDTH 320
/* Pixels within a large target that the bubble points at. */
#define POINT 24

typedef struct {
  GtkWidget *target;
  GtkPositionType side;
  const char *title, *text;
} Step;

struct _NgTour {
  GtkPopover parent_instance;

  GArray *steps; /* (element-type Step) */
  guint step;
  GtkLabel *title, *text, *place;
  GtkWidget *skip, *next;
};

G_DEFINE_FINAL_TYPE (NgTour, ng_tour, GTK_TYPE_POPOVER)

void
ng_tour_add (
    NgTour *self, GtkWidget *target, GtkPositionType side, const char *title, const char *text)
{
  Step step = { target, side, title, text };

  g_array_append_val (self->steps, step);
}

/* At the edge of the target from which the bubble hangs, a third of the way down. */
static GdkRectangle
find_place (NgTour *self, const Step *step)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 1, 1);
  GdkRectangle place;

  if (!gtk_widget_compute_bounds (step->target, gtk_widget_get_parent (GTK_WIDGET (self)), &bounds))
    return (GdkRectangle){ 0, 0, 1, 1 };
  place = (GdkRectangle){
    (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height
  };
  if (step->side == GTK_POS_RIGHT)
    place.x += place.width - POINT;
  if (place.height > 3 * POINT) {
    place.y += place.height / 3;
    place.height = POINT;
  }
  if (step->side != GTK_POS_BOTTOM)
    place.width = POINT;
  return place;
}

static void
show (NgTour *self)
{
  const Step *step = &g_array_index (self->steps, Step, self->step);
  gboolean is_last = self->step + 1 == self->steps->len;
  GdkRectangle pointing_to = find_place (self, step);
  g_autofree char *place = g_strdup_printf (_ ("%u of %u"), self->step + 1, self->steps->len);

  gtk_label_set_text (self->title, step->title);
  gtk_label_set_text (self->text, step->text);
  gtk_label_set_text (self->place, place);
  gtk_button_set_label (GTK_BUTTON (self->next), is_last ? _ ("_Done") : _ ("_Next"));
  gtk_widget_set_visible (self->skip, !is_last);
  gtk_popover_set_position (GTK_POPOVER (self), step->side);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), &pointing_to);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_popover_present (GTK_POPOVER (self));
}

void
ng_tour_start (NgTour *self)
{
  self->step = 0;
  show (self);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (self->next);
}

void
ng_tour_next (NgTour *self)
{
  if (self->step + 1 == self->steps->len) {
    gtk_popover_popdown (GTK_POPOVER (self));
    return;
  }
  self->step++;
  show (self);
}

const char *
ng_tour_title (NgTour *self)
{
  return gtk_label_get_text (self->title);
}

static void
finalize (GObject *object)
{
  g_array_unref (NG_TOUR (object)->steps);
  G_OBJECT_CLASS (ng_tour_parent_class)->finalize (object);
}

static void
ng_tour_class_init (NgTourClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
}

static GtkLabel *
label_new (const char *class)
{
  GtkLabel *label = GTK_LABEL (gtk_label_new (""));

  gtk_label_set_xalign (label, 0);
  gtk_label_set_wrap (label, TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (label), class);
  return label;
}

static void
ng_tour_init (NgTour *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  /* What it speaks of can be tried out while it stands there. */
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  self->title = label_new ("heading");
  self->text = label_new (NULL);
  self->place = label_new ("dim-label");
  self->skip = gtk_button_new_with_mnemonic (_ ("_Skip"));
  self->next = gtk_button_new_with_mnemonic ("");
  gtk_widget_set_hexpand (GTK_WIDGET (self->place), TRUE);
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect_swapped (self->skip, "clicked", G_CALLBACK (gtk_popover_popdown), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (ng_tour_next), self);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->place));
  gtk_box_append (GTK_BOX (line), self->skip);
  gtk_box_append (GTK_BOX (line), self->next);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), line);
  gtk_popover_set_child (GTK_POPOVER (self), ng_fixed_width_new (box, WIDTH));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->title,
                                  NULL,
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->text,
                                  NULL,
                                  -1);
}

GtkWidget *
ng_tour_new (void)
{
  return g_object_new (NG_TYPE_TOUR, NULL);
}
