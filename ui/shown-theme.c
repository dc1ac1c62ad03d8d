#include "ui/shown-theme.h"

#include <adwaita.h>

const NgTheme *
ng_shown_theme (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  gboolean is_dark = adw_style_manager_get_dark (style);

  return ng_theme_get (adw_style_manager_get_high_contrast (style)
                           ? (is_dark ? NG_THEME_CONTRAST_DARK : NG_THEME_CONTRAST)
                           : (is_dark ? NG_THEME_DARK : NG_THEME_LIGHT));
}
