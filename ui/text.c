#include "ui/text.h"

#include "core/base/error.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Characters of a text that are shown, and how many of them are its end. */
#define MAX_CHARACTERS 400
#define END_CHARACTERS 100

char *
ng_shown_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  glong n = g_utf8_strlen (valid, -1);
  g_autofree char *start = NULL;

  if (n <= MAX_CHARACTERS)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, MAX_CHARACTERS - END_CHARACTERS - 1);
  return g_strconcat (start, "…", g_utf8_offset_to_pointer (valid, n - END_CHARACTERS), NULL);
}

GtkWidget *
ng_label_new (const char *text)
{
  g_autofree char *shown = ng_shown_text (text);

  return gtk_label_new (shown);
}

/* A label that gets the same text again would be laid out again, and all that is around it. */
void
ng_label_set (GtkLabel *label, const char *text)
{
  g_autofree char *shown = ng_shown_text (text);

  if (strcmp (gtk_label_get_text (label), shown) != 0)
    gtk_label_set_text (label, shown);
}

GtkWidget *
ng_paragraph_new (const char *text, const char *class)
{
  GtkWidget *label = ng_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

GtkWidget *
ng_fixed_width_new (GtkWidget *child, int width)
{
  gtk_widget_set_size_request (child, width, -1);
  return g_object_new (
      ADW_TYPE_CLAMP, "maximum-size", width, "tightening-threshold", width, "child", child, NULL);
}

void
ng_box_clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

char *
ng_failure_text (const GError *error)
{
  const NgDiagnostic *problem = ng_error_diagnostic (error);
  GString *text = g_string_new (NULL);

  if (problem != NULL && problem->place.line > 0)
    g_string_append_printf (
        text, _ ("Line %d, column %d: "), problem->place.line, problem->place.column);
  else if (problem != NULL && problem->place.path != NULL && *problem->place.path != '\0' &&
           strstr (error->message, problem->place.path) == NULL)
    g_string_append_printf (text, "%s: ", problem->place.path);
  g_string_append (text, error->message);
  if (problem != NULL && problem->hint != NULL)
    g_string_append_printf (text, "\n%s", problem->hint);
  return g_string_free (text, FALSE);
}

char *
ng_width_text (const NgPaperWidth *width)
{
  return g_strdup_printf (width->is_page ? _ ("%s, width of the page, %.0f mm")
                                         : _ ("%s, column, %.0f mm"),
                          width->publisher,
                          width->points * 25.4 / 72);
}
