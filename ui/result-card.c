#include "ui/result-card.h"

#include "core/codec/picture.h"
#include "ui/text.h"
#include "ui/value.h"

#include <glib/gi18n.h>
#include <string.h>

/* Points. */
#define OUTPUT_WIDTH  200
#define OUTPUT_HEIGHT 190
/* Characters of notation that are shown. */
#define MAX_NOTATION 400

char *
ng_decoded_text (const NgExpr *decoded)
{
  if (ng_picture_is_written (decoded, 2) && ng_expr_kind (decoded) != NG_EXPR_STRING)
    return NULL;
  return ng_expr_kind (decoded) == NG_EXPR_STRING ? g_strdup (ng_expr_text (decoded))
                                                  : ng_print_short (decoded, MAX_NOTATION);
}

static void
append (GtkWidget *card, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (card), widget);
}

/* Returns: whether the decoded value is all there is to show */
static gboolean
append_decoded (GtkWidget *card, NgExpr *decoded)
{
  g_autofree char *text = ng_decoded_text (decoded);
  g_autoptr (NgTensor) picture = NULL;
  NgColour colour;
  GtkWidget *widget;

  if (text != NULL) {
    widget = ng_paragraph_new (*text != '\0' ? text : _ ("An empty text"), "title-2");
    gtk_label_set_selectable (GTK_LABEL (widget), TRUE);
    gtk_widget_set_focusable (widget, FALSE);
    append (card, widget);
    return FALSE;
  }
  picture = ng_picture_read (decoded, 2, &colour, NULL);
  if (picture == NULL)
    return FALSE;
  widget = ng_value_view_new (picture, NULL, NG_VALUE_PLAIN, OUTPUT_WIDTH, OUTPUT_HEIGHT);
  gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
  append (card, widget);
  return TRUE;
}

/* What the net takes the sample for: the class that it says, or the place of the largest number of
 * a net whose numbers count from 0. */
static char *
answer_of (NgExperiment *experiment, guint index)
{
  NgNet *net = ng_experiment_net (experiment);
  NgExpr *decoded = ng_experiment_decoded (experiment, index);
  NgTensor *value = ng_experiment_output (experiment, index);
  gint64 best = 0;

  if (decoded != NULL)
    return ng_decoded_text (decoded);
  if (!ng_net_is_raw (net) || ng_tensor_count (value) < 2)
    return NULL;
  for (gint64 i = 1; i < ng_tensor_count (value); i++)
    if (ng_tensor_get_real (value, i) > ng_tensor_get_real (value, best))
      best = i;
  return g_strdup_printf ("%" G_GINT64_FORMAT, best);
}

/* The label, and whether the answer is the same; of many outputs, beside those that have one. */
static void
append_label (GtkWidget *card, NgExperiment *experiment, guint index)
{
  g_autofree char *answer = NULL, *text = NULL;
  const char *label = NULL;
  GtkWidget *line, *icon;
  gboolean is_same;

  for (guint i = 0; label == NULL && i < ng_net_n_inputs (ng_experiment_net (experiment)); i++)
    label = ng_sample_label (ng_experiment_sample (experiment, i));
  if (label == NULL)
    return;
  answer = answer_of (experiment, index);
  if (answer == NULL && ng_net_n_outputs (ng_experiment_net (experiment)) > 1)
    return;
  text = g_strdup_printf (_ ("Label: %s"), label);
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  append (line, ng_paragraph_new (text, "heading"));
  if (answer != NULL) {
    is_same = strcmp (answer, label) == 0;
    icon =
        gtk_image_new_from_icon_name (is_same ? "object-select-symbolic" : "window-close-symbolic");
    gtk_widget_add_css_class (icon, is_same ? "success" : "error");
    gtk_widget_set_tooltip_text (icon, is_same ? _ ("The answer is right") : _ ("Another answer"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (icon),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    is_same ? _ ("The answer is right") : _ ("Another answer"),
                                    -1);
    append (line, icon);
  }
  append (card, line);
}

static void
append_numbers (GtkWidget *card,
                NgDocument *document,
                const NgTensor *value,
                const NgCoder *decoder,
                gboolean has_picture)
{
  NgValueFlags flags = ng_value_flags (document, NULL);
  g_auto (GStrv) names = ng_value_classes (decoder);
  const char *const *classes = (const char *const *) names;
  g_autofree char *caption = ng_value_caption (value, classes, flags);
  g_autofree char *summary = ng_value_summary (value);
  GtkWidget *view;

  if (!has_picture) {
    view = ng_value_view_new (value, classes, flags, OUTPUT_WIDTH, OUTPUT_HEIGHT);
    gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
    append (card, view);
    if (caption != NULL)
      append (card, ng_paragraph_new (caption, "caption"));
  }
  append (card, ng_paragraph_new (summary, "dim-label"));
}

GtkWidget *
ng_result_card_new (NgDocument *document, NgExperiment *experiment, guint index)
{
  NgNet *net = ng_experiment_net (experiment);
  NgExpr *decoded = ng_experiment_decoded (experiment, index);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gboolean has_picture = FALSE;

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "sample");
  append (card, ng_paragraph_new (ng_net_output_name (net, index), "heading"));
  if (decoded != NULL)
    has_picture = append_decoded (card, decoded);
  append_label (card, experiment, index);
  append_numbers (card,
                  document,
                  ng_experiment_output (experiment, index),
                  ng_net_output_coder (net, index),
                  has_picture);
  return card;
}
