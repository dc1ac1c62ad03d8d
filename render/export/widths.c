#include "render/export/widths.h"

#include <math.h>

/* Points: 8.8 inches, which the Author Center of the IEEE has as the most. */
#define USUAL_HEIGHT 633.6

/* The column of acmart is half of what 132 points of TeX, 72.27 an inch, leave of a letter page;
 * its text is as high as 169 leave. */
static const NgPaperWidth widths[] = {
  { "ieee", "IEEE", FALSE, 252, 633.6, "IEEE Author Center, Size Requirements for Graphics" },
  { "ieee2", "IEEE", TRUE, 515.52, 633.6, "IEEE Author Center, Size Requirements for Graphics" },
  { "neurips", "NeurIPS", TRUE, 396, 648, "neurips_2024.tex, General formatting instructions" },
  { "icml", "ICML", TRUE, 486, 648, "icml2025.sty, Physical page layout" },
  { "cvpr", "CVPR", FALSE, 234, 639, "CVPR author kit 2025, Formatting your paper; cvpr.sty" },
  { "acm", "ACM", FALSE, 240.25, 623.63, "acmart.cls, format sigconf" },
  { "lncs", "LNCS", TRUE, 345.83, 547.09, "llncs.cls: 12.2cm by 19.3cm" },
  { "nature", "Nature", FALSE, 252.28, 481.89, "Nature research figure guide, Figure sizing" },
  { "nature2", "Nature", TRUE, 518.74, 481.89, "Nature research figure guide, Figure sizing" },
  { "slide", "Slide", TRUE, 960, 540, "PowerPoint since 2013: 13.333in by 7.5in" },
  { "poster", "Poster, A0", TRUE, 2383.94, 3370.39, "ISO 216, A0: 841mm by 1189mm" },
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
