/* Path data as in SVG 1.1, section 8.3, turned into lines and cubic curves. Arcs become curves by
 * the conversion of appendix F.6, one for each quarter turn. */

#include "render/scene/glyph.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *at;
  GString *ops;
  GArray *points;
  NgPoint here, start;
  NgPoint cubic, quadratic; /* the last control points, for S and T */
} Pen;

static gboolean
read_number (Pen *pen, float *number)
{
  while (*pen->at == ' ' || *pen->at == ',' || *pen->at == '\n' || *pen->at == '\t')
    pen->at++;

  char *end;
  double value = g_ascii_strtod (pen->at, &end);
  if (end == pen->at || !isfinite (value) || fabs (value) > 1e6)
    return FALSE;
  pen->at = end;
  *number = (float) value;
  return TRUE;
}

/* Flags of arcs may stand without anything between them. */
static gboolean
read_flag (Pen *pen, gboolean *flag)
{
  while (*pen->at == ' ' || *pen->at == ',')
    pen->at++;
  if (*pen->at != '0' && *pen->at != '1')
    return FALSE;
  *flag = *pen->at++ == '1';
  return TRUE;
}

static gboolean
read_point (Pen *pen, gboolean is_relative, NgPoint *point)
{
  if (!read_number (pen, &point->x) || !read_number (pen, &point->y))
    return FALSE;
  if (is_relative) {
    point->x += pen->here.x;
    point->y += pen->here.y;
  }
  return TRUE;
}

static void
put (Pen *pen, char op, const NgPoint *points, guint n)
{
  g_string_append_c (pen->ops, op);
  g_array_append_vals (pen->points, points, n);
  pen->here = points[n - 1];
}

static void
put_curve (Pen *pen, NgPoint a, NgPoint b, NgPoint c)
{
  put (pen, 'C', (NgPoint[]){ a, b, c }, 3);
  pen->cubic = b;
}

static void
put_quadratic (Pen *pen, NgPoint control, NgPoint end)
{
  NgPoint from = pen->here;
  NgPoint a = { from.x + 2 * (control.x - from.x) / 3, from.y + 2 * (control.y - from.y) / 3 };
  NgPoint b = { end.x + 2 * (control.x - end.x) / 3, end.y + 2 * (control.y - end.y) / 3 };

  put_curve (pen, a, b, end);
  pen->quadratic = control;
}

static void
put_arc (Pen *pen, float rx, float ry, float turn, gboolean large, gboolean sweep, NgPoint end)
{
  double phi = (double) turn * G_PI / 180, c = cos (phi), s = sin (phi);
  double dx = (double) (pen->here.x - end.x) / 2, dy = (double) (pen->here.y - end.y) / 2;
  double x = c * dx + s * dy, y = c * dy - s * dx;
  double a = fabs ((double) rx), b = fabs ((double) ry);

  if (a == 0 || b == 0 || (dx == 0 && dy == 0)) {
    put (pen, 'L', &end, 1);
    return;
  }

  double spread = x * x / (a * a) + y * y / (b * b);
  if (spread > 1) {
    a *= sqrt (spread);
    b *= sqrt (spread);
  }
  double rest = a * a * b * b / (a * a * y * y + b * b * x * x) - 1;
  double factor = sqrt (MAX (rest, 0)) * (large == sweep ? -1 : 1);
  double ox = factor * a * y / b, oy = -factor * b * x / a;
  double from = atan2 ((y - oy) / b, (x - ox) / a);
  double sweep_angle = atan2 ((-y - oy) / b, (-x - ox) / a) - from;
  if (sweep && sweep_angle < 0)
    sweep_angle += 2 * G_PI;
  if (!sweep && sweep_angle > 0)
    sweep_angle -= 2 * G_PI;

  double mx = (double) (pen->here.x + end.x) / 2 + c * ox - s * oy;
  double my = (double) (pen->here.y + end.y) / 2 + s * ox + c * oy;
  int n = (int) ceil (fabs (sweep_angle) / (G_PI / 2) - 1e-6);
  n = MAX (n, 1);
  double step = sweep_angle / n, k = 4.0 / 3 * tan (step / 4);

  for (int i = 0; i < n; i++) {
    double t = from + i * step, u = t + step;
    double ex[] = { cos (t) - k * sin (t), cos (u) + k * sin (u), cos (u) };
    double ey[] = { sin (t) + k * cos (t), sin (u) - k * cos (u), sin (u) };
    NgPoint points[3];
    for (int j = 0; j < 3; j++)
      points[j] = (NgPoint){ (float) (mx + c * a * ex[j] - s * b * ey[j]),
                             (float) (my + s * a * ex[j] + c * b * ey[j]) };
    put_curve (pen, points[0], points[1], points[2]);
  }
}

/* One command with its numbers; FALSE when they are not there. */
static gboolean
read_command (Pen *pen, char command)
{
  gboolean is_relative = g_ascii_islower (command);
  NgPoint here = pen->here, a, b, c;
  float rx, ry, turn;
  gboolean large, sweep;

  switch (g_ascii_toupper (command)) {
  case 'M':
    if (!read_point (pen, is_relative, &a))
      return FALSE;
    put (pen, 'M', &a, 1);
    pen->start = a;
    return TRUE;
  case 'L':
    if (!read_point (pen, is_relative, &a))
      return FALSE;
    put (pen, 'L', &a, 1);
    return TRUE;
  case 'H':
    if (!read_number (pen, &a.x))
      return FALSE;
    put (pen, 'L', &(NgPoint){ is_relative ? here.x + a.x : a.x, here.y }, 1);
    return TRUE;
  case 'V':
    if (!read_number (pen, &a.y))
      return FALSE;
    put (pen, 'L', &(NgPoint){ here.x, is_relative ? here.y + a.y : a.y }, 1);
    return TRUE;
  case 'C':
    if (!read_point (pen, is_relative, &a) || !read_point (pen, is_relative, &b) ||
        !read_point (pen, is_relative, &c))
      return FALSE;
    put_curve (pen, a, b, c);
    return TRUE;
  case 'S':
    a = (NgPoint){ 2 * here.x - pen->cubic.x, 2 * here.y - pen->cubic.y };
    if (!read_point (pen, is_relative, &b) || !read_point (pen, is_relative, &c))
      return FALSE;
    put_curve (pen, a, b, c);
    return TRUE;
  case 'Q':
    if (!read_point (pen, is_relative, &a) || !read_point (pen, is_relative, &b))
      return FALSE;
    put_quadratic (pen, a, b);
    return TRUE;
  case 'T':
    a = (NgPoint){ 2 * here.x - pen->quadratic.x, 2 * here.y - pen->quadratic.y };
    if (!read_point (pen, is_relative, &b))
      return FALSE;
    put_quadratic (pen, a, b);
    return TRUE;
  case 'A':
    if (!read_number (pen, &rx) || !read_number (pen, &ry) || !read_number (pen, &turn) ||
        !read_flag (pen, &large) || !read_flag (pen, &sweep) || !read_point (pen, is_relative, &a))
      return FALSE;
    put_arc (pen, rx, ry, turn, large, sweep, a);
    return TRUE;
  default:
    return FALSE;
  }
}

void
ng_glyph_parse (const char *data, GString *ops, GArray *points)
{
  Pen pen = { data, ops, points, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
  char command = '\0';
  gboolean is_begun = FALSE;

  for (;;) {
    while (*pen.at == ' ' || *pen.at == ',' || *pen.at == '\n' || *pen.at == '\t')
      pen.at++;
    if (*pen.at == '\0')
      return;
    if (g_ascii_isalpha (*pen.at)) {
      command = *pen.at++;
      if (!is_begun && g_ascii_toupper (command) != 'M')
        return;
      is_begun = TRUE;
      if (g_ascii_toupper (command) == 'Z') {
        g_string_append_c (ops, 'Z');
        pen.here = pen.cubic = pen.quadratic = pen.start;
        continue;
      }
    } else if (command == '\0' || g_ascii_toupper (command) == 'Z') {
      return;
    }
    if (!read_command (&pen, command))
      return;

    char kind = g_ascii_toupper (command);
    if (kind != 'C' && kind != 'S' && kind != 'A')
      pen.cubic = pen.here;
    if (kind != 'Q' && kind != 'T')
      pen.quadratic = pen.here;
    /* Further pairs after M are lines. */
    if (kind == 'M')
      command = command == 'm' ? 'l' : 'L';
  }
}
