/* Guesses about connections and ports: a layer that comes between, another type, nothing at all. */

#include "core/graph/builder.h"

#include "core/base/format.h"
#include "core/graph/delete.h"
#include "core/graph/fixes-private.h"
#include "core/graph/literal.h"
#include "core/graph/registry.h"
#include "core/graph/wire.h"

#include <math.h>
#include <string.h>

/* Levels of values whose orders are all looked at, and how many orders are tried. */
#define MOST_LEVELS 4
#define MOST_ORDERS 3
/* Shapes that are offered for one input. */
#define MOST_GUESSES 3
/* The size of a vector or a sequence of which nobody said anything. */
#define SOME_SIZE 10

static NgTarget
get_target (const NgFixFinder *self, guint index)
{
  return g_array_index (self->targets, NgTarget, index);
}

static NgSource
source_of (const NgNet *net, NgTarget target)
{
  return target.index >= 0 ? ng_net_source (net, (gsize) target.index, (gsize) target.port)
                           : ng_net_output_source (net, (gsize) target.port);
}

static char *
target_words (const NgFixFinder *self, const NgNet *net, NgTarget target)
{
  return target.index >= 0
             ? ng_fix_layer_words (self, net, (gsize) target.index)
             : g_strdup_printf ("output \"%s\"", ng_net_output_name (net, (gsize) target.port));
}

/* Returns: (transfer full) (nullable): a layer of that notation; the texts are our own */
static NgLayer *
layer_of (const char *text)
{
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, NULL);
  const NgLayerClass *class = ng_registry_find (ng_expr_text (ng_expr_head (expr)));
  g_autofree NgExpr **arguments = g_new (NgExpr *, ng_expr_n_args (expr) + 1);

  for (gsize i = 0; i < ng_expr_n_args (expr); i++)
    arguments[i] = ng_expr_arg (expr, i);
  return ng_layer_new (class, arguments, ng_expr_n_args (expr), NULL, NULL);
}

static gboolean
try_between (NgFixFinder *self, NgTarget target, const char *text)
{
  g_autoptr (NgLayer) layer = layer_of (text);
  g_autofree char *where = target_words (self, self->net, target);

  return layer != NULL &&
         ng_fix_finder_try (
             self,
             ng_net_put (
                 self->net, NULL, layer, source_of (self->net, target), &target, NULL, NULL),
             FALSE,
             "Insert %s before %s",
             text,
             where);
}

/* The net without the connection to @target. */
static NgNet *
cut (const NgFixFinder *self, NgTarget target)
{
  return target.index >= 0 ? ng_net_cut (self->net, NULL, &target, 1, NULL) : NULL;
}

/* The net whose port @name has another type; %NULL for none. */
static NgNet *
with_port (const NgFixFinder *self, const char *name, const NgType *type, NgExpr *option)
{
  NgNetBuilder *builder = ng_net_builder_new_fixed (self->net);
  NgType unknown = ng_type_unknown ();

  ng_net_builder_set_port_type (builder, name, type != NULL ? type : &unknown, option, NULL);
  return ng_net_builder_end (builder, NULL);
}

/* An input of the net that loses its only connection would be given it again; it is asked what fits
 * when nothing is said of it. */
void
ng_fix_find_sides (const NgFixFinder *self, NgTarget target, NgType *given, NgType *needed)
{
  NgSource source = source_of (self->typed, target);
  g_autoptr (NgNet) root = ng_fix_finder_build (
      self,
      source.kind == NG_SOURCE_INPUT
          ? with_port (self, ng_net_input_name (self->net, (gsize) source.index), NULL, NULL)
          : cut (self, target));
  const NgNet *net = root != NULL ? ng_fix_finder_net_in (self, root) : NULL;
  NgSource after = net != NULL ? source_of (net, target) : (NgSource){ NG_SOURCE_NONE, 0, 0 };

  *given = *needed = ng_type_unknown ();
  if (source.kind == NG_SOURCE_LAYER)
    *given = *ng_net_type (net != NULL ? net : self->typed, source);
  else if (source.kind == NG_SOURCE_INPUT)
    *given = *ng_net_type (self->typed, source);
  if (after.kind == NG_SOURCE_INPUT)
    *needed = *ng_net_type (net, after);
  if (target.index < 0 && self->net == self->root)
    *needed = g_array_index (self->net->outputs, NgNetPort, target.port).declared;
}

/* ---- orders of levels ---- */

typedef struct {
  int from[MOST_LEVELS]; /* the level of the input that each of the output is */
  int n_crossings;
} Order;

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  return ((const Order *) a)->n_crossings - ((const Order *) b)->n_crossings;
}

/* All orders of @rank levels, those that cross the least first. */
static GArray *
find_orders (int rank)
{
  GArray *orders = g_array_new (FALSE, TRUE, sizeof (Order));
  int n = 1;

  for (int i = 2; i <= rank; i++)
    n *= i;
  for (int k = 0; k < n; k++) {
    Order order = { .n_crossings = 0 };
    int left[MOST_LEVELS] = { 0, 1, 2, 3 };
    int rest = k;

    for (int i = 0; i < rank; i++) {
      int pick = rest % (rank - i);

      rest /= rank - i;
      order.from[i] = left[pick];
      order.n_crossings += pick;
      memmove (left + pick, left + pick + 1, sizeof (int) * (gsize) (MOST_LEVELS - 1 - pick));
    }
    if (order.n_crossings > 0)
      g_array_append_val (orders, order);
  }
  g_array_sort (orders, compare_orders);
  return orders;
}

static void
try_orders (NgFixFinder *self, NgTarget target, const NgType *given, const NgType *needed)
{
  g_autoptr (GArray) orders = NULL;
  int n_tried = 0;

  if (given->rank < 2 || given->rank > MOST_LEVELS || needed->rank != given->rank)
    return;
  orders = find_orders (given->rank);
  for (guint k = 0; k < orders->len && n_tried < MOST_ORDERS; k++) {
    const Order *order = &g_array_index (orders, Order, k);
    g_autoptr (GString) text = g_string_new ("TransposeLayer[{");
    NgType turned = *given;
    NgType meet = *needed;

    for (int i = 0; i < given->rank; i++)
      turned.dims[i] = given->dims[order->from[i]];
    if (ng_type_meet (&meet, &turned) == NG_MEET_CONFLICT)
      continue;
    /* The notation says where each level goes. */
    for (int level = 0; level < given->rank; level++)
      for (int i = 0; i < given->rank; i++)
        if (order->from[i] == level)
          g_string_append_printf (text, "%s%d", level > 0 ? ", " : "", i + 1);
    g_string_append (text, "}]");
    n_tried++;
    try_between (self, target, text->str);
  }
}

/* ---- other shapes of the same numbers ---- */

static void
try_reshape (NgFixFinder *self, NgTarget target, const gint64 *dims, int rank)
{
  g_autoptr (GString) text = g_string_new ("ReshapeLayer[{");

  ng_append_numbers (text, dims, (gsize) rank, ", ");
  g_string_append (text, "}]");
  try_between (self, target, text->str);
}

/* A vector that is as long as a square picture has numbers. */
static void
try_pictures (NgFixFinder *self, NgTarget target, gint64 count)
{
  static const gint64 channels[] = { 1, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++) {
    gint64 side = (gint64) (sqrt ((double) (count / channels[i])) + 0.5);

    if (side > 1 && side * side * channels[i] == count)
      try_reshape (self, target, (gint64[]){ channels[i], side, side }, 3);
  }
}

/* The last levels become one: channels of pictures become a sequence of vectors. */
static void
try_merged (NgFixFinder *self, NgTarget target, const NgType *given, gint64 count, int rank)
{
  gint64 dims[NG_MAX_RANK];

  for (int i = 0; i < rank - 1; i++) {
    dims[i] = given->dims[i].value;
    if (dims[i] == 0)
      return;
    count /= dims[i];
  }
  dims[rank - 1] = count;
  try_reshape (self, target, dims, rank);
}

static void
try_shapes (NgFixFinder *self, NgTarget target, const NgType *given, const NgType *needed)
{
  gint64 n_given, n_needed;
  gint64 dims[NG_MAX_RANK];

  if (!ng_type_is_fixed (given) || !ng_type_count (given, &n_given))
    return;
  for (int i = 0; i < needed->rank; i++)
    dims[i] = needed->dims[i].value;
  if (ng_type_is_fixed (needed) && ng_type_count (needed, &n_needed) && n_needed == n_given)
    try_reshape (self, target, dims, needed->rank);
  if (given->rank == 1)
    try_pictures (self, target, n_given);
  if (needed->rank > 1 && needed->rank < given->rank)
    try_merged (self, target, given, n_given, needed->rank);
  if (given->rank + 1 > NG_MAX_RANK)
    return;
  dims[0] = 1;
  for (int i = 0; i < given->rank; i++)
    dims[i + 1] = given->dims[i].value;
  try_reshape (self, target, dims, given->rank + 1);
}

/* The layer applied to each element of a sequence. */
static void
try_mapped (NgFixFinder *self)
{
  NgLayer *layer = self->net->originals[self->layer];
  g_autofree char *who = ng_fix_layer_words (self, self->net, (gsize) self->layer);
  g_autoptr (NgLayer) mapped = NULL;

  if (ng_layer_n_inputs (layer) != 1 || ng_layer_n_outputs (layer) != 1 ||
      (ng_layer_class (layer)->flags & NG_LAYER_RAW) != 0)
    return;
  mapped =
      ng_layer_new_around (ng_registry_find ("NetMapOperator"), &layer, 1, NULL, 0, NULL, NULL);
  if (mapped == NULL)
    return;
  ng_fix_finder_try (self,
                     ng_net_exchange_layer (self->net, (gsize) self->layer, mapped, NULL),
                     FALSE,
                     "Apply %s to each element, as NetMapOperator",
                     who);
}

/* A layer that makes less levels, or another kind, of what is given. */
static void
try_layers (NgFixFinder *self, NgTarget target, const NgType *given)
{
  if (given->rank >= 2)
    try_between (self, target, "FlattenLayer[]");
  if (given->rank == 2 || (given->rank > 0 && given->dims[0].state == NG_DIM_VARYING)) {
    try_between (self, target, "SequenceLastLayer[]");
    try_between (self, target, "AggregationLayer[Mean, 1]");
  }
  if (given->rank >= 3)
    try_between (self, target, "AggregationLayer[Mean]");
  if (given->kind == NG_KIND_INTEGER)
    try_between (self, target, "UnitVectorLayer[]");
}

void
ng_fix_insert_layers (NgFixFinder *self)
{
  if (self->is_held)
    return;
  for (guint t = 0; t < self->targets->len; t++) {
    NgTarget target = get_target (self, t);
    NgSource source = source_of (self->typed, target);
    NgType given, needed;

    if (source.kind == NG_SOURCE_NONE)
      continue;
    ng_fix_find_sides (self, target, &given, &needed);
    try_orders (self, target, &given, &needed);
    try_layers (self, target, &given);
    try_shapes (self, target, &given, &needed);
  }
  if (self->layer >= 0)
    try_mapped (self);
}

/* ---- ports ---- */

/* A port of the net with another type; %NULL for none. */
static gboolean
try_port (NgFixFinder *self, const char *name, gboolean is_output, const NgType *type)
{
  const char *side = is_output ? "output" : "input";
  g_autoptr (NgExpr) option = type != NULL ? ng_port_type_write (type) : NULL;
  g_autofree char *text = NULL;
  NgNet *changed = with_port (self, name, type, option);

  if (type == NULL)
    return ng_fix_finder_try (
        self, changed, TRUE, "Let %s \"%s\" have whatever shape fits", side, name);
  text = ng_print (option, 0);
  return ng_fix_finder_try (self, changed, FALSE, "Give %s \"%s\" the shape %s", side, name, text);
}

/* @type with sizes for what is not known of it: the first dimension @first, the others @others */
static NgType
filled (const NgType *type, gint64 first, gint64 others)
{
  NgType full = *type;

  for (int i = 0; i < full.rank; i++)
    if (full.dims[i].state != NG_DIM_NUMBER)
      full.dims[i] = ng_dim_number (i == 0 ? first : others);
  return full;
}

typedef struct {
  int rank; /* -1 ends a list */
  gint64 first, others;
} Guess;

/* Shapes that such a layer often reads: pictures, sequences, vectors. */
static const Guess *
guesses_for (NgCategory category)
{
  static const Guess pictures[] = { { 3, 3, 224 }, { 3, 1, 28 }, { 3, 3, 32 },
                                    { 2, 1, 100 }, { 4, 1, 16 }, { -1 } };
  static const Guess sequences[] = {
    { 2, SOME_SIZE, 16 }, { 2, 100, 64 }, { 1, SOME_SIZE }, { 3, 3, 32 }, { -1 }
  };
  static const Guess others[] = { { 1, SOME_SIZE },     { 1, 100 }, { 3, 1, 28 }, { 3, 3, 224 },
                                  { 2, SOME_SIZE, 16 }, { 0 },      { -1 } };

  switch (category) {
  case NG_CATEGORY_CONVOLUTION:
    return pictures;
  case NG_CATEGORY_RECURRENT:
  case NG_CATEGORY_ATTENTION:
    return sequences;
  default:
    return others;
  }
}

static void
guess_input (NgFixFinder *self, gsize input)
{
  const char *name = ng_net_input_name (self->net, input);
  const NgType *known = ng_net_input_type (self->typed, input);
  guint before = self->fixes->len;
  gsize n;
  const NgTarget *readers =
      ng_net_targets (self->net, (NgSource){ NG_SOURCE_INPUT, (int) input, 0 }, &n);
  NgCategory category = n > 0 && readers[0].index >= 0
                            ? ng_layer_category (ng_net_layer (self->net, (gsize) readers[0].index))
                            : NG_CATEGORY_BASIC;

  for (const Guess *guess = guesses_for (category);
       guess->rank >= 0 && self->fixes->len < before + MOST_GUESSES;
       guess++) {
    NgType type = *known;

    if (known->rank >= 0 && known->rank != guess->rank)
      continue;
    if (known->rank < 0) {
      type = ng_type_of_rank (guess->rank);
      type.kind = known->kind == NG_KIND_UNKNOWN ? NG_KIND_REAL : known->kind;
      type.min = known->min;
      type.max = known->max;
    }
    type = filled (&type, guess->first, guess->others);
    try_port (self, name, FALSE, &type);
  }
}

static gboolean
is_declared (const GArray *ports, gsize index)
{
  const NgNetPort *port = &g_array_index (ports, NgNetPort, index);

  return port->option != NULL && port->coder == NULL;
}

static void
give_input (NgFixFinder *self, gsize input)
{
  const NgType *known = ng_net_input_type (self->typed, input);
  const char *name = ng_net_input_name (self->net, input);
  gboolean is_read = FALSE;

  if (!ng_type_is_specified (known)) {
    guess_input (self, input);
    return;
  }
  for (guint t = 0; t < self->targets->len && !is_read; t++) {
    NgTarget target = get_target (self, t);
    NgSource source = source_of (self->net, target);
    NgType given, needed;

    if (source.kind != NG_SOURCE_INPUT || (gsize) source.index != input)
      continue;
    is_read = TRUE;
    ng_fix_find_sides (self, target, &given, &needed);
    if (needed.rank < 0)
      continue;
    for (int i = 0; i < needed.rank; i++)
      if (needed.dims[i].state != NG_DIM_NUMBER)
        needed.dims[i] = known->rank == needed.rank && known->dims[i].state == NG_DIM_NUMBER
                             ? known->dims[i]
                             : ng_dim_number (i == 0 && needed.rank == 3 ? 1 : SOME_SIZE);
    try_port (self, name, FALSE, &needed);
  }
  if (ng_type_is_specified (known) && !ng_type_is_fixed (known)) {
    NgType fixed = filled (known, SOME_SIZE, SOME_SIZE);

    try_port (self, name, FALSE, &fixed);
  }
}

void
ng_fix_give_ports (NgFixFinder *self)
{
  gboolean is_unspecified = strcmp (self->problem->tag, "NetGraph::unspec") == 0;

  if (self->is_held)
    return;
  for (gsize i = 0; i < ng_net_n_inputs (self->net) && !ng_fix_finder_is_done (self); i++)
    if (is_unspecified ? !ng_type_is_specified (ng_net_input_type (self->typed, i))
                       : is_declared (self->net->inputs, i))
      give_input (self, i);
}

void
ng_fix_free_ports (NgFixFinder *self)
{
  if (self->is_held || strcmp (self->problem->tag, "NetGraph::unspec") == 0)
    return;
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++)
    if (is_declared (self->net->inputs, i))
      try_port (self, ng_net_input_name (self->net, i), FALSE, NULL);
  for (gsize i = 0; i < ng_net_n_outputs (self->net); i++)
    if (is_declared (self->net->outputs, i))
      try_port (self, ng_net_output_name (self->net, i), TRUE, NULL);
}

/* ---- gone ---- */

static NgNet *
without_layer (NgNet *net, int layer, NgDeletion deletion)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net) + 1);

  is_deleted[layer] = TRUE;
  return ng_net_delete (net, is_deleted, deletion, NULL);
}

void
ng_fix_remove (NgFixFinder *self)
{
  if (self->is_held)
    return;
  for (guint t = 0; t < self->targets->len; t++) {
    NgTarget target = get_target (self, t);
    g_autofree char *who = target_words (self, self->net, target);

    if (source_of (self->net, target).kind == NG_SOURCE_LAYER)
      ng_fix_finder_try (self, cut (self, target), TRUE, "Disconnect %s", who);
  }
  if (self->layer >= 0) {
    g_autofree char *who = ng_fix_layer_words (self, self->net, (gsize) self->layer);

    if (!ng_fix_finder_try (self,
                            without_layer (self->net, self->layer, NG_DELETION_REFUSES),
                            TRUE,
                            "Delete %s",
                            who))
      ng_fix_finder_try (self,
                         without_layer (self->net, self->layer, NG_DELETION_CUTS),
                         TRUE,
                         "Delete %s and cut the net there",
                         who);
  }
}
