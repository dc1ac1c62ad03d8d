#include "render/export/widths.h"

static const NgPaperWidth widths[] = {
  { "ieee", "IEEE", FALSE, 252 },
  { "ieee2", "IEEE", TRUE, 515.52 },
  { "neurips", "NeurIPS", TRUE, 396 },
  { "icml", "ICML", TRUE, 486 },
  { "cvpr", "CVPR", FALSE, 234 },
  { "acm", "ACM", FALSE, 239.76 },
  { "lncs", "LNCS", TRUE, 345.83 },
  { "nature", "Nature", FALSE, 252.28 },
  { "nature2", "Nature", TRUE, 518.74 },
  { "slide", "Slide", TRUE, 960 },
  { "poster", "Poster, A0", TRUE, 2383.94 },
};

const NgPaperWidth *
ng_paper_widths (gsize *n)
{
  *n = G_N_ELEMENTS (widths);
  return widths;
}
