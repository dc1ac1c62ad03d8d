/* netgraph info: ports, a table of layers, totals, and what is wrong. */

#include "app/commands/dims.h"
#include "app/commands/support.h"
#include "core/base/format.h"
#include "core/engine/cost-terms.h"
#include "core/engine/cost.h"
#include "core/graph/literal.h"
#include "core/notation/write.h"
#include "core/operators/inference.h"
#include "core/shape/words.h"

#include <stdio.h>
#include <string.h>

enum { N_COLUMNS = 6 };
/* Characters of a name and of what a layer reads and gives in the table. */
enum { MOST_NAME = 64, MOST_FLOW = 64 };

typedef struct {
  NgNet *net;
  gint64 *multiply_adds; /* NULL while they are not known */
  NgCostTerms *terms;    /* where lengths vary, or NULL */
  char *port, *layer;
  char **dims;
} Report;

static char *
print_count (gint64 n)
{
  return n < 0 ? g_strdup ("?") : ng_format_count (n);
}

/* ---- as text ---- */

/* "{2, 3}", or "uint8 {2, 3}" where the element is known to be another than float32. */
static char *
describe_type (const NgNet *net, const NgType *type)
{
  g_autofree char *words = ng_type_words (type, ng_net_length_names (net));

  if (type->element == NG_ELEMENT_NONE || type->element == NG_ELEMENT_F32)
    return g_steal_pointer (&words);
  if (type->rank == 0)
    return g_strdup (ng_element_name (type->element));
  return g_strdup_printf ("%s %s", ng_element_name (type->element), words);
}

/* The notation of a coder in one line, or NULL. */
static char *
describe_coder (const NgCoder *coder)
{
  g_autoptr (NgExpr) notation = coder != NULL ? ng_coder_notation (coder) : NULL;

  return notation != NULL ? ng_print_short (notation, NG_MAX_SHOWN_NAME) : NULL;
}

static void
print_ports (const NgNet *net, gboolean is_output)
{
  gsize n = is_output ? ng_net_n_outputs (net) : ng_net_n_inputs (net);

  printf ("%s\n", is_output ? "Outputs" : "Inputs");
  for (gsize i = 0; i < n; i++) {
    const NgType *type = is_output ? ng_net_output_type (net, i) : ng_net_input_type (net, i);
    g_autofree char *text = describe_type (net, type);
    g_autofree char *coder =
        describe_coder (is_output ? ng_net_output_coder (net, i) : ng_net_input_coder (net, i));

    g_autofree char *name =
        ng_format_line (is_output ? ng_net_output_name (net, i) : ng_net_input_name (net, i));

    printf ("  %s: %s%s%s\n", name, text, coder != NULL ? ", " : "", coder != NULL ? coder : "");
  }
}

/* "1×28×28, 10 → 5": the labels of what the layer reads and gives. */
static char *
describe_flow (const NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);
  const char *const *names = ng_net_length_names (net);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (net, index, i);
    g_autofree char *label = source.kind != NG_SOURCE_NONE
                                 ? ng_type_label (ng_net_type (net, source), names)
                                 : g_strdup ("–");

    if (i == 4 && ng_layer_n_inputs (layer) > 5) {
      g_string_append (text, ", …");
      break;
    }
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", label);
  }
  g_string_append (text, " → ");
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) index, .port = (int) i };
    g_autofree char *label = ng_type_label (ng_net_type (net, source), names);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", label);
  }
  return g_string_free (text, FALSE);
}

/* At most @most characters, the end as … */
static char *
shorten (char *text, glong most)
{
  char *end;

  if (g_utf8_strlen (text, -1) <= most)
    return text;
  end = g_utf8_offset_to_pointer (text, most - 1);
  *end = '\0';
  end = g_strconcat (text, "…", NULL);
  g_free (text);
  return end;
}

/* Of one layer; -1 where it varies or is not known. */
static gint64
count_products (const Report *self, int index)
{
  return self->multiply_adds != NULL ? self->multiply_adds[index]
         : self->terms != NULL       ? ng_cost_terms_number (self->terms, index)
                                     : -1;
}

/* Of one layer, as a formula where lengths vary; "?" where it is not known. */
static char *
print_products (const Report *self, int index)
{
  if (self->multiply_adds == NULL && self->terms != NULL)
    return ng_cost_terms_text (self->terms, index);
  return print_count (count_products (self, index));
}

static char *
print_bytes (const NgNet *net, int index)
{
  char *text = ng_net_activation_terms (net, index);

  return text != NULL ? text : g_strdup ("?");
}

static void
fill_row (const Report *self, gsize index, char *row[N_COLUMNS])
{
  g_autofree char *name = ng_net_shown_name (self->net, index);

  row[0] = shorten (ng_format_line (name), MOST_NAME);
  row[1] = ng_format_line (ng_layer_kind (ng_net_layer (self->net, index)));
  row[2] = shorten (describe_flow (self->net, index), MOST_FLOW);
  row[3] = print_count (ng_net_layer_parameters (self->net, index));
  row[4] = print_products (self, (int) index);
  row[5] = print_bytes (self->net, (int) index);
}

/* Words to the left, numbers to the right. */
static void
print_row (char *const row[N_COLUMNS], const glong widths[N_COLUMNS])
{
  for (int c = 0; c < N_COLUMNS; c++) {
    int padding = (int) (widths[c] - g_utf8_strlen (row[c], -1));

    if (c < 3)
      printf ("  %s%*s", row[c], padding, "");
    else
      printf ("  %*s%s", padding, "", row[c]);
  }
  printf ("\n");
}

/* Rows of the layers in the nets that a layer keeps, each net under a row of its own. What they
 * multiply is counted with the layer. */
static void
add_inner_rows (GPtrArray *cells, const NgLayer *layer, int depth)
{
  const char *name;
  NgNet *net;

  for (gsize i = 0; (net = ng_layer_net_at (layer, i, &name)) != NULL; i++) {
    int indent = 2 * depth;

    if (name != NULL) {
      g_autofree char *shown = ng_format_line (name);

      g_ptr_array_add (cells, g_strdup_printf ("%*s%s:", indent, "", shown));
      for (int c = 1; c < N_COLUMNS; c++)
        g_ptr_array_add (cells, g_strdup (""));
      indent += 2;
    }
    for (gsize l = 0; l < ng_net_n_layers (net); l++) {
      const Report inner = { .net = net };
      char *row[N_COLUMNS];

      fill_row (&inner, l, row);
      char *shown = g_strdup_printf ("%*s%s", indent, "", row[0]);
      g_free (row[0]);
      g_free (row[4]);
      row[0] = shown;
      row[4] = g_strdup ("");
      for (int c = 0; c < N_COLUMNS; c++)
        g_ptr_array_add (cells, row[c]);
      add_inner_rows (cells, ng_net_layer (net, l), indent / 2 + 1);
    }
  }
}

static void
print_layers (const Report *self)
{
  static char *const titles[N_COLUMNS] = { (char *) "name",          (char *) "kind",
                                           (char *) "in → out",      (char *) "parameters",
                                           (char *) "multiply-adds", (char *) "activations" };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  glong widths[N_COLUMNS];

  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    char *row[N_COLUMNS];

    fill_row (self, i, row);
    for (int c = 0; c < N_COLUMNS; c++)
      g_ptr_array_add (cells, row[c]);
    add_inner_rows (cells, ng_net_layer (self->net, i), 1);
  }
  for (int c = 0; c < N_COLUMNS; c++)
    widths[c] = g_utf8_strlen (titles[c], -1);
  for (guint i = 0; i < cells->len; i++) {
    glong *width = &widths[i % N_COLUMNS];

    *width = MAX (*width, g_utf8_strlen (cells->pdata[i], -1));
  }
  printf ("Layers\n");
  print_row (titles, widths);
  for (guint i = 0; i < cells->len; i += N_COLUMNS)
    print_row ((char **) cells->pdata + i, widths);
}

/* Layers in the nets that layers keep. */
static gsize
count_inner (const NgNet *net)
{
  gsize n = 0;
  NgNet *inner;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    for (gsize j = 0; (inner = ng_layer_net_at (ng_net_layer (net, i), j, NULL)) != NULL; j++)
      n += ng_net_n_layers (inner) + count_inner (inner);
  }
  return n;
}

/* The sum of what is known, and whether that is all. */
static gint64
add_up (const Report *self, gboolean activations, gboolean *is_all)
{
  gint64 sum = 0;

  *is_all = TRUE;

  for (gsize i = 0; i < ng_net_n_layers (self->net); i++) {
    gint64 n =
        activations ? ng_net_layer_activations (self->net, i) : count_products (self, (int) i);

    if (n < 0)
      *is_all = FALSE;
    else
      sum += n;
  }
  return sum;
}

/* "1,024", "1,024 + ?", or "?" where nothing is known. */
static char *
print_sum (const Report *self, gboolean activations)
{
  gboolean is_all;
  gint64 sum = add_up (self, activations, &is_all);
  g_autofree char *text = activations ? ng_format_bytes ((guint64) sum) : ng_format_count (sum);

  if (is_all)
    return g_steal_pointer (&text);
  return sum > 0 ? g_strconcat (text, " + ?", NULL) : g_strdup ("?");
}

static gint64
add_up_all (const Report *self, gboolean activations)
{
  gboolean is_all;
  gint64 sum = add_up (self, activations, &is_all);

  return is_all ? sum : -1;
}

static void
print_totals (const Report *self)
{
  g_autofree char *parameters = print_count (ng_net_n_parameters (self->net));
  gboolean varies = self->multiply_adds == NULL && self->terms != NULL;
  g_autofree char *products =
      varies ? ng_cost_terms_text (self->terms, -1) : print_sum (self, FALSE);
  g_autofree char *all = ng_net_activation_terms (self->net, -1);
  g_autofree char *activations = all != NULL ? g_strdup (all) : print_sum (self, TRUE);

  printf ("Totals\n  layers: %" G_GSIZE_FORMAT, ng_net_n_layers (self->net));
  if (count_inner (self->net) > 0)
    printf (" and %" G_GSIZE_FORMAT " inside", count_inner (self->net));
  printf ("\n  parameters: %s\n  multiply-adds: %s\n  activations: %s\n",
          parameters,
          products,
          activations);
}

/* ---- as JSON ---- */

static void
write_port (NgJsonWriter *writer,
            const NgNet *net,
            const char *name,
            const NgType *type,
            const NgCoder *coder)
{
  g_autofree char *text = ng_type_words (type, ng_net_length_names (net));
  g_autoptr (NgExpr) notation = coder != NULL ? ng_coder_notation (coder) : NULL;
  g_autofree char *written = notation != NULL ? ng_print (notation, 0) : NULL;

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "name");
  ng_json_writer_string (writer, name);
  ng_json_writer_name (writer, "type");
  ng_json_writer_string (writer, text);
  if (type->element != NG_ELEMENT_NONE) {
    ng_json_writer_name (writer, "element");
    ng_json_writer_string (writer, ng_element_name (type->element));
  }
  if (written != NULL) {
    ng_json_writer_name (writer, "coder");
    ng_json_writer_string (writer, written);
  }
  ng_json_writer_end (writer);
}

static void
write_type (NgJsonWriter *writer, const NgNet *net, const char *name, const NgType *type)
{
  write_port (writer, net, name, type, NULL);
}

static void
write_count (NgJsonWriter *writer, const char *name, gint64 n)
{
  ng_json_writer_name (writer, name);
  if (n < 0)
    ng_json_writer_null (writer);
  else
    ng_json_writer_integer (writer, n);
}

static void
write_ports (NgJsonWriter *writer, const NgNet *net)
{
  ng_json_writer_name (writer, "inputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    write_port (writer,
                net,
                ng_net_input_name (net, i),
                ng_net_input_type (net, i),
                ng_net_input_coder (net, i));
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "outputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    write_port (writer,
                net,
                ng_net_output_name (net, i),
                ng_net_output_type (net, i),
                ng_net_output_coder (net, i));
  ng_json_writer_end (writer);
}

static void
write_layer_ports (NgJsonWriter *writer, const NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);
  const NgType unknown = ng_type_unknown ();

  ng_json_writer_name (writer, "inputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (net, index, i);

    write_type (writer,
                net,
                ng_layer_input_name (layer, i),
                source.kind != NG_SOURCE_NONE ? ng_net_type (net, source) : &unknown);
  }
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "outputs");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { .kind = NG_SOURCE_LAYER, .index = (int) index, .port = (int) i };

    write_type (writer, net, ng_layer_output_name (layer, i), ng_net_type (net, source));
  }
  ng_json_writer_end (writer);
}

/* Costs in terms of lengths, where these vary. */
static void
write_formulas (NgJsonWriter *writer, const Report *self, int index)
{
  g_autofree char *bytes = ng_net_activation_terms (self->net, index);
  gint64 number =
      index < 0 ? add_up_all (self, TRUE) : ng_net_layer_activations (self->net, (gsize) index);

  if (self->multiply_adds == NULL && self->terms != NULL) {
    g_autofree char *products = ng_cost_terms_text (self->terms, index);
    ng_json_writer_name (writer, "multiply_adds_formula");
    ng_json_writer_string (writer, products);
  }
  if (number < 0 && bytes != NULL) {
    ng_json_writer_name (writer, "activations_formula");
    ng_json_writer_string (writer, bytes);
  }
}

/* Constants of operators are of the element that the file keeps them in. */
static void
write_array (NgJsonWriter *writer, const NgNet *net, gsize layer, gsize index)
{
  const NgLayer *record = ng_net_layer (net, layer);
  NgTensor *tensor = ng_layer_array (record, index);
  NgType type = *ng_net_array_type (net, layer, index);

  if (tensor != NULL && (ng_layer_class (record)->flags & NG_LAYER_RAW) != 0) {
    NgType kept = ng_type_of_element (ng_tensor_element (tensor));

    type.kind = kept.kind;
    type.element = kept.element;
  }
  write_type (writer, net, ng_layer_array_spec (record, index)->name, &type);
}

static void
write_layer (NgJsonWriter *writer, const Report *self, gsize index)
{
  NgLayer *layer = ng_net_layer (self->net, index);
  g_autofree char *name = ng_net_shown_name (self->net, index);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "name");
  ng_json_writer_string (writer, name);
  ng_json_writer_name (writer, "kind");
  ng_json_writer_string (writer, ng_layer_kind (layer));
  write_layer_ports (writer, self->net, index);
  ng_json_writer_name (writer, "arrays");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    if (!ng_layer_array_is_absent (layer, i))
      write_array (writer, self->net, index, i);
  }
  ng_json_writer_end (writer);
  write_count (writer, "parameters", ng_net_layer_parameters (self->net, index));
  write_count (writer, "multiply_adds", count_products (self, (int) index));
  write_count (writer, "activation_bytes", ng_net_layer_activations (self->net, index));
  write_formulas (writer, self, (int) index);
  if (ng_layer_n_nets (layer) > 0) {
    const char *part;
    NgNet *net;

    ng_json_writer_name (writer, "nets");
    ng_json_writer_begin_array (writer);
    for (gsize i = 0; (net = ng_layer_net_at (layer, i, &part)) != NULL; i++) {
      const Report inner = { .net = net };

      ng_json_writer_begin_object (writer);
      ng_json_writer_name (writer, "name");
      if (part != NULL)
        ng_json_writer_string (writer, part);
      else
        ng_json_writer_null (writer);
      ng_json_writer_name (writer, "layers");
      ng_json_writer_begin_array (writer);
      for (gsize l = 0; l < ng_net_n_layers (net); l++)
        write_layer (writer, &inner, l);
      ng_json_writer_end (writer);
      ng_json_writer_end (writer);
    }
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

static void
print_report_json (const Report *self, const char *file)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "file");
  ng_json_writer_string (writer, file);
  write_ports (writer, self->net);
  ng_json_writer_name (writer, "layers");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_layers (self->net); i++)
    write_layer (writer, self, i);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "totals");
  ng_json_writer_begin_object (writer);
  write_count (writer, "layers", (gint64) ng_net_n_layers (self->net));
  write_count (writer, "parameters", ng_net_n_parameters (self->net));
  write_count (writer, "multiply_adds", add_up_all (self, FALSE));
  write_count (writer, "activation_bytes", add_up_all (self, TRUE));
  write_formulas (writer, self, -1);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "diagnostics");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_net_n_diagnostics (self->net); i++)
    ng_write_diagnostic (writer, ng_net_diagnostic (self->net, i), file);
  ng_json_writer_end (writer);
  ng_json_writer_end (writer);
  ng_print_json (writer);
}

/* ---- one port, one layer ---- */

static int
show_port (const NgArguments *arguments, const Report *self)
{
  int input = ng_net_find_input (self->net, self->port);
  int output = ng_net_find_output (self->net, self->port);
  const NgType *type = input >= 0    ? ng_net_input_type (self->net, (gsize) input)
                       : output >= 0 ? ng_net_output_type (self->net, (gsize) output)
                                     : NULL;
  g_autofree char *text = NULL;

  if (type == NULL) {
    gsize n_inputs = ng_net_n_inputs (self->net), n_outputs = ng_net_n_outputs (self->net);
    g_autofree const char **names = g_new0 (const char *, n_inputs + n_outputs + 1);
    g_autoptr (GError) error = NULL;

    for (gsize i = 0; i < n_inputs; i++)
      names[i] = ng_net_input_name (self->net, i);
    for (gsize i = 0; i < n_outputs; i++)
      names[n_inputs + i] = ng_net_output_name (self->net, i);
    ng_fail_nearest (&error, "NetGraph::noport", "The net has no port", self->port, names);
    return ng_report_error (arguments, error, NULL);
  }
  if (arguments->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

    write_type (writer, self->net, self->port, type);
    ng_print_json (writer);
    return NG_EXIT_DONE;
  }
  text = describe_type (self->net, type);
  printf ("%s\n", text);
  return NG_EXIT_DONE;
}

/* By its name, or else by its number. */
static int
find_layer (const NgNet *net, const char *name)
{
  int index = ng_net_find (net, name);
  guint64 number;

  if (index < 0 && g_ascii_string_to_unsigned (name, 10, 1, ng_net_n_layers (net), &number, NULL))
    index = (int) number - 1;
  return index;
}

static int
show_layer (const NgArguments *arguments, const Report *self)
{
  int index = find_layer (self->net, self->layer);
  g_autoptr (NgExpr) notation = NULL;
  g_autofree char *text = NULL;
  char *row[N_COLUMNS];

  if (index < 0) {
    gsize n = ng_net_n_layers (self->net);
    g_auto (GStrv) names = g_new0 (char *, n + 1);
    g_autoptr (GError) error = NULL;

    for (gsize i = 0; i < n; i++)
      names[i] = ng_net_shown_name (self->net, i);
    ng_fail_nearest (
        &error, "NetGraph::nolayer", "There is no layer", self->layer, (const char *const *) names);
    return ng_report_error (arguments, error, NULL);
  }
  if (arguments->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

    write_layer (writer, self, (gsize) index);
    ng_print_json (writer);
    return NG_EXIT_DONE;
  }
  notation = ng_layer_write (ng_net_layer (self->net, (gsize) index), FALSE);
  text = ng_print (notation, 80);
  fill_row (self, (gsize) index, row);
  printf ("%s\n  %s\n  parameters: %s\n  multiply-adds: %s\n  activations: %s\n",
          text,
          row[2],
          row[3],
          row[4],
          row[5]);
  for (int c = 0; c < N_COLUMNS; c++)
    g_free (row[c]);
  return NG_EXIT_DONE;
}

static int
show (const NgArguments *arguments, Report *self)
{
  const NgArgument *argument = ng_arguments_sole (arguments);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  const char *file;

  if (argument == NULL)
    return NG_EXIT_USAGE;
  file = ng_argument_name (argument);
  self->net = ng_argument_net (argument, warnings, &error);
  ng_report_list (arguments, warnings, file);
  if (!ng_dims_bind (&self->net, self->dims, &error))
    return ng_report_error (arguments, error, file);
  if (self->port != NULL)
    return show_port (arguments, self);
  self->multiply_adds = ng_net_layers_multiply_adds (self->net);
  if (self->multiply_adds == NULL)
    self->terms = ng_net_cost_terms (self->net);
  if (self->layer != NULL)
    return show_layer (arguments, self);
  if (arguments->json) {
    print_report_json (self, file);
    return NG_EXIT_DONE;
  }
  print_ports (self->net, FALSE);
  print_ports (self->net, TRUE);
  print_layers (self);
  print_totals (self);
  fflush (stdout);
  for (gsize i = 0; i < ng_net_n_diagnostics (self->net); i++)
    ng_report (arguments, ng_net_diagnostic (self->net, i), file);
  return NG_EXIT_DONE;
}

static int
run_info (const NgCommand *self, int argc, char **argv)
{
  Report report = { 0 };
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_STRING, &report.port, "Only the type of this port", "PORT" },
    { "layer",
      0,
      0,
      G_OPTION_ARG_STRING,
      &report.layer,
      "Only this layer, by name or number",
      "LAYER" },
    ng_dims_option (&report.dims),
    { NULL },
  };
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, entries, argc, argv))
    status = show (&arguments, &report);
  ng_arguments_clear (&arguments);
  g_clear_pointer (&report.net, ng_net_unref);
  g_free (report.multiply_adds);
  g_clear_pointer (&report.terms, ng_cost_terms_free);
  g_strfreev (report.dims);
  g_free (report.port);
  g_free (report.layer);
  return status;
}

const NgCommand ng_command_info = {
  .name = "info",
  .usage = "FILE",
  .summary = "Show ports, layers and totals of a net",
  .details =
      "A net whose shapes conflict is shown too, with what is wrong on standard error.\n"
      "Multiply-adds are those of products and convolutions, for one example; where lengths\n"
      "vary, they and the bytes are formulas in these, and ? is what is not known. --dim gives\n"
      "a length its size.\n"
      "JSON: inputs, outputs, layers (name, kind, inputs, outputs, arrays, parameters,\n"
      "multiply_adds, activation_bytes; nets (name, layers) inside), totals, diagnostics; "
      "null is not known. Where lengths vary there are\n"
      "multiply_adds_formula and activations_formula. Ports and arrays have a name, a type and,\n"
      "in nets of operators, an element such as float32.",
  .run = run_info,
};
