/* NetGANOperator[{generator, discriminator}]: what each of two nets loses that are trained against
 * one another. s: a sample, z: a latent value.
 *
 *   Jensen-Shannon: -ln D(s), -ln(1 - D(G(z)))     Wasserstein: -D(s), D(G(z))
 *
 * Sources: Goodfellow et al. 2014; Arjovsky et al. 2017. */

#include "core/graph/inner.h"
#include "core/program/compose.h"

enum { LOSS };
enum { AUTOMATIC, JENSEN_SHANNON, WASSERSTEIN };
enum { GENERATOR, DISCRIMINATOR };
enum { SAMPLE, LATENT };
enum { LOSS_REAL, LOSS_FAKE, GENERATED_FAKE };

static const char *const losses[] = { "Automatic", "JensenShannon", "Wasserstein", NULL };

static void
net_gan_operator_infer (NgRelation *relation)
{
  const NgLayer *layer = ng_relation_layer (relation);
  NgLayer *generator = ng_layer_inner (layer, GENERATOR);
  NgLayer *discriminator = ng_layer_inner (layer, DISCRIMINATOR);
  gsize latent = (gsize) ng_layer_only_input (generator);
  gsize fake = (gsize) ng_layer_only_output (generator);
  gsize judged = (gsize) ng_layer_only_input (discriminator);

  ng_relation_refine_inner_input (
      relation, GENERATOR, latent, ng_relation_input (relation, LATENT));
  ng_relation_refine_input (
      relation, LATENT, ng_relation_inner_input (relation, GENERATOR, latent));
  ng_relation_refine_inner_input (
      relation, DISCRIMINATOR, judged, ng_relation_input (relation, SAMPLE));
  ng_relation_refine_inner_input (
      relation, DISCRIMINATOR, judged, ng_relation_inner_output (relation, GENERATOR, fake));
  ng_relation_refine_inner_output (
      relation, GENERATOR, fake, ng_relation_inner_input (relation, DISCRIMINATOR, judged));
  ng_relation_refine_input (
      relation, SAMPLE, ng_relation_inner_input (relation, DISCRIMINATOR, judged));
  ng_relation_refine_output (
      relation, GENERATED_FAKE, ng_relation_inner_output (relation, GENERATOR, fake));
  ng_relation_refine_inner_output (
      relation, GENERATOR, fake, ng_relation_output (relation, GENERATED_FAKE));
}

static void
net_gan_operator_verify (NgRelation *relation)
{
  NgLayer *discriminator = ng_layer_inner (ng_relation_layer (relation), DISCRIMINATOR);
  const NgType *judgement = ng_relation_inner_output (
      relation, DISCRIMINATOR, (gsize) ng_layer_only_output (discriminator));

  for (int i = 0; i < judgement->rank; i++)
    if (judgement->dims[i].state != NG_DIM_UNKNOWN &&
        (judgement->dims[i].state != NG_DIM_NUMBER || judgement->dims[i].value != 1)) {
      ng_relation_fail (
          relation, "NetGraph::shape", "its net \"Discriminator\" has to give one number.");
      return;
    }
}

/* -ln p: (batch) */
static NgValue
surprise (NgProgramBuilder *b, NgValue p)
{
  return ng_build_unary (b, NG_PRIMITIVE_NEGATE, ng_build_log_probability (b, p));
}

/* What the discriminator says of each example: (batch) */
static NgValue
judge (NgLowering *to, NgValue x)
{
  return ng_build_reshape (ng_lowering_builder (to),
                           ng_inner_lower (to, DISCRIMINATOR, x),
                           (gint64[]){ ng_lowering_batch (to) },
                           1);
}

static void
net_gan_operator_lower (NgLowering *to)
{
  NgProgramBuilder *b = ng_lowering_builder (to);
  NgValue fake = ng_inner_lower (to, GENERATOR, ng_lowering_input (to, LATENT));
  NgValue real_judged = judge (to, ng_lowering_input (to, SAMPLE));
  NgValue fake_judged = judge (to, fake);
  gint64 loss = ng_lowering_param_integer (to, LOSS);

  if (ng_program_builder_has_failed (b))
    return;
  if (loss == AUTOMATIC)
    loss = ng_build_is_sigmoid (b, fake_judged) ? JENSEN_SHANNON : WASSERSTEIN;
  if (loss == JENSEN_SHANNON) {
    NgValue one = ng_build_fill_like (b, fake_judged, 1);

    real_judged = surprise (b, real_judged);
    fake_judged = surprise (b, ng_build_subtract (b, one, fake_judged));
  } else {
    real_judged = ng_build_unary (b, NG_PRIMITIVE_NEGATE, real_judged);
  }
  ng_lowering_output (to, LOSS_REAL, real_judged);
  ng_lowering_output (to, LOSS_FAKE, fake_judged);
  ng_lowering_output (to, GENERATED_FAKE, fake);
}

const NgLayerClass ng_layer_net_gan_operator = {
  .name = "NetGANOperator",
  .summary = "What a generator and a discriminator lose against one another",
  .category = NG_CATEGORY_CONTAINER,
  .glyph = "M1.5 3.5h5v4h-5z M9.5 3.5h5v4h-5z M4 9.5v3h8v-3 M6.5 5.5h3 M8 12.5v2",
  .nets = { "Generator", "Discriminator" },
  .law = "-ln D(s), -ln(1 - D(G(z))); or -D(s), D(G(z))",
  .params = { { "LossFunction",
                NG_PARAM_WORD,
                .position = 1,
                .value = "Automatic",
                .choices = losses,
                .help =
                    "JensenShannon, Wasserstein, or by whether D ends in a LogisticSigmoid." } },
  .inputs = { { "Sample", NULL }, { "Latent", NULL } },
  .outputs = { { "LossReal", "()" }, { "LossFake", "()" }, { "GeneratedFake", NULL } },
  .check = ng_inner_check,
  .infer = net_gan_operator_infer,
  .verify = net_gan_operator_verify,
  .lower = net_gan_operator_lower,
  .examples = { "NetGANOperator[{{LinearLayer[3], Tanh}, {LinearLayer[1], LogisticSigmoid}}, "
                "\"Latent\" -> 2]",
                "NetGANOperator[{LinearLayer[2], LinearLayer[{}]}, \"Wasserstein\", "
                "\"Latent\" -> 3]" },
};
