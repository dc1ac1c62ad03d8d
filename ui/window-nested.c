#include "ui/window-nested.h"

#include "ui/actions.h"
#include "ui/edits.h"

#include <glib/gi18n.h>

/* ---- going in and out ---- */

void
ng_studio_window_enter (NgStudioWindow *self)
{
  g_autofree char *path =
      ng_subject_inside (ng_document_selection (ng_studio_window_document (self)),
                         ng_document_net (ng_studio_window_document (self)));

  if (path != NULL)
    ng_document_enter (ng_studio_window_document (self), path);
}

void
ng_studio_window_leave (NgStudioWindow *self)
{
  ng_document_leave (ng_studio_window_document (self));
}

void
ng_studio_window_step_back (NgStudioWindow *self)
{
  if (ng_canvas_cancel (ng_studio_window_canvas (self)))
    return;
  if (ng_document_selection (ng_studio_window_document (self)) != NULL)
    ng_document_select (ng_studio_window_document (self), NULL);
  else
    ng_document_leave (ng_studio_window_document (self));
}

/* The selected layer, if it keeps nets, such as the branches of If. */
static gboolean
find_holder (NgStudioWindow *self, NgNet **net, gsize *layer)
{
  const NgSubject *selection = ng_document_selection (ng_studio_window_document (self));
  NgNet *root = ng_document_net (ng_studio_window_document (self));
  int index;

  if (root == NULL || selection == NULL || selection->kind != NG_PICK_VERTEX ||
      !ng_subject_resolve (selection, root, net, &index))
    return FALSE;
  *layer = (gsize) index;
  return ng_layer_n_nets (ng_net_layer (*net, *layer)) > 0;
}

void
ng_studio_window_open_inner (NgStudioWindow *self)
{
  g_autoptr (NgLayer) holder = NULL;
  g_autofree char *name = NULL;
  gsize index;
  NgNet *around;

  if (!find_holder (self, &around, &index))
    return;
  holder = ng_layer_ref (ng_net_layer (around, index));
  name = ng_net_shown_name (around, index);
  for (gsize i = 0; i < ng_layer_n_nets (holder); i++) {
    const char *role;
    NgNet *net = ng_layer_net_at (holder, i, &role);
    g_autofree char *title = role != NULL ? g_strdup_printf ("%s, %s", name, role)
                                          : g_strdup_printf (_ ("Copy of %s"), name);

    ng_studio_window_show_net (self, net, title);
  }
}

/* ---- ports ---- */

typedef NgNet *(*AddPort) (NgNet *root,
                           const NgSubject *subject,
                           NgSubject **added,
                           GError **error);

static void
add_port (NgStudioWindow *self, AddPort add, const char *label, const char *hint)
{
  const NgSubject *selection = ng_document_selection (ng_studio_window_document (self));
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GError) error = NULL;

  if (selection == NULL) {
    ng_studio_window_toast (self, hint);
    return;
  }
  net = add (ng_document_net (ng_studio_window_document (self)), selection, &added, &error);
  if (net == NULL) {
    ng_studio_window_toast (self, error->message);
    return;
  }
  ng_document_push (ng_studio_window_document (self), net, label);
  if (added == NULL)
    return;
  ng_document_select (ng_studio_window_document (self), added);
  ng_studio_window_show_subject (self, added);
}

void
ng_studio_window_add_input (NgStudioWindow *self)
{
  add_port (self,
            ng_edit_add_input,
            _ ("Add Input"),
            _ ("Select the layer, or the connection, that shall have an input of its own"));
}

void
ng_studio_window_add_output (NgStudioWindow *self)
{
  add_port (self,
            ng_edit_add_output,
            _ ("Add Output"),
            _ ("Select the layer, or the connection, that shall be an output too"));
}

guint
ng_studio_window_nested_needs (NgStudioWindow *self)
{
  NgDocument *document = ng_studio_window_document (self);
  const NgSubject *selection = ng_document_selection (document);
  g_autofree char *path = ng_subject_inside (selection, ng_document_net (document));
  guint fulfilled = 0;
  NgNet *net;
  gsize layer;

  if (*ng_document_inside (document) != '\0')
    fulfilled |= NG_NEEDS_INSIDE | NG_NEEDS_AWAY;
  if (selection != NULL)
    fulfilled |= NG_NEEDS_AWAY;
  if (path != NULL)
    fulfilled |= NG_NEEDS_INNER;
  if (find_holder (self, &net, &layer))
    fulfilled |= NG_NEEDS_INNER_NETS;
  return fulfilled;
}
