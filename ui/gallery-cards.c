#include "ui/gallery-cards.h"

#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "render/export/pango.h"
#include "render/standard/standard.h"
#include "ui/scene-view.h"

#include <glib/gi18n.h>

/* Pixels of a picture; the least zoom at which it is shown: of a longer net the beginning. */
#define WIDTH      280
#define HEIGHT     88
#define LEAST_ZOOM 0.42

static const struct {
  const char *name;  /* in the gallery */
  const char *title; /* for people */
} cards[] = {
  { "LeNet", N_ ("LeNet: reads digits") },
  { "Residual Block", N_ ("Residual block: adds to its input") },
  { "U-Net", N_ ("U-Net: marks what is where") },
  { "Sequence Tagger", N_ ("LSTM tagger: names each word") },
  { "Transformer Encoder", N_ ("Transformer block: attends") },
};

gboolean
ng_gallery_cards_has (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    if (g_str_equal (cards[i].name, name))
      return TRUE;
  return FALSE;
}

static gpointer
draw_work (gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (NgNet) net = ng_document_load (data, NULL, cancellable, error);
  NgStandardOptions options = { .depth = 1, .metrics = ng_pango_metrics () };

  return net != NULL ? ng_standard_draw (net, &options, cancellable, error) : NULL;
}

/* What cannot be drawn keeps its title; opening it will say why. */
static void
draw_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  GtkWidget *view;

  if (result == NULL)
    return;
  view = ng_scene_view_new (result, "");
  ng_scene_view_set_frame (NG_SCENE_VIEW (view), WIDTH, HEIGHT, LEAST_ZOOM);
  gtk_overlay_set_child (owner, view);
}

static void
map_cb (GtkWidget *picture, NgTasks *tasks)
{
  const char *path = g_object_get_data (G_OBJECT (picture), "path");

  ng_tasks_start (tasks,
                  NG_WORKER_FILES,
                  G_OBJECT (picture),
                  draw_work,
                  g_strdup (path),
                  g_free,
                  NULL,
                  draw_done);
  g_signal_handlers_disconnect_by_func (picture, map_cb, tasks);
}

static GtkWidget *
card_new (const NgGalleryNet *net, const char *uri, const char *title, NgTasks *tasks)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *picture = gtk_overlay_new ();

  gtk_widget_set_size_request (picture, WIDTH, HEIGHT);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), gtk_label_new (title));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "example");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-uri");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", uri);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (picture), "path", g_strdup (net->path), g_free);
  g_signal_connect_data (picture,
                         "map",
                         G_CALLBACK (map_cb),
                         ng_tasks_ref (tasks),
                         (GClosureNotify) (void (*) (void)) ng_tasks_unref,
                         0);
  return button;
}

void
ng_gallery_cards_fill (GtkFlowBox *box, NgTasks *tasks)
{
  g_autoptr (GPtrArray) gallery = ng_gallery_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++) {
    const NgGalleryNet *net = ng_gallery_find (gallery, cards[i].name, NULL);
    g_autofree char *uri = net != NULL ? g_filename_to_uri (net->path, NULL, NULL) : NULL;
    GtkWidget *card;

    if (uri == NULL)
      continue;
    card = card_new (net, uri, _ (cards[i].title), tasks);
    gtk_flow_box_insert (box, card, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (card), FALSE);
  }
}
