#include "ui/console-work.h"

#include "core/graph/inherit.h"
#include "render/export/pango.h"
#include "render/plot/values.h"

/* Columns that a value is printed in. */
enum { WIDTH = 90 };

void
ng_question_free (gpointer data)
{
  NgQuestion *self = data;

  g_ptr_array_unref (self->program);
  g_free (self->is_silent);
  g_clear_pointer (&self->net, ng_net_unref);
  g_free (self);
}

static void
free_answer (gpointer data)
{
  NgAnswer *self = data;

  g_free (self->text);
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->plot, ng_scene_unref);
  g_free (self);
}

void
ng_answers_free (NgAnswers *self)
{
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->problems);
  g_free (self->failure);
  g_clear_pointer (&self->net, ng_net_unref);
  g_free (self);
}

static void
add_value (NgAnswers *self, NgSession *session, NgExpr *value, gboolean is_silent)
{
  NgAnswer *answer = g_new0 (NgAnswer, 1);
  NgNet *net = ng_value_net (value);

  answer->number = ng_session_n_values (session);
  answer->text = is_silent || ng_expr_is_symbol (value, "Null")
                     ? g_strdup ("")
                     : ng_value_print_short (value, WIDTH, &answer->is_cut);
  answer->net = net != NULL && !is_silent ? ng_net_ref (net) : NULL;
  answer->plot = ng_expr_plot (value) != NULL && !is_silent
                     ? ng_plot_draw (ng_expr_plot (value), ng_pango_metrics ())
                     : NULL;
  g_ptr_array_add (self->values, answer);
}

static void
add_failure (NgAnswers *self, const GError *error, GCancellable *cancellable)
{
  self->is_interrupted = g_cancellable_is_cancelled (cancellable);
  if (self->is_interrupted || error == NULL)
    return;
  if (ng_error_diagnostic (error) != NULL)
    g_ptr_array_add (self->problems, ng_diagnostic_ref (ng_error_diagnostic (error)));
  else
    self->failure = g_strdup (error->message);
}

/* What the name of the open net stands for. */
static NgNet *
find_net (NgSession *session)
{
  NgExpr *value = ng_session_value (session, "net");

  return value != NULL ? ng_value_net (value) : NULL;
}

gpointer
ng_console_work (gpointer data, GCancellable *cancellable, GError **error)
{
  const NgQuestion *question = data;
  NgSession *session = question->session;
  NgAnswers *self = g_new0 (NgAnswers, 1);
  NgNet *net;

  self->values = g_ptr_array_new_with_free_func (free_answer);
  self->problems = ng_diagnostic_list_new ();
  if (question->net != NULL && find_net (session) != question->net)
    ng_session_set_net (session, "net", question->net);
  for (guint i = 0; i < question->program->len; i++) {
    g_autoptr (GError) failure = NULL;
    g_autoptr (NgExpr) value =
        ng_session_evaluate (session, question->program->pdata[i], cancellable, &failure);
    const GPtrArray *warnings = ng_session_warnings (session);

    for (guint w = 0; w < warnings->len; w++)
      g_ptr_array_add (self->problems, ng_diagnostic_ref (warnings->pdata[w]));
    if (value == NULL) {
      add_failure (self, failure, cancellable);
      break;
    }
    add_value (self, session, value, question->is_silent[i]);
  }
  net = find_net (session);
  if (net != NULL && net != question->net)
    self->net = question->net != NULL ? ng_net_inherit (net, question->net) : ng_net_ref (net);
  return self;
}
