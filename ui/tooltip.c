#include "ui/tooltip.h"

#include "ui/groups.h"
#include "ui/models.h"
#include "ui/scene-view.h"
#include "ui/text.h"
#include "ui/value.h"

#include <glib/gi18n.h>

/* Points that a picture of a value takes beside a pointer. */
#define VALUE_WIDTH  170
#define VALUE_HEIGHT 110

static char *
type_text (const NgNet *net, const NgType *type)
{
  return ng_type_label (type, ng_net_length_names (net));
}

static char *
source_text (const NgNet *net, NgSource source)
{
  g_autofree char *name = NULL;
  const NgLayer *layer;

  switch (source.kind) {
  case NG_SOURCE_INPUT:
    return g_strdup (ng_net_input_name (net, (gsize) source.index));
  case NG_SOURCE_LAYER:
    layer = ng_net_layer (net, (gsize) source.index);
    name = ng_net_shown_name (net, (gsize) source.index);
    if (ng_layer_n_outputs (layer) < 2)
      return g_steal_pointer (&name);
    return g_strdup_printf ("%s, %s", name, ng_layer_output_name (layer, (gsize) source.port));
  default:
    return g_strdup (_ ("nothing"));
  }
}

/* The same of a port of a layer, which is called by both names. */
static gboolean
describe_port (NgNet *root,
               const NgNet *net,
               gsize index,
               const NgSubject *subject,
               char **title,
               char **kind,
               char **shapes)
{
  const NgLayer *layer = ng_net_layer (net, index);
  gboolean is_input = subject->kind == NG_PICK_INPUT;
  g_autofree char *name = ng_net_shown_name (net, index);
  g_autofree char *path = ng_subject_join (subject->net, name);
  g_autofree char *layer_kind = ng_standard_kind (layer);
  NgSource source;

  if (subject->port >= (is_input ? ng_layer_n_inputs (layer) : ng_layer_n_outputs (layer)))
    return FALSE;
  *title = g_strdup_printf ("%s · %s",
                            path,
                            is_input ? ng_layer_input_name (layer, subject->port)
                                     : ng_layer_output_name (layer, subject->port));
  *kind = g_strdup_printf (is_input ? _ ("Input of %s") : _ ("Output of %s"), layer_kind);
  *shapes = ng_subject_source (subject, root, &source) ? type_text (net, ng_net_type (net, source))
                                                       : NULL;
  return TRUE;
}

/* The title, kind and shapes of a subject. Returns: whether there is such a thing */
static gboolean
describe (NgDocument *document, const NgSubject *subject, char **title, char **kind, char **shapes)
{
  NgNet *root = ng_document_net (document), *net;
  NgSource source;
  int layer;

  *title = *kind = *shapes = NULL;
  if (root == NULL || !ng_subject_resolve (subject, root, &net, &layer))
    return FALSE;
  switch (subject->kind) {
  case NG_PICK_INPUT:
  case NG_PICK_OUTPUT:
    return describe_port (root, net, (gsize) layer, subject, title, kind, shapes);
  case NG_PICK_VERTEX: {
    g_autofree char *name = ng_net_shown_name (net, (gsize) layer);
    g_autofree char *in = ng_layer_input_text (net, (gsize) layer);
    g_autofree char *out = ng_layer_output_text (net, (gsize) layer);

    *title = ng_subject_join (subject->net, name);
    *kind = ng_standard_kind (ng_net_layer (net, (gsize) layer));
    *shapes = g_strdup_printf ("%s → %s", in, out);
    return TRUE;
  }
  case NG_PICK_EDGE: {
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;

    if (!ng_subject_source (subject, root, &source))
      return FALSE;
    from = source_text (net, source);
    to = layer >= 0 ? ng_net_shown_name (net, (gsize) layer)
                    : g_strdup (ng_net_output_name (net, subject->port));
    *title = g_strdup_printf ("%s → %s", from, to);
    *kind = g_strdup (_ ("Connection"));
    *shapes = type_text (net, ng_net_type (net, source));
    return TRUE;
  }
  case NG_PICK_NET_INPUT:
    if (subject->port >= ng_net_n_inputs (net))
      return FALSE;
    *title = g_strdup (ng_net_input_name (net, subject->port));
    *kind = g_strdup (_ ("Input of the net"));
    *shapes = type_text (net, ng_net_input_type (net, subject->port));
    return TRUE;
  case NG_PICK_NET_OUTPUT:
    if (subject->port >= ng_net_n_outputs (net))
      return FALSE;
    *title = g_strdup (ng_net_output_name (net, subject->port));
    *kind = g_strdup (_ ("Output of the net"));
    *shapes = type_text (net, ng_net_output_type (net, subject->port));
    return TRUE;
  case NG_PICK_GROUP:
    *title = ng_group_words (subject->group);
    *kind = g_strdup (_ ("Group"));
    return TRUE;
  case NG_PICK_OPENER:
    *title = ng_group_words (subject->group);
    *kind = g_strdup (_ ("Click to open or close"));
    return TRUE;
  default:
    return FALSE;
  }
}

char *
ng_describe (NgDocument *document, const NgSubject *subject)
{
  g_autofree char *title = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *shapes = NULL;

  if (subject == NULL || !describe (document, subject, &title, &kind, &shapes))
    return NULL;
  return g_strdup_printf (
      "%s, %s%s%s", title, kind, shapes != NULL ? ", " : "", shapes != NULL ? shapes : "");
}

static void
append_label (GtkBox *box, const char *text, const char *class)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (box, label);
}

static void
append_value (GtkBox *box, const NgTensor *value, GStrv classes, NgValueFlags flags)
{
  g_autofree char *summary = ng_value_summary (value);
  GtkWidget *view =
      ng_value_view_new (value, (const char *const *) classes, flags, VALUE_WIDTH, VALUE_HEIGHT);

  gtk_widget_set_halign (view, GTK_ALIGN_START);
  gtk_widget_set_margin_top (view, 6);
  /* Tooltips are dark in every style. */
  ng_scene_view_set_dark (NG_SCENE_VIEW (view));
  gtk_box_append (box, view);
  append_label (box, summary, "caption");
}

GtkWidget *
ng_tooltip_new (NgDocument *document, NgExperiment *experiment, const NgSubject *subject)
{
  GtkBox *box;
  NgTensor *value = ng_experiment_value (experiment, subject);
  NgTensor *gradient = ng_experiment_gradient (experiment, subject);
  g_auto (GStrv) classes = ng_value_classes_at (document, subject);
  g_autofree char *title = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *shapes = NULL;

  if (!describe (document, subject, &title, &kind, &shapes))
    return NULL;
  box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  append_label (box, title, "heading");
  append_label (box, kind, NULL);
  if (shapes != NULL)
    append_label (box, shapes, "numeric");
  if (value != NULL)
    append_value (box, value, classes, ng_value_flags (document, subject));
  if (gradient != NULL) {
    append_label (box, _ ("Gradient"), "heading");
    append_value (box, gradient, NULL, ng_value_flags (document, subject) | NG_VALUE_SIGNED);
  }
  return GTK_WIDGET (box);
}
