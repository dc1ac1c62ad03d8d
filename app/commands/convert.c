/* netgraph convert: a net from one format into another, by the endings. */

#include "app/commands/dims.h"
#include "app/commands/support.h"
#include "app/commands/weights.h"
#include "core/formats/onnx.h"
#include "core/language/export.h"
#include "core/notation/value.h"
#ifdef NG_HAVE_RENDER
#include "render/figure/operations.h"
#endif

#include <stdio.h>

static gboolean
has_ending (const char *path, const char *ending)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ending);
}

/* Checks the options of ONNX files. Returns: whether they go with OUT */
static gboolean
check_options (const NgArguments *arguments, const NgOnnxOptions *options, gboolean is_onnx)
{
  gboolean is_given = options->opset != 0 || options->without_losses || options->with_coders;

  if (options->opset != 0 && options->opset != 17 && options->opset != 21)
    ng_usage (arguments->command, "--opset is 17 or 21");
  else if (is_given && !is_onnx)
    ng_usage (arguments->command, "--opset, --without-losses and --coders are for onnx files");
  else
    return TRUE;
  return FALSE;
}

/* What may be said besides the two files. */
typedef struct {
  NgOnnxOptions onnx;
  char *weights;
  char **dims;
  gboolean by_shape;
  gboolean is_partial;
  gboolean to_layers;
} Options;

/* What became of operators, and which of them stay. */
static void
tell_layers (const NgLayersReport *report)
{
  g_autofree char *text = ng_layers_report_text (report);

  fprintf (stderr, "%s%s\n", text, report->left->len > 0 ? "; left:" : "");
  for (guint i = 0; i < report->left->len; i++) {
    const NgLeftOperator *left = report->left->pdata[i];
    fprintf (stderr, "  %s (%s): %s\n", left->name, left->op, left->reason);
  }
}

static gboolean
write_net (NgNet *net, const char *path, GPtrArray *warnings, GError **error)
{
  g_autoptr (NgExpr) value = ng_expr_new_net (net, FALSE);

#ifdef NG_HAVE_RENDER
  return ng_value_export (value, path, NULL, ng_figure_export, warnings, NULL, error);
#else
  return ng_value_export (value, path, NULL, NULL, warnings, NULL, error);
#endif
}

/* Whether it is the file that cannot be written, and not the net that has no form in its format. */
static gboolean
is_about_file (const GError *error)
{
  const NgDiagnostic *told = ng_error_diagnostic (error);

  return told == NULL || g_str_has_prefix (told->tag, "File::");
}

static int
convert (const NgArguments *arguments, const Options *options)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) losses = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  const NgArgument *in, *out;
  const char *name;

  if (arguments->list->len != 2)
    return ng_usage (arguments->command, "it takes two files, IN and OUT");
  in = arguments->list->pdata[0];
  out = arguments->list->pdata[1];
  if (out->path == NULL)
    return ng_usage (arguments->command, "OUT is a file");
  gboolean is_onnx = has_ending (out->path, ".onnx");
  if (!check_options (arguments, &options->onnx, is_onnx))
    return NG_EXIT_USAGE;
  name = ng_argument_name (in);
  net = ng_argument_net (in, warnings, &error);
  ng_report_list (arguments, warnings, name);
  if (!ng_dims_bind (&net, options->dims, &error))
    return ng_report_error (arguments, error, name);
  if (options->weights != NULL) {
    NgNet *filled = ng_take_weights (
        arguments, net, options->weights, options->by_shape, options->is_partial, &error);
    if (filled == NULL)
      return ng_report_error (arguments, error, options->weights);
    ng_net_unref (net);
    net = filled;
  }
  if (options->to_layers) {
    g_auto (NgLayersReport) report = { 0 };
    NgNet *layers = ng_onnx_to_layers (net, NULL, &report, &error);
    if (layers == NULL)
      return ng_report_error (arguments, error, name);
    tell_layers (&report);
    ng_net_unref (net);
    net = layers;
  }
  /* Our own format keeps a net with errors, which can be repaired in the window, and so does the
   * one that it came from. */
  if (!has_ending (out->path, ".netgraph") && !is_onnx && !ng_net_check (net, &error))
    return ng_report_error (arguments, error, name);
  if (is_onnx ? !ng_onnx_save (net, out->path, &options->onnx, &error)
              : !write_net (net, out->path, losses, &error))
    return ng_error_has_tag (error, "NetGraph::notinit")
               ? ng_report_uninitialized (arguments, in, error)
               : ng_report_error (arguments, error, is_about_file (error) ? out->path : name);
  if (is_onnx)
    ng_onnx_losses (net, &options->onnx, losses);
  ng_report_list (arguments, losses, out->path);
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    ng_report (arguments, ng_net_diagnostic (net, i), name);
  return NG_EXIT_DONE;
}

static int
run_convert (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  Options options = { 0 };
  int status = NG_EXIT_USAGE;
  const GOptionEntry entries[] = { { "opset",
                                     0,
                                     0,
                                     G_OPTION_ARG_INT,
                                     &options.onnx.opset,
                                     "Version of ONNX operators: 17 or 21",
                                     "N" },
                                   { "without-losses",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options.onnx.without_losses,
                                     "Leave out layers that compare with a target",
                                     NULL },
                                   { "coders",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options.onnx.with_coders,
                                     "Write encoders and decoders as operators where they can be",
                                     NULL },
                                   { "weights",
                                     0,
                                     0,
                                     G_OPTION_ARG_FILENAME,
                                     &options.weights,
                                     "Take arrays from a file: safetensors, its index, npz or h5",
                                     "FILE" },
                                   { "by-shape",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options.by_shape,
                                     "Take arrays of it that only shape and order tell, too",
                                     NULL },
                                   { "partial",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options.is_partial,
                                     "Let arrays that the file lacks keep the values they have",
                                     NULL },
                                   { "layers",
                                     0,
                                     0,
                                     G_OPTION_ARG_NONE,
                                     &options.to_layers,
                                     "Make layers of ONNX operators, without the batch axis",
                                     NULL },
                                   ng_dims_option (&options.dims),
                                   { NULL } };

  if (ng_arguments_parse (&arguments, self, entries, argc, argv))
    status = convert (&arguments, &options);
  g_free (options.weights);
  g_strfreev (options.dims);
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_convert = {
  .name = "convert",
  .usage = "IN OUT",
  .summary = "Write a net in another format",
  .details =
      "By the ending of OUT: wl (notation with its arrays), netgraph, onnx, py (a module of\n"
      "PyTorch) or keras.py, both with their arrays in a file beside it, json (without arrays),\n"
      "wxf, or a picture: svg, pdf, png, tex or dot.",
  .run = run_convert,
};
