#include "ui/shown-theme.h"

#include <adwaita.h>

const NgTheme *
ng_shown_theme (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  return ng_theme_get (adw_style_manager_get_high_contrast (style) ? NG_THEME_CONTRAST
                       : adw_style_manager_get_dark (style)        ? NG_THEME_DARK
                                                                   : NG_THEME_LIGHT);
}
