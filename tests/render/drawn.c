#include "tests/render/drawn.h"

#include "tests/support/nets.h"

NgFigure
ng_test_figure (const char *form)
{
  NgFigure figure = ng_figure_default ();

  figure.form = ng_figure_form_find (form);
  figure.metrics = ng_metrics_test ();
  return figure;
}

NgScene *
ng_test_draw (const char *notation, const NgFigure *figure)
{
  g_autoptr (NgNet) net = ng_test_net (notation);
  g_autoptr (GError) error = NULL;
  NgScene *scene = ng_figure_draw (net, figure, NULL, &error);

  g_assert_no_error (error);
  return scene;
}
