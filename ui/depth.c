#include "ui/depth.h"

#include "render/standard/depth.h"

#include <glib/gi18n.h>
#include <math.h>

struct _NgDepthButton {
  GtkWidget parent_instance;

  NgDocument *document;
  GtkWidget *button;
  GtkRange *scale;
  gulong changed;
};

G_DEFINE_FINAL_TYPE (NgDepthButton, ng_depth_button, GTK_TYPE_WIDGET)

/* ---- how deep a net is ---- */

typedef struct {
  NgNet *net;
  NgPositions *positions; /* (nullable) */
  NgStandardCache *cache;
  int deepest, by;
} Depth;

static void
depth_free (gpointer data)
{
  Depth *depth = data;

  ng_net_unref (depth->net);
  ng_positions_unref (depth->positions);
  ng_standard_cache_unref (depth->cache);
  g_free (depth);
}

static gpointer
depth_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Depth *depth = data;

  NgScopeRules rules = { .repeats = ng_standard_cache_repeats (depth->cache),
                         .positions = depth->positions,
                         .cancellable = cancellable };

  depth->deepest = ng_standard_deepest (depth->net, &rules);
  return NULL;
}

static void
find_depth (NgDocument *document, GObject *owner, int by, NgDone done)
{
  const NgPositions *positions = ng_document_positions (document);
  Depth *depth;

  if (ng_document_net (document) == NULL)
    return;
  depth = g_new0 (Depth, 1);
  depth->net = ng_net_ref (ng_document_net (document));
  depth->positions = positions != NULL ? ng_positions_copy (positions) : NULL;
  depth->cache = ng_standard_cache_ref (ng_document_cache (document));
  depth->by = by;
  ng_tasks_start (ng_document_tasks (document),
                  NG_WORKER_FILES,
                  owner,
                  depth_work,
                  depth,
                  depth_free,
                  NULL,
                  done);
}

/* Without groups all is seen, so that counts as open. */
static int
shown_depth (NgDocument *document, int deepest)
{
  int depth = ng_document_depth (document);

  return depth < 0 ? deepest : MIN (depth, deepest);
}

static void
step_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  const Depth *depth = data;
  int wanted;

  if (depth->net != ng_document_net (owner))
    return;
  wanted = CLAMP (shown_depth (owner, depth->deepest) + depth->by, 0, depth->deepest);
  if (wanted != ng_document_depth (owner))
    ng_document_set_depth (owner, wanted);
}

void
ng_depth_step (NgDocument *document, int by)
{
  find_depth (document, G_OBJECT (document), by, step_done);
}

/* ---- the slider ---- */

static void
changed_cb (NgDepthButton *self)
{
  int depth = (int) lround (gtk_range_get_value (self->scale));

  if (depth != ng_document_depth (self->document))
    ng_document_set_depth (self->document, depth);
}

static void
range_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDepthButton *self = owner;
  const Depth *depth = data;

  if (self->document == NULL || depth->net != ng_document_net (self->document))
    return;
  g_signal_handler_block (self->scale, self->changed);
  gtk_range_set_range (self->scale, 0, MAX (depth->deepest, 1));
  gtk_range_set_value (self->scale, shown_depth (self->document, depth->deepest));
  g_signal_handler_unblock (self->scale, self->changed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->scale), depth->deepest > 0);
}

static void
find_range (NgDepthButton *self)
{
  find_depth (self->document, G_OBJECT (self), 0, range_done);
}

/* Keys may have opened or closed something while the slider is seen. */
static void
picture_changed_cb (NgDepthButton *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self->scale)))
    find_range (self);
}

void
ng_depth_button_set_document (NgDepthButton *self, NgDocument *document)
{
  g_set_object (&self->document, document);
  g_signal_connect_object (
      document, "picture-changed", G_CALLBACK (picture_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkRange *
ng_depth_button_scale (NgDepthButton *self)
{
  return self->scale;
}

static void
dispose (GObject *object)
{
  NgDepthButton *self = NG_DEPTH_BUTTON (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (ng_depth_button_parent_class)->dispose (object);
}

static void
ng_depth_button_class_init (NgDepthButtonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
ng_depth_button_init (NgDepthButton *self)
{
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *popover = gtk_popover_new ();

  self->scale = GTK_RANGE (scale);
  gtk_range_set_round_digits (self->scale, 0);
  gtk_range_set_increments (self->scale, 1, 1);
  gtk_widget_set_size_request (scale, 160, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How deep groups are open"), -1);
  self->changed = g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (scale, "map", G_CALLBACK (find_range), self);
  gtk_box_append (GTK_BOX (row), label_new (_ ("Closed")));
  gtk_box_append (GTK_BOX (row), scale);
  gtk_box_append (GTK_BOX (row), label_new (_ ("All open")));
  gtk_popover_set_child (GTK_POPOVER (popover), row);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "view-paged-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_widget_set_tooltip_text (self->button, _ ("Depth of Groups ([ and ])"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Depth of Groups"), -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}
