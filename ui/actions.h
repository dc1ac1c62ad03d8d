/* The one table of everything the program can be told to do. Menus, buttons, keys, the window of
 * shortcuts and the tests all call these actions by name. */

#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* When an action can be called. */
typedef enum {
  NG_NEEDS_NOTHING = 0,
  NG_NEEDS_NET = 1 << 0,       /* a net is shown */
  NG_NEEDS_SELECTION = 1 << 1, /* something of it is selected */
  NG_NEEDS_UNDO = 1 << 2,
  NG_NEEDS_REDO = 1 << 3,
  NG_NEEDS_ARRAYS = 1 << 4, /* arrays are without values */
  NG_NEEDS_PICTURE = 1 << 5,
  NG_NEEDS_CONTENTS = 1 << 6,    /* the selected layer or group has something inside */
  NG_NEEDS_VALUE = 1 << 7,       /* a value passed at what is selected */
  NG_NEEDS_CLOSED = 1 << 8,      /* something is selected that is no port and has nothing inside */
  NG_NEEDS_INNER = 1 << 9,       /* the selected layer is a net, or holds one */
  NG_NEEDS_INNER_NETS = 1 << 10, /* the same: copies of what it holds can be shown */
  NG_NEEDS_INSIDE = 1 << 11,     /* a net inside another is shown by itself */
  NG_NEEDS_AWAY = 1 << 12,       /* that, or something is selected */
  NG_NEEDS_PORT = 1 << 13,       /* a port is selected */
  NG_NEEDS_SLOT = 1 << 14,       /* one of several numbered inputs of a layer is selected */
  NG_NEEDS_TABS = 1 << 15,       /* there are several */
  NG_NEEDS_WIRE = 1 << 16,       /* a connection is selected */
} NgNeeds;

/**
 * NgAction:
 * @name: as menus and tests call it, with its scope: "win.zoom-in", "app.quit"
 * @label: for people, with a mnemonic
 * @section: heading in the window of shortcuts
 * @keys: accelerators, the first one shown first
 * @canvas_key: (nullable): a key that means it while the canvas has the focus; "a|Return" are two
 * @needs: when it is enabled
 * @activate: (nullable): what it does
 * @activate_with: (nullable): the same, of an action that takes a string
 * @is_switch: whether it switches the window's boolean property of the same name
 */
typedef struct {
  const char *name;
  const char *label;
  const char *section;
  const char *keys[4];
  const char *canvas_key;
  NgNeeds needs;
  void (*activate) (NgStudioWindow *window);
  void (*activate_with) (NgStudioWindow *window, const char *text);
  gboolean is_switch;
} NgAction;

/** ng_actions: Returns: (array length=n): the table */
const NgAction *ng_actions (gsize *n);

/** ng_action_find: Returns: (transfer none) (nullable): the action of that name */
const NgAction *ng_action_find (const char *name);

/** ng_action_title: Returns: (transfer full): the label in the user's language, without mnemonic
 *   and without the dots of a dialog */
char *ng_action_title (const NgAction *action);

/** ng_actions_add_to_application: sets the accelerators and adds what is not about one window. */
void ng_actions_add_to_application (GtkApplication *application);
/** ng_actions_add_to_window: adds all "win." actions to @window. */
void ng_actions_add_to_window (NgStudioWindow *window);
/** ng_actions_add_to_canvas: gives the canvas its keys. */
void ng_actions_add_to_canvas (GtkWidget *canvas);
/** ng_actions_update: enables what can be done now. */
void ng_actions_update (NgStudioWindow *window, NgNeeds fulfilled);

/** ng_actions_shortcuts: Returns: (transfer none): the window of shortcuts, a toplevel of its own
 */
GtkWidget *ng_actions_shortcuts (void);

G_END_DECLS
