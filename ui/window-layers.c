#include "ui/window-layers.h"

#include "core/formats/onnx.h"
#include "core/operators/onnx-node.h"
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Operators that are named as staying. */
#define MOST_NAMED 3

/* What a worker converts. */
typedef struct {
  NgNet *net;
  gboolean *is_chosen;    /* NULL for all */
  NgLayersOrigin *origin; /* NULL for none */
  NgLayersReport report;
  GWeakRef window;
} Conversion;

static void
conversion_free (gpointer data)
{
  Conversion *self = data;

  ng_net_unref (self->net);
  g_clear_pointer (&self->origin, ng_layers_origin_unref);
  g_free (self->is_chosen);
  ng_layers_report_clear (&self->report);
  g_weak_ref_clear (&self->window);
  g_free (self);
}

static gpointer
to_layers_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Conversion *self = data;

  return ng_onnx_to_layers (self->net, self->is_chosen, &self->report, error);
}

static gpointer
to_operators_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Conversion *self = data;

  return ng_onnx_to_operators (self->net, self->origin, error);
}

static void
fail (NgStudioWindow *window, const GError *error)
{
  const NgDiagnostic *problem = ng_error_diagnostic (error);

  ng_studio_window_toast (window, problem != NULL ? problem->message : error->message);
}

/* "38 of 41 operators became layers. These stay: …"; @is_counted_anew: whether the numbers of
 * classes are others now */
static char *
describe (const NgLayersReport *report, gboolean is_counted_anew)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   g_dngettext (NULL,
                                "%u of %u operator became layers",
                                "%u of %u operators became layers",
                                report->n_operators),
                   report->n_converted,
                   report->n_operators);
  for (guint i = 0; i < report->left->len && i < MOST_NAMED; i++) {
    const NgLeftOperator *left = report->left->pdata[i];
    g_string_append_printf (
        text, "%s %s (%s)", i == 0 ? _ (". These stay:") : ",", left->name, left->reason);
  }
  if (report->left->len > MOST_NAMED)
    g_string_append (text, ", …");
  if (is_counted_anew)
    g_string_append (text, _ (". Indices count from 1 now"));
  return g_string_free (text, FALSE);
}

/* The document may show another net by now: the result is then none of it. */
static NgStudioWindow *
take_result (NgDocument *document, const Conversion *conversion, NgNet *net, const GError *error)
{
  NgStudioWindow *window = g_weak_ref_get (&((Conversion *) conversion)->window);

  if (window == NULL)
    return NULL;
  if (error != NULL)
    fail (window, error);
  if (net != NULL && ng_document_net (document) == conversion->net)
    return window;
  g_object_unref (window);
  return NULL;
}

static void
to_layers_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  const Conversion *conversion = data;
  g_autoptr (NgNet) net = result;
  g_autoptr (NgStudioWindow) window = take_result (owner, conversion, net, error);

  if (window == NULL)
    return;
  g_autofree char *text = describe (&conversion->report, !ng_net_is_raw (net));
  ng_document_push (owner, net, _ ("Convert to Layers"));
  ng_document_set_origin (owner, conversion->report.origin);
  ng_studio_window_toast_undo (window, text);
}

static void
to_operators_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  const Conversion *conversion = data;
  g_autoptr (NgNet) net = result;
  g_autoptr (NgStudioWindow) window = take_result (owner, conversion, net, error);

  if (window == NULL)
    return;
  ng_document_push (owner, net, _ ("Convert to Operators"));
  ng_studio_window_toast_undo (window,
                               ng_net_is_raw (conversion->net)
                                   ? _ ("Layers became operators")
                                   : _ ("Layers became operators. Indices count from 0 now"));
}

/* Which layers of the outermost net are selected, or NULL where no operator of it is. @n_inside:
 * (out): how many operators are selected in nets inside of others */
static gboolean *
find_chosen (NgDocument *document, guint *n_inside)
{
  const GPtrArray *selected = ng_document_selected (document);
  NgNet *root = ng_document_net (document);
  g_autofree gboolean *is_chosen = g_new0 (gboolean, ng_net_n_layers (root) + 1);
  gboolean has_chosen = FALSE;

  *n_inside = 0;
  for (guint i = 0; i < selected->len; i++) {
    const NgSubject *subject = selected->pdata[i];
    NgNet *net;
    int index;
    if (subject->kind != NG_PICK_VERTEX || !ng_subject_resolve (subject, root, &net, &index) ||
        index < 0 || ng_layer_onnx_node (ng_net_layer (net, (gsize) index)) == NULL)
      continue;
    if (*subject->net != '\0') {
      (*n_inside)++;
      continue;
    }
    is_chosen[index] = TRUE;
    has_chosen = TRUE;
  }
  return has_chosen ? g_steal_pointer (&is_chosen) : NULL;
}

static void
start (NgStudioWindow *self, gboolean *is_chosen, NgWork work, NgDone done)
{
  NgDocument *document = self->sheet->document;
  Conversion *conversion = g_new0 (Conversion, 1);

  conversion->net = ng_net_ref (ng_document_net (document));
  conversion->is_chosen = is_chosen;
  if (ng_document_origin (document) != NULL)
    conversion->origin = ng_layers_origin_ref (ng_document_origin (document));
  g_weak_ref_init (&conversion->window, self);
  ng_tasks_start (ng_document_tasks (document),
                  NG_WORKER_KERNELS,
                  G_OBJECT (document),
                  work,
                  conversion,
                  conversion_free,
                  NULL,
                  done);
}

void
ng_studio_window_to_layers (NgStudioWindow *self)
{
  if (!ng_net_is_raw (ng_document_net (self->sheet->document))) {
    ng_studio_window_toast (self, _ ("The net has no operators."));
    return;
  }
  guint n_inside;
  gboolean *is_chosen = find_chosen (self->sheet->document, &n_inside);
  if (is_chosen == NULL && n_inside > 0) {
    ng_studio_window_toast (
        self,
        _ ("Operators inside of others stay as they are; none of the outermost is selected."));
    return;
  }
  start (self, is_chosen, to_layers_work, to_layers_done);
}

void
ng_studio_window_to_operators (NgStudioWindow *self)
{
  start (self, NULL, to_operators_work, to_operators_done);
}
