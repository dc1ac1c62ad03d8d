#include "core/graph/compare.h"

#include "core/graph/align.h"
#include "core/graph/compare-layers.h"
#include "core/graph/path.h"

struct _NgComparison {
  gatomicrefcount references;
  NgNet *first, *second;
  GPtrArray *matches; /* (element-type NgMatch) */
};

/* Two nets of which each is, or lies in, the one that is compared. */
typedef struct {
  NgNet *net[2];
  const char *path[2];
  int *other[2]; /* by layer: the one that corresponds in the other net, or -1 */
} Pair;

static void
match_free (NgMatch *self)
{
  g_free (self->first.path);
  g_free (self->second.path);
  g_ptr_array_unref (self->differences);
  g_free (self);
}

NgComparison *
ng_comparison_ref (NgComparison *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ng_comparison_unref (NgComparison *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  ng_net_unref (self->first);
  ng_net_unref (self->second);
  g_ptr_array_unref (self->matches);
  g_free (self);
}

NgNet *
ng_comparison_first (const NgComparison *self)
{
  return self->first;
}

NgNet *
ng_comparison_second (const NgComparison *self)
{
  return self->second;
}

gsize
ng_comparison_n_matches (const NgComparison *self)
{
  return self->matches->len;
}

const NgMatch *
ng_comparison_match (const NgComparison *self, gsize index)
{
  return self->matches->pdata[index];
}

gsize
ng_comparison_count (const NgComparison *self, NgVerdict verdict)
{
  gsize n = 0;

  for (guint i = 0; i < self->matches->len; i++)
    n += ng_comparison_match (self, i)->verdict == verdict;
  return n;
}

gboolean
ng_comparison_is_same (const NgComparison *self)
{
  return ng_comparison_count (self, NG_VERDICT_SAME) == self->matches->len;
}

/* ---- which layers correspond ---- */

static void
pair_by_name (Pair *self)
{
  if (!ng_net_is_named (self->net[0]) || !ng_net_is_named (self->net[1]))
    return;
  for (gsize i = 0; i < ng_net_n_layers (self->net[0]); i++) {
    int j = ng_net_find (self->net[1], ng_net_name (self->net[0], i));

    self->other[0][i] = j;
    if (j >= 0)
      self->other[1][j] = (int) i;
  }
}

/* Pairs layers of two stretches that are so alike, and in the gaps between these the ones that are
 * less so. */
static void
pair_stretch (Pair *self, const int *a, gsize n_a, const int *b, gsize n_b, NgLikeness likeness)
{
  g_autofree guint *a_marks = g_new (guint, n_a + 1);
  g_autofree guint *b_marks = g_new (guint, n_b + 1);
  g_autofree int *pairs = g_new (int, n_a + 1);
  gsize a_from = 0, b_from = 0;

  if (n_a == 0 || n_b == 0 || likeness == NG_N_LIKENESSES)
    return;
  for (gsize i = 0; i < n_a; i++)
    a_marks[i] = ng_layer_signature (ng_net_layer (self->net[0], (gsize) a[i]), likeness);
  for (gsize j = 0; j < n_b; j++)
    b_marks[j] = ng_layer_signature (ng_net_layer (self->net[1], (gsize) b[j]), likeness);
  ng_align (a_marks, n_a, b_marks, n_b, pairs);
  for (gsize i = 0; i <= n_a; i++) {
    gsize j = i < n_a ? (gsize) pairs[i] : n_b;

    if (i < n_a && pairs[i] < 0)
      continue;
    pair_stretch (self, a + a_from, i - a_from, b + b_from, j - b_from, likeness + 1);
    if (i < n_a) {
      self->other[0][a[i]] = b[j];
      self->other[1][b[j]] = a[i];
    }
    a_from = i + 1;
    b_from = j + 1;
  }
}

/* Layers without a counterpart yet, along the flow. */
static int *
list_alone (const Pair *self, int side, gsize *n)
{
  NgNet *net = self->net[side];
  int *list = g_new (int, ng_net_n_layers (net) + 1);

  *n = 0;
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    int layer = ng_net_order (net)[i];

    if (self->other[side][layer] < 0)
      list[(*n)++] = layer;
  }
  return list;
}

static void
pair_layers (Pair *self)
{
  g_autofree int *a = NULL;
  g_autofree int *b = NULL;
  gsize n_a, n_b;

  for (int side = 0; side < 2; side++) {
    gsize n = ng_net_n_layers (self->net[side]);

    self->other[side] = g_new (int, n + 1);
    for (gsize i = 0; i < n; i++)
      self->other[side][i] = -1;
  }
  pair_by_name (self);
  a = list_alone (self, 0, &n_a);
  b = list_alone (self, 1, &n_b);
  pair_stretch (self, a, n_a, b, n_b, NG_LIKE_WHOLLY);
}

/* ---- what differs ---- */

static NgMatch *
match_new (const Pair *pair, NgMatchedKind kind, int first, int second)
{
  NgMatch *self = g_new0 (NgMatch, 1);

  self->kind = kind;
  self->verdict = first < 0 ? NG_VERDICT_ADDED : second < 0 ? NG_VERDICT_REMOVED : NG_VERDICT_SAME;
  self->first = (NgMatchSide){ g_strdup (pair->path[0]), pair->net[0], first };
  self->second = (NgMatchSide){ g_strdup (pair->path[1]), pair->net[1], second };
  self->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_difference_free);
  return self;
}

/* Returns: (transfer full) (nullable): what @source is, for people */
static char *
describe_source (NgNet *net, NgSource source)
{
  g_autofree char *name = NULL;
  NgLayer *layer;

  if (source.kind == NG_SOURCE_NONE)
    return NULL;
  if (source.kind == NG_SOURCE_INPUT)
    return g_strdup_printf ("NetPort[\"%s\"]", ng_net_input_name (net, (gsize) source.index));
  layer = ng_net_layer (net, (gsize) source.index);
  name = ng_net_shown_name (net, (gsize) source.index);
  if (ng_layer_n_outputs (layer) == 1)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s, %s", name, ng_layer_output_name (layer, (gsize) source.port));
}

/* Whether the sources correspond. Those of layers that the other net has not are no difference of
 * their own. */
static gboolean
are_same_sources (const Pair *pair, NgSource a, NgSource b)
{
  gboolean a_is_gone = a.kind == NG_SOURCE_LAYER && pair->other[0][a.index] < 0;
  gboolean b_is_new = b.kind == NG_SOURCE_LAYER && pair->other[1][b.index] < 0;

  if (a.kind == NG_SOURCE_NONE || b.kind == NG_SOURCE_NONE)
    return a.kind == b.kind;
  if (a_is_gone || b_is_new)
    return TRUE;
  if (a.kind != b.kind)
    return FALSE;
  if (a.kind == NG_SOURCE_INPUT)
    return g_str_equal (ng_net_input_name (pair->net[0], (gsize) a.index),
                        ng_net_input_name (pair->net[1], (gsize) b.index));
  return pair->other[0][a.index] == b.index && a.port == b.port;
}

static void
compare_sources (const Pair *pair, const char *what, NgSource a, NgSource b, GPtrArray *differences)
{
  if (!are_same_sources (pair, a, b))
    g_ptr_array_add (differences,
                     ng_difference_new (NG_ASPECT_CONNECTION,
                                        what,
                                        describe_source (pair->net[0], a),
                                        describe_source (pair->net[1], b)));
}

static void
compare_inputs (const Pair *pair, gsize i, gsize j, GPtrArray *differences)
{
  const NgSource none = { .kind = NG_SOURCE_NONE };
  NgLayer *a = ng_net_layer (pair->net[0], i), *b = ng_net_layer (pair->net[1], j);

  for (gsize p = 0; p < ng_layer_n_inputs (a); p++) {
    int q = ng_layer_find_input (b, ng_layer_input_name (a, p));

    compare_sources (pair,
                     ng_layer_input_name (a, p),
                     ng_net_source (pair->net[0], i, p),
                     q >= 0 ? ng_net_source (pair->net[1], j, (gsize) q) : none,
                     differences);
  }
  for (gsize q = 0; q < ng_layer_n_inputs (b); q++)
    if (ng_layer_find_input (a, ng_layer_input_name (b, q)) < 0)
      compare_sources (
          pair, ng_layer_input_name (b, q), none, ng_net_source (pair->net[1], j, q), differences);
}

static void
compare_outputs (const Pair *pair, gsize i, gsize j, GPtrArray *differences)
{
  NgLayer *a = ng_net_layer (pair->net[0], i), *b = ng_net_layer (pair->net[1], j);

  for (gsize p = 0; p < ng_layer_n_outputs (a); p++) {
    int q = ng_layer_find_output (b, ng_layer_output_name (a, p));
    NgSource before = { NG_SOURCE_LAYER, (int) i, (int) p };
    NgSource after = { NG_SOURCE_LAYER, (int) j, q };

    if (q >= 0)
      ng_compare_types (ng_layer_output_name (a, p),
                        ng_net_type (pair->net[0], before),
                        ng_net_length_names (pair->net[0]),
                        ng_net_type (pair->net[1], after),
                        ng_net_length_names (pair->net[1]),
                        differences);
  }
}

static NgMatch *
compare_pair (const Pair *pair, int i, int j)
{
  NgMatch *match = match_new (pair, NG_MATCHED_LAYER, i, j);
  const char *before = i >= 0 ? ng_net_name (pair->net[0], (gsize) i) : NULL;
  const char *after = j >= 0 ? ng_net_name (pair->net[1], (gsize) j) : NULL;

  if (match->verdict != NG_VERDICT_SAME)
    return match;
  if (before != NULL && after != NULL && !g_str_equal (before, after))
    g_ptr_array_add (match->differences,
                     ng_difference_new (NG_ASPECT_NAME, "", g_strdup (before), g_strdup (after)));
  ng_compare_layers (ng_net_layer (pair->net[0], (gsize) i),
                     ng_net_layer (pair->net[1], (gsize) j),
                     match->differences);
  compare_inputs (pair, (gsize) i, (gsize) j, match->differences);
  compare_outputs (pair, (gsize) i, (gsize) j, match->differences);
  if (match->differences->len > 0)
    match->verdict = NG_VERDICT_CHANGED;
  return match;
}

/* ---- ports ---- */

static void
compare_coders (const char *what, const NgCoder *a, const NgCoder *b, GPtrArray *differences)
{
  g_autoptr (NgExpr) before = a != NULL ? ng_coder_notation (a) : NULL;
  g_autoptr (NgExpr) after = b != NULL ? ng_coder_notation (b) : NULL;

  ng_compare_notations (NG_ASPECT_PARAMETER, what, before, after, differences);
}

/* Ports of nets inside have the types of the layers that these are; what feeds them counts. */
static NgMatch *
compare_port (const Pair *pair, NgMatchedKind kind, int i, int j)
{
  NgMatch *match = match_new (pair, kind, i, j);
  NgNet *a = pair->net[0], *b = pair->net[1];
  gboolean is_outermost = *pair->path[0] == '\0';
  gboolean is_input = kind == NG_MATCHED_INPUT;
  gsize p = (gsize) i, q = (gsize) j;

  if (match->verdict != NG_VERDICT_SAME)
    return match;
  if (is_outermost) {
    ng_compare_types ("",
                      is_input ? ng_net_input_type (a, p) : ng_net_output_type (a, p),
                      ng_net_length_names (a),
                      is_input ? ng_net_input_type (b, q) : ng_net_output_type (b, q),
                      ng_net_length_names (b),
                      match->differences);
    compare_coders (is_input ? "NetEncoder" : "NetDecoder",
                    is_input ? ng_net_input_coder (a, p) : ng_net_output_coder (a, p),
                    is_input ? ng_net_input_coder (b, q) : ng_net_output_coder (b, q),
                    match->differences);
  }
  if (!is_input)
    compare_sources (
        pair, "", ng_net_output_source (a, p), ng_net_output_source (b, q), match->differences);
  if (match->differences->len > 0)
    match->verdict = NG_VERDICT_CHANGED;
  return match;
}

static void
add_ports (NgComparison *self, const Pair *pair)
{
  NgNet *a = pair->net[0], *b = pair->net[1];

  for (gsize i = 0; i < ng_net_n_inputs (a); i++)
    g_ptr_array_add (
        self->matches,
        compare_port (
            pair, NG_MATCHED_INPUT, (int) i, ng_net_find_input (b, ng_net_input_name (a, i))));
  for (gsize j = 0; j < ng_net_n_inputs (b); j++)
    if (ng_net_find_input (a, ng_net_input_name (b, j)) < 0)
      g_ptr_array_add (self->matches, compare_port (pair, NG_MATCHED_INPUT, -1, (int) j));
  for (gsize i = 0; i < ng_net_n_outputs (a); i++)
    g_ptr_array_add (
        self->matches,
        compare_port (
            pair, NG_MATCHED_OUTPUT, (int) i, ng_net_find_output (b, ng_net_output_name (a, i))));
  for (gsize j = 0; j < ng_net_n_outputs (b); j++)
    if (ng_net_find_output (a, ng_net_output_name (b, j)) < 0)
      g_ptr_array_add (self->matches, compare_port (pair, NG_MATCHED_OUTPUT, -1, (int) j));
}

/* ---- nets ---- */

typedef struct {
  int first, second; /* layers; -1 for none */
} Step;

/* All layers along the flow of the second net; those that are gone where they stood in the first.
 */
static GArray *
list_steps (const Pair *pair)
{
  gsize n_a = ng_net_n_layers (pair->net[0]), n_b = ng_net_n_layers (pair->net[1]);
  g_autofree gsize *place = g_new (gsize, n_a + 1);
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  gsize next = 0;

  for (gsize i = 0; i < n_a; i++)
    place[ng_net_order (pair->net[0])[i]] = i;
  for (gsize k = 0; k <= n_b; k++) {
    int j = k < n_b ? ng_net_order (pair->net[1])[k] : -1;
    int i = j >= 0 ? pair->other[1][j] : -1;
    gsize until = j < 0 ? n_a : i >= 0 ? place[i] : next;

    for (; next < until; next++) {
      Step gone = { ng_net_order (pair->net[0])[next], -1 };

      if (pair->other[0][gone.first] < 0)
        g_array_append_val (steps, gone);
    }
    if (j >= 0)
      g_array_append_val (steps, ((Step){ i, j }));
  }
  return steps;
}

static NgNet *
net_inside (const Pair *pair, int side, int layer)
{
  return layer >= 0 ? ng_layer_net (ng_net_layer (pair->net[side], (gsize) layer)) : NULL;
}

static char *
path_inside (const Pair *pair, int side, int layer)
{
  g_autofree char *name = ng_net_shown_name (pair->net[side], (gsize) layer);

  return ng_path_join (pair->path[side], name);
}

/* Returns: how many matches are not the same */
static guint
compare_nets (NgComparison *self,
              NgNet *a,
              const char *a_path,
              NgNet *b,
              const char *b_path,
              GCancellable *cancellable)
{
  Pair pair = { .net = { a, b }, .path = { a_path, b_path } };
  g_autoptr (GArray) steps = NULL;
  guint n = 0, ports;

  pair_layers (&pair);
  steps = list_steps (&pair);
  for (guint s = 0; s < steps->len && !g_cancellable_is_cancelled (cancellable); s++) {
    Step step = g_array_index (steps, Step, s);
    NgMatch *match = compare_pair (&pair, step.first, step.second);
    NgNet *before = net_inside (&pair, 0, step.first);
    NgNet *after = net_inside (&pair, 1, step.second);

    g_ptr_array_add (self->matches, match);
    if (before != NULL && after != NULL) {
      g_autofree char *before_path = path_inside (&pair, 0, step.first);
      g_autofree char *after_path = path_inside (&pair, 1, step.second);

      match->n_inside = compare_nets (self, before, before_path, after, after_path, cancellable);
    }
    n += match->n_inside + (match->verdict != NG_VERDICT_SAME);
  }
  ports = self->matches->len;
  add_ports (self, &pair);
  for (guint i = ports; i < self->matches->len; i++)
    n += ng_comparison_match (self, i)->verdict != NG_VERDICT_SAME;
  g_free (pair.other[0]);
  g_free (pair.other[1]);
  return n;
}

NgComparison *
ng_comparison_new (NgNet *first, NgNet *second, GCancellable *cancellable)
{
  NgComparison *self = g_new0 (NgComparison, 1);

  g_atomic_ref_count_init (&self->references);
  self->first = ng_net_ref (first);
  self->second = ng_net_ref (second);
  self->matches = g_ptr_array_new_with_free_func ((GDestroyNotify) match_free);
  compare_nets (self, first, "", second, "", cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_pointer (&self, ng_comparison_unref);
  return self;
}

/* ---- for people ---- */

char *
ng_match_name (const NgMatch *self)
{
  const NgMatchSide *side = self->second.index >= 0 ? &self->second : &self->first;
  gsize index = (gsize) side->index;
  g_autofree char *name = self->kind == NG_MATCHED_LAYER ? ng_net_shown_name (side->net, index)
                          : self->kind == NG_MATCHED_INPUT
                              ? g_strdup (ng_net_input_name (side->net, index))
                              : g_strdup (ng_net_output_name (side->net, index));

  return *side->path == '\0' ? g_steal_pointer (&name)
                             : g_strdup_printf ("%s/%s", side->path, name);
}

const char *
ng_match_kind_name (const NgMatch *self)
{
  const NgMatchSide *side = self->second.index >= 0 ? &self->second : &self->first;

  switch (self->kind) {
  case NG_MATCHED_INPUT:
    return "input of the net";
  case NG_MATCHED_OUTPUT:
    return "output of the net";
  default:
    return ng_layer_kind (ng_net_layer (side->net, (gsize) side->index));
  }
}

const char *
ng_aspect_name (NgAspect aspect)
{
  static const char *const names[] = {
    [NG_ASPECT_NAME] = "name",   [NG_ASPECT_KIND] = "kind", [NG_ASPECT_PARAMETER] = "parameter",
    [NG_ASPECT_ARRAY] = "array", [NG_ASPECT_TYPE] = "type", [NG_ASPECT_CONNECTION] = "connection",
  };

  return names[aspect];
}
