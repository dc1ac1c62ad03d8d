/* NgComparison: what is another in one net than in another, layer by layer. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

typedef enum {
  NG_VERDICT_SAME,
  NG_VERDICT_CHANGED, /* in both nets, and not the same */
  NG_VERDICT_ADDED,   /* in the second net alone */
  NG_VERDICT_REMOVED, /* in the first net alone */
} NgVerdict;

typedef enum {
  NG_ASPECT_NAME,
  NG_ASPECT_KIND,       /* the class; nothing but it is compared then */
  NG_ASPECT_PARAMETER,  /* or another option */
  NG_ASPECT_ARRAY,      /* its values, or whether it has any */
  NG_ASPECT_TYPE,       /* of an output of a layer, of a port of the net */
  NG_ASPECT_CONNECTION, /* what feeds an input of a layer, an output of the net */
} NgAspect;

/**
 * NgDifference:
 * @what: the parameter, option, array or port; "" of name and kind
 * @before, @after: (nullable): as one writes them; %NULL for nothing
 * @distance: of arrays of the same dimensions, the greatest of two elements in one place; else NaN
 */
typedef struct {
  NgAspect aspect;
  char *what, *before, *after;
  double distance;
} NgDifference;

typedef enum {
  NG_MATCHED_LAYER,
  NG_MATCHED_INPUT, /* of the net */
  NG_MATCHED_OUTPUT,
} NgMatchedKind;

/**
 * NgMatchSide:
 * @path: of the net that it is in, names joined as by ng_path_join(), "" for the outermost
 * @net: (transfer none): that net
 * @index: of the layer or port there; -1 where there is none
 */
typedef struct {
  char *path;
  NgNet *net;
  int index;
} NgMatchSide;

/**
 * NgMatch:
 * @first, @second: what corresponds in the two nets
 * @differences: (element-type NgDifference): why it is changed; what is inside a layer has matches
 *   of its own
 * @n_inside: how many of the matches inside a layer that is a net are not the same
 */
typedef struct {
  NgMatchedKind kind;
  NgVerdict verdict;
  NgMatchSide first, second;
  GPtrArray *differences;
  guint n_inside;
} NgMatch;

/** NgComparison: a value; any thread may read it. */
typedef struct _NgComparison NgComparison;

/**
 * ng_comparison_new:
 * @cancellable: (nullable): looked at before each layer
 *
 * Layers of one name are one layer, in nets that have names. Of the others those correspond that
 * stand in the same order along the flow: first the ones that are wholly alike, between these the
 * ones with like parameters, between these the ones of one class. Nets inside layers that
 * correspond are compared in the same way.
 *
 * Cost: linear in layers for nets that differ in little, linear in the numbers of arrays that they
 * do not share; never quadratic.
 *
 * Returns: (transfer full) (nullable): %NULL where it was cancelled
 */
NgComparison *ng_comparison_new (NgNet *first, NgNet *second, GCancellable *cancellable);
/** ng_comparison_ref: Returns: (transfer full): the same comparison, with one owner more */
NgComparison *ng_comparison_ref (NgComparison *self);
/** ng_comparison_unref: gives up one owner; the last one frees the comparison */
void ng_comparison_unref (NgComparison *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgComparison, ng_comparison_unref)

/** ng_comparison_first: Returns: (transfer none): the net as it was before */
NgNet *ng_comparison_first (const NgComparison *self);
/** ng_comparison_second: Returns: (transfer none): the net as it is after */
NgNet *ng_comparison_second (const NgComparison *self);

/** ng_comparison_n_matches: Returns: number of matches: layers along the flow, each before what is
 *   inside it; then the ports of the nets */
gsize ng_comparison_n_matches (const NgComparison *self);
/** ng_comparison_match: Returns: (transfer none): match @index */
const NgMatch *ng_comparison_match (const NgComparison *self, gsize index);
/** ng_comparison_count: Returns: how many layers and ports have that verdict */
gsize ng_comparison_count (const NgComparison *self, NgVerdict verdict);
/** ng_comparison_is_same: Returns: whether nothing is changed, added or removed */
gboolean ng_comparison_is_same (const NgComparison *self);

/** ng_match_name: Returns: (transfer full): its path, for people: "decoder/conv1"; that in the
 *   second net if it is there */
char *ng_match_name (const NgMatch *self);
/** ng_match_kind_name: Returns: (transfer none): "ConvolutionLayer", "Input of the net" */
const char *ng_match_kind_name (const NgMatch *self);
/** ng_aspect_name: Returns: (transfer none): "parameter", as --json says it */
const char *ng_aspect_name (NgAspect aspect);

G_END_DECLS
