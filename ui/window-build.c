/* Building in the window: where the box for a layer opens, and what becomes of a layer that was
 * chosen in it, in the palette, or dropped. */

#include "ui/window-private.h"

#include "ui/used-kinds.h"

static GSettings *
settings_of (NgStudioWindow *self)
{
  return ng_studio_application_settings (
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
}

/* Adds it, selects it and shows it, or says why that failed. */
static void
add_layer (NgStudioWindow *self, NgLayer *layer, const NgPlacement *placement)
{
  NgDocument *document = self->sheet->document;
  g_autoptr (GError) error = NULL;

  if (!ng_add_layer (document, layer, placement, &error)) {
    ng_studio_window_toast (self, error->message);
    return;
  }
  ng_recent_kinds_add (settings_of (self), ng_layer_class (layer));
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet->canvas));
  ng_studio_window_show_subject (self, ng_document_selection (document));
}

static NgPlacement
place_of_selection (NgStudioWindow *self)
{
  NgDocument *document = self->sheet->document;
  NgScopeRules rules = ng_document_groups (document);

  return ng_placement_at (ng_document_net (document),
                          &rules,
                          ng_document_inside (document),
                          ng_document_selection (document),
                          FALSE);
}

/* Below what is selected, else at the pointer, else in the middle. */
static GdkRectangle
find_room (NgStudioWindow *self)
{
  NgCanvas *canvas = self->sheet->canvas;
  int width = gtk_widget_get_width (GTK_WIDGET (canvas));
  int height = gtk_widget_get_height (GTK_WIDGET (canvas));
  GdkRectangle room = { width / 2, height / 3, 1, 1 };
  GdkRectangle all = { 0, 0, width, height }, part;
  graphene_rect_t box;
  double x, y;

  if (ng_canvas_box (canvas, ng_document_selection (self->sheet->document), &box)) {
    room = (GdkRectangle){ (int) box.origin.x,
                           (int) box.origin.y,
                           MAX ((int) box.size.width, 1),
                           MAX ((int) box.size.height, 1) };
    if (gdk_rectangle_intersect (&room, &all, &part))
      return part;
  } else if (ng_canvas_pointer (canvas, &x, &y)) {
    return (GdkRectangle){ (int) x, (int) y, 1, 1 };
  }
  return (GdkRectangle){ width / 2, height / 3, 1, 1 };
}

void
ng_studio_window_ask_layer (NgStudioWindow *self)
{
  GdkRectangle room;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->sheet->canvas)))
    ng_studio_window_new_net (self);
  room = find_room (self);
  ng_quick_add_open (
      NG_QUICK_ADD (self->sheet->quick_add), place_of_selection (self), &room, FALSE);
}

/* Where a wire ended beside all, what would fit at its end. */
static void
wire_dropped_cb (NgStudioWindow *self, const NgSubject *port, double x, double y)
{
  GdkRectangle room = { (int) x, (int) y, 1, 1 };

  ng_quick_add_open (NG_QUICK_ADD (self->sheet->quick_add),
                     ng_placement_of_wire (ng_document_net (self->sheet->document), port),
                     &room,
                     TRUE);
}

/* What is chosen in the box and in the palette, and what is dropped. */

static void
typed_cb (NgStudioWindow *self, const NgLayerWord *word)
{
  const NgPlacement *placement = ng_quick_add_placement (NG_QUICK_ADD (self->sheet->quick_add));
  g_autoptr (GError) error = NULL;

  if (word->layer != NULL)
    add_layer (self, word->layer, placement);
  else if (!ng_set_port (self->sheet->document, placement->path, word, &error))
    ng_studio_window_toast (self, error->message);
}

static void
chosen_cb (NgStudioWindow *self, NgLayer *layer)
{
  g_auto (NgPlacement) placement = place_of_selection (self);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->sheet->canvas)))
    ng_studio_window_new_net (self);
  add_layer (self, layer, &placement);
}

static void
stopped_cb (NgStudioWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet->canvas));
}

void
ng_studio_window_init_building (NgStudioWindow *self)
{
  NgPalette *palette = self->palette;

  g_signal_connect_object (palette, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (palette, "stopped", G_CALLBACK (stopped_cb), self, G_CONNECT_SWAPPED);
}

void
ng_studio_window_follow_building (NgStudioWindow *self, NgSheet *sheet)
{
  g_signal_connect_object (
      sheet->quick_add, "chosen", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      sheet->quick_add, "closed", G_CALLBACK (stopped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      sheet->canvas, "wire-dropped", G_CALLBACK (wire_dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      sheet->canvas, "layer-dropped", G_CALLBACK (add_layer), self, G_CONNECT_SWAPPED);
}
