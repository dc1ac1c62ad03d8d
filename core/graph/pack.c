/* The tables of a net are columns of numbers, and most of a column is a stretch of the same column
 * of the other net, every number greater by one and the same: a layer put into the middle moves the
 * indices of all behind it. So a column is kept as runs, and the few numbers that are in none. */

#include "core/graph/pack.h"

#include "core/graph/net-private.h"
#include <string.h>

/* A run shorter than the least is not worth its record; one of enough numbers is taken without
 * looking for a longer one; and none is looked for further than the reach from where the last one
 * ended. */
enum { LEAST_RUN = 4, ENOUGH = 64, REACH = 24 };

/* How a column is counted. */
typedef enum { BY_LAYER, BY_FIRST, BY_INPUT, BY_OUTPUT, BY_ARRAY, BY_WIRE } Count;

typedef enum { NUMBERS, TYPES, LAYERS, NAMES, TENSORS } Content;

typedef struct {
  gsize table; /* place of the pointer in NgNet */
  gsize stride, field;
  guint8 size; /* of an element: bytes */
  Count count;
  Content content;
} Column;

static const Column columns[] = {
  { G_STRUCT_OFFSET (NgNet, first_input), sizeof (guint), 0, sizeof (guint), BY_FIRST, NUMBERS },
  { G_STRUCT_OFFSET (NgNet, first_output), sizeof (guint), 0, sizeof (guint), BY_FIRST, NUMBERS },
  { G_STRUCT_OFFSET (NgNet, first_array), sizeof (guint), 0, sizeof (guint), BY_FIRST, NUMBERS },
  { G_STRUCT_OFFSET (NgNet, vertices),
    sizeof (NgVertexId),
    0,
    sizeof (NgVertexId),
    BY_LAYER,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, sources),
    sizeof (NgSource),
    G_STRUCT_OFFSET (NgSource, kind),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, sources),
    sizeof (NgSource),
    G_STRUCT_OFFSET (NgSource, index),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, sources),
    sizeof (NgSource),
    G_STRUCT_OFFSET (NgSource, port),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, places),
    sizeof (NgPlace),
    G_STRUCT_OFFSET (NgPlace, line),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, places),
    sizeof (NgPlace),
    G_STRUCT_OFFSET (NgPlace, column),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, places),
    sizeof (NgPlace),
    G_STRUCT_OFFSET (NgPlace, end_line),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, places),
    sizeof (NgPlace),
    G_STRUCT_OFFSET (NgPlace, end_column),
    sizeof (int),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, places),
    sizeof (NgPlace),
    G_STRUCT_OFFSET (NgPlace, file),
    sizeof (gpointer),
    BY_INPUT,
    NUMBERS },
  { G_STRUCT_OFFSET (NgNet, muted), sizeof (guint8), 0, sizeof (guint8), BY_OUTPUT, NUMBERS },
  { G_STRUCT_OFFSET (NgNet, types), sizeof (guint), 0, sizeof (guint), BY_WIRE, TYPES },
  { G_STRUCT_OFFSET (NgNet, causes), sizeof (guint8), 0, sizeof (guint8), BY_WIRE, NUMBERS },
  { G_STRUCT_OFFSET (NgNet, array_types), sizeof (guint), 0, sizeof (guint), BY_ARRAY, TYPES },
  { G_STRUCT_OFFSET (NgNet, layers), sizeof (gpointer), 0, sizeof (gpointer), BY_LAYER, LAYERS },
  { G_STRUCT_OFFSET (NgNet, originals), sizeof (gpointer), 0, sizeof (gpointer), BY_LAYER, LAYERS },
  { G_STRUCT_OFFSET (NgNet, names), sizeof (gpointer), 0, sizeof (gpointer), BY_LAYER, NAMES },
  { G_STRUCT_OFFSET (NgNet, known), sizeof (gpointer), 0, sizeof (gpointer), BY_WIRE, TENSORS },
};

enum { N_COLUMNS = G_N_ELEMENTS (columns), DISTINCT = N_COLUMNS };

typedef struct {
  gint32 from; /* where the run begins in the other net; -1: its numbers stand in `own` */
  guint32 n;
  gint64 shift;
} Run;

struct _NgPackedNet {
  NgNet *rest;                 /* all that is no column */
  guint n_runs[N_COLUMNS + 1]; /* and the distinct types, by where the other net has them */
  Run *runs;
  gint64 *own;
  GArray *types; /* NgType: those that the other net has not */
};

/* ---- columns as lists of numbers ---- */

static guint
count (const NgNet *net, Count by)
{
  switch (by) {
  case BY_LAYER:
    return net->n_layers;
  case BY_FIRST:
    return net->n_layers + 1;
  case BY_INPUT:
    return net->first_input[net->n_layers];
  case BY_OUTPUT:
    return net->first_output[net->n_layers];
  case BY_ARRAY:
    return net->first_array[net->n_layers];
  default:
    return ng_net_n_wires (net);
  }
}

static gpointer *
table_of (const NgNet *net, const Column *column)
{
  return (gpointer *) ((char *) net + column->table);
}

static gint64
get (const char *at, guint8 size)
{
  if (size == 1)
    return *(const guint8 *) at;
  return size == 4 ? (gint64) * (const gint32 *) at : *(const gint64 *) at;
}

static void
set (char *at, guint8 size, gint64 number)
{
  if (size == 1)
    *(guint8 *) at = (guint8) number;
  else if (size == 4)
    *(gint32 *) at = (gint32) number;
  else
    *(gint64 *) at = number;
}

/* Returns: (element-type gint64): empty where the net has no such table */
static GArray *
read_column (const NgNet *net, const Column *column)
{
  const char *table = *table_of (net, column);
  guint n = table != NULL ? count (net, column->count) : 0;
  GArray *numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);

  g_array_set_size (numbers, n);
  for (guint i = 0; i < n; i++)
    g_array_index (numbers, gint64, i) =
        get (table + i * column->stride + column->field, column->size);
  return numbers;
}

static void
ref_object (Content content, gint64 number)
{
  gpointer object = GSIZE_TO_POINTER ((gsize) number);

  if (object == NULL)
    return;
  if (content == LAYERS)
    ng_layer_ref (object);
  else if (content == NAMES)
    g_ref_string_acquire (object);
  else if (content == TENSORS)
    ng_tensor_ref (object);
}

static void
unref_object (Content content, gint64 number)
{
  gpointer object = GSIZE_TO_POINTER ((gsize) number);

  if (object == NULL)
    return;
  if (content == LAYERS)
    ng_layer_unref (object);
  else if (content == NAMES)
    g_ref_string_release (object);
  else if (content == TENSORS)
    ng_tensor_unref (object);
}

/* ---- runs ---- */

typedef struct {
  const gint64 *own, *base;
  guint n, n_base;
  gboolean shifts;
} Pair;

static gint64
shift_at (const Pair *pair, guint i, guint from)
{
  return pair->shifts ? pair->own[i] - pair->base[from] : 0;
}

/* How far own[i …] goes on as base[from …] does, and not further than asked for. */
static guint
measure (const Pair *pair, guint i, guint from, guint most)
{
  gint64 shift = shift_at (pair, i, from);
  guint n = 0;

  most = MIN (most, MIN (pair->n - i, pair->n_base - from));
  while (n < most && pair->own[i + n] == pair->base[from + n] + shift)
    n++;
  return n;
}

/* Where in the base the longest run for own[i …] begins: near @around, or as far from the end as
 * here, which is where one goes on behind a part that only one of the two has. */
static guint
find_run (const Pair *pair, guint i, gint64 around, guint *found)
{
  guint best = 0;

  *found = 0;
  for (gint64 step = -1; step <= 2 * REACH && *found < ENOUGH; step++) {
    gint64 from = step < 0        ? (gint64) i + pair->n_base - pair->n
                  : step % 2 == 0 ? around + step / 2
                                  : around - (step + 1) / 2;
    guint n = from >= 0 && from < pair->n_base ? measure (pair, i, (guint) from, ENOUGH) : 0;

    if (n > *found) {
      *found = n;
      best = (guint) from;
    }
  }
  return best;
}

/* Appends the runs of a column to @runs and what is in none to @own. Returns: how many runs */
static guint
pack_numbers (const Pair *pair, GArray *runs, GArray *own)
{
  guint first = runs->len;
  gint64 around = 0;

  for (guint i = 0; i < pair->n;) {
    guint n, from = find_run (pair, i, around, &n);
    gboolean is_last_own = runs->len > first && g_array_index (runs, Run, runs->len - 1).from < 0;

    if (n >= LEAST_RUN || (n > 0 && n == pair->n - i)) {
      n = measure (pair, i, from, G_MAXUINT);
      Run run = { (gint32) from, n, shift_at (pair, i, from) };

      g_array_append_val (runs, run);
      around = (gint64) from + n;
      i += n;
      continue;
    }
    if (is_last_own)
      g_array_index (runs, Run, runs->len - 1).n++;
    else
      g_array_append_val (runs, ((Run){ -1, 1, 0 }));
    g_array_append_val (own, pair->own[i]);
    around++;
    i++;
  }
  return runs->len - first;
}

/* Returns: (element-type gint64); @own is moved behind what was used */
static GArray *
unpack_numbers (const Run *runs, guint n_runs, const gint64 **own, const GArray *base)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint r = 0; r < n_runs; r++) {
    guint begin = numbers->len;

    if (runs[r].from < 0) {
      g_array_append_vals (numbers, *own, runs[r].n);
      *own += runs[r].n;
      continue;
    }
    g_array_append_vals (numbers, &g_array_index (base, gint64, runs[r].from), runs[r].n);
    for (guint i = begin; runs[r].shift != 0 && i < numbers->len; i++)
      g_array_index (numbers, gint64, i) += runs[r].shift;
  }
  return numbers;
}

/* ---- types, numbered as the other net does ---- */

/* Returns: (element-type gint64): for each distinct type of @net its index in @base, or, behind
 *   those, in @extra, where it is put */
static GArray *
number_types (const NgNet *net, const NgNet *base, GArray *extra)
{
  g_autoptr (GHashTable) places = ng_type_table_new (NULL);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint t = 0; t < base->distinct->len; t++)
    g_hash_table_insert (
        places, &g_array_index (base->distinct, NgType, t), GUINT_TO_POINTER (t + 1));
  for (guint t = 0; t < net->distinct->len; t++) {
    const NgType *type = &g_array_index (net->distinct, NgType, t);
    gint64 place = (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (places, type)) - 1;

    if (place < 0) {
      place = (gint64) base->distinct->len + extra->len;
      g_array_append_val (extra, *type);
    }
    g_array_append_val (numbers, place);
  }
  return numbers;
}

/* 0, 1, 2, … */
static GArray *
count_up (guint n)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 i = 0; i < n; i++)
    g_array_append_val (numbers, i);
  return numbers;
}

static void
translate (GArray *numbers, const GArray *words)
{
  for (guint i = 0; i < numbers->len; i++)
    g_array_index (numbers, gint64, i) =
        g_array_index (words, gint64, g_array_index (numbers, gint64, i));
}

static GArray *
invert (const GArray *numbers, guint n)
{
  GArray *inverse = g_array_new (FALSE, TRUE, sizeof (gint64));

  g_array_set_size (inverse, n);
  for (gint64 i = 0; i < numbers->len; i++)
    g_array_index (inverse, gint64, g_array_index (numbers, gint64, i)) = i;
  return inverse;
}

/* ---- nets ---- */

NgPackedNet *
ng_net_pack (NgNet *net, NgNet *base)
{
  NgPackedNet *self = g_new0 (NgPackedNet, 1);
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) words = NULL;
  g_autoptr (GArray) identity = count_up (base->distinct->len);

  self->types = g_array_new (FALSE, FALSE, sizeof (NgType));
  words = number_types (net, base, self->types);
  for (guint c = 0; c < N_COLUMNS; c++) {
    Content content = columns[c].content;
    g_autoptr (GArray) now = read_column (net, &columns[c]);
    g_autoptr (GArray) before = read_column (base, &columns[c]);
    guint n_own = own->len;

    if (content == TYPES)
      translate (now, words);
    self->n_runs[c] = pack_numbers (&(Pair){ (const gint64 *) (gpointer) now->data,
                                             (const gint64 *) (gpointer) before->data,
                                             now->len,
                                             before->len,
                                             content == NUMBERS },
                                    runs,
                                    own);
    for (guint i = n_own; i < own->len; i++)
      ref_object (content, g_array_index (own, gint64, i));
  }
  self->n_runs[DISTINCT] = pack_numbers (&(Pair){ (const gint64 *) (gpointer) words->data,
                                                  (const gint64 *) (gpointer) identity->data,
                                                  words->len,
                                                  identity->len,
                                                  TRUE },
                                         runs,
                                         own);
  self->runs = g_memdup2 (runs->data, runs->len * sizeof (Run));
  self->own = g_memdup2 (own->data, own->len * sizeof (gint64));
  self->rest = ng_net_clone_rest (net);
  return self;
}

void
ng_packed_net_free (NgPackedNet *self)
{
  const Run *run = self->runs;
  const gint64 *own = self->own;

  for (guint c = 0; c < N_COLUMNS; c++)
    for (guint r = 0; r < self->n_runs[c]; r++, run++)
      for (guint i = 0; run->from < 0 && i < run->n; i++)
        unref_object (columns[c].content, *own++);
  g_free (self->runs);
  g_free (self->own);
  g_array_unref (self->types);
  ng_net_unref (self->rest);
  g_free (self);
}

/* The types that @words, as number_types() made them, speak of. */
static GArray *
collect_types (const NgPackedNet *self, const NgNet *base, const GArray *words)
{
  GArray *types = g_array_new (FALSE, FALSE, sizeof (NgType));

  for (guint t = 0; t < words->len; t++) {
    guint place = (guint) g_array_index (words, gint64, t);
    const NgType *type = place < base->distinct->len
                             ? &g_array_index (base->distinct, NgType, place)
                             : &g_array_index (self->types, NgType, place - base->distinct->len);

    g_array_append_val (types, *type);
  }
  return types;
}

static void
write_column (NgNet *net, const Column *column, const GArray *numbers)
{
  gpointer *table = table_of (net, column);

  if (*table == NULL)
    *table = g_malloc0 (numbers->len * column->stride);
  for (guint i = 0; i < numbers->len; i++) {
    gint64 number = g_array_index (numbers, gint64, i);

    ref_object (column->content, number);
    set ((char *) *table + i * column->stride + column->field, column->size, number);
  }
}

NgNet *
ng_packed_net_unpack (const NgPackedNet *self, NgNet *base)
{
  NgNet *net = ng_net_clone_rest (self->rest);
  g_autoptr (GArray) identity = count_up (base->distinct->len);
  const Run *runs = self->runs;
  const gint64 *own = self->own;

  for (guint c = 0; c < N_COLUMNS; c++) {
    g_autoptr (GArray) before = read_column (base, &columns[c]);
    g_autoptr (GArray) now = unpack_numbers (runs, self->n_runs[c], &own, before);

    runs += self->n_runs[c];
    if (now->len > 0)
      write_column (net, &columns[c], now);
    if (columns[c].count == BY_FIRST)
      net->n_layers = now->len - 1;
  }
  g_autoptr (GArray) words = unpack_numbers (runs, self->n_runs[DISTINCT], &own, identity);
  g_autoptr (GArray) inverse = invert (words, base->distinct->len + self->types->len);
  net->distinct = collect_types (self, base, words);
  for (guint c = 0; c < N_COLUMNS; c++) {
    if (columns[c].content != TYPES || *table_of (net, &columns[c]) == NULL)
      continue;
    g_autoptr (GArray) numbers = read_column (net, &columns[c]);

    translate (numbers, inverse);
    write_column (net, &columns[c], numbers);
  }
  ng_net_build_tables (net, NULL);
  return net;
}
