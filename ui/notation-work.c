#include "ui/notation-work.h"

#include "core/graph/inherit.h"
#include "core/graph/same.h"
#include "core/notation/read.h"
#include "core/notation/write.h"

/* Columns that a line of text takes at most, where it can be broken. */
enum { WIDTH = 72 };

char *
ng_notation_write (const NgNet *net)
{
  g_autoptr (NgExpr) expr = ng_net_write (net, FALSE);

  return ng_print (expr, WIDTH);
}

static void
reading_free (gpointer data)
{
  NgReading *self = data;

  g_free (self->text);
  g_clear_pointer (&self->net, ng_net_unref);
  g_free (self);
}

void
ng_read_text_free (NgReadText *self)
{
  g_clear_pointer (&self->net, ng_net_unref);
  g_clear_pointer (&self->map, ng_notation_map_free);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

static void
add_problems (NgReadText *self, const NgNet *net)
{
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    g_ptr_array_add (self->problems, ng_diagnostic_ref (ng_net_diagnostic (net, i)));
}

/* Whether both are written the same, down to what types do not tell, and hold the same numbers. */
static gboolean
is_same (const NgNet *now, const NgNet *before)
{
  g_autofree char *text = ng_notation_write (now);
  g_autofree char *other = ng_notation_write (before);

  return g_str_equal (text, other) && ng_net_same (now, before, 0);
}

static gpointer
read_work (gpointer data, GCancellable *cancellable, GError **error)
{
  const NgReading *reading = data;
  g_autoptr (NgReadText) self = g_new0 (NgReadText, 1);
  g_autoptr (GPtrArray) program = NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (NgNet) net = NULL;

  self->problems = ng_diagnostic_list_new ();
  program = ng_parse (reading->text, -1, NULL, NULL);
  /* The notation of operators is for people. */
  if (reading->is_written && ng_net_is_raw (reading->net)) {
    if (program != NULL)
      self->map = ng_notation_map_new (program, reading->net, FALSE);
    return g_steal_pointer (&self);
  }
  net = ng_net_read_text (reading->text, -1, self->problems, &failure);
  if (net == NULL) {
    if (ng_error_diagnostic (failure) != NULL)
      g_ptr_array_insert (self->problems, 0, ng_diagnostic_ref (ng_error_diagnostic (failure)));
    return g_steal_pointer (&self);
  }
  add_problems (self, net);
  self->map = ng_notation_map_new (program, net, TRUE);
  if (reading->is_written || g_cancellable_is_cancelled (cancellable))
    return g_steal_pointer (&self);
  self->net = reading->net != NULL ? ng_net_inherit (net, reading->net) : ng_net_ref (net);
  self->is_same = reading->net != NULL && is_same (self->net, reading->net);
  return g_steal_pointer (&self);
}

void
ng_notation_read_start (NgTasks *tasks,
                        GObject *owner,
                        const NgReading *reading,
                        GCancellable *cancellable,
                        NgDone done)
{
  NgReading *copy = g_memdup2 (reading, sizeof *reading);

  copy->text = g_strdup (reading->text);
  copy->net = reading->net != NULL ? ng_net_ref (reading->net) : NULL;
  ng_tasks_start (tasks, NG_WORKER_FILES, owner, read_work, copy, reading_free, cancellable, done);
}

static gpointer
write_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return ng_notation_write (data);
}

void
ng_notation_write_start (
    NgTasks *tasks, GObject *owner, NgNet *net, GCancellable *cancellable, NgDone done)
{
  ng_tasks_start (tasks,
                  NG_WORKER_FILES,
                  owner,
                  write_work,
                  ng_net_ref (net),
                  (GDestroyNotify) ng_net_unref,
                  cancellable,
                  done);
}
