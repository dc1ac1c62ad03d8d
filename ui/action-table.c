/* The table itself, and what its rows do that no other file has a function for. */

#include "ui/actions.h"

#include "ui/window-arrange.h"
#include "ui/window-edit.h"
#include "ui/window-layers.h"
#include "ui/window-nested.h"

#include "ui/depth.h"
#include "ui/preferences.h"

#include <glib/gi18n.h>

static void
quit (NgStudioWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  ng_studio_application_quit (NG_STUDIO_APPLICATION (application));
}

static void
new_window (NgStudioWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  gtk_window_present (GTK_WINDOW (ng_studio_window_new (NG_STUDIO_APPLICATION (application))));
}

static void
full_screen (NgStudioWindow *window)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (window)))
    gtk_window_unfullscreen (GTK_WINDOW (window));
  else
    gtk_window_fullscreen (GTK_WINDOW (window));
}

static void
close_window (NgStudioWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
}

static void
undo (NgStudioWindow *window)
{
  if (!ng_notation_pane_undo (ng_studio_window_notation (window)))
    ng_document_undo (ng_studio_window_document (window));
}

static void
redo (NgStudioWindow *window)
{
  if (!ng_notation_pane_redo (ng_studio_window_notation (window)))
    ng_document_redo (ng_studio_window_document (window));
}

static void
return_to_saved (NgStudioWindow *window)
{
  if (!ng_document_return_to_saved (ng_studio_window_document (window)))
    ng_studio_window_toast (window, _ ("What was saved is not among the steps to undo."));
}

static void
initialize (NgStudioWindow *window)
{
  ng_document_initialize (ng_studio_window_document (window));
}

static void
find_next (NgStudioWindow *window)
{
  ng_search_step (ng_studio_window_search (window), 1);
}

static void
find_previous (NgStudioWindow *window)
{
  ng_search_step (ng_studio_window_search (window), -1);
}

static void
zoom_in (NgStudioWindow *window)
{
  ng_canvas_zoom_in (ng_studio_window_canvas (window));
}

static void
zoom_out (NgStudioWindow *window)
{
  ng_canvas_zoom_out (ng_studio_window_canvas (window));
}

static void
zoom_original (NgStudioWindow *window)
{
  ng_canvas_set_zoom (ng_studio_window_canvas (window), 1);
}

static void
fit (NgStudioWindow *window)
{
  ng_canvas_fit (ng_studio_window_canvas (window));
}

static void
fit_selection (NgStudioWindow *window)
{
  ng_canvas_fit_selection (ng_studio_window_canvas (window));
}

static void
toggle_open (NgStudioWindow *window)
{
  ng_canvas_toggle (ng_studio_window_canvas (window),
                    ng_document_selection (ng_studio_window_document (window)));
}

static void
open_all (NgStudioWindow *window)
{
  ng_document_set_depth (ng_studio_window_document (window), NG_MAX_NET_DEPTH);
}

static void
close_all (NgStudioWindow *window)
{
  ng_document_set_depth (ng_studio_window_document (window), 0);
}

static void
open_deeper (NgStudioWindow *window)
{
  ng_depth_step (ng_studio_window_document (window), 1);
}

static void
close_deepest (NgStudioWindow *window)
{
  ng_depth_step (ng_studio_window_document (window), -1);
}

static void
no_groups (NgStudioWindow *window)
{
  ng_document_set_depth (ng_studio_window_document (window), -1);
}

static void
begin_wire (NgStudioWindow *window)
{
  ng_canvas_begin_wire (ng_studio_window_canvas (window));
}

static void
slot_earlier (NgStudioWindow *window)
{
  ng_studio_window_move_slot (window, -1);
}

static void
slot_later (NgStudioWindow *window)
{
  ng_studio_window_move_slot (window, 1);
}

static void
walk_forward (NgStudioWindow *window)
{
  ng_canvas_walk (ng_studio_window_canvas (window), NG_WALK_FORWARD);
}

static void
walk_back (NgStudioWindow *window)
{
  ng_canvas_walk (ng_studio_window_canvas (window), NG_WALK_BACK);
}

static void
walk_left (NgStudioWindow *window)
{
  ng_canvas_walk (ng_studio_window_canvas (window), NG_WALK_LEFT);
}

static void
walk_right (NgStudioWindow *window)
{
  ng_canvas_walk (ng_studio_window_canvas (window), NG_WALK_RIGHT);
}

static void
next_problem (NgStudioWindow *window)
{
  ng_studio_window_step_problem (window, 1);
}

static void
previous_problem (NgStudioWindow *window)
{
  ng_studio_window_step_problem (window, -1);
}

static void
pin_value (NgStudioWindow *window)
{
  ng_canvas_toggle_pin (ng_studio_window_canvas (window),
                        ng_document_selection (ng_studio_window_document (window)));
}

#define FILES   N_ ("Files")
#define NET     N_ ("Net")
#define EDIT    N_ ("Editing")
#define ARRANGE N_ ("Arranging")
#define LOOK    N_ ("View")
#define GO      N_ ("Selection")
#define GENERAL N_ ("Window")

static const NgAction actions[] = {
  { "win.open", N_ ("_Open…"), FILES, { "<Control>o" }, .activate = ng_studio_window_ask_open },
  { "win.open-uri", N_ ("Open a Known File"), .activate_with = ng_studio_window_open_uri },
  { "win.save",
    N_ ("_Save"),
    FILES,
    { "<Control>s" },
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_save },
  { "win.save-as",
    N_ ("Save _As…"),
    FILES,
    { "<Control><Shift>s" },
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_ask_save },
  { "win.export",
    N_ ("_Export Picture…"),
    FILES,
    { "<Control>e" },
    .needs = NG_NEEDS_PICTURE,
    .activate = ng_studio_window_ask_export },
  { "win.compare",
    N_ ("_Compare With…"),
    FILES,
    { "<Control><Shift>d" },
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_compare },
  { "win.new-net", N_ ("_New Net"), FILES, { "<Control>n" }, .activate = ng_studio_window_new_net },
  { "win.new-tab", N_ ("New _Tab"), FILES, { "<Control>t" }, .activate = ng_studio_window_new_tab },
  { "win.new-window", N_ ("_New Window"), FILES, { "<Control><Shift>n" }, .activate = new_window },

  { "win.run",
    N_ ("_Run on a Sample"),
    NET,
    { "<Control>r" },
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_run },
  { "win.initialize",
    N_ ("_Initialize Arrays"),
    NET,
    { "<Control>i" },
    .needs = NG_NEEDS_ARRAYS,
    .activate = initialize },
  { "win.add-layer",
    N_ ("_Add a Layer…"),
    NET,
    { NULL },
    "a",
    .activate = ng_studio_window_ask_layer },
  { "win.continue",
    N_ ("Add a Layer behind the Selection…"),
    NET,
    { NULL },
    "Return",
    .needs = NG_NEEDS_NET | NG_NEEDS_CLOSED,
    .activate = ng_studio_window_ask_layer },
  { "win.undo", N_ ("_Undo"), NET, { "<Control>z" }, .needs = NG_NEEDS_UNDO, .activate = undo },
  { "win.redo",
    N_ ("_Redo"),
    NET,
    { "<Control><Shift>z" },
    .needs = NG_NEEDS_REDO,
    .activate = redo },
  { "win.return-to-saved",
    N_ ("Undo to _Saved"),
    NET,
    .needs = NG_NEEDS_NET,
    .activate = return_to_saved },
  { "win.rename",
    N_ ("Re_name"),
    NET,
    { "F2" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_rename },
  { "win.next-problem",
    N_ ("Next Problem"),
    NET,
    { "F8" },
    .needs = NG_NEEDS_NET,
    .activate = next_problem },
  { "win.previous-problem",
    N_ ("Previous Problem"),
    NET,
    { "<Shift>F8" },
    .needs = NG_NEEDS_NET,
    .activate = previous_problem },

  { "win.delete",
    N_ ("_Delete and Join"),
    EDIT,
    { NULL },
    "Delete",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_delete },
  { "win.delete-open",
    N_ ("Delete and _Leave Open"),
    EDIT,
    { NULL },
    "<Shift>Delete",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_delete_open },
  { "win.bypass",
    N_ ("_Bypass"),
    EDIT,
    { "<Control>b" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_bypass },
  { "win.clean-up",
    N_ ("Clean _Up"),
    EDIT,
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_clean_up },
  { "win.to-layers",
    N_ ("Convert to _Layers"),
    EDIT,
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_to_layers },
  { "win.to-operators",
    N_ ("Convert to _Operators"),
    EDIT,
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_to_operators },
  { "win.cut",
    N_ ("Cu_t"),
    EDIT,
    { NULL },
    "<Control>x",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_cut },
  { "win.copy",
    N_ ("_Copy"),
    EDIT,
    { NULL },
    "<Control>c",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_copy },
  { "win.paste", N_ ("_Paste"), EDIT, { NULL }, "<Control>v", .activate = ng_studio_window_paste },
  { "win.duplicate",
    N_ ("D_uplicate"),
    EDIT,
    { NULL },
    "<Control>d",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_duplicate },
  { "win.group",
    N_ ("_Group"),
    EDIT,
    { NULL },
    "<Control>g",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_group },
  { "win.ungroup",
    N_ ("U_ngroup"),
    EDIT,
    { NULL },
    "<Control><Shift>g",
    .needs = NG_NEEDS_CONTENTS,
    .activate = ng_studio_window_ungroup },
  { "win.take-apart",
    N_ ("_Take the Group Apart"),
    EDIT,
    .needs = NG_NEEDS_CONTENTS,
    .activate = ng_studio_window_take_apart },
  { "win.connect",
    N_ ("Connect in _Order"),
    EDIT,
    { NULL },
    "f",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_connect },
  { "win.add-input",
    N_ ("Add an _Input of the Net"),
    EDIT,
    { NULL },
    "i",
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_add_input },
  { "win.add-output",
    N_ ("Add an Out_put of the Net"),
    EDIT,
    { NULL },
    "o",
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_add_output },
  { "win.open-inner",
    N_ ("Open the Inner _Net by Itself"),
    EDIT,
    .needs = NG_NEEDS_INNER_NETS,
    .activate = ng_studio_window_open_inner },
  { "win.begin-wire",
    N_ ("Draw a _Wire from the Port"),
    EDIT,
    { NULL },
    "Return",
    .needs = NG_NEEDS_PORT,
    .activate = begin_wire },
  { "win.slot-earlier",
    N_ ("Move the Connection to the Input _Before"),
    EDIT,
    { NULL },
    "<Control><Shift>Up",
    .needs = NG_NEEDS_SLOT,
    .activate = slot_earlier },
  { "win.slot-later",
    N_ ("Move the Connection to the Input Be_hind"),
    EDIT,
    { NULL },
    "<Control><Shift>Down",
    .needs = NG_NEEDS_SLOT,
    .activate = slot_later },
  { "win.take",
    N_ ("_Take as a New Net"),
    EDIT,
    { NULL },
    "t",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_take },
  { "win.edit-menu",
    N_ ("Menu of What Is Selected"),
    EDIT,
    { NULL },
    "Menu|<Shift>F10",
    .activate = ng_studio_window_show_edit_menu },

  { "win.align-left",
    N_ ("Align _Left"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_left },
  { "win.align-center",
    N_ ("Align _Centers"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_center },
  { "win.align-right",
    N_ ("Align _Right"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_right },
  { "win.align-top",
    N_ ("Align _Top"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_top },
  { "win.align-middle",
    N_ ("Align _Middle"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_middle },
  { "win.align-bottom",
    N_ ("Align _Bottom"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_align_bottom },
  { "win.distribute-across",
    N_ ("Distribute _Horizontally"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_distribute_across },
  { "win.distribute-down",
    N_ ("Distribute _Vertically"),
    ARRANGE,
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_distribute_down },
  { "win.pin",
    N_ ("_Pin in Place or Unpin"),
    ARRANGE,
    { NULL },
    "<Shift>p",
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_pin },
  { "win.tags",
    N_ ("Show as Ta_gs or Line"),
    ARRANGE,
    { NULL },
    "<Shift>t",
    .needs = NG_NEEDS_WIRE,
    .activate = ng_studio_window_tags },
  { "win.arrange-selection",
    N_ ("Arrange the _Selection"),
    ARRANGE,
    { "<Control><Shift>l" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_arrange_selected },
  { "win.arrange",
    N_ ("_Arrange Everything"),
    ARRANGE,
    { "<Control>l" },
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_arrange },

  { "win.select-all",
    N_ ("Select _All"),
    GO,
    { NULL },
    "<Control>a",
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_select_all },
  { "win.select-upstream",
    N_ ("Select What It _Comes From"),
    GO,
    { "<Alt>u" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_select_upstream },
  { "win.select-downstream",
    N_ ("Select What It Leads T_o"),
    GO,
    { "<Alt>d" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_select_downstream },
  { "win.select-between",
    N_ ("Select the Path Bet_ween"),
    GO,
    { "<Alt>c" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_select_between },
  { "win.select-alike",
    N_ ("Select All of This _Kind"),
    GO,
    { "<Alt>k" },
    .needs = NG_NEEDS_SELECTION,
    .activate = ng_studio_window_select_alike },
  { "win.show-search",
    N_ ("_Find Layers"),
    GO,
    { "<Control>f" },
    .needs = NG_NEEDS_NET,
    .is_switch = TRUE },
  { "win.find-next", N_ ("Find Next"), GO, { "F3" }, .needs = NG_NEEDS_NET, .activate = find_next },
  { "win.find-previous",
    N_ ("Find Previous"),
    GO,
    { "<Shift>F3" },
    .needs = NG_NEEDS_NET,
    .activate = find_previous },
  { "win.walk-forward",
    N_ ("Along the Flow"),
    GO,
    { "<Alt>Right" },
    .needs = NG_NEEDS_PICTURE,
    .activate = walk_forward },
  { "win.walk-back",
    N_ ("Against the Flow"),
    GO,
    { "<Alt>Left" },
    .needs = NG_NEEDS_PICTURE,
    .activate = walk_back },
  { "win.walk-left",
    N_ ("To the Neighbor Above"),
    GO,
    { "<Alt>Up" },
    .needs = NG_NEEDS_PICTURE,
    .activate = walk_left },
  { "win.walk-right",
    N_ ("To the Neighbor Below"),
    GO,
    { "<Alt>Down" },
    .needs = NG_NEEDS_PICTURE,
    .activate = walk_right },
  { "win.select-none",
    N_ ("Select Nothing, or Leave the Inner Net"),
    GO,
    { NULL },
    "Escape",
    .needs = NG_NEEDS_AWAY,
    .activate = ng_studio_window_step_back },
  { "win.toggle-open",
    N_ ("_Open or Close in Place"),
    GO,
    { NULL },
    "Return",
    .needs = NG_NEEDS_CONTENTS,
    .activate = toggle_open },
  { "win.enter",
    N_ ("_Enter the Inner Net"),
    GO,
    { "<Control>Return" },
    .needs = NG_NEEDS_INNER,
    .activate = ng_studio_window_enter },
  { "win.leave",
    N_ ("Lea_ve the Inner Net"),
    GO,
    { NULL },
    "BackSpace",
    .needs = NG_NEEDS_INSIDE,
    .activate = ng_studio_window_leave },
  { "win.pin-value",
    N_ ("_Pin the Value That Passed"),
    GO,
    { "<Control>p" },
    "p",
    .needs = NG_NEEDS_VALUE,
    .activate = pin_value },

  { "win.zoom-in",
    N_ ("Zoom In"),
    LOOK,
    { "<Control>plus", "<Control>equal", "<Control>KP_Add" },
    "plus",
    .needs = NG_NEEDS_PICTURE,
    .activate = zoom_in },
  { "win.zoom-out",
    N_ ("Zoom Out"),
    LOOK,
    { "<Control>minus", "<Control>KP_Subtract" },
    "minus",
    .needs = NG_NEEDS_PICTURE,
    .activate = zoom_out },
  { "win.zoom-original",
    N_ ("Actual Size"),
    LOOK,
    { "<Control>0" },
    "0",
    .needs = NG_NEEDS_PICTURE,
    .activate = zoom_original },
  { "win.fit",
    N_ ("Whole Net"),
    LOOK,
    { "<Control>9" },
    "Home",
    .needs = NG_NEEDS_PICTURE,
    .activate = fit },
  { "win.fit-selection",
    N_ ("Zoom to the Selection"),
    LOOK,
    { NULL },
    "period",
    .needs = NG_NEEDS_PICTURE | NG_NEEDS_SELECTION,
    .activate = fit_selection },
  { "win.top-down",
    N_ ("Top to Bottom"),
    LOOK,
    { "<Control>k" },
    .needs = NG_NEEDS_NET,
    .is_switch = TRUE },
  { "win.bottom-up",
    N_ ("Bottom to Top"),
    LOOK,
    { "<Control><Shift>k" },
    .needs = NG_NEEDS_NET,
    .is_switch = TRUE },
  { "win.show-figure",
    N_ ("As a _Figure"),
    LOOK,
    { "<Control><Shift>e" },
    .needs = NG_NEEDS_NET,
    .is_switch = TRUE },
  { "win.orthogonal",
    N_ ("Orthogonal Wires"),
    LOOK,
    { NULL },
    "<Shift>o",
    .needs = NG_NEEDS_NET,
    .is_switch = TRUE },
  { "win.color-by-parameters", N_ ("Color by _Parameters"), LOOK, .is_switch = TRUE },
  { "win.color-by-multiply-adds", N_ ("Color by _Multiply-Adds"), LOOK, .is_switch = TRUE },
  { "win.color-by-activations", N_ ("Color by _Activations"), LOOK, .is_switch = TRUE },
  { "win.color-by-values", N_ ("Color by _Values of the Run"), LOOK, .is_switch = TRUE },
  { "win.show-values", N_ ("Values on Connections"), LOOK, { NULL }, "v", .is_switch = TRUE },
  { "win.show-gradients", N_ ("Gradients on Connections"), LOOK, { NULL }, "g", .is_switch = TRUE },
  { "win.training", N_ ("Run as in Training"), NET, { NULL }, "r", .is_switch = TRUE },
  { "win.open-deeper",
    N_ ("Open One Level More"),
    LOOK,
    { NULL },
    "bracketright",
    .needs = NG_NEEDS_NET,
    .activate = open_deeper },
  { "win.close-deepest",
    N_ ("Close One Level"),
    LOOK,
    { NULL },
    "bracketleft",
    .needs = NG_NEEDS_NET,
    .activate = close_deepest },
  { "win.gather-groups",
    N_ ("Gather Groups Again"),
    .needs = NG_NEEDS_NET,
    .activate = ng_studio_window_gather_groups },
  { "win.open-all", N_ ("Open All Groups"), .needs = NG_NEEDS_NET, .activate = open_all },
  { "win.close-all", N_ ("Close All Groups"), .needs = NG_NEEDS_NET, .activate = close_all },
  { "win.no-groups", N_ ("No Groups"), .needs = NG_NEEDS_NET, .activate = no_groups },

  { "win.show-palette", N_ ("Palette"), GENERAL, { "F9" }, .is_switch = TRUE },
  { "win.show-inspector", N_ ("Inspector"), GENERAL, { "<Shift>F9" }, .is_switch = TRUE },
  { "win.console", N_ ("_Console"), GENERAL, { "F12" }, .is_switch = TRUE },
  { "win.notation", N_ ("_Notation"), GENERAL, { "F4" }, .is_switch = TRUE },
  { "win.show-drawer",
    N_ ("Layers and Problems"),
    GENERAL,
    { "<Control>grave" },
    .is_switch = TRUE },
  { "win.show-minimap", N_ ("Map"), .is_switch = TRUE },
  { "win.next-pane", N_ ("Next Pane"), GENERAL, { "F6" }, .activate = ng_studio_window_next_pane },
  { "win.show-menu", N_ ("Main Menu"), GENERAL, { "F10" }, .activate = ng_studio_window_show_menu },
  { "win.full-screen", N_ ("Full Screen"), GENERAL, { "F11" }, .activate = full_screen },
  { "win.commands",
    N_ ("_Find a Command…"),
    GENERAL,
    { "<Control><Shift>p" },
    .activate = ng_studio_window_show_commands },
  { "win.help", N_ ("_Help"), GENERAL, { "F1" }, .activate = ng_studio_window_show_help },
  { "win.help-on", N_ ("Help on a Layer"), .activate_with = ng_studio_window_show_help_on },
  { "win.tour", N_ ("_Tour"), .activate = ng_studio_window_start_tour },
  { "win.shortcuts",
    N_ ("_Keyboard Shortcuts"),
    GENERAL,
    { "<Control>question" },
    .activate = ng_studio_window_show_shortcuts },
  { "win.preferences",
    N_ ("_Preferences"),
    GENERAL,
    { "<Control>comma" },
    .activate = ng_preferences_show },
  { "win.about", N_ ("_About NetGraph"), .activate = ng_studio_window_show_about },
  { "win.next-tab",
    N_ ("Next Tab"),
    GENERAL,
    { "<Control>Page_Down" },
    .needs = NG_NEEDS_TABS,
    .activate = ng_studio_window_next_tab },
  { "win.previous-tab",
    N_ ("Previous Tab"),
    GENERAL,
    { "<Control>Page_Up" },
    .needs = NG_NEEDS_TABS,
    .activate = ng_studio_window_previous_tab },
  { "win.move-tab",
    N_ ("_Move to New Window"),
    .needs = NG_NEEDS_TABS,
    .activate = ng_studio_window_move_tab },
  { "win.close-tab",
    N_ ("Close Tab"),
    GENERAL,
    { "<Control>w" },
    .activate = ng_studio_window_close_tab },
  { "win.close", N_ ("Close Window"), GENERAL, { "<Control><Shift>w" }, .activate = close_window },
  { "win.quit", N_ ("Quit"), GENERAL, { "<Control>q" }, .activate = quit },
};

const NgAction *
ng_actions (gsize *n)
{
  *n = G_N_ELEMENTS (actions);
  return actions;
}

const NgAction *
ng_action_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      return &actions[i];
  return NULL;
}
