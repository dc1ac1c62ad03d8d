#include "ui/notation-pane.h"

#include "ui/notation-patch.h"
#include "ui/notation-view.h"
#include "ui/notation-work.h"
#include "ui/text.h"
#include <glib/gi18n.h>
#include <string.h>

/* Milliseconds without typing after which the text is read, and after which what is typed next is a
 * revision of its own. */
enum { READ_DELAY = 150, BURST_DELAY = 1500 };
/* Nets of more layers are written by a worker; longer texts, in bytes, are not shown. */
enum { MANY_LAYERS = 300, MOST_TEXT = 2 << 20 };

/* Pixels by which the rest of a line that is wrapped stands further to the right. */
enum { HANGING_INDENT = 48 };

struct _NgNotationPane {
  GtkWidget parent_instance;

  GtkWidget *scroller, *footer;
  GtkSourceView *view;
  GtkTextBuffer *buffer;
  GtkImage *icon;
  GtkLabel *message;

  NgDocument *document;
  NgSession *session; /* holds the net under a name that nobody can type, for completion */
  NgCompletion *completion;

  NgNet *net;          /* the one that the text says, or last said */
  NgNotationMap *map;  /* where its layers stand; %NULL until that is known */
  GPtrArray *problems; /* (element-type NgDiagnostic): of the text */
  const char *note;    /* what is said while nothing is wrong */
  guint serial;        /* goes up whenever the text changes */
  guint burst;         /* of typing: what is typed in one is one revision */
  guint read_timer, burst_timer, scroll_idle;
  guint n_reading;
  GCancellable *reading, *writing;
  gboolean is_typed;   /* not read yet, or wrong */
  gboolean is_setting; /* the text, or the cursor in it */
  gboolean is_pushing;
  gboolean is_selecting;
};

G_DEFINE_FINAL_TYPE (NgNotationPane, ng_notation_pane, GTK_TYPE_WIDGET)

enum { SHOWN, N_SIGNALS };

static guint signals[N_SIGNALS];

GtkSourceView *
ng_notation_pane_view (NgNotationPane *self)
{
  return self->view;
}

NgCompletion *
ng_notation_pane_completion (NgNotationPane *self)
{
  return self->completion;
}

const char *
ng_notation_pane_message (NgNotationPane *self)
{
  return gtk_widget_get_visible (self->footer) ? gtk_label_get_text (self->message) : "";
}

gboolean
ng_notation_pane_is_busy (NgNotationPane *self)
{
  return self->read_timer != 0 || self->n_reading > 0 || self->writing != NULL;
}

static char *
get_text (NgNotationPane *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_slice (self->buffer, &start, &end, TRUE);
}

/* ---- places ---- */

/* The character at a line and column, both from 1; the last one of a line or a text that is
 * shorter. */
static void
get_iter (NgNotationPane *self, int line, int column, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_line_offset (
      self->buffer, iter, MAX (line - 1, 0), MAX (column - 1, 0));
}

static void
get_range (NgNotationPane *self, const NgPlace *place, GtkTextIter *start, GtkTextIter *end)
{
  get_iter (self, place->line, place->column, start);
  *end = *start;
  if (place->end_line > 0)
    get_iter (self, place->end_line, place->end_column, end);
}

/* The same, never empty, so that it can be seen. */
static void
get_visible_range (NgNotationPane *self, const NgPlace *place, GtkTextIter *start, GtkTextIter *end)
{
  get_range (self, place, start, end);
  if (gtk_text_iter_compare (start, end) < 0)
    return;
  *end = *start;
  if (gtk_text_iter_ends_line (start))
    gtk_text_iter_backward_char (start);
  else
    gtk_text_iter_forward_char (end);
}

static void
clear_tag (NgNotationPane *self, const char *tag)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (self->buffer, tag, &start, &end);
}

/* ---- what is wrong ---- */

static void
say (NgNotationPane *self, const char *icon, const char *text)
{
  gtk_image_set_from_icon_name (self->icon, icon);
  ng_label_set (self->message, text);
  gtk_widget_set_visible (self->footer, *text != '\0');
}

static char *
describe (const NgDiagnostic *problem)
{
  return problem->hint != NULL ? g_strdup_printf ("%s\n%s", problem->message, problem->hint)
                               : g_strdup (problem->message);
}

static const NgDiagnostic *
first_problem (NgNotationPane *self)
{
  return self->problems->len > 0 ? self->problems->pdata[0] : NULL;
}

static void
mark_problems (NgNotationPane *self)
{
  const NgDiagnostic *first = first_problem (self);
  g_autofree char *sentence = first != NULL ? describe (first) : NULL;
  g_autofree char *text = NULL;

  clear_tag (self, "error");
  clear_tag (self, "warning");
  for (guint i = 0; i < self->problems->len; i++) {
    const NgDiagnostic *problem = self->problems->pdata[i];
    gboolean is_error = problem->severity == NG_SEVERITY_ERROR;
    GtkTextIter start, end;

    if (problem->place.line == 0)
      continue;
    get_visible_range (self, &problem->place, &start, &end);
    gtk_text_buffer_apply_tag_by_name (self->buffer, is_error ? "error" : "warning", &start, &end);
  }
  if (first == NULL) {
    say (self, "dialog-information-symbolic", self->note);
    return;
  }
  if (first->place.line > 0)
    text = g_strdup_printf (
        _ ("Line %d, column %d: %s"), first->place.line, first->place.column, sentence);
  say (self,
       first->severity == NG_SEVERITY_ERROR ? "dialog-error-symbolic" : "dialog-warning-symbolic",
       text != NULL ? text : sentence);
}

/* Pointing at what is underlined tells what is wrong there. */
static gboolean
tooltip_cb (NgNotationPane *self, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  GtkTextIter iter;
  int buffer_x, buffer_y;

  gtk_text_view_window_to_buffer_coords (
      GTK_TEXT_VIEW (self->view), GTK_TEXT_WINDOW_WIDGET, x, y, &buffer_x, &buffer_y);
  if (by_keyboard)
    gtk_text_buffer_get_iter_at_mark (
        self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  else if (!gtk_text_view_get_iter_at_location (
               GTK_TEXT_VIEW (self->view), &iter, buffer_x, buffer_y))
    return FALSE;
  for (guint i = 0; i < self->problems->len; i++) {
    const NgDiagnostic *problem = self->problems->pdata[i];
    g_autofree char *text = NULL;
    GtkTextIter start, end;

    if (problem->place.line == 0)
      continue;
    get_visible_range (self, &problem->place, &start, &end);
    if (!gtk_text_iter_in_range (&iter, &start, &end))
      continue;
    text = describe (problem);
    gtk_tooltip_set_text (tooltip, text);
    return TRUE;
  }
  return FALSE;
}

/* The sentence below the text leads to its place. */
static void
go_to_problem (NgNotationPane *self)
{
  const NgDiagnostic *first = first_problem (self);
  GtkTextIter start, end;

  if (first == NULL || first->place.line == 0)
    return;
  get_range (self, &first->place, &start, &end);
  gtk_text_buffer_select_range (self->buffer, &start, &end);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->view), &start, 0.1, FALSE, 0, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* ---- the selection ---- */

static const NgNotationSpan *
find_span (NgNotationPane *self, const NgSubject *subject)
{
  int layer;

  if (subject->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (subject, ng_document_net (self->document), NULL, &layer) || layer < 0)
    return NULL;
  return ng_notation_map_find (self->map, subject->net, (gsize) layer);
}

/* Once lines have been laid out, so that it is known where they are: brings the cursor into view.
 */
static gboolean
scroll_cb (gpointer user_data)
{
  NgNotationPane *self = user_data;
  GtkTextIter iter;
  GdkRectangle line, seen;

  self->scroll_idle = 0;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self->view), &iter, &line);
  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (self->view), &seen);
  if (line.y < seen.y || line.y + line.height > seen.y + seen.height)
    gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (self->view), &iter, 0.2, FALSE, 0, 0);
  return G_SOURCE_REMOVE;
}

/* Layers that are selected in the picture are marked here, and the last of them is brought into
 * view. The cursor stays with who is typing. */
static void
selection_changed_cb (NgNotationPane *self)
{
  const GPtrArray *selected = ng_document_selected (self->document);
  GtkTextIter start, end;

  if (self->map == NULL || self->net != ng_document_net (self->document))
    return;
  clear_tag (self, "selected");
  for (guint i = 0; i < selected->len; i++) {
    const NgNotationSpan *span = find_span (self, selected->pdata[i]);

    if (span == NULL)
      continue;
    get_range (self, &span->place, &start, &end);
    gtk_text_buffer_apply_tag_by_name (self->buffer, "selected", &start, &end);
    if (i + 1 < selected->len || self->is_selecting ||
        gtk_widget_is_focus (GTK_WIDGET (self->view)))
      continue;
    self->is_setting = TRUE;
    gtk_text_buffer_place_cursor (self->buffer, &start);
    self->is_setting = FALSE;
    if (self->scroll_idle == 0)
      self->scroll_idle = g_idle_add_full (G_PRIORITY_LOW, scroll_cb, self, NULL);
  }
}

/* The layer that the cursor is in is selected in the picture. */
static void
cursor_cb (NgNotationPane *self)
{
  const NgNotationSpan *span;
  NgNet *net;
  GtkTextIter iter;
  g_autoptr (NgSubject) subject = NULL;

  if (self->is_setting || self->map == NULL || self->net != ng_document_net (self->document))
    return;
  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  span = ng_notation_map_at (
      self->map, gtk_text_iter_get_line (&iter) + 1, gtk_text_iter_get_line_offset (&iter) + 1);
  net = span != NULL ? ng_path_resolve (self->net, span->path) : NULL;
  if (net == NULL || span->index >= ng_net_n_layers (net))
    return;
  subject = ng_subject_of_layer (net, span->path, span->index);
  if (ng_subject_equal (subject, ng_document_selection (self->document)))
    return;
  self->is_selecting = TRUE;
  ng_document_select (self->document, subject);
  self->is_selecting = FALSE;
  g_signal_emit (self, signals[SHOWN], 0, subject);
}

/* ---- text to net ---- */

static void
set_net (NgNotationPane *self, NgNet *net)
{
  NgNet *held = net != NULL ? ng_net_ref (net) : NULL;

  g_clear_pointer (&self->net, ng_net_unref);
  self->net = held;
  if (net != NULL)
    ng_session_set_net (self->session, "%", net);
}

static void read_text (NgNotationPane *self);

static void
push (NgNotationPane *self, const NgReading *reading, NgNet *net)
{
  g_autofree char *key = g_strdup_printf ("notation %u", reading->burst);

  set_net (self, net);
  self->is_pushing = TRUE;
  ng_document_push_merged (self->document, net, _ ("Edit Notation"), key);
  self->is_pushing = FALSE;
}

static void
read_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgNotationPane *self = owner;
  const NgReading *reading = data;
  g_autoptr (NgReadText) read = result;

  self->n_reading--;
  if (read == NULL || self->document == NULL || reading->serial != self->serial)
    return;
  g_clear_object (&self->reading);
  if (!reading->is_written && reading->net != ng_document_net (self->document)) {
    read_text (self);
    return;
  }
  g_ptr_array_unref (self->problems);
  self->problems = g_ptr_array_ref (read->problems);
  g_clear_pointer (&self->map, ng_notation_map_free);
  self->map = g_steal_pointer (&read->map);
  /* Nothing at all is no mistake before there is anything. */
  if (read->net == NULL && ng_document_net (self->document) == NULL && *reading->text == '\0')
    g_ptr_array_set_size (self->problems, 0);
  mark_problems (self);
  if (read->net != NULL) {
    self->is_typed = FALSE;
    if (!read->is_same)
      push (self, reading, read->net);
    ng_document_set_text (self->document, reading->text);
  }
  if (!reading->is_written && gtk_widget_is_focus (GTK_WIDGET (self->view)))
    cursor_cb (self);
  selection_changed_cb (self);
}

static void
start_reading (NgNotationPane *self, const char *text, NgNet *net)
{
  NgReading reading = { .text = (char *) text,
                        .net = net,
                        .is_written = !self->is_typed,
                        .serial = self->serial,
                        .burst = self->burst };

  if (self->reading != NULL) {
    g_cancellable_cancel (self->reading);
    g_clear_object (&self->reading);
  }
  self->reading = g_cancellable_new ();
  self->n_reading++;
  ng_notation_read_start (
      ng_document_tasks (self->document), G_OBJECT (self), &reading, self->reading, read_done);
}

static void
read_text (NgNotationPane *self)
{
  g_autofree char *text = get_text (self);

  g_clear_handle_id (&self->read_timer, g_source_remove);
  start_reading (self, text, ng_document_net (self->document));
}

static gboolean
read_cb (gpointer user_data)
{
  NgNotationPane *self = user_data;

  self->read_timer = 0;
  read_text (self);
  return G_SOURCE_REMOVE;
}

static gboolean
burst_cb (gpointer user_data)
{
  NgNotationPane *self = user_data;

  self->burst_timer = 0;
  self->burst++;
  return G_SOURCE_REMOVE;
}

static void
changed_cb (NgNotationPane *self)
{
  self->serial++;
  g_clear_pointer (&self->map, ng_notation_map_free);
  if (self->is_setting)
    return;
  self->is_typed = TRUE;
  g_clear_handle_id (&self->read_timer, g_source_remove);
  g_clear_handle_id (&self->burst_timer, g_source_remove);
  self->read_timer = g_timeout_add (READ_DELAY, read_cb, self);
  self->burst_timer = g_timeout_add (BURST_DELAY, burst_cb, self);
}

static void
leave_cb (NgNotationPane *self)
{
  if (self->read_timer != 0)
    read_text (self);
  g_clear_handle_id (&self->burst_timer, g_source_remove);
  self->burst++;
}

/* ---- net to text ---- */

/* Bytes that both begin with, whole characters. */
static gsize
count_common (const char *a, const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  while (n > 0 && ((a[n] & 0xC0) == 0x80 || (b[n] & 0xC0) == 0x80))
    n--;
  return n;
}

/* Bytes that both end with, behind the first @start. */
static gsize
count_common_end (const char *a, const char *b, gsize start)
{
  gsize m = strlen (a), n = strlen (b), k = 0;

  while (k < m - start && k < n - start && a[m - k - 1] == b[n - k - 1])
    k++;
  while (k > 0 && (a[m - k] & 0xC0) == 0x80)
    k--;
  return k;
}

/* Replaces no more of the text than what differs, so that the cursor, the view and the colours of
 * all else stay. What was typed and never read can be had back; other texts cannot be undone here,
 * since the document undoes them. */
static void
set_text (NgNotationPane *self, const char *text)
{
  GtkTextIter start, end;
  g_autofree char *before = get_text (self);
  gsize first, last;

  g_clear_handle_id (&self->read_timer, g_source_remove);
  self->is_setting = TRUE;
  if (strcmp (before, text) != 0) {
    first = count_common (before, text);
    last = count_common_end (before, text, first);
    gtk_text_buffer_get_iter_at_offset (
        self->buffer, &start, (int) g_utf8_pointer_to_offset (before, before + first));
    gtk_text_buffer_get_iter_at_offset (
        self->buffer,
        &end,
        (int) g_utf8_pointer_to_offset (before, before + strlen (before) - last));
    if (self->is_typed)
      gtk_text_buffer_begin_user_action (self->buffer);
    else
      gtk_text_buffer_begin_irreversible_action (self->buffer);
    gtk_text_buffer_delete (self->buffer, &start, &end);
    gtk_text_buffer_insert (
        self->buffer, &start, text + first, (int) (strlen (text) - last - first));
    if (self->is_typed)
      gtk_text_buffer_end_user_action (self->buffer);
    else
      gtk_text_buffer_end_irreversible_action (self->buffer);
  }
  self->is_setting = FALSE;
  self->serial++;
  self->is_typed = FALSE;
  self->burst++;
}

static void
show_text (NgNotationPane *self, const char *text)
{
  gboolean is_shown = strlen (text) <= MOST_TEXT;
  gboolean is_raw = self->net != NULL && ng_net_is_raw (self->net);

  self->note = "";
  if (!is_shown)
    self->note = _ ("The notation of this net is too long to be shown.");
  else if (is_raw)
    self->note = _ ("Nets of ONNX operators can be read here, not edited: their notation does not "
                    "read back.");
  g_ptr_array_set_size (self->problems, 0);
  set_text (self, is_shown ? text : "");
  mark_problems (self);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), is_shown && !is_raw);
  if (is_shown && self->net != NULL)
    start_reading (self, text, self->net);
}

static void
write_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgNotationPane *self = owner;
  g_autofree char *text = result;

  if (text == NULL || self->document == NULL || data != self->net)
    return;
  g_clear_object (&self->writing);
  show_text (self, text);
}

static gboolean
has_many_layers (const NgNet *net, gsize *n)
{
  *n += ng_net_n_layers (net);
  for (gsize i = 0; i < ng_net_n_layers (net) && *n <= MANY_LAYERS; i++)
    if (ng_layer_net (ng_net_layer (net, i)) != NULL)
      has_many_layers (ng_layer_net (ng_net_layer (net, i)), n);
  return *n > MANY_LAYERS;
}

/* Returns: (transfer full) (nullable): the text as it stands, with the layers that differ from
 *   @before written anew; %NULL where there is nothing of somebody's to be kept, or it cannot */
static char *
patch (NgNotationPane *self, const NgNet *before)
{
  g_autofree char *text = get_text (self);
  g_autofree char *usual = NULL;
  gsize n = 0;

  if (self->map == NULL || self->is_typed || has_many_layers (before, &n))
    return NULL;
  usual = ng_notation_write (before);
  return g_str_equal (text, usual) ? NULL : ng_notation_patch (text, self->map, before, self->net);
}

/* A net that is large is written elsewhere, and nothing can be typed meanwhile. @before:
 * (nullable): what the text says now */
static void
write_net (NgNotationPane *self, const NgNet *before)
{
  g_autofree char *patched = NULL;
  gsize n = 0;

  if (before != NULL && self->net != NULL)
    patched = patch (self, before);
  if (self->net == NULL) {
    show_text (self, "");
  } else if (patched != NULL) {
    ng_document_set_text (self->document, patched);
    show_text (self, patched);
  } else if (has_many_layers (self->net, &n)) {
    self->writing = g_cancellable_new ();
    gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), FALSE);
    say (self, "emblem-synchronizing-symbolic", _ ("Writing…"));
    ng_notation_write_start (
        ng_document_tasks (self->document), G_OBJECT (self), self->net, self->writing, write_done);
  } else {
    g_autofree char *text = ng_notation_write (self->net);

    show_text (self, text);
  }
}

/* The text is written when it is first seen. */
static void
net_changed_cb (NgNotationPane *self)
{
  NgNet *net = ng_document_net (self->document);
  g_autoptr (NgNet) before = self->net != NULL ? ng_net_ref (self->net) : NULL;

  if (self->is_pushing || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (net == self->net && net != NULL && !self->is_typed)
    return;
  if (self->writing != NULL) {
    g_cancellable_cancel (self->writing);
    g_clear_object (&self->writing);
  }
  set_net (self, net);
  if (ng_document_text (self->document) != NULL)
    show_text (self, ng_document_text (self->document));
  else
    write_net (self, before);
}

/* ---- the object ---- */

gboolean
ng_notation_pane_undo (NgNotationPane *self)
{
  if (!gtk_widget_is_focus (GTK_WIDGET (self->view)) ||
      !gtk_text_buffer_get_can_undo (self->buffer))
    return FALSE;
  gtk_text_buffer_undo (self->buffer);
  return TRUE;
}

gboolean
ng_notation_pane_redo (NgNotationPane *self)
{
  if (!gtk_widget_is_focus (GTK_WIDGET (self->view)) ||
      !gtk_text_buffer_get_can_redo (self->buffer))
    return FALSE;
  gtk_text_buffer_redo (self->buffer);
  return TRUE;
}

void
ng_notation_pane_set_document (NgNotationPane *self, NgDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (net_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      document, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (net_changed_cb), NULL);
}

static void
dispose (GObject *object)
{
  NgNotationPane *self = NG_NOTATION_PANE (object);

  g_clear_handle_id (&self->read_timer, g_source_remove);
  g_clear_handle_id (&self->burst_timer, g_source_remove);
  g_clear_handle_id (&self->scroll_idle, g_source_remove);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->reading);
  g_clear_object (&self->writing);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->footer, gtk_widget_unparent);
  g_clear_pointer (&self->map, ng_notation_map_free);
  g_clear_pointer (&self->net, ng_net_unref);
  if (self->completion != NULL)
    ng_completion_set_session (self->completion, NULL);
  g_clear_object (&self->completion);
  g_clear_pointer (&self->session, ng_session_free);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_notation_pane_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (NG_NOTATION_PANE (object)->problems);
  G_OBJECT_CLASS (ng_notation_pane_parent_class)->finalize (object);
}

static void
ng_notation_pane_class_init (NgNotationPaneClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  G_OBJECT_CLASS (class)->finalize = finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "notation");
  signals[SHOWN] = g_signal_new ("shown",
                                 NG_TYPE_NOTATION_PANE,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_POINTER);
}

static void
add_tags (NgNotationPane *self)
{
  gtk_text_buffer_create_tag (
      self->buffer, "selected", "background-rgba", &(GdkRGBA){ 0.21f, 0.52f, 0.89f, 0.18f }, NULL);
  gtk_text_buffer_create_tag (self->buffer,
                              "warning",
                              "underline",
                              PANGO_UNDERLINE_ERROR,
                              "underline-rgba",
                              &(GdkRGBA){ 0.90f, 0.58f, 0, 1 },
                              NULL);
  gtk_text_buffer_create_tag (self->buffer,
                              "error",
                              "underline",
                              PANGO_UNDERLINE_ERROR,
                              "underline-rgba",
                              &(GdkRGBA){ 0.88f, 0.11f, 0.14f, 1 },
                              NULL);
}

static void
add_view (NgNotationPane *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->view = ng_notation_view_new (self->completion, _ ("Notation"));
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_source_view_set_show_line_numbers (self->view, TRUE);
  gtk_source_view_set_highlight_current_line (self->view, TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_indent (GTK_TEXT_VIEW (self->view), -HANGING_INDENT);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 4);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 48);
  add_tags (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->view), TRUE);
  g_signal_connect_swapped (self->view, "query-tooltip", G_CALLBACK (tooltip_cb), self);
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->buffer, "notify::cursor-position", G_CALLBACK (cursor_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), focus);
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

static void
add_footer (NgNotationPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->message, TRUE);
  gtk_label_set_wrap_mode (self->message, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->message, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->message), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->message));
  self->footer = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->footer), box);
  gtk_widget_add_css_class (self->footer, "flat");
  gtk_widget_set_visible (self->footer, FALSE);
  g_signal_connect_swapped (self->footer, "clicked", G_CALLBACK (go_to_problem), self);
  gtk_widget_set_parent (self->footer, GTK_WIDGET (self));
}

static void
ng_notation_pane_init (NgNotationPane *self)
{
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->problems = ng_diagnostic_list_new ();
  self->note = "";
  self->session = ng_session_new ();
  self->completion = ng_completion_new ();
  ng_completion_set_session (self->completion, self->session);
  add_view (self);
  add_footer (self);
}
