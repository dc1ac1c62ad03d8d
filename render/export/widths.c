#include "render/export/widths.h"

#include <math.h>

/* Points: 8.8 inches, which the author guide of the IEEE has as the most. */
#define USUAL_HEIGHT 633.6

static const NgPaperWidth widths[] = {
  { "ieee", "IEEE", FALSE, 252, 633.6 },
  { "ieee2", "IEEE", TRUE, 515.52, 633.6 },
  { "neurips", "NeurIPS", TRUE, 396, 648 },
  { "icml", "ICML", TRUE, 486, 648 },
  { "cvpr", "CVPR", FALSE, 234, 639 },
  { "acm", "ACM", FALSE, 239.76, 662 },
  { "lncs", "LNCS", TRUE, 345.83, 547.09 },
  { "nature", "Nature", FALSE, 252.28, 700.16 },
  { "nature2", "Nature", TRUE, 518.74, 700.16 },
  { "slide", "Slide", TRUE, 960, 540 },
  { "poster", "Poster, A0", TRUE, 2383.94, 3370.39 },
};

const NgPaperWidth *
ng_paper_widths (gsize *n)
{
  *n = G_N_ELEMENTS (widths);
  return widths;
}

double
ng_paper_height (double width)
{
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    if (fabs (widths[i].points - width) < 1e-6)
      return widths[i].height;
  return USUAL_HEIGHT;
}
