#include "ui/breadcrumb.h"

#include "ui/text.h"

#include <glib/gi18n.h>

/* Letters of a name that are shown at most. */
#define WIDEST 24

struct _NgBreadcrumb {
  GtkWidget parent_instance;

  GtkBox *box;
  GPtrArray *buttons; /* (element-type GtkWidget): borrowed */
  NgDocument *document;
};

G_DEFINE_FINAL_TYPE (NgBreadcrumb, ng_breadcrumb, GTK_TYPE_WIDGET)

GtkWidget *
ng_breadcrumb_button (NgBreadcrumb *self, guint index)
{
  return index < self->buttons->len ? self->buttons->pdata[index] : NULL;
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST);
  return label;
}

static void
clicked_cb (NgBreadcrumb *self, GtkWidget *button)
{
  g_autofree char *path = g_strdup (g_object_get_data (G_OBJECT (button), "path"));

  ng_document_enter (self->document, path);
}

/* A button that leads to the net at @path (transfer full). */
static void
append_button (NgBreadcrumb *self, const char *text, char *path)
{
  GtkWidget *button = gtk_button_new ();
  g_autofree char *tip = g_strdup_printf (_ ("Show %s"), text);

  gtk_button_set_child (GTK_BUTTON (button), label_new (text));
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "path", path, g_free);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (self->box, button);
  g_ptr_array_add (self->buttons, button);
}

static void
append_arrow (NgBreadcrumb *self)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_widget_add_css_class (arrow, "dim-label");
  gtk_box_append (self->box, arrow);
}

static void
clear (NgBreadcrumb *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  g_ptr_array_set_size (self->buttons, 0);
}

/* The name of the layer that one went into. */
static char *
name_of (NgBreadcrumb *self, const NgSubject *subject)
{
  NgNet *net;
  int layer;

  if (!ng_subject_resolve (subject, ng_document_net (self->document), &net, &layer) || layer < 0)
    return g_strdup ("");
  return ng_net_shown_name (net, (gsize) layer);
}

static void
update (NgBreadcrumb *self)
{
  g_autoptr (GPtrArray) way = NULL;

  clear (self);
  way = ng_document_way (self->document);
  gtk_widget_set_visible (GTK_WIDGET (self), way->len > 0);
  if (way->len == 0)
    return;
  append_button (self, ng_document_title (self->document), g_strdup (""));
  for (guint i = 0; i < way->len; i++) {
    const NgSubject *subject = way->pdata[i];
    g_autofree char *name = name_of (self, subject);

    append_arrow (self);
    if (i + 1 < way->len) {
      append_button (self, name, ng_subject_inside (subject, ng_document_net (self->document)));
    } else {
      GtkWidget *here = label_new (name);

      gtk_widget_add_css_class (here, "heading");
      gtk_box_append (self->box, here);
    }
  }
}

void
ng_breadcrumb_set_document (NgBreadcrumb *self, NgDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "inside-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "net-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "saved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgBreadcrumb *self = NG_BREADCRUMB (object);
  GtkWidget *box = GTK_WIDGET (self->box);

  self->box = NULL;
  g_clear_pointer (&box, gtk_widget_unparent);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_breadcrumb_parent_class)->dispose (object);
}

static void
ng_breadcrumb_class_init (NgBreadcrumbClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "breadcrumb");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_NAVIGATION);
}

static void
ng_breadcrumb_init (NgBreadcrumb *self)
{
  self->buttons = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Way into the Net"), -1);
}
