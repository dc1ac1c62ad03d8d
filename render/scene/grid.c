/* A grid with about one cell for every eight items: counted, summed, filled, as in a counting sort.
 * An item over more than LARGE cells goes to the list that every query reads. */

#include "render/scene/grid.h"

#include <math.h>

#define LARGE        64
#define ITEMS_A_CELL 8

struct _NgGrid {
  NgBox bounds;
  float cell;
  int columns, rows;
  guint32 *starts; /* columns * rows + 1 */
  guint32 *members;
  GArray *large;
  gsize n_items;
};

typedef struct {
  int left, top, right, bottom; /* inclusive */
} Cells;

gboolean
ng_box_meets (NgBox a, NgBox b)
{
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height &&
         b.y <= a.y + a.height;
}

NgBox
ng_box_join (NgBox a, NgBox b)
{
  float left = MIN (a.x, b.x), top = MIN (a.y, b.y);
  float right = MAX (a.x + a.width, b.x + b.width), bottom = MAX (a.y + a.height, b.y + b.height);

  return (NgBox){ left, top, right - left, bottom - top };
}

NgBox
ng_box_grow (NgBox box, float by)
{
  return (NgBox){ box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by };
}

static int
cell_of (float offset, float cell, int n)
{
  float at = offset / cell;
  return !(at > 0) ? 0 : at >= (float) n ? n - 1 : (int) at;
}

static Cells
cells_of (const NgGrid *self, NgBox box)
{
  float x = box.x - self->bounds.x, y = box.y - self->bounds.y;

  return (Cells){ cell_of (x, self->cell, self->columns),
                  cell_of (y, self->cell, self->rows),
                  cell_of (x + box.width, self->cell, self->columns),
                  cell_of (y + box.height, self->cell, self->rows) };
}

static gboolean
cells_are_many (Cells c)
{
  return (gint64) (c.right - c.left + 1) * (c.bottom - c.top + 1) > LARGE;
}

NgGrid *
ng_grid_new (const NgItem *items, gsize n, NgBox bounds)
{
  NgGrid *self = g_new0 (NgGrid, 1);
  double n_cells = n / ITEMS_A_CELL + 1;
  double width = MAX (bounds.width, 1.0F), height = MAX (bounds.height, 1.0F);

  self->bounds = bounds;
  self->n_items = n;
  self->cell = (float) MAX (sqrt (width * height / n_cells), MAX (width, height) / (2 * n_cells));
  self->columns = (int) ceil (width / (double) self->cell);
  self->rows = (int) ceil (height / (double) self->cell);
  self->large = g_array_new (FALSE, FALSE, sizeof (guint32));

  gsize size = (gsize) self->columns * (gsize) self->rows;
  self->starts = g_new0 (guint32, size + 1);
  g_autofree Cells *cells = g_new (Cells, n + 1);
  for (gsize i = 0; i < n; i++) {
    Cells c = cells[i] = cells_of (self, items[i].bounds);
    if (cells_are_many (c)) {
      guint32 number = (guint32) i;
      g_array_append_val (self->large, number);
      continue;
    }
    for (int row = c.top; row <= c.bottom; row++)
      for (int column = c.left; column <= c.right; column++)
        self->starts[(gsize) row * (gsize) self->columns + (gsize) column + 1]++;
  }
  for (gsize i = 0; i < size; i++)
    self->starts[i + 1] += self->starts[i];

  guint32 *next = g_memdup2 (self->starts, (size + 1) * sizeof *next);
  self->members = g_new (guint32, self->starts[size] + 1);
  for (gsize i = 0; i < n; i++) {
    Cells c = cells[i];
    if (cells_are_many (c))
      continue;
    for (int row = c.top; row <= c.bottom; row++)
      for (int column = c.left; column <= c.right; column++)
        self->members[next[(gsize) row * (gsize) self->columns + (gsize) column]++] = (guint32) i;
  }
  g_free (next);
  return self;
}

void
ng_grid_free (NgGrid *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->members);
  g_array_unref (self->large);
  g_free (self);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;
  return (left > right) - (left < right);
}

/* An item is reported from the first of its cells that the query sees, so each comes once. */
GArray *
ng_grid_query (const NgGrid *self, const NgItem *items, NgBox box)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));
  Cells c = cells_of (self, box);

  if (c.left == 0 && c.top == 0 && c.right == self->columns - 1 && c.bottom == self->rows - 1) {
    for (guint32 i = 0; i < self->n_items; i++)
      if (ng_box_meets (items[i].bounds, box))
        g_array_append_val (found, i);
    return found;
  }

  for (guint i = 0; i < self->large->len; i++) {
    guint32 item = g_array_index (self->large, guint32, i);
    if (ng_box_meets (items[item].bounds, box))
      g_array_append_val (found, item);
  }
  for (int row = c.top; row <= c.bottom; row++) {
    for (int column = c.left; column <= c.right; column++) {
      gsize at = (gsize) row * (gsize) self->columns + (gsize) column;
      for (guint32 i = self->starts[at]; i < self->starts[at + 1]; i++) {
        guint32 item = self->members[i];
        Cells own = cells_of (self, items[item].bounds);
        if (MAX (own.left, c.left) == column && MAX (own.top, c.top) == row &&
            ng_box_meets (items[item].bounds, box))
          g_array_append_val (found, item);
      }
    }
  }
  g_array_sort (found, compare_numbers);
  return found;
}

NgPoint
ng_curve_at (const NgPoint *curve, float t)
{
  float s = 1 - t, a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;

  return (NgPoint){ a * curve[0].x + b * curve[1].x + c * curve[2].x + d * curve[3].x,
                    a * curve[0].y + b * curve[1].y + c * curve[2].y + d * curve[3].y };
}
