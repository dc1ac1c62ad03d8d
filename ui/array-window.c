#include "ui/array-window.h"

#include "core/base/format.h"
#include "ui/text.h"
#include "ui/value.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Points: the picture. */
#define PICTURE_SIZE 260
/* What of a slice is written out. */
#define MOST_ROWS    200
#define MOST_COLUMNS 40
/* Characters of a number. */
#define NUMBER_WIDTH 11

typedef struct {
  NgTensor *tensor;
  GtkBox *picture;
  GtkTextBuffer *table;
  GtkLabel *cut;        /* that not all is written */
  GPtrArray *positions; /* (element-type GtkSpinButton): along the levels before the last two */
} View;

static void
free_view (gpointer data)
{
  View *self = data;

  ng_tensor_unref (self->tensor);
  g_ptr_array_unref (self->positions);
  g_free (self);
}

/* Returns: (transfer full): the matrix or vector at the positions */
static NgTensor *
slice_of (const View *self)
{
  NgTensor *slice = ng_tensor_ref (self->tensor);

  for (guint i = 0; i < self->positions->len; i++) {
    gint64 index = gtk_spin_button_get_value_as_int (self->positions->pdata[i]) - 1;
    NgTensor *inner = ng_tensor_slice (slice, index);

    ng_tensor_unref (slice);
    slice = inner;
  }
  return slice;
}

static char *
table_text (const NgTensor *slice, gboolean *is_cut)
{
  gsize rank = ng_tensor_rank (slice);
  const gint64 *dims = ng_tensor_dims (slice);
  gint64 n_rows = rank == 2 ? dims[0] : 1, n_columns = rank > 0 ? dims[rank - 1] : 1;
  GString *text = g_string_new (NULL);

  *is_cut = n_rows > MOST_ROWS || n_columns > MOST_COLUMNS;
  for (gint64 r = 0; r < n_rows && r < MOST_ROWS; r++) {
    for (gint64 c = 0; c < n_columns && c < MOST_COLUMNS; c++) {
      g_autofree char *number = ng_format_real (ng_tensor_get_real (slice, r * n_columns + c), 5);

      g_string_append_printf (text, "%*s", NUMBER_WIDTH, number);
    }
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}

static void
show_slice (View *self)
{
  g_autoptr (NgTensor) slice = slice_of (self);
  gboolean is_cut;
  g_autofree char *text = table_text (slice, &is_cut);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->picture))) != NULL)
    gtk_box_remove (self->picture, child);
  gtk_box_append (self->picture,
                  ng_value_view_new (slice, NULL, NG_VALUE_PLAIN, PICTURE_SIZE, PICTURE_SIZE));
  gtk_text_buffer_set_text (self->table, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->cut), is_cut);
}

static GtkWidget *
positions_new (View *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gsize rank = ng_tensor_rank (self->tensor);

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  for (gsize i = 0; i + 2 < rank; i++) {
    double size = (double) ng_tensor_dims (self->tensor)[i];
    GtkWidget *spin = gtk_spin_button_new_with_range (1, size, 1);
    g_autofree char *label = g_strdup_printf (_ ("Level %d of %.0f"), (int) i + 1, size);

    gtk_widget_set_tooltip_text (spin, label);
    gtk_box_append (GTK_BOX (box), spin);
    g_ptr_array_add (self->positions, spin);
    g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (show_slice), self);
  }
  gtk_widget_set_visible (box, self->positions->len > 0);
  return box;
}

static GtkWidget *
table_new (View *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_text_view_new ();

  gtk_text_view_set_editable (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Numbers"), -1);
  self->table = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "card");
  return scroller;
}

GtkWidget *
ng_array_window_new (GtkWindow *parent, NgTensor *tensor, const char *title)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *header = adw_header_bar_new ();
  g_autofree char *dims = ng_format_dims (ng_tensor_dims (tensor), ng_tensor_rank (tensor));
  g_autofree char *cut = g_strdup_printf (
      _ ("The first %d rows and %d columns are written out"), MOST_ROWS, MOST_COLUMNS);
  View *self = g_new0 (View, 1);

  self->tensor = ng_tensor_ref (tensor);
  self->positions = g_ptr_array_new ();
  self->picture = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_widget_set_halign (GTK_WIDGET (self->picture), GTK_ALIGN_CENTER);
  self->cut = GTK_LABEL (ng_label_new (cut));
  gtk_widget_add_css_class (GTK_WIDGET (self->cut), "dim-label");
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (title, dims));
  gtk_box_append (GTK_BOX (content), positions_new (self));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->picture));
  gtk_box_append (GTK_BOX (content), table_new (self));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->cut));
  gtk_widget_add_css_class (content, "numbers");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 640);
  g_object_set_data_full (G_OBJECT (window), "view", self, free_view);
  show_slice (self);
  return window;
}
