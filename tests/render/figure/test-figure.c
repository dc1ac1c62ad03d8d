/* What holds for the figure of any net in any form: it is drawn, or refused with a reason; nothing
 * lies outside the page, no text lies on another, on a foreign box or on a line, no line runs
 * through what it does not join, and the same figure is the same scene again. */

#include "render/figure/figure.h"

#include "core/base/rng.h"
#include "core/formats/document.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

#include <math.h>
#include <string.h>

/* Points that things may reach into one another. */
#define SLACK 0.3F
/* Points of a line between two places where it is looked at. */
#define STEP 1.5F

typedef struct {
  const NgNet *net;
  const NgScene *scene;
  const char *what;
} Picture;

static gboolean
overlap (NgBox a, NgBox b, float slack)
{
  return a.x + slack < b.x + b.width && b.x + slack < a.x + a.width &&
         a.y + slack < b.y + b.height && b.y + slack < a.y + a.height;
}

static gboolean
holds (NgBox box, NgPoint p, float inset)
{
  return p.x > box.x + inset && p.x < box.x + box.width - inset && p.y > box.y + inset &&
         p.y < box.y + box.height - inset;
}

static gboolean
lies_in (NgBox inner, NgBox outer)
{
  return inner.x >= outer.x - SLACK && inner.y >= outer.y - SLACK &&
         inner.x + inner.width <= outer.x + outer.width + SLACK &&
         inner.y + inner.height <= outer.y + outer.height + SLACK;
}

static gboolean
is_node (const NgItem *item)
{
  return item->kind == NG_ITEM_BOX &&
         ((item->role >= NG_ROLE_LAYER && item->role < NG_ROLE_LAYER + NG_N_ROLE_CATEGORIES) ||
          item->role == NG_ROLE_GROUP || item->role == NG_ROLE_SHAPE);
}

static gboolean
is_line (const NgItem *item)
{
  return item->kind == NG_ITEM_PATH &&
         (item->role == NG_ROLE_EDGE || item->role == NG_ROLE_EDGE_UNKNOWN ||
          item->role == NG_ROLE_EDGE_PROBLEM || item->role == NG_ROLE_LINK ||
          item->role == NG_ROLE_WIRE);
}

static const char *
describe (const Picture *self, const NgItem *item)
{
  return item->kind == NG_ITEM_TEXT ? ng_scene_item_text (self->scene, item)
                                    : ng_role_name (item->role);
}

static void G_GNUC_NORETURN
fail (const Picture *self, const char *why, const NgItem *a, const NgItem *b)
{
  g_error ("%s: %s: \"%s\" at %g, %g and \"%s\" at %g, %g",
           self->what,
           why,
           describe (self, a),
           (double) a->bounds.x,
           (double) a->bounds.y,
           describe (self, b),
           (double) b->bounds.x,
           (double) b->bounds.y);
}

/* Whether an edge of the net that is drawn, as a pick of its end, begins or ends at the vertex. */
static gboolean
joins (const Picture *self, NgPick edge, NgPick vertex)
{
  NgSource source;

  if (vertex.kind != NG_PICK_VERTEX || edge.kind != NG_PICK_EDGE || edge.net != vertex.net)
    return TRUE;
  if (edge.id == vertex.id)
    return TRUE;
  if (edge.net != 0)
    return TRUE;
  if (edge.id == NG_PICK_NET) {
    source = ng_net_output_source (self->net, edge.port);
  } else {
    int index = ng_net_index_of_vertex (self->net, edge.id);
    if (index < 0)
      return TRUE;
    source = ng_net_source (self->net, (gsize) index, edge.port);
  }
  return source.kind == NG_SOURCE_LAYER &&
         ng_net_vertex (self->net, (gsize) source.index) == vertex.id;
}

/* The places along a path, by steps of at most STEP. */
static GArray *
trace (const Picture *self, const NgItem *item)
{
  NgPath path = ng_scene_item_path (self->scene, item);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (NgPoint));
  NgPoint at = { 0, 0 };
  gsize k = 0;

  for (gsize i = 0; i < path.n_ops; i++) {
    NgPoint p[3] = { at, at, at };
    int n = path.ops[i] == 'C' ? 3 : path.ops[i] == 'Z' ? 0 : 1;
    float length = 0;

    for (int j = 0; j < n; j++) {
      p[3 - n + j] = path.points[k + (gsize) j];
      length += hypotf (path.points[k + (gsize) j].x - at.x, path.points[k + (gsize) j].y - at.y);
    }
    k += (gsize) n;
    if (path.ops[i] == 'M' || n == 0) {
      at = n > 0 ? p[2] : at;
      continue;
    }
    int steps = MAX (1, (int) (length / STEP));
    for (int s = 0; s <= steps; s++) {
      float t = (float) s / (float) steps, u = 1 - t;
      NgPoint q = n == 1 ? (NgPoint){ u * at.x + t * p[2].x, u * at.y + t * p[2].y }
                         : (NgPoint){ u * u * u * at.x + 3 * u * u * t * p[0].x +
                                          3 * u * t * t * p[1].x + t * t * t * p[2].x,
                                      u * u * u * at.y + 3 * u * u * t * p[0].y +
                                          3 * u * t * t * p[1].y + t * t * t * p[2].y };
      g_array_append_val (places, q);
    }
    at = p[2];
  }
  return places;
}

static void
check_line (const Picture *self, const NgItem *line)
{
  g_autoptr (GArray) places = NULL;
  const NgItem *items = ng_scene_items (self->scene);

  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++) {
    const NgItem *item = &items[i];
    gboolean is_text = item->kind == NG_ITEM_TEXT;

    if (!is_text && !is_node (item))
      continue;
    if (!overlap (line->bounds, item->bounds, -1) ||
        (!is_text && joins (self, line->pick, item->pick)))
      continue;
    if (places == NULL)
      places = trace (self, line);
    for (guint k = 0; k < places->len; k++)
      if (holds (item->bounds, g_array_index (places, NgPoint, k), 1))
        fail (self,
              is_text ? "a line runs through a text" : "a line runs through a node",
              line,
              item);
  }
}

static void
check_scene (const Picture *self)
{
  const NgItem *items = ng_scene_items (self->scene);
  gsize n = ng_scene_n_items (self->scene);
  NgBox page = ng_scene_bounds (self->scene);

  for (gsize i = 0; i < n; i++) {
    if (!lies_in (items[i].bounds, page))
      fail (self, "something lies outside the page", &items[i], &items[i]);
    if (is_line (&items[i]))
      check_line (self, &items[i]);
    if (items[i].kind != NG_ITEM_TEXT)
      continue;
    for (gsize j = 0; j < n; j++) {
      if (j == i || !overlap (items[i].bounds, items[j].bounds, SLACK))
        continue;
      if (items[j].kind == NG_ITEM_TEXT)
        fail (self, "two texts overlap", &items[i], &items[j]);
      if (items[j].kind == NG_ITEM_GLYPH)
        fail (self, "a text lies on a glyph", &items[i], &items[j]);
      if (is_node (&items[j]) && !lies_in (items[i].bounds, items[j].bounds))
        fail (self, "a text hangs over a node", &items[i], &items[j]);
    }
  }
}

static gboolean
is_same_path (NgPath a, NgPath b)
{
  return a.n_ops == b.n_ops && a.n_points == b.n_points && memcmp (a.ops, b.ops, a.n_ops) == 0 &&
         memcmp (a.points, b.points, a.n_points * sizeof *a.points) == 0;
}

static gboolean
is_same_item (const NgScene *first, const NgScene *second, gsize index)
{
  const NgItem *a = &ng_scene_items (first)[index], *b = &ng_scene_items (second)[index];

  return a->kind == b->kind && a->role == b->role && ng_pick_equal (a->pick, b->pick) &&
         memcmp (&a->bounds, &b->bounds, sizeof a->bounds) == 0 &&
         (a->kind != NG_ITEM_TEXT ||
          strcmp (ng_scene_item_text (first, a), ng_scene_item_text (second, b)) == 0) &&
         (a->kind != NG_ITEM_PATH ||
          is_same_path (ng_scene_item_path (first, a), ng_scene_item_path (second, b)));
}

/* Drawn again it is the same scene. */
static void
check_again (NgNet *net, const NgFigure *figure, const Picture *first)
{
  g_autoptr (NgScene) again = ng_figure_draw (net, figure, NULL, NULL);

  if (ng_scene_n_items (again) != ng_scene_n_items (first->scene))
    g_error ("%s: another number of items the second time", first->what);
  for (gsize i = 0; i < ng_scene_n_items (again); i++)
    if (!is_same_item (first->scene, again, i))
      fail (first,
            "another item the second time",
            &ng_scene_items (first->scene)[i],
            &ng_scene_items (first->scene)[i]);
}

/* Returns: whether the form shows it */
static gboolean
check_figure (NgNet *net, const NgFigure *figure, const char *name, gboolean twice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgScene) scene = ng_figure_draw (net, figure, NULL, &error);
  g_autofree char *what = g_strdup_printf ("%s of %s, direction %d, depth %d",
                                           figure->form->name,
                                           name,
                                           figure->direction,
                                           figure->depth);

  if (scene == NULL) {
    ng_assert_tag (&error, "Figure::suit");
    return FALSE;
  }
  const Picture picture = { net, scene, what };
  check_scene (&picture);
  if (twice)
    check_again (net, figure, &picture);
  return TRUE;
}

/* Each direction, flat and with the outermost nets and scopes open; then all settings at once. What
 * hangs on the order in which something is looked at does so in any direction. */
static void
check_form (NgNet *net, const NgFigureForm *form, const char *name)
{
  NgFigure figure = ng_figure_default ();
  gboolean suits = TRUE;

  figure.form = form;
  figure.metrics = ng_metrics_test ();
  for (int direction = NG_FIGURE_AUTOMATIC; suits && direction <= (int) NG_DIRECTION_UP;
       direction++) {
    figure.direction = direction;
    suits = check_figure (net, &figure, name, direction == NG_FIGURE_AUTOMATIC);
  }
  figure.direction = NG_FIGURE_AUTOMATIC;
  figure.depth = 1;
  check_figure (net, &figure, name, TRUE);
  figure = (NgFigure){ .form = form,
                       .direction = NG_FIGURE_AUTOMATIC,
                       .dimensions = NG_DIMENSIONS_ALL,
                       .depth = -1,
                       .wrap = 300,
                       .width = 252,
                       .header = TRUE,
                       .names = TRUE,
                       .symbols = TRUE,
                       .stack = TRUE,
                       .fold = TRUE,
                       .alike = TRUE,
                       .kernels = TRUE,
                       .angle = 62,
                       .view = 70,
                       .legend = NG_LEGEND_RIGHT,
                       .metrics = ng_metrics_test () };
  check_figure (net, &figure, name, TRUE);
  figure.legend = NG_LEGEND_BELOW;
  figure.fold = figure.alike = FALSE;
  figure.angle = 15;
  figure.view = 12;
  figure.dimensions = NG_DIMENSIONS_CHANGES;
  figure.numbers = figure.fills = TRUE;
  check_figure (net, &figure, name, TRUE);
}

static void
check_forms (NgNet *net, const char *name)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  for (gsize i = 0; i < n; i++)
    check_form (net, forms[i], name);
}

static void
test_gallery (void)
{
  g_autofree char *folder = ng_test_source ("data/gallery");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  g_assert_nonnull (dir);
  while ((file = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, file, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);

    g_assert_no_error (error);
    check_forms (net, file);
  }
}

/* Nets that are unfinished, wrong, empty, or have names that are no words. */
static void
test_odd (void)
{
  g_autofree char *long_name = g_strnfill (500, 'W');
  g_autofree char *named = g_strdup_printf (
      "NetGraph[<|\"%s\" -> LinearLayer[3], \"\\:05d0\\:05d1\" -> Ramp, \"a\\tb\" -> "
      "TotalLayer[]|>, {\"%s\" -> \"\\:05d0\\:05d1\" -> \"a\\tb\", \"%s\" -> "
      "\"a\\tb\"}, \"Input\" -> 4]",
      long_name,
      long_name,
      long_name);
  const char *const texts[] = {
    "NetGraph[{Ramp}, {}]",
    "NetGraph[{LinearLayer[3], LinearLayer[4]}, {}]",
    "NetGraph[{LinearLayer[5, \"Input\" -> 3], LinearLayer[7], ThreadingLayer[Plus], "
    "CatenateLayer[]}, {NetPort[\"a\"] -> 1 -> 3, NetPort[\"b\"] -> 2 -> 3, {3, 1, 2} -> 4}]",
    "NetGraph[{ThreadingLayer[Times]}, {{NetPort[\"a\"], NetPort[\"a\"]} -> 1}]",
    "NetChain[{ConvolutionLayer[8, 3], Ramp, PoolingLayer[2], FlattenLayer[], LinearLayer[10]}]",
    "NetChain[{LinearLayer[4], NetChain[{Ramp, NetChain[{Tanh, LinearLayer[2]}]}], Ramp}, "
    "\"Input\" -> {\"Varying\", 2}]",
    named,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_net_read_text (texts[i], -1, NULL, &error);

    g_assert_no_error (error);
    check_forms (net, texts[i]);
  }
}

/* Up to 30 layers that read some of those before them; parts of it may repeat. */
static NgNet *
random_net (guint64 seed)
{
  static const char *const ones[] = { "Tanh", "Ramp", "LinearLayer[4]" };
  static const char *const joints[] = { "TotalLayer[]", "ThreadingLayer[Subtract]" };
  g_autoptr (GString) layers = g_string_new ("LinearLayer[4]"), edges = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int n = 4 + (int) (ng_rng_unit (seed, 0, 0) * 27);

  for (int i = 2; i <= n; i++) {
    int first = MAX (1, i - 1 - (int) (ng_rng_unit (seed, 1, (guint64) i) * 3));
    int second = MAX (1, i - 1 - (int) (ng_rng_unit (seed, 2, (guint64) i) * 9));
    double kind = ng_rng_unit (seed, 3, (guint64) i);

    g_string_append_printf (
        layers, ", %s", first == second ? ones[(int) (3 * kind)] : joints[kind > 0.8]);
    g_string_append_printf (edges, "%s%d -> %d", i > 2 ? ", " : "", first, i);
    if (second != first)
      g_string_append_printf (edges, ", %d -> %d", second, i);
  }
  text = g_strdup_printf ("NetGraph[{%s}, {%s}, \"Input\" -> 4]", layers->str, edges->str);
  NgNet *net = ng_net_read_text (text, -1, NULL, &error);
  g_assert_no_error (error);
  return net;
}

static void
test_random (void)
{
  for (guint64 seed = 0; seed < 24; seed++) {
    g_autoptr (NgNet) net = random_net (seed);
    g_autofree char *name = g_strdup_printf ("random net %d", (int) seed);
    check_forms (net, name);
  }
}

static void
test_table (void)
{
  gsize n;
  const NgFigureForm *const *forms = ng_figure_forms (&n);

  for (gsize i = 0; i < n; i++)
    g_assert_true (ng_figure_form_find (forms[i]->name) == forms[i]);
  g_assert_null (ng_figure_form_find ("cubist"));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/figure/table", test_table);
  g_test_add_func ("/figure/odd", test_odd);
  g_test_add_func ("/figure/random", test_random);
  g_test_add_func ("/figure/gallery", test_gallery);
  return g_test_run ();
}
