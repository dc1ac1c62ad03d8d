/* The lines of a hatch are where x + y, x - y, y or x are multiples of a gap; they are cut where
 * they cross the outline, of which curves are taken as short straight pieces, and every second
 * piece is inside. */

#include "render/scene/pattern.h"

#include <math.h>

/* Straight pieces of a curve. */
#define PIECES 8
/* Lines across one item; wider gaps are taken where there would be more. */
#define MOST_LINES 4096
/* Of a control point of a quarter of a circle, from its corner, in radii. */
#define CORNER 0.44772F

/* A family of parallel lines: those along which @across . point is the same. */
typedef struct {
  NgPoint across, along;
} Family;

static const Family rising = { { 1, 1 }, { 1, -1 } };
static const Family falling = { { 1, -1 }, { 1, 1 } };
static const Family level = { { 0, 1 }, { 1, 0 } };
static const Family upright = { { 1, 0 }, { 0, 1 } };

static const Family *const families[NG_N_PATTERNS][2] = {
  [NG_PATTERN_RISING] = { &rising },
  [NG_PATTERN_FALLING] = { &falling },
  [NG_PATTERN_LEVEL] = { &level },
  [NG_PATTERN_UPRIGHT] = { &upright },
  [NG_PATTERN_DIAMONDS] = { &rising, &falling },
  [NG_PATTERN_SQUARES] = { &level, &upright },
};

/* Where a line meets the outline. */
typedef struct {
  gint64 line;
  float along;
  NgPoint at;
} Crossing;

/* The outline as closed polygons: each piece of it is two points. */
typedef struct {
  GArray *pieces;
  NgPoint first, last;
} Outline;

static void
line_to (Outline *self, NgPoint to)
{
  g_array_append_val (self->pieces, self->last);
  g_array_append_val (self->pieces, to);
  self->last = to;
}

static void
move_to (Outline *self, NgPoint to)
{
  if (self->pieces->len > 0)
    line_to (self, self->first);
  self->first = self->last = to;
}

static void
curve_to (Outline *self, NgPoint b, NgPoint c, NgPoint d)
{
  NgPoint a = self->last;

  for (int i = 1; i <= PIECES; i++) {
    float t = (float) i / PIECES, s = 1 - t;
    float w[] = { s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t };
    line_to (self,
             (NgPoint){ w[0] * a.x + w[1] * b.x + w[2] * c.x + w[3] * d.x,
                        w[0] * a.y + w[1] * b.y + w[2] * c.y + w[3] * d.y });
  }
}

static void
add_path (Outline *self, NgPath path)
{
  const NgPoint *p = path.points;

  for (gsize i = 0; i < path.n_ops; i++) {
    if (path.ops[i] == 'M')
      move_to (self, *p++);
    else if (path.ops[i] == 'L')
      line_to (self, *p++);
    else if (path.ops[i] == 'C') {
      curve_to (self, p[0], p[1], p[2]);
      p += 3;
    }
  }
}

static void
add_corner (Outline *self, NgPoint from, NgPoint corner, NgPoint to)
{
  line_to (self, from);
  curve_to (
      self,
      (NgPoint){ corner.x + CORNER * (from.x - corner.x), corner.y + CORNER * (from.y - corner.y) },
      (NgPoint){ corner.x + CORNER * (to.x - corner.x), corner.y + CORNER * (to.y - corner.y) },
      to);
}

static void
add_box (Outline *self, NgBox box, float radius)
{
  float r = CLAMP (radius, 0, MIN (box.width, box.height) / 2);
  float x = box.x, y = box.y, right = box.x + box.width, bottom = box.y + box.height;

  move_to (self, (NgPoint){ x + r, y });
  add_corner (self, (NgPoint){ right - r, y }, (NgPoint){ right, y }, (NgPoint){ right, y + r });
  add_corner (self,
              (NgPoint){ right, bottom - r },
              (NgPoint){ right, bottom },
              (NgPoint){ right - r, bottom });
  add_corner (self, (NgPoint){ x + r, bottom }, (NgPoint){ x, bottom }, (NgPoint){ x, bottom - r });
  add_corner (self, (NgPoint){ x, y + r }, (NgPoint){ x, y }, (NgPoint){ x + r, y });
}

static float
dot (NgPoint a, NgPoint b)
{
  return a.x * b.x + a.y * b.y;
}

/* A piece holds its lower end and not its upper one, so that a corner is crossed once. */
static void
add_crossings (GArray *crossings, NgPoint a, NgPoint b, const Family *family, float gap)
{
  float from = dot (a, family->across), to = dot (b, family->across);
  float low = MIN (from, to), high = MAX (from, to);

  for (gint64 line = (gint64) ceilf (low / gap); (float) line * gap < high; line++) {
    float t = ((float) line * gap - from) / (to - from);
    NgPoint at = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
    Crossing crossing = { line, dot (at, family->along), at };

    g_array_append_val (crossings, crossing);
  }
}

static int
compare_crossings (gconstpointer a, gconstpointer b)
{
  const Crossing *x = a, *y = b;

  return x->line != y->line     ? (x->line < y->line ? -1 : 1)
         : x->along != y->along ? (x->along < y->along ? -1 : 1)
                                : 0;
}

static void
add_lines (GArray *ends, const Outline *outline, const Family *family, NgBox bounds)
{
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (Crossing));
  const NgPoint *pieces = (const NgPoint *) (gpointer) outline->pieces->data;
  float gap = NG_PATTERN_GAP * sqrtf (dot (family->across, family->across));

  gap = MAX (gap, (bounds.width + bounds.height) / MOST_LINES);
  for (guint i = 0; i + 1 < outline->pieces->len; i += 2)
    add_crossings (crossings, pieces[i], pieces[i + 1], family, gap);
  g_array_sort (crossings, compare_crossings);
  for (guint i = 0; i + 1 < crossings->len; i++) {
    const Crossing *a = &g_array_index (crossings, Crossing, i);

    if (a->line != a[1].line)
      continue;
    /* A line that only touches a corner is a point. */
    if (a->along < a[1].along) {
      g_array_append_val (ends, a->at);
      g_array_append_val (ends, a[1].at);
    }
    i++;
  }
}

GArray *
ng_pattern_lines (const NgScene *scene, const NgItem *item, NgPattern pattern)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  Outline outline = { .pieces = g_array_new (FALSE, FALSE, sizeof (NgPoint)) };

  if (item->kind == NG_ITEM_BOX)
    add_box (&outline, item->bounds, item->radius);
  else if (item->kind == NG_ITEM_PATH)
    add_path (&outline, ng_scene_item_path (scene, item));
  move_to (&outline, outline.first);
  for (int i = 0; i < 2 && families[pattern][i] != NULL; i++)
    add_lines (ends, &outline, families[pattern][i], item->bounds);
  g_array_unref (outline.pieces);
  return ends;
}
