#include "ui/difference-text.h"

#include "core/base/format.h"
#include "render/standard/standard.h"
#include "ui/verdict.h"

#include <glib/gi18n.h>
#include <math.h>

char *
ng_difference_kind (const NgMatch *match)
{
  const NgMatchSide *side = match->second.index >= 0 ? &match->second : &match->first;

  switch (match->kind) {
  case NG_MATCHED_INPUT:
    return g_strdup (_ ("Input of the net"));
  case NG_MATCHED_OUTPUT:
    return g_strdup (_ ("Output of the net"));
  default:
    return ng_standard_kind (ng_net_layer (side->net, (gsize) side->index));
  }
}

/* A layer with one input need not say which. */
static gboolean
is_only_port (const NgMatch *match, NgAspect aspect)
{
  const NgLayer *layer;

  if (match->kind != NG_MATCHED_LAYER)
    return TRUE;
  layer = ng_net_layer (match->second.net, (gsize) match->second.index);
  return (aspect == NG_ASPECT_TYPE ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer)) == 1;
}

char *
ng_difference_what (const NgMatch *match, const NgDifference *difference)
{
  if (difference == NULL)
    return g_strdup (ng_verdict_word (match->verdict));
  switch (difference->aspect) {
  case NG_ASPECT_NAME:
    return g_strdup (_ ("Name"));
  case NG_ASPECT_KIND:
    return g_strdup (_ ("Kind"));
  case NG_ASPECT_TYPE:
    return is_only_port (match, NG_ASPECT_TYPE)
               ? g_strdup (_ ("Shape"))
               : g_strdup_printf (_ ("Shape of %s"), difference->what);
  case NG_ASPECT_CONNECTION:
    return is_only_port (match, NG_ASPECT_CONNECTION)
               ? g_strdup (_ ("Source"))
               : g_strdup_printf (_ ("Source of %s"), difference->what);
  default:
    return g_strdup (difference->what);
  }
}

/* What is there on one side only. */
static char *
whole_text (const NgMatch *match, int side)
{
  const NgMatchSide *place = side == 0 ? &match->first : &match->second;
  NgSource source = { NG_SOURCE_LAYER, place->index, 0 };
  g_autofree char *kind = NULL;
  g_autofree char *shape = NULL;

  if (place->index < 0)
    return g_strdup ("–");
  kind = ng_difference_kind (match);
  if (match->kind != NG_MATCHED_LAYER ||
      ng_layer_n_outputs (ng_net_layer (place->net, (gsize) place->index)) == 0)
    return g_steal_pointer (&kind);
  shape = ng_type_label (ng_net_type (place->net, source), ng_net_length_names (place->net));
  return g_strdup_printf ("%s → %s", kind, shape);
}

char *
ng_difference_before (const NgMatch *match, const NgDifference *difference)
{
  if (difference == NULL)
    return whole_text (match, 0);
  return g_strdup (difference->before != NULL ? difference->before : "–");
}

char *
ng_difference_after (const NgMatch *match, const NgDifference *difference)
{
  g_autofree char *distance = NULL;

  if (difference == NULL)
    return whole_text (match, 1);
  if (isnan (difference->distance))
    return g_strdup (difference->after != NULL ? difference->after : "–");
  distance = ng_format_real (difference->distance, 3);
  return g_strdup_printf (_ ("%s, numbers up to %s apart"), difference->after, distance);
}

char *
ng_difference_summary (const NgMatch *match)
{
  GString *text;

  if (match->verdict == NG_VERDICT_SAME)
    return NULL;
  text = g_string_new (ng_verdict_word (match->verdict));
  for (guint i = 0; i < match->differences->len; i++) {
    const NgDifference *difference = match->differences->pdata[i];
    g_autofree char *what = ng_difference_what (match, difference);
    g_autofree char *before = ng_difference_before (match, difference);
    g_autofree char *after = ng_difference_after (match, difference);

    g_string_append_printf (text, "\n%s: %s → %s", what, before, after);
  }
  return g_string_free (text, FALSE);
}
