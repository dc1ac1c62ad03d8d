/* ReplicateLayer[n]: n copies of the input; ReplicateLayer[{n1, …}, m] an array of copies, whose
 * levels stand at place m of the output. */

#include "core/graph/levels.h"
#include "core/graph/lowering.h"

enum { DIMENSIONS, PLACE };

static int
count_new (const NgLayer *layer)
{
  const NgParam *dims = ng_layer_param (layer, DIMENSIONS);

  return dims->is_automatic ? 1 : (int) dims->n_ints;
}

/* How many levels of an input of rank @rank stand before the new ones; -1 where there are fewer. */
static int
count_before (const NgLayer *layer, int rank)
{
  return ng_level_axis (ng_layer_param (layer, PLACE)->integer, rank + 1);
}

static void
replicate_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  const NgParam *dims = ng_layer_param (layer, DIMENSIONS);
  int n_new = count_new (layer);
  int rank = ng_relation_input (relation, 0)->rank;
  int from[NG_MAX_RANK], before;

  ng_relation_share_elements (relation, 0);
  if (rank < 0)
    rank = ng_relation_output (relation, 0)->rank - n_new;
  if (rank < 0 || rank + n_new > NG_MAX_RANK)
    return;
  before = count_before (layer, rank);
  if (before < 0)
    return;
  for (int i = 0; i < rank + n_new; i++)
    from[i] = i < before ? i : i < before + n_new ? -1 : i - n_new;
  if (!ng_relation_map_levels (relation, 0, rank, from, rank + n_new))
    return;
  for (gsize i = 0; i < dims->n_ints; i++)
    if (dims->ints[i] >= 0)
      ng_relation_refine_output_level (
          relation, 0, before + (int) i, ng_dim_number (dims->ints[i]));
}

static void
replicate_verify (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  int rank = ng_relation_input (relation, 0)->rank;

  if (rank >= 0 && count_before (layer, rank) < 0)
    ng_relation_fail (relation,
                      "NetGraph::badarg",
                      "New levels cannot stand at place %" G_GINT64_FORMAT
                      " where the input has %d.",
                      ng_layer_param (layer, PLACE)->integer,
                      rank);
  else if (rank + count_new (layer) > NG_MAX_RANK)
    ng_relation_fail (
        relation, "NetGraph::limit", "The output would have more than %d levels.", NG_MAX_RANK);
}

/* x: (batch, *s) -> (batch, *s, n, *t) */
static void
replicate_lower (NgLowering *to)
{
  const NgType *type = ng_lowering_output_type (to, 0);
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue x = ng_lowering_input (to, 0);
  int n_new = count_new (ng_lowering_layer (to));
  int axes[NG_MAX_RANK + 1] = { 0 }, before;
  gint64 dims[NG_MAX_RANK + 1];

  if (ng_program_builder_has_failed (b))
    return;
  before = count_before (ng_lowering_layer (to), type->rank - n_new);
  dims[0] = ng_build_shape (b, x)->dims[0];
  for (int i = 0; i < type->rank; i++)
    dims[i + 1] = type->dims[i].value;
  for (int i = 0; i < type->rank - n_new; i++)
    axes[i + 1] = 1 + (i < before ? i : i + n_new);
  ng_lowering_output (to, 0, ng_build_broadcast (b, x, dims, type->rank + 1, axes));
}

static char *
replicate_label (const NgLayer *layer)
{
  const NgParam *dims = ng_layer_param (layer, DIMENSIONS);

  return dims->is_automatic ? g_strdup ("") : ng_param_label (dims);
}

const NgLayerClass ng_layer_replicate = {
  .name = "ReplicateLayer",
  .summary = "Repeats its input along new levels",
  .category = NG_CATEGORY_STRUCTURE,
  .glyph = "M2 2h6v6h-6z M4.5 10.5h6v-6 M7 13h6v-6",
  .law = "new levels are put in at a place",
  .params = { { "Dimensions",
                NG_PARAM_DIMS,
                .position = 1,
                .value = "Automatic",
                .flags = NG_PARAM_ALLOWS_AUTOMATIC,
                .help = "How many copies, or the sizes of several new levels; Automatic takes them "
                        "from what follows." },
              { "Level",
                NG_PARAM_LEVEL,
                .position = 2,
                .value = "1",
                .help = "Where the new levels stand in the output; -1 puts them last." } },
  .inputs = { { "Input", NULL } },
  .outputs = { { "Output", NULL } },
  .infer = replicate_infer,
  .verify = replicate_verify,
  .lower = replicate_lower,
  .label = replicate_label,
  .examples = { "ReplicateLayer[3, \"Input\" -> 2]",
                "ReplicateLayer[{2, 3}, 2, \"Input\" -> {2, 4}]",
                "ReplicateLayer[2, -1, \"Input\" -> {\"Varying\", 2}]",
                "ReplicateLayer[{Automatic, 2}, \"Output\" -> {3, 2, 2}]",
                "ReplicateLayer[4, \"Input\" -> \"Real\"]" },
};
