#include "render/layout/lines.h"

NgPoint *
ng_layout_line (const NgLayout *self, guint32 first, guint32 n, NgPoint by)
{
  NgPoint *points = g_new (NgPoint, n);

  for (guint32 i = 0; i < n; i++)
    points[i] = (NgPoint){ self->points[first + i].x + by.x, self->points[first + i].y + by.y };
  return points;
}

void
ng_line_reach (NgPoint *point, NgBox frame, NgDirection direction, gboolean comes_in)
{
  switch (direction) {
  case NG_DIRECTION_RIGHT:
    point->x = comes_in ? frame.x : frame.x + frame.width;
    break;
  case NG_DIRECTION_DOWN:
    point->y = comes_in ? frame.y : frame.y + frame.height;
    break;
  default:
    point->y = comes_in ? frame.y + frame.height : frame.y;
    break;
  }
}

float *
ng_places_at (float place, int n)
{
  float *places = g_new (float, n + 1);

  for (int i = 0; i < n; i++)
    places[i] = place;
  return places;
}
