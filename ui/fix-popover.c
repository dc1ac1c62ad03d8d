#include "ui/fix-popover.h"

#include "ui/canvas-private.h"
#include "ui/text.h"

#include <glib/gi18n.h>

/* Pixels. */
#define WIDTH 460

static GtkWidget *
label_new (const char *text, const char *class)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

NgFixList *
ng_fix_popover_list (GtkWidget *popover)
{
  return g_object_get_data (G_OBJECT (popover), "list");
}

static GtkWidget *
popover_new (NgDocument *document, const NgDiagnostic *problem)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *list = ng_fix_list_new (document, problem);

  gtk_box_append (GTK_BOX (box), label_new (problem->message, "heading"));
  if (problem->hint != NULL)
    gtk_box_append (GTK_BOX (box), label_new (problem->hint, "dim-label"));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), list);
  gtk_widget_add_css_class (box, "fixes");
  gtk_popover_set_child (GTK_POPOVER (popover), ng_fixed_width_new (box, WIDTH));
  g_object_set_data (G_OBJECT (popover), "list", list);
  g_signal_connect_object (
      list, "applied", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  return popover;
}

/* ---- a button ---- */

typedef struct {
  NgDocument *document;
  NgDiagnostic *problem;
} About;

static void
about_free (gpointer data)
{
  About *about = data;

  g_object_unref (about->document);
  ng_diagnostic_unref (about->problem);
  g_free (about);
}

/* Fixes are looked for when somebody wants to see them. */
static void
create_cb (GtkMenuButton *button, gpointer user_data)
{
  const About *about = user_data;

  gtk_menu_button_set_popover (button, popover_new (about->document, about->problem));
}

GtkWidget *
ng_fix_button_new (NgDocument *document, const NgDiagnostic *problem)
{
  GtkWidget *button = gtk_menu_button_new ();
  About *about = g_new0 (About, 1);

  about->document = g_object_ref (document);
  about->problem = ng_diagnostic_ref ((NgDiagnostic *) problem);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("What Helps"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_cb, about, about_free);
  return button;
}

/* ---- on the canvas ---- */

typedef struct {
  NgPoint point;
  NgPick pick;
  gboolean is_found;
} Search;

static void
look_cb (const NgScene *scene, const NgItem *item, gpointer data)
{
  Search *search = data;
  gboolean is_mark = item->role == NG_ROLE_CHIP_PROBLEM || item->role == NG_ROLE_PROBLEM_MARK ||
                     item->role == NG_ROLE_WARNING_MARK;

  if (!is_mark || search->point.x < item->bounds.x || search->point.y < item->bounds.y ||
      search->point.x > item->bounds.x + item->bounds.width ||
      search->point.y > item->bounds.y + item->bounds.height)
    return;
  search->pick = item->pick;
  search->is_found = TRUE;
}

/* The problem of the edge, or of the layer that it leads to. */
static const NgDiagnostic *
find_problem (NgDocument *document, const NgSubject *subject)
{
  GPtrArray *problems = ng_document_problems (document);
  const NgDiagnostic *of_layer = NULL;

  for (guint i = 0; i < problems->len; i++) {
    g_autoptr (NgSubject) place = ng_document_problem_subject (document, i);

    if (place == NULL)
      continue;
    if (ng_subject_equal (place, subject))
      return problems->pdata[i];
    if (of_layer == NULL && place->id == subject->id && g_strcmp0 (place->net, subject->net) == 0)
      of_layer = problems->pdata[i];
  }
  return of_layer;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_once ((GSourceOnceFunc) gtk_widget_unparent, popover);
}

gboolean
ng_fix_popover_click (NgCanvas *canvas, double x, double y)
{
  float px = (float) (canvas->x + x / canvas->scale), py = (float) (canvas->y + y / canvas->scale);
  NgBox box = { px - 1, py - 1, 2, 2 };
  Search search = { .point = { px, py } };
  GdkRectangle at = { (int) x, (int) y, 1, 1 };
  g_autoptr (NgSubject) subject = NULL;
  const NgDiagnostic *problem;
  GtkWidget *popover;

  if (canvas->scene == NULL || !ng_document_scene_is_current (canvas->document))
    return FALSE;
  ng_scene_foreach_in (canvas->scene, &box, look_cb, &search);
  subject = search.is_found ? ng_subject_from_pick (canvas->scene, search.pick) : NULL;
  problem = subject != NULL ? find_problem (canvas->document, subject) : NULL;
  if (problem == NULL)
    return FALSE;
  popover = popover_new (canvas->document, problem);
  gtk_widget_set_parent (popover, GTK_WIDGET (canvas));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  return TRUE;
}
