#include "tests/support/random.h"

#include "core/base/rng.h"
#include "core/notation/read.h"

int
ng_draw (NgDraws *self, int below)
{
  return (int) (ng_rng_unit (self->seed, 1, self->next++) * below);
}

/* Layers that fit anything of rank 1, with one input or many. */
static char *
draw_layer (NgDraws *draws, gboolean *takes_many)
{
  static const char *const single[] = { "Ramp",
                                        "Tanh",
                                        "ElementwiseLayer[#^2 - 1 &]",
                                        "LinearLayer[]",
                                        "LinearLayer[3]",
                                        "DropoutLayer[0.25]",
                                        "BatchNormalizationLayer[]",
                                        "ConstantPlusLayer[\"Biases\" -> {0.1, 0.2, 0.3}]",
                                        "{Ramp, 3, Tanh}",
                                        "NetGraph[{Ramp, Tanh, Plus}, {{1, 2} -> 3}]" };
  static const char *const many[] = { "TotalLayer[]", "Plus", "ThreadingLayer[Times]", "Max" };

  *takes_many = ng_draw (draws, 3) == 0;
  return g_strdup (*takes_many ? many[ng_draw (draws, G_N_ELEMENTS (many))]
                               : single[ng_draw (draws, G_N_ELEMENTS (single))]);
}

void
ng_net_plan_draw (NgNetPlan *self, NgDraws *draws)
{
  self->n = 2 + ng_draw (draws, NG_MAX_PLANNED - 2);
  self->rules = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < self->n; i++) {
    gboolean takes_many;
    int n_sources;

    self->layers[i] = draw_layer (draws, &takes_many);
    self->names[i] = g_strdup_printf ("\"%c %d\"", 'a' + ng_draw (draws, 26), i);
    n_sources = takes_many ? 1 + ng_draw (draws, 3) : ng_draw (draws, 4) > 0;
    for (int j = 0; j < n_sources; j++) {
      int source = i > 0 && ng_draw (draws, 3) > 0 ? ng_draw (draws, i) : -1;
      g_autofree char *text = source < 0 ? g_strdup_printf ("NetPort[\"in%d\"]", ng_draw (draws, 3))
                                         : g_strdup (self->names[source]);

      g_ptr_array_add (self->rules, g_strdup_printf ("%s -> %s", text, self->names[i]));
    }
    if (ng_draw (draws, 5) == 0)
      g_ptr_array_add (self->rules,
                       g_strdup_printf ("%s -> NetPort[\"out%d\"]", self->names[i], i));
    else if (i + 1 < self->n && ng_draw (draws, 6) == 0)
      g_ptr_array_add (self->rules, g_strdup_printf ("%s -> None", self->names[i]));
  }
}

void
ng_net_plan_clear (NgNetPlan *self)
{
  for (int i = 0; i < self->n; i++) {
    g_free (self->layers[i]);
    g_free (self->names[i]);
  }
  g_ptr_array_unref (self->rules);
}

/* The net with its layers in that order. */
NgNet *
ng_net_plan_read (const NgNetPlan *self, const int *order)
{
  GString *text = g_string_new ("NetGraph[<|");
  g_autoptr (GError) error = NULL;
  g_autofree char *notation = NULL;
  NgNet *net;

  for (int i = 0; i < self->n; i++)
    g_string_append_printf (
        text, "%s%s -> %s", i > 0 ? ", " : "", self->names[order[i]], self->layers[order[i]]);
  g_string_append (text, "|>, {");
  for (guint i = 0; i < self->rules->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) self->rules->pdata[i]);
  g_string_append (text, "}]");
  notation = g_string_free (text, FALSE);
  net = ng_net_read_text (notation, -1, NULL, &error);
  if (net == NULL)
    g_error ("%s\n%s", notation, error->message);
  return net;
}

NgNet *
ng_net_draw (guint64 seed)
{
  NgDraws draws = { seed, 0 };
  NgNetPlan plan;
  int order[NG_MAX_PLANNED];
  NgNet *net;

  ng_net_plan_draw (&plan, &draws);
  for (int i = 0; i < plan.n; i++)
    order[i] = i;
  net = ng_net_plan_read (&plan, order);
  ng_net_plan_clear (&plan);
  return net;
}
