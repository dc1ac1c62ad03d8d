#include "core/engine/blame.h"

#include "core/engine/probe.h"
#include <string.h>

typedef struct {
  const NgApply *apply;
  GPtrArray *probes;
  GHashTable *broken; /* path -> probe, the first there that is not finite */
  GPtrArray *found;   /* of NgProbe */
} Search;

/* The numbers as the run has them: 1e39 is no float32. */
static NgTensor *
as_run (const NgApply *apply, NgTensor *tensor)
{
  return ng_tensor_convert (tensor,
                            apply->element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32);
}

static gboolean
is_finite (const NgApply *apply, NgTensor *tensor)
{
  g_autoptr (NgTensor) numbers = NULL;
  NgTensorStatistics statistics;

  if (tensor == NULL || !ng_element_is_real (ng_tensor_element (tensor)))
    return TRUE;
  numbers = as_run (apply, tensor);
  ng_tensor_statistics (numbers, &statistics);
  return statistics.n_finite == ng_tensor_count (numbers);
}

/* ---- the search ---- */

static char *
join (const char *path, const NgNet *net, gsize index)
{
  g_autofree char *name = ng_net_shown_name (net, index);

  return *path != '\0' ? g_strconcat (path, "/", name, NULL) : g_steal_pointer (&name);
}

/* In nets that a layer applies again and again, what comes out may go in, so the order tells. */
static NgProbe *
find_first_within (const Search *self, const char *path)
{
  gsize length = strlen (path);

  for (guint i = 0; i < self->probes->len; i++) {
    NgProbe *probe = self->probes->pdata[i];

    if (strncmp (probe->path, path, length) == 0 && probe->path[length] == '/' &&
        g_hash_table_lookup (self->broken, probe->path) == probe)
      return probe;
  }
  return NULL;
}

static gboolean
is_broken (NgSource source, const gboolean *is_fed, gboolean *const *gives)
{
  return source.kind == NG_SOURCE_INPUT   ? is_fed[source.index]
         : source.kind == NG_SOURCE_LAYER ? gives[source.index][source.port]
                                          : FALSE;
}

static gboolean *search_net (Search *self, const NgNet *net, const char *path, const gboolean *fed);

/* Returns for each output of the layer whether it is broken. @fed: of each of its inputs */
static gboolean *
search_layer (Search *self, const NgLayer *layer, const char *path, const gboolean *fed)
{
  NgProbe *own = g_hash_table_lookup (self->broken, path);
  gsize n_inputs = ng_layer_n_inputs (layer), n_outputs = ng_layer_n_outputs (layer);
  gboolean *gives = g_new0 (gboolean, n_outputs + 1);
  gboolean is_fed = FALSE;
  NgNet *body = ng_layer_body (layer);

  if (body != NULL && ng_net_n_inputs (body) == n_inputs && ng_net_n_outputs (body) == n_outputs) {
    g_free (gives);
    return search_net (self, body, path, fed);
  }
  for (gsize i = 0; i < n_inputs; i++)
    is_fed |= fed[i];
  for (gsize o = 0; o < n_outputs; o++)
    gives[o] = own != NULL;
  if (own != NULL && !is_fed) {
    NgProbe *inner = find_first_within (self, path);

    g_ptr_array_add (self->found, inner != NULL ? inner : own);
  }
  return gives;
}

/* Returns for each output of the net whether it is broken. Recursion goes as deep as nets are
 * nested. */
static gboolean *
search_net (Search *self, const NgNet *net, const char *path, const gboolean *fed)
{
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean **gives = g_new0 (gboolean *, n + 1);
  gboolean *outputs = g_new0 (gboolean, ng_net_n_outputs (net) + 1);

  for (gsize o = 0; o < n; o++) {
    gsize i = (gsize) ng_net_order (net)[o];
    const NgLayer *layer = ng_net_layer (net, i);
    g_autofree gboolean *is_fed = g_new0 (gboolean, ng_layer_n_inputs (layer) + 1);
    g_autofree char *inner = join (path, net, i);

    for (gsize k = 0; k < ng_layer_n_inputs (layer); k++)
      is_fed[k] = is_broken (ng_net_source (net, i, k), fed, gives);
    gives[i] = search_layer (self, layer, inner, is_fed);
  }
  for (gsize o = 0; o < ng_net_n_outputs (net); o++)
    outputs[o] = is_broken (ng_net_output_source (net, o), fed, gives);
  for (gsize i = 0; i < n; i++)
    g_free (gives[i]);
  return outputs;
}

/* ---- what was found ---- */

static void
blame_free (gpointer data)
{
  NgBlame *self = data;

  g_clear_pointer (&self->layer, ng_layer_unref);
  g_free (self->path);
  g_free (self->array);
  ng_tensor_unref (self->value);
  g_free (self);
}

static void
add_input (GPtrArray *blames, gsize index, const NgApply *apply)
{
  NgBlame *blame = g_new0 (NgBlame, 1);

  blame->input = (int) index;
  blame->value = as_run (apply, apply->inputs[index]);
  g_ptr_array_add (blames, blame);
}

static void
add_layer (GPtrArray *blames, const NgApply *apply, const NgProbe *probe)
{
  NgBlame *blame = g_new0 (NgBlame, 1);

  blame->input = -1;
  blame->layer = ng_layer_ref (probe->layer);
  blame->path = g_strdup (probe->path);
  blame->value = ng_tensor_ref (probe->value);
  for (gsize i = 0; blame->array == NULL && i < ng_layer_n_arrays (probe->layer); i++)
    if (!is_finite (apply, ng_layer_array (probe->layer, i)))
      blame->array = g_strdup (ng_layer_array_spec (probe->layer, i)->name);
  g_ptr_array_add (blames, blame);
}

/* The layers to blame; @fed: of each input of the net whether it is broken. */
static void
add_layers (
    GPtrArray *blames, const NgNet *net, const NgApply *apply, GPtrArray *probes, gboolean *fed)
{
  g_autoptr (GHashTable) broken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  Search search = { apply, probes, broken, found };

  for (guint i = 0; i < probes->len; i++) {
    NgProbe *probe = probes->pdata[i];

    if (!g_hash_table_contains (broken, probe->path) && !is_finite (apply, probe->value))
      g_hash_table_insert (broken, probe->path, probe);
  }
  g_free (search_net (&search, net, "", fed));
  for (guint i = 0; i < probes->len; i++)
    if (g_ptr_array_find (found, probes->pdata[i], NULL))
      add_layer (blames, apply, probes->pdata[i]);
}

GPtrArray *
ng_blames (const NgNet *net,
           NgEvaluator *evaluator,
           const NgApply *apply,
           GCancellable *cancellable)
{
  GPtrArray *blames = g_ptr_array_new_with_free_func (blame_free);
  g_autoptr (GPtrArray) probes = ng_probes_new ();
  g_autofree gboolean *fed = g_new0 (gboolean, ng_net_n_inputs (net) + 1);
  NgApply single = *apply;

  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    fed[i] = !is_finite (apply, apply->inputs[i]);
    if (fed[i])
      add_input (blames, i, apply);
  }
  single.wants = NULL;
  single.n_wants = 0;
  single.probes = probes;
  if (ng_evaluator_apply (evaluator, &single, cancellable, NULL, NULL))
    add_layers (blames, net, apply, probes, fed);
  return blames;
}

char *
ng_blame (const NgNet *net, NgEvaluator *evaluator, const NgApply *apply, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) blames = ng_blames (net, evaluator, apply, cancellable);
  const NgBlame *first = blames->len > 0 ? blames->pdata[0] : NULL;

  if (first == NULL)
    return NULL;
  if (first->layer == NULL)
    return g_strdup_printf ("The input \"%s\" is not finite.",
                            ng_net_input_name (net, (gsize) first->input));
  if (first->array != NULL)
    return g_strdup_printf ("It begins in the %s \"%s\", whose array \"%s\" is not finite.",
                            ng_layer_kind (first->layer),
                            first->path,
                            first->array);
  return g_strdup_printf ("It begins in the %s \"%s\".", ng_layer_kind (first->layer), first->path);
}
