/* netgraph-studio, the desktop program. */

#include "ui/application.h"
#include "ui/language.h"

int
main (int argc, char **argv)
{
  g_autoptr (NgStudioApplication) application = NULL;

  ng_language_begin ();
  application = ng_studio_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
