#include "ui/window-edit.h"

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "render/export/pango.h"
#include "ui/actions.h"
#include "ui/arrange.h"
#include "ui/edits.h"
#include "ui/picture-content.h"
#include "ui/popover.h"
#include "ui/window-arrange.h"
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A net on the clipboard of this program. */
static GType ng_copied_net_get_type (void);
G_DEFINE_BOXED_TYPE (NgNet, ng_copied_net, ng_net_ref, ng_net_unref)

/* Wider than this, copied notation breaks its lines. */
enum { LINE_WIDTH = 100 };
/* Layers that are drawn while one waits. */
enum { MOST_DRAWN = 500 };

/* ---- one step ---- */

static void
fail (NgStudioWindow *self, const GError *error)
{
  const NgDiagnostic *problem = ng_error_diagnostic (error);

  ng_studio_window_toast (self, problem != NULL ? problem->message : error->message);
}

/* Makes @net (transfer full) (nullable), which an edit returned, the next revision, with @positions
 * (nullable) or those that there were. */
static gboolean
push_arranged (
    NgStudioWindow *self, NgNet *net, NgPositions *positions, const char *label, GError *error)
{
  g_autoptr (NgNet) owned = net;
  g_autoptr (GError) reason = error;

  if (reason != NULL) {
    fail (self, reason);
    return FALSE;
  }
  if (positions != NULL)
    ng_document_push_arranged (self->sheet->document, owned, positions, label);
  else
    ng_document_push (self->sheet->document, owned, label);
  return TRUE;
}

static gboolean
push (NgStudioWindow *self, NgNet *net, const char *label, GError *error)
{
  return push_arranged (self, net, NULL, label, error);
}

static void
delete_selected (NgStudioWindow *self, gboolean bridges)
{
  g_autofree char *happened = NULL;
  GError *error = NULL;
  NgNet *net = ng_edit_delete (ng_document_net (self->sheet->document),
                               ng_document_selected (self->sheet->document),
                               bridges,
                               &happened,
                               &error);

  if (push (self, net, _ ("Delete"), error))
    ng_studio_window_toast_undo (self, happened != NULL ? happened : _ ("Deleted"));
}

void
ng_studio_window_delete (NgStudioWindow *self)
{
  delete_selected (self, TRUE);
}

void
ng_studio_window_delete_open (NgStudioWindow *self)
{
  delete_selected (self, FALSE);
}

void
ng_studio_window_bypass (NgStudioWindow *self)
{
  GError *error = NULL;
  NgNet *net = ng_edit_bypass (ng_document_net (self->sheet->document),
                               ng_document_selected (self->sheet->document),
                               &error);

  push (self, net, _ ("Bypass"), error);
}

/* ---- the clipboard ---- */

/* Returns: (transfer full) (nullable): what is selected, as a net */
static NgNet *
copy_selected (NgStudioWindow *self)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_edit_copy (ng_document_net (self->sheet->document),
                             ng_document_selected (self->sheet->document),
                             &error);

  if (net == NULL && error != NULL)
    fail (self, error);
  return net;
}

/* Returns: (transfer full) (nullable): @net as a picture; %NULL where drawing it would take long */
static GdkContentProvider *
draw_copied (NgStudioWindow *self, NgNet *net)
{
  NgDocument *document = self->sheet->document;
  NgStandardOptions options = { .direction = ng_document_direction (document),
                                .depth = ng_document_depth (document),
                                .metrics = ng_pango_metrics () };
  g_autoptr (NgScene) scene = NULL;
  NgPicture picture = { .theme = ng_theme_get (NG_THEME_LIGHT), .title = (char *) "" };

  if (ng_net_n_layers (net) > MOST_DRAWN)
    return NULL;
  scene = ng_standard_draw (net, &options, NULL, NULL);
  picture.scene = scene;
  return scene != NULL ? ng_picture_content_new (ng_document_tasks (document), &picture) : NULL;
}

void
ng_studio_window_copy (NgStudioWindow *self)
{
  g_autoptr (NgNet) net = copy_selected (self);
  g_autoptr (NgExpr) notation = net != NULL ? ng_net_write (net, FALSE) : NULL;
  g_autofree char *text = notation != NULL ? ng_print (notation, LINE_WIDTH) : NULL;
  GdkContentProvider *providers[3];
  g_autoptr (GdkContentProvider) all = NULL;

  if (net == NULL)
    return;
  providers[0] = gdk_content_provider_new_typed (ng_copied_net_get_type (), net);
  providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  providers[2] = draw_copied (self, net);
  all = gdk_content_provider_new_union (providers, providers[2] != NULL ? 3 : 2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), all);
}

void
ng_studio_window_cut (NgStudioWindow *self)
{
  ng_studio_window_copy (self);
  delete_selected (self, TRUE);
}

/* The net that is being edited: that of what is selected, else the one that is shown. */
static const char *
current_path (NgStudioWindow *self)
{
  const NgSubject *selection = ng_document_selection (self->sheet->document);

  return selection != NULL ? selection->net : ng_document_inside (self->sheet->document);
}

/* Puts @net behind the selected layer where both have one end, else beside what is there. */
static void
put (NgStudioWindow *self, NgNet *net, const NgSubject *at, const char *label)
{
  g_autoptr (GPtrArray) added = NULL;
  GError *error = NULL;
  NgNet *root = ng_document_net (self->sheet->document);
  NgNet *edited = ng_edit_paste (root, current_path (self), net, at, &added, &error);

  if (!push (self, edited, label, error))
    return;
  if (added != NULL)
    ng_document_select_all_of (self->sheet->document, added);
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet->canvas));
}

static void
paste_text (NgStudioWindow *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  if (net == NULL)
    fail (self, error);
  else
    put (self, net, ng_document_selection (self->sheet->document), _ ("Paste"));
}

static void
text_read_cb (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NgStudioWindow) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  if (text != NULL && self->sheet != NULL)
    paste_text (self, text);
}

/* With an input of the net selected, what is pasted is its sample, unless it is a net. */
void
ng_studio_window_paste (NgStudioWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  const NgSubject *at = ng_document_selection (self->sheet->document);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, ng_copied_net_get_type ());
  if (content != NULL && gdk_content_provider_get_value (content, &value, NULL))
    put (self, g_value_get_boxed (&value), at, _ ("Paste"));
  else if (at != NULL && at->kind == NG_PICK_NET_INPUT && *at->net == '\0')
    ng_studio_window_paste_sample (self, at->port, clipboard);
  else
    gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, g_object_ref (self));
}

void
ng_studio_window_duplicate (NgStudioWindow *self)
{
  g_autoptr (NgNet) net = copy_selected (self);

  if (net != NULL)
    put (self, net, NULL, _ ("Duplicate"));
}

/* ---- what is selected ---- */

void
ng_studio_window_select_all (NgStudioWindow *self)
{
  g_autofree char *path = g_strdup (current_path (self));
  NgNet *net = ng_path_resolve (ng_document_net (self->sheet->document), path);
  g_autoptr (GPtrArray) subjects =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  for (gsize i = 0; net != NULL && i < ng_net_n_layers (net); i++)
    g_ptr_array_add (subjects, ng_subject_of_layer (net, path, i));
  ng_document_select_all_of (self->sheet->document, subjects);
}

static void
select_reached (NgStudioWindow *self, GPtrArray *(*reach) (NgNet *root, const NgSubject *subject))
{
  g_autoptr (GPtrArray) subjects = reach (ng_document_net (self->sheet->document),
                                          ng_document_selection (self->sheet->document));

  ng_document_select_all_of (self->sheet->document, subjects);
}

void
ng_studio_window_select_upstream (NgStudioWindow *self)
{
  select_reached (self, ng_edit_upstream);
}

void
ng_studio_window_select_downstream (NgStudioWindow *self)
{
  select_reached (self, ng_edit_downstream);
}

void
ng_studio_window_select_between (NgStudioWindow *self)
{
  const GPtrArray *selected = ng_document_selected (self->sheet->document);
  g_autoptr (GPtrArray) subjects = NULL;

  if (selected->len != 2) {
    ng_studio_window_toast (self, _ ("Select the two layers that the path is between."));
    return;
  }
  subjects = ng_edit_between (
      ng_document_net (self->sheet->document), selected->pdata[0], selected->pdata[1]);
  if (subjects->len == 0)
    ng_studio_window_toast (self, _ ("No path leads from one to the other."));
  else
    ng_document_select_all_of (self->sheet->document, subjects);
}

void
ng_studio_window_select_alike (NgStudioWindow *self)
{
  g_autoptr (GPtrArray) subjects = ng_edit_alike (ng_document_net (self->sheet->document),
                                                  ng_document_selected (self->sheet->document));

  if (subjects->len > 0)
    ng_document_select_all_of (self->sheet->document, subjects);
}

/* ---- structure ---- */

void
ng_studio_window_clean_up (NgStudioWindow *self)
{
  g_autofree char *happened = NULL;
  GError *error = NULL;
  guint n;
  g_autoptr (NgNet) net = ng_edit_clean_up (ng_document_net (self->sheet->document),
                                            ng_document_inside (self->sheet->document),
                                            &n,
                                            &error);

  if (net != NULL && n == 0) {
    ng_studio_window_toast (self, _ ("No layer is bypassed or without a connection."));
    return;
  }
  happened = g_strdup_printf (
      g_dngettext (NULL, "%u idle layer taken out", "%u idle layers taken out", n), n);
  if (push (self, g_steal_pointer (&net), _ ("Clean Up"), error))
    ng_studio_window_toast_undo (self, happened);
}

void
ng_studio_window_group (NgStudioWindow *self)
{
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (NgPositions) positions = NULL;
  GError *error = NULL;
  NgNet *net = ng_edit_group (ng_document_net (self->sheet->document),
                              ng_document_selected (self->sheet->document),
                              "group",
                              &added,
                              &error);

  if (net != NULL)
    positions = ng_arrange_grouped (self->sheet->document, net, added);
  if (push_arranged (self, net, positions, _ ("Group"), error))
    ng_document_select (self->sheet->document, added);
}

void
ng_studio_window_ungroup (NgStudioWindow *self)
{
  g_autoptr (NgPositions) positions = NULL;
  GError *error = NULL;
  NgNet *net = ng_edit_ungroup (ng_document_net (self->sheet->document),
                                ng_document_selection (self->sheet->document),
                                &error);

  if (net != NULL)
    positions = ng_arrange_ungrouped (
        self->sheet->document, net, ng_document_selection (self->sheet->document));
  push_arranged (self, net, positions, _ ("Ungroup"), error);
}

void
ng_studio_window_connect (NgStudioWindow *self)
{
  const GPtrArray *selected = ng_document_selected (self->sheet->document);
  g_autoptr (NgNet) net = ng_net_ref (ng_document_net (self->sheet->document));
  GError *error = NULL;

  if (selected->len < 2) {
    ng_studio_window_toast (self, _ ("Select two layers or more, in their order."));
    return;
  }
  for (guint i = 0; i + 1 < selected->len && error == NULL; i++) {
    g_autoptr (NgSubject) from = ng_subject_copy (selected->pdata[i]);
    NgNet *next;

    if (from->kind == NG_PICK_VERTEX)
      from->kind = NG_PICK_OUTPUT;
    next = ng_edit_connect (net, from, selected->pdata[i + 1], &error);
    if (next == NULL)
      break;
    ng_net_unref (net);
    net = next;
  }
  push (self, error == NULL ? g_steal_pointer (&net) : NULL, _ ("Connect"), error);
}

void
ng_studio_window_move_slot (NgStudioWindow *self, int by)
{
  g_autoptr (NgSubject) slot = ng_subject_copy (ng_document_selection (self->sheet->document));
  g_autoptr (NgSubject) layer = ng_subject_new (NG_PICK_VERTEX, slot->id, 0, slot->net, NULL);
  NgNet *root = ng_document_net (self->sheet->document), *net;
  int index, to = (int) slot->port + by;
  GError *error = NULL;

  if (!ng_subject_resolve (slot, root, &net, &index) || to < 0 ||
      to >= (int) ng_layer_n_inputs (ng_net_layer (net, (gsize) index)))
    return;
  net = ng_edit_move_slot (root, layer, slot->port, (guint) to, &error);
  if (!push (self, net, _ ("Reorder"), error))
    return;
  slot->port = (guint) to;
  ng_document_select (self->sheet->document, slot);
}

void
ng_studio_window_take (NgStudioWindow *self)
{
  const GPtrArray *selected = ng_document_selected (self->sheet->document);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autofree char *title = NULL;

  net = ng_edit_take (ng_document_net (self->sheet->document),
                      selected->pdata[0],
                      selected->pdata[selected->len - 1],
                      &error);
  if (net == NULL) {
    fail (self, error);
    return;
  }
  title = g_strdup_printf (_ ("Part of %s"), ng_document_title (self->sheet->document));
  ng_studio_window_show_net (self, net, title);
}

/* ---- the menu ---- */

static void
append_submenu (GMenu *menu, const char *label, const char *const *names)
{
  g_autoptr (GMenu) submenu = g_menu_new ();

  ng_menu_append_commands (submenu, names);
  g_menu_append_submenu (menu, label, G_MENU_MODEL (submenu));
}

/* What one does most stands in the menu itself, which has to fit into a low window. */
static GMenuModel *
edit_menu (gboolean is_wire)
{
  const char *const sections[][5] = {
    { "win.add-layer",
      "win.rename",
      is_wire ? "win.tags" : "win.toggle-open",
      "win.pin-value",
      NULL },
    { "win.cut", "win.copy", "win.paste", "win.duplicate", NULL },
    { "win.delete", "win.delete-open", "win.bypass", "win.connect", NULL },
    { "win.group", "win.ungroup", "win.take-apart", NULL },
  };
  static const char *const net[] = { "win.enter", "win.leave",     "win.open-inner",
                                     "win.take",  "win.add-input", "win.add-output",
                                     NULL };
  static const char *const select[] = { "win.select-upstream", "win.select-downstream",
                                        "win.select-between",  "win.select-alike",
                                        "win.select-all",      NULL };
  g_autoptr (GMenuModel) arrange = ng_studio_window_arrange_menu ();
  GMenu *menu = g_menu_new ();

  for (gsize s = 0; s < G_N_ELEMENTS (sections); s++)
    ng_menu_append_commands (menu, sections[s]);
  append_submenu (menu, _ ("_Net"), net);
  append_submenu (menu, _ ("_Select"), select);
  g_menu_append_submenu (menu, _ ("A_rrange"), arrange);
  return G_MENU_MODEL (menu);
}

static void
show_menu_cb (NgStudioWindow *self, double x, double y)
{
  const NgSubject *selection = ng_document_selection (self->sheet->document);
  g_autoptr (GMenuModel) model = edit_menu (selection != NULL && selection->kind == NG_PICK_EDGE);
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);

  gtk_widget_set_parent (popover, GTK_WIDGET (self->sheet->canvas));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  /* Beside the point it may slide up as far as it needs; below it, it would be cut. */
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_RIGHT);
  gtk_widget_set_valign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  ng_popover_go_when_closed (popover);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
ng_studio_window_show_edit_menu (NgStudioWindow *self)
{
  double x = gtk_widget_get_width (GTK_WIDGET (self->sheet->canvas)) / 2.0;
  double y = gtk_widget_get_height (GTK_WIDGET (self->sheet->canvas)) / 2.0;
  graphene_rect_t box;

  if (ng_canvas_box (self->sheet->canvas, ng_document_selection (self->sheet->document), &box)) {
    x = (double) (box.origin.x + box.size.width / 2);
    y = (double) (box.origin.y + box.size.height);
  }
  show_menu_cb (self, x, y);
}

static void
wires_cut_cb (NgStudioWindow *self, guint n)
{
  g_autofree char *text =
      g_strdup_printf (g_dngettext (NULL, "%u connection cut", "%u connections cut", n), n);

  ng_studio_window_toast_undo (self, text);
}

void
ng_studio_window_follow_editing (NgStudioWindow *self, NgSheet *sheet)
{
  g_signal_connect_object (
      sheet->canvas, "wires-cut", G_CALLBACK (wires_cut_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      sheet->canvas, "menu-asked", G_CALLBACK (show_menu_cb), self, G_CONNECT_SWAPPED);
}
