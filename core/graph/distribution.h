/* Distributions of random numbers: their parameters, and how numbers are drawn, in primitives.
 *
 * A draw is a fixed row of primitives: where others reject and draw again, several candidates are
 * drawn at once, and the first that is accepted is taken; that none of them is has a probability
 * below 1e-9. Sources: Marsaglia and Tsang 2000 (gamma), Hörmann 1993 (Poisson and binomial). */

#pragma once

#include "core/expr/expr.h"
#include "core/program/builder.h"

G_BEGIN_DECLS

#define NG_MAX_DISTRIBUTION_PARAMETERS 3

/**
 * NgParameter:
 * @value: float64, of the shape (n)
 * @number: what it is everywhere, or NaN where that is not known
 */
typedef struct {
  NgValue value;
  double number;
} NgParameter;

/**
 * NgDistributionClass:
 * @name: "NormalDistribution"
 * @domains: a letter for each parameter: r any number, + positive, p from 0 to 1, i an integer, n a
 *   positive integer
 * @n_needed: how many parameters there have to be; those behind them have defaults
 * @is_standard: whether it may have no parameters at all, and the defaults are those
 * @draw: writes one draw for each element of the parameters, float64 (n). Gradients pass to
 *   locations and scales; of other parameters the numbers drawn do not count as functions
 */
typedef struct {
  const char *name;
  const char *domains;
  guint n_needed;
  gboolean is_standard;
  double defaults[NG_MAX_DISTRIBUTION_PARAMETERS];
  NgValue (*draw) (NgProgramBuilder *builder, const NgParameter *parameters);
} NgDistributionClass;

/** ng_distribution_find: Returns: (nullable): the distribution of that name */
const NgDistributionClass *ng_distribution_find (const char *name);

/**
 * ng_distribution_parameters:
 * @expr: "NormalDistribution[0, #sd]": a list among the arguments stands for its elements
 * @parameters: (out) (array): each as it is written, %NULL for a default; borrowed
 *
 * Fails with: "NetGraph::badarg": no distribution, not as many parameters as it has, or a number
 *   where it has none.
 *
 * Returns: (nullable): the distribution
 */
const NgDistributionClass *ng_distribution_read (NgExpr *expr, NgExpr **parameters, GError **error);

G_END_DECLS
