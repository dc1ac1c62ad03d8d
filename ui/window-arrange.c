#include "ui/window-arrange.h"

#include "ui/actions.h"
#include "ui/arrange.h"
#include "ui/groups.h"

#include <glib/gi18n.h>

static void
align (NgStudioWindow *self, NgAlignment alignment)
{
  if (!ng_arrange_align (ng_studio_window_document (self), alignment))
    ng_studio_window_toast (self, _ ("Select two layers or more to align them."));
}

void
ng_studio_window_align_left (NgStudioWindow *self)
{
  align (self, NG_ALIGN_LEFTS);
}

void
ng_studio_window_align_center (NgStudioWindow *self)
{
  align (self, NG_ALIGN_CENTERS);
}

void
ng_studio_window_align_right (NgStudioWindow *self)
{
  align (self, NG_ALIGN_RIGHTS);
}

void
ng_studio_window_align_top (NgStudioWindow *self)
{
  align (self, NG_ALIGN_TOPS);
}

void
ng_studio_window_align_middle (NgStudioWindow *self)
{
  align (self, NG_ALIGN_MIDDLES);
}

void
ng_studio_window_align_bottom (NgStudioWindow *self)
{
  align (self, NG_ALIGN_BOTTOMS);
}

static void
distribute (NgStudioWindow *self, gboolean is_across)
{
  if (!ng_arrange_distribute (ng_studio_window_document (self), is_across))
    ng_studio_window_toast (self, _ ("Select three layers or more to distribute them."));
}

void
ng_studio_window_distribute_across (NgStudioWindow *self)
{
  distribute (self, TRUE);
}

void
ng_studio_window_distribute_down (NgStudioWindow *self)
{
  distribute (self, FALSE);
}

void
ng_studio_window_arrange (NgStudioWindow *self)
{
  if (!ng_arrange_all (ng_studio_window_document (self)))
    ng_studio_window_toast (self, _ ("Nothing has been moved by hand."));
}

void
ng_studio_window_arrange_selected (NgStudioWindow *self)
{
  if (!ng_arrange_selected (ng_studio_window_document (self)))
    ng_studio_window_toast (self, _ ("Nothing of the selection has been moved by hand."));
}

void
ng_studio_window_pin (NgStudioWindow *self)
{
  if (!ng_arrange_pin (ng_studio_window_document (self)))
    ng_studio_window_toast (self, _ ("Select layers to pin them in place."));
}

void
ng_studio_window_tags (NgStudioWindow *self)
{
  ng_arrange_tags (ng_studio_window_document (self));
}

void
ng_studio_window_take_apart (NgStudioWindow *self)
{
  NgDocument *document = ng_studio_window_document (self);
  const NgSubject *selection = ng_document_selection (document);

  if (selection == NULL || selection->kind != NG_PICK_GROUP ||
      !ng_group_take_apart (document, selection))
    ng_studio_window_toast (
        self, _ ("Select a group of layers to take it apart; a net inside is ungrouped."));
}

void
ng_studio_window_gather_groups (NgStudioWindow *self)
{
  if (!ng_groups_gather (ng_studio_window_document (self)))
    ng_studio_window_toast (self, _ ("No group has been taken apart."));
}

void
ng_menu_append_commands (GMenu *menu, const char *const *names)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (gsize i = 0; names[i] != NULL; i++)
    g_menu_append (section, _ (ng_action_find (names[i])->label), names[i]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
ng_studio_window_arrange_menu (void)
{
  static const char *const across[] = {
    "win.align-left", "win.align-center", "win.align-right", "win.distribute-across", NULL
  };
  static const char *const down[] = {
    "win.align-top", "win.align-middle", "win.align-bottom", "win.distribute-down", NULL
  };
  static const char *const pins[] = { "win.pin", "win.arrange-selection", "win.arrange", NULL };
  GMenu *menu = g_menu_new ();

  ng_menu_append_commands (menu, across);
  ng_menu_append_commands (menu, down);
  ng_menu_append_commands (menu, pins);
  return G_MENU_MODEL (menu);
}
