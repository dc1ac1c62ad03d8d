#include "ui/console.h"

#include "core/language/complete.h"
#include "render/plot/values.h"
#include "ui/console-work.h"
#include "ui/notation-view.h"
#include "ui/scene-view.h"
#include <glib/gi18n.h>
#include <string.h>

/* Questions and answers that stay to be seen, in pieces. */
enum { MOST_PIECES = 400 };

struct _NgConsole {
  GtkWidget parent_instance;

  GtkWidget *scroller, *bar;
  GtkBox *pieces; /* questions, answers and messages, one below the other */
  GtkSourceView *view;
  GtkTextBuffer *buffer;
  GtkLabel *prompt;
  GtkWidget *spinner, *stop;
  GtkWidget *open;     /* (nullable): the last button that opens a net */
  GtkLabel *question;  /* (nullable): what was asked last */
  guint question_line; /* its first line, from 1 */
  gsize question_indent;
  guint n_pieces;
  char *answer;

  NgDocument *document;
  NgSession *session; /* a worker's while something is evaluated */
  NgCompletion *completion;
  GCancellable *running;
  GPtrArray *lines; /* all that was asked, by line: what is wrong may have been written before */
  GPtrArray *asked;
  guint position; /* in what was asked, of what one looks at */
  gboolean is_proposing;
};

G_DEFINE_FINAL_TYPE (NgConsole, ng_console, GTK_TYPE_WIDGET)

enum { OPENED, N_SIGNALS };

static guint signals[N_SIGNALS];

gboolean
ng_console_is_running (NgConsole *self)
{
  return self->running != NULL;
}

const char *
ng_console_answer (NgConsole *self)
{
  return self->answer;
}

GtkTextView *
ng_console_input (NgConsole *self)
{
  return GTK_TEXT_VIEW (self->view);
}

GtkWidget *
ng_console_last_button (NgConsole *self)
{
  return self->open;
}

void
ng_console_focus (NgConsole *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* ---- what is said ---- */

static gboolean
scroll_cb (gpointer user_data)
{
  NgConsole *self = user_data;
  GtkAdjustment *adjustment;

  if (self->scroller != NULL) {
    adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  }
  return G_SOURCE_REMOVE;
}

/* Behind the last piece; the view follows once that has been laid out. */
static void
add (NgConsole *self, GtkWidget *piece)
{
  gtk_box_append (self->pieces, piece);
  if (++self->n_pieces > MOST_PIECES) {
    GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->pieces));

    if (first == GTK_WIDGET (self->question))
      self->question = NULL;
    gtk_box_remove (self->pieces, first);
    self->n_pieces--;
  }
  g_timeout_add_full (G_PRIORITY_LOW, 50, scroll_cb, g_object_ref (self), g_object_unref);
}

static GtkWidget *
label_new (const char *text, const char *class)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GtkWidget *label = gtk_label_new (valid);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_focusable (label, FALSE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
set_answer (NgConsole *self, const char *text)
{
  g_free (self->answer);
  self->answer = g_strdup (text);
}

static void
open_cb (GtkButton *button, NgConsole *self)
{
  g_signal_emit (self,
                 signals[OPENED],
                 0,
                 g_object_get_data (G_OBJECT (button), "net"),
                 g_object_get_data (G_OBJECT (button), "title"));
}

static GtkWidget *
open_button_new (NgConsole *self, const NgAnswer *answer)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Open in a Window"));

  gtk_widget_set_valign (button, GTK_ALIGN_START);
  g_object_set_data_full (
      G_OBJECT (button), "net", ng_net_ref (answer->net), (GDestroyNotify) ng_net_unref);
  g_object_set_data_full (
      G_OBJECT (button), "title", g_strdup_printf ("%%%u", answer->number), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), self);
  g_set_weak_pointer (&self->open, button);
  return button;
}

static GtkWidget *
plot_new (const NgAnswer *answer)
{
  GtkWidget *view = ng_scene_view_new (ng_scene_ref (answer->plot), answer->text);

  gtk_widget_set_halign (view, GTK_ALIGN_START);
  return view;
}

static void
add_answer (NgConsole *self, const NgAnswer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *text = g_strdup_printf ("%%%u = %s", answer->number, answer->text);

  set_answer (self, answer->text);
  if (*answer->text == '\0')
    return;
  gtk_box_append (GTK_BOX (box), label_new (text, "answer"));
  if (answer->is_cut)
    gtk_widget_set_tooltip_text (gtk_widget_get_first_child (box),
                                 _ ("Shortened; InputForm[%] shows all of it"));
  if (answer->net != NULL)
    gtk_box_append (GTK_BOX (box), open_button_new (self, answer));
  add (self, box);
  if (answer->plot != NULL)
    add (self, plot_new (answer));
}

/* Underlines bytes of a label besides those that are; a place of no length is that of the character
 * before it. */
static void
underline (GtkLabel *label, gsize from, gsize to)
{
  PangoAttrList *before = gtk_label_get_attributes (label);
  g_autoptr (PangoAttrList) attributes =
      before != NULL ? pango_attr_list_copy (before) : pango_attr_list_new ();
  PangoAttribute *attribute = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

  attribute->start_index = (guint) (from == to && from > 0 ? from - 1 : from);
  attribute->end_index = (guint) to;
  pango_attr_list_insert (attributes, attribute);
  gtk_label_set_attributes (label, attributes);
}

/* The line that a problem is about, underlined where it is: in the question, or once more where
 * that was asked before. */
static void
show_place (NgConsole *self, const NgPlace *place)
{
  const char *line = self->lines->pdata[place->line - 1];
  gboolean is_asked = self->question != NULL && (guint) place->line >= self->question_line;
  glong n = g_utf8_strlen (line, -1);
  glong from = CLAMP (place->column - 1, 0, n), to = n;
  GtkLabel *label = self->question;
  gsize start = 0;

  if (place->end_line == place->line)
    to = CLAMP (place->end_column - 1, from, n);
  for (int l = (int) self->question_line; is_asked && l < place->line; l++)
    start += strlen (self->lines->pdata[l - 1]) + 1 + self->question_indent;
  if (is_asked) {
    start += self->question_indent;
  } else {
    label = GTK_LABEL (label_new (line, "question"));
    add (self, GTK_WIDGET (label));
  }
  underline (label,
             start + (gsize) (g_utf8_offset_to_pointer (line, from) - line),
             start + (gsize) (g_utf8_offset_to_pointer (line, to) - line));
}

/* What is wrong; in the text of a file also where. */
static char *
write_problem (const NgDiagnostic *problem)
{
  const NgPlace *place = &problem->place;

  return place->file != NULL && place->line > 0
             ? g_strdup_printf (
                   "%s:%d:%d: %s", place->file, place->line, place->column, problem->message)
             : g_strdup (problem->message);
}

static void
add_problem (NgConsole *self, const NgDiagnostic *problem)
{
  const NgPlace *place = &problem->place;
  gboolean is_error = problem->severity == NG_SEVERITY_ERROR;
  g_autofree char *sentence = write_problem (problem);
  g_autofree char *text = problem->hint != NULL
                              ? g_strdup_printf ("%s\n%s", sentence, problem->hint)
                              : g_strdup (sentence);

  if (place->file == NULL && place->line > 0 && (guint) place->line <= self->lines->len)
    show_place (self, place);
  add (self, label_new (text, is_error ? "error" : "warning"));
  set_answer (self, sentence);
}

static void
add_message (NgConsole *self, const char *text)
{
  add (self, label_new (text, "error"));
  set_answer (self, text);
}

/* ---- evaluation ---- */

static void
update (NgConsole *self)
{
  gboolean is_running = self->running != NULL;
  g_autofree char *prompt = NULL;

  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_running);
  gtk_widget_set_visible (self->spinner, is_running);
  gtk_widget_set_visible (self->stop, is_running);
  ng_completion_set_session (self->completion, is_running ? NULL : self->session);
  if (is_running)
    return;
  prompt = g_strdup_printf ("%u>", ng_session_n_values (self->session) + 1);
  gtk_label_set_text (self->prompt, prompt);
}

/* The open net is called net, whatever became of that name. */
static void
name_net (NgConsole *self)
{
  NgNet *net = ng_document_net (self->document);

  if (self->running == NULL && net != NULL)
    ng_session_set_net (self->session, "net", net);
}

/* `net = …` is a revision, unless the net has become another one meanwhile. */
static void
take_net (NgConsole *self, const NgQuestion *question, NgNet *net)
{
  if (ng_document_net (self->document) == question->net)
    ng_document_push (self->document, net, _ ("Console"));
  else
    add_message (self,
                 _ ("The open net has changed while this was evaluated, so it stays as it is."));
}

static void
done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgConsole *self = owner;
  g_autoptr (NgAnswers) answers = result;

  g_clear_object (&self->running);
  if (self->document == NULL)
    return;
  update (self);
  if (answers == NULL) {
    add_message (self, _ ("Stopped"));
    return;
  }
  for (guint i = 0; i < answers->values->len; i++)
    add_answer (self, answers->values->pdata[i]);
  for (guint i = 0; i < answers->problems->len; i++)
    add_problem (self, answers->problems->pdata[i]);
  if (answers->failure != NULL)
    add_message (self, answers->failure);
  if (answers->is_interrupted)
    add_message (self, _ ("Stopped"));
  if (answers->net != NULL)
    take_net (self, data, answers->net);
  name_net (self);
}

static const char *
find_place (const char *text, int line, int column)
{
  for (int i = 1; i < line && strchr (text, '\n') != NULL; i++)
    text = strchr (text, '\n') + 1;
  for (int i = 1; i < column && *text != '\0'; i++)
    text = g_utf8_next_char (text);
  return text;
}

/* Whether a semicolon follows each expression, which says that its value is not asked for. */
static gboolean *
find_silent (const char *text, const GPtrArray *program)
{
  gboolean *is_silent = g_new0 (gboolean, program->len + 1);

  for (guint i = 0; i < program->len; i++) {
    const NgPlace *place = ng_expr_place (program->pdata[i]);
    const char *rest = find_place (text, place->end_line, place->end_column);

    is_silent[i] = rest[strspn (rest, " \t\n)")] == ';';
  }
  return is_silent;
}

/* The text behind as many empty lines as were asked before, so that lines count through. */
static char *
number_lines (NgConsole *self, const char *text)
{
  g_autofree char *above = g_strnfill (self->lines->len, '\n');

  return g_strconcat (above, text, NULL);
}

/* Its lines stand below one another, behind the prompt. */
static void
add_question (NgConsole *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *prompt = gtk_label_get_text (self->prompt);
  g_autofree char *indent = g_strnfill (strlen (prompt) + 1, ' ');
  g_autofree char *between = g_strconcat ("\n", indent, NULL);
  g_autofree char *joined = g_strjoinv (between, lines);
  g_autofree char *shown = g_strconcat (prompt, " ", joined, NULL);

  self->question = GTK_LABEL (label_new (shown, "question"));
  self->question_line = self->lines->len + 1;
  self->question_indent = strlen (indent);
  add (self, GTK_WIDGET (self->question));
  for (gsize i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (self->lines, g_strdup (lines[i]));
  g_ptr_array_add (self->asked, g_strdup (text));
  self->position = self->asked->len;
}

void
ng_console_ask (NgConsole *self, const char *text)
{
  g_autofree char *numbered = number_lines (self, text);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *program;
  NgQuestion *question;
  NgNet *net = ng_document_net (self->document);

  if (self->running != NULL)
    return;
  program = ng_parse (numbered, -1, warnings, &error);
  if (ng_error_has_tag (error, "Syntax::empty"))
    return;
  add_question (self, text);
  for (guint i = 0; i < warnings->len; i++)
    add_problem (self, warnings->pdata[i]);
  if (program == NULL) {
    add_problem (self, ng_error_diagnostic (error));
    return;
  }
  question = g_new0 (NgQuestion, 1);
  *question = (NgQuestion){ .session = self->session,
                            .program = program,
                            .is_silent = find_silent (numbered, program),
                            .net = net != NULL ? ng_net_ref (net) : NULL };
  self->running = g_cancellable_new ();
  update (self);
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  ng_console_work,
                  question,
                  ng_question_free,
                  self->running,
                  done);
}

void
ng_console_stop (NgConsole *self)
{
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
}

/* ---- typing ---- */

static char *
get_text (NgConsole *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_slice (self->buffer, &start, &end, TRUE);
}

/* Return asks, unless a bracket is still open: then it begins a line. */
static gboolean
take_return (NgConsole *self)
{
  g_autofree char *text = get_text (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) program = NULL;

  if (self->running != NULL)
    return TRUE;
  program = ng_parse (text, -1, NULL, &error);
  if (program == NULL && ng_is_incomplete (error))
    return FALSE;
  gtk_text_buffer_set_text (self->buffer, "", -1);
  ng_console_ask (self, text);
  return TRUE;
}

/* Up in the first line and Down in the last one go through what was asked. */
static gboolean
walk (NgConsole *self, int step)
{
  GtkTextIter iter;
  gint64 position = (gint64) self->position + step;

  gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, gtk_text_buffer_get_insert (self->buffer));
  if (step < 0 ? gtk_text_iter_get_line (&iter) > 0
               : gtk_text_iter_get_line (&iter) + 1 < gtk_text_buffer_get_line_count (self->buffer))
    return FALSE;
  if (position < 0 || position > self->asked->len)
    return TRUE;
  self->position = (guint) position;
  gtk_text_buffer_set_text (
      self->buffer, position < self->asked->len ? self->asked->pdata[position] : "", -1);
  return TRUE;
}

static gboolean
key_cb (NgConsole *self, guint key, guint code, GdkModifierType state)
{
  if (self->is_proposing || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    return take_return (self);
  case GDK_KEY_Up:
    return walk (self, -1);
  case GDK_KEY_Down:
    return walk (self, 1);
  case GDK_KEY_Escape:
    ng_console_stop (self);
    return FALSE;
  default:
    return FALSE;
  }
}

static void
proposals_shown_cb (NgConsole *self)
{
  self->is_proposing = TRUE;
}

static void
proposals_hidden_cb (NgConsole *self)
{
  self->is_proposing = FALSE;
}

/* ---- the object ---- */

void
ng_console_set_document (NgConsole *self, NgDocument *document)
{
  g_return_if_fail (self->document == NULL);
  self->document = g_object_ref (document);
  g_signal_connect_object (document, "net-changed", G_CALLBACK (name_net), self, G_CONNECT_SWAPPED);
}

static void
dispose (GObject *object)
{
  NgConsole *self = NG_CONSOLE (object);

  ng_console_stop (self);
  g_clear_weak_pointer (&self->open);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  if (self->completion != NULL)
    ng_completion_set_session (self->completion, NULL);
  g_clear_object (&self->completion);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (ng_console_parent_class)->dispose (object);
}

/* The worker is done by now: it keeps its owner. */
static void
finalize (GObject *object)
{
  NgConsole *self = NG_CONSOLE (object);

  ng_session_free (self->session);
  g_clear_object (&self->running);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->asked);
  g_free (self->answer);
  G_OBJECT_CLASS (ng_console_parent_class)->finalize (object);
}

static void
ng_console_class_init (NgConsoleClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  G_OBJECT_CLASS (class)->finalize = finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "console");
  signals[OPENED] = g_signal_new ("opened",
                                  NG_TYPE_CONSOLE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_POINTER,
                                  G_TYPE_STRING);
}

static void
add_pieces (NgConsole *self)
{
  self->pieces = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 4));
  gtk_widget_add_css_class (GTK_WIDGET (self->pieces), "pieces");
  gtk_widget_set_valign (GTK_WIDGET (self->pieces), GTK_ALIGN_END);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->pieces));
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

static GtkWidget *
input_new (NgConsole *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = ng_notation_view_new (self->completion, _ ("Expression"));
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_swapped (
      gtk_source_view_get_completion (self->view), "show", G_CALLBACK (proposals_shown_cb), self);
  g_signal_connect_swapped (
      gtk_source_view_get_completion (self->view), "hide", G_CALLBACK (proposals_hidden_cb), self);
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 120);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_hexpand (scroller, TRUE);
  return scroller;
}

static void
add_bar (NgConsole *self)
{
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->bar, "ask");
  self->prompt = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->prompt), "question");
  gtk_widget_set_valign (GTK_WIDGET (self->prompt), GTK_ALIGN_START);
  self->spinner = gtk_spinner_new ();
  self->stop = gtk_button_new_from_icon_name ("media-playback-stop-symbolic");
  gtk_widget_add_css_class (self->stop, "flat");
  gtk_widget_set_valign (self->stop, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->stop, _ ("Stop (Escape)"));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->stop), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Stop (Escape)"), -1);
  g_signal_connect_swapped (self->stop, "clicked", G_CALLBACK (ng_console_stop), self);
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->prompt));
  gtk_box_append (GTK_BOX (self->bar), input_new (self));
  gtk_box_append (GTK_BOX (self->bar), self->spinner);
  gtk_box_append (GTK_BOX (self->bar), self->stop);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
}

static void
ng_console_init (NgConsole *self)
{
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  self->session = ng_session_new ();
  ng_plots_add (self->session);
  self->completion = ng_completion_new ();
  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->answer = g_strdup ("");
  add_pieces (self);
  add_bar (self);
  add (self,
       label_new (_ ("Ask about the open net, which is called net: net[data], "
                     "Information[net], net = NetReplacePart[…]"),
                  "dim-label"));
  update (self);
}
