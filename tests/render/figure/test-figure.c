/* What holds for the figure of any net in any form: it is drawn, or refused with a reason; nothing
 * lies outside the page, no text lies on another, on a foreign box or on a line, no line runs
 * through what it does not join, and the same figure is the same scene again. */

#include "render/figure/figure-rows.h"

#include "core/base/rng.h"
#include "core/notation/read.h"
#include "render/scene/builder.h"
#include "tests/support/nets.h"
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
  GArray *obstacles; /* texts, nodes and glyphs: const NgItem *, from left to right */
  float widest;      /* of these */
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

/* Returns: (transfer full): what is wrong, and where */
static char *
fault (const Picture *self, const char *why, const NgItem *a, const NgItem *b)
{
  return g_strdup_printf ("%s: %s: \"%s\" at %g, %g and \"%s\" at %g, %g",
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

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const NgItem *first = *(const NgItem *const *) a, *second = *(const NgItem *const *) b;

  return (first->bounds.x > second->bounds.x) - (first->bounds.x < second->bounds.x);
}

static void
find_obstacles (Picture *self)
{
  self->obstacles = g_array_new (FALSE, FALSE, sizeof (const NgItem *));
  self->widest = 0;
  for (gsize i = 0; i < ng_scene_n_items (self->scene); i++) {
    const NgItem *item = &ng_scene_items (self->scene)[i];

    if (item->kind != NG_ITEM_TEXT && item->kind != NG_ITEM_GLYPH && !is_node (item))
      continue;
    g_array_append_val (self->obstacles, item);
    self->widest = MAX (self->widest, item->bounds.width);
  }
  g_array_sort (self->obstacles, compare_places);
}

static const NgItem *
obstacle_at (const Picture *self, guint index)
{
  return g_array_index (self->obstacles, const NgItem *, index);
}

/* The first obstacle that may reach to the right of @x. */
static guint
first_beyond (const Picture *self, float x)
{
  guint low = 0, high = self->obstacles->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (obstacle_at (self, middle)->bounds.x + self->widest < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static char *
check_line (const Picture *self, const NgItem *line)
{
  g_autoptr (GArray) places = NULL;
  float end = line->bounds.x + line->bounds.width + 1;

  for (guint i = first_beyond (self, line->bounds.x - 1);
       i < self->obstacles->len && obstacle_at (self, i)->bounds.x < end;
       i++) {
    const NgItem *item = obstacle_at (self, i);
    gboolean is_text = item->kind == NG_ITEM_TEXT;

    if (item->kind == NG_ITEM_GLYPH || !overlap (line->bounds, item->bounds, -1) ||
        (!is_text && joins (self, line->pick, item->pick)))
      continue;
    if (places == NULL)
      places = trace (self, line);
    for (guint k = 0; k < places->len; k++)
      if (holds (item->bounds, g_array_index (places, NgPoint, k), 1))
        return fault (self,
                      is_text ? "a line runs through a text" : "a line runs through a node",
                      line,
                      item);
  }
  return NULL;
}

static char *
check_text (const Picture *self, const NgItem *text)
{
  float end = text->bounds.x + text->bounds.width;

  for (guint i = first_beyond (self, text->bounds.x);
       i < self->obstacles->len && obstacle_at (self, i)->bounds.x < end;
       i++) {
    const NgItem *other = obstacle_at (self, i);

    if (other == text || !overlap (text->bounds, other->bounds, SLACK))
      continue;
    if (other->kind == NG_ITEM_TEXT)
      return fault (self, "two texts overlap", text, other);
    if (other->kind == NG_ITEM_GLYPH)
      return fault (self, "a text lies on a glyph", text, other);
    if (!lies_in (text->bounds, other->bounds))
      return fault (self, "a text hangs over a node", text, other);
  }
  return NULL;
}

/* Returns: (transfer full) (nullable): the first thing that is wrong */
static char *
find_fault (const NgNet *net, const NgScene *scene, const char *what)
{
  Picture self = { .net = net, .scene = scene, .what = what };
  const NgItem *items = ng_scene_items (scene);
  NgBox page = ng_scene_bounds (scene);
  char *found = NULL;

  find_obstacles (&self);
  for (gsize i = 0; i < ng_scene_n_items (scene) && found == NULL; i++) {
    if (!lies_in (items[i].bounds, page))
      found = fault (&self, "something lies outside the page", &items[i], &items[i]);
    else if (items[i].kind == NG_ITEM_TEXT)
      found = check_text (&self, &items[i]);
    else if (is_line (&items[i]))
      found = check_line (&self, &items[i]);
  }
  g_array_unref (self.obstacles);
  return found;
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
check_again (NgNet *net, const NgFigure *figure, const NgScene *first, const char *what)
{
  g_autoptr (NgScene) again = ng_figure_draw (net, figure, NULL, NULL);

  if (ng_scene_n_items (again) != ng_scene_n_items (first))
    g_error ("%s: another number of items the second time", what);
  for (gsize i = 0; i < ng_scene_n_items (again); i++)
    if (!is_same_item (first, again, i))
      g_error ("%s: another item the second time, of the number %d", what, (int) i);
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
  g_autofree char *found = find_fault (net, scene, what);
  if (found != NULL)
    g_error ("%s", found);
  if (twice)
    check_again (net, figure, scene, what);
  return TRUE;
}

/* Each direction that the form heeds, flat and with the outermost nets and scopes open; then all
 * settings at once. What hangs on the order in which something is looked at does so in any
 * direction. */
static void
check_form (NgNet *net, const NgFigureForm *form, const char *name)
{
  NgFigure figure = ng_figure_default ();
  gboolean suits = TRUE, heeds = ng_figure_row_counts (ng_figure_row_find ("direction"), form);
  int last = heeds ? (int) NG_DIRECTION_UP : NG_FIGURE_AUTOMATIC;

  figure.form = form;
  figure.metrics = ng_metrics_test ();
  for (int direction = NG_FIGURE_AUTOMATIC; suits && direction <= last; direction++) {
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
  g_auto (GStrv) names = ng_test_gallery_names ();

  for (gsize k = 0; names[k] != NULL; k++) {
    g_autoptr (NgNet) net = ng_test_gallery (names[k]);

    check_forms (net, names[k]);
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

/* What is wrong on purpose is found. */
static void
test_faults (void)
{
  static const char *const cases[] = {
    NULL,
    "two texts overlap",
    "a text hangs over a node",
    "a line runs through a text",
    "a line runs through a node",
    "something lies outside the page",
    "a text lies on a glyph",
  };
  const NgFont font = { 10, NG_FAMILY_SANS, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net =
      ng_net_read_text ("NetGraph[{Ramp, Tanh, Sin}, {1 -> 3}, \"Input\" -> 3]", -1, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    NgSceneBuilder *builder = ng_scene_builder_new (ng_metrics_test ());
    NgPoint line[] = { { 0, 50 }, { i == 3 ? 100 : 20, i == 3 ? 7 : 50 } };
    NgPoint through[] = { { 10, 110 }, { i == 4 ? 90 : 15, 110 } };

    ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_VERTEX, 0, ng_net_vertex (net, 1), 0 });
    ng_scene_builder_add_box (builder, NG_ROLE_LAYER, (NgBox){ 30, 100, 40, 20 }, 0);
    ng_scene_builder_set_pick (builder, (NgPick){ NG_PICK_EDGE, 0, ng_net_vertex (net, 2), 0 });
    ng_scene_builder_add_path (builder, NG_ROLE_EDGE, "ML", line);
    ng_scene_builder_add_path (builder, NG_ROLE_EDGE, "ML", through);
    ng_scene_builder_set_pick (builder, (NgPick){ 0 });
    ng_scene_builder_add_text (builder, NG_ROLE_NAME, font, NG_ALIGN_START, 45, 35, "one");
    ng_scene_builder_add_text (
        builder, NG_ROLE_NAME, font, NG_ALIGN_START, i == 1 ? 50 : 200, 35, "two");
    ng_scene_builder_add_text (
        builder, NG_ROLE_NAME, font, NG_ALIGN_START, i == 2 ? 60 : 200, 112, "three");
    ng_scene_builder_add_glyph (builder, NG_ROLE_GLYPH, "M2 2h12", i == 6 ? 40 : 250, 25, 16);
    g_autoptr (NgScene) scene =
        ng_scene_builder_end_page (builder, (NgBox){ 0, 0, i == 5 ? 240 : 300, 200 });
    g_autofree char *found = find_fault (net, scene, "a scene");
    if (cases[i] == NULL)
      g_assert_null (found);
    else
      g_assert_true (found != NULL && strstr (found, cases[i]) != NULL);
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
  g_test_add_func ("/figure/faults", test_faults);
  g_test_add_func ("/figure/odd", test_odd);
  g_test_add_func ("/figure/random", test_random);
  g_test_add_func ("/figure/gallery", test_gallery);
  return g_test_run ();
}
