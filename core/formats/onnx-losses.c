/* What a model will not have of a net, or of what was asked for. */

#include "core/formats/onnx-emit.h"
#include "core/formats/onnx.h"

#include "core/operators/version.h"

/* @option: whether an option would write it */
static void
warn_coder (
    GPtrArray *warnings, const char *kind, const char *port, const NgType *type, gboolean option)
{
  g_autofree char *array = ng_type_label (type, NULL);
  gboolean is_in = g_str_equal (kind, "encoder");

  g_ptr_array_add (
      warnings,
      ng_diagnostic_as_warning (ng_diagnostic_with_hint (
          ng_diagnostic_new ("ONNX::coder",
                             NULL,
                             option ? "The %s of \"%s\" stays behind."
                                    : "The %s of \"%s\" stays behind: ONNX has none.",
                             kind,
                             port),
          is_in ? "The model takes the array that the encoder makes, %s.%s"
                : "The model gives the array that the decoder reads, %s.%s",
          array,
          option ? " With --coders, or \"Coders\" -> True, it becomes operators." : "")));
}

static void
check_coder (GPtrArray *warnings,
             const NgOnnxOptions *options,
             const NgCoder *coder,
             const char *port,
             const NgType *type)
{
  gboolean has_form = coder != NULL && ng_onnx_coder_has_form (coder, type);

  if (coder != NULL && !(has_form && options != NULL && options->with_coders))
    warn_coder (warnings,
                ng_coder_side (coder) == NG_ENCODER ? "encoder" : "decoder",
                port,
                type,
                has_form);
}

void
ng_onnx_losses (const NgNet *net, const NgOnnxOptions *options, GPtrArray *warnings)
{
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    check_coder (warnings,
                 options,
                 ng_net_input_coder (net, i),
                 ng_net_input_name (net, i),
                 ng_net_input_type (net, i));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    check_coder (warnings,
                 options,
                 ng_net_output_coder (net, i),
                 ng_net_output_name (net, i),
                 ng_net_output_type (net, i));
  if (options != NULL && options->opset > 0 && ng_net_operator_version (net, "") > 0)
    g_ptr_array_add (
        warnings,
        ng_diagnostic_as_warning (ng_diagnostic_with_hint (
            ng_diagnostic_new ("ONNX::opset",
                               NULL,
                               "The model keeps the version of its operators, whatever opset is "
                               "asked for."),
            "Only what is no ONNX yet can be written in version %d.",
            options->opset)));
}
