/* netgraph layers: the catalogue, written from the records. */

#include "app/commands/catalogue.h"
#include "app/commands/page.h"
#include "app/commands/support.h"
#include "core/graph/registry.h"
#include "core/language/session.h"

#include <stdio.h>
#include <string.h>

/* ---- as text ---- */

/* Cells of a table, row by row; an empty table has no title. */
static void
print_table (const char *title, const GPtrArray *cells, guint n_columns)
{
  g_autofree glong *widths = g_new0 (glong, n_columns);

  if (cells->len == 0)
    return;
  printf ("\n  %s\n", title);
  for (guint i = 0; i < cells->len; i++)
    widths[i % n_columns] = MAX (widths[i % n_columns], g_utf8_strlen (cells->pdata[i], -1));
  for (guint i = 0; i < cells->len; i++) {
    const char *text = cells->pdata[i];
    gboolean is_last = i % n_columns == n_columns - 1;
    glong padding = is_last ? 0 : widths[i % n_columns] - g_utf8_strlen (text, -1);

    printf ("%s%s%*s%s",
            i % n_columns == 0 ? "    " : "  ",
            text,
            (int) padding,
            "",
            is_last ? "\n" : "");
  }
}

static void
add (GPtrArray *cells, const char *text)
{
  g_ptr_array_add (cells, g_strdup (text != NULL ? text : ""));
}

static void
print_parameters (const NgLayerClass *class)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *param = &class->params[i];

    add (cells, param->name);
    add (cells, param->value != NULL ? param->value : "required");
    g_ptr_array_add (cells, ng_catalogue_values (param));
    add (cells, param->help);
  }
  print_table ("Parameters", cells, 4);
}

static void
print_ports (const char *title, const NgPortSpec *ports)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < NG_MAX_CLASS_PORTS && ports[i].name != NULL; i++) {
    add (cells, ports[i].name);
    g_ptr_array_add (cells, ng_catalogue_shape (ports[i].shape));
    add (cells, ports[i].is_many ? "any number of them" : "");
  }
  print_table (title, cells, 3);
}

static void
print_arrays (const NgLayerClass *class)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++) {
    const NgArraySpec *array = &class->arrays[i];

    add (cells, array->name);
    g_ptr_array_add (cells, ng_catalogue_shape (array->shape));
    add (cells, ng_catalogue_initial (array));
    g_ptr_array_add (cells, ng_catalogue_remarks (array));
  }
  print_table ("Arrays", cells, 4);
}

void
ng_catalogue_print (const NgLayerClass *class)
{
  g_autofree char *usage = ng_catalogue_usage (class);
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func (g_free);

  printf ("%s\n  %s.\n", usage, class->summary);
  if (class->law != NULL)
    printf ("  %s\n", class->law);
  print_parameters (class);
  print_ports ("Inputs", class->inputs);
  print_ports ("Outputs", class->outputs);
  print_arrays (class);
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    add (examples, class->examples[i]);
  print_table ("Examples", examples, 1);
}

static void
print_list (const GPtrArray *classes)
{
  for (guint i = 0; i < classes->len; i++) {
    const NgLayerClass *class = classes->pdata[i];
    const NgLayerClass *before = i > 0 ? classes->pdata[i - 1] : NULL;

    if (before == NULL || before->category != class->category)
      printf ("%s%s\n", i > 0 ? "\n" : "", ng_catalogue_category (class->category));
    printf ("  %-31s %s\n", class->name, class->summary);
  }
}

/* ---- as JSON ---- */

static void
write_pair (NgJsonWriter *writer, const char *name, const char *value)
{
  ng_json_writer_name (writer, name);
  ng_json_writer_string (writer, value);
}

static void
write_port (NgJsonWriter *writer, const NgPortSpec *port)
{
  ng_json_writer_begin_object (writer);
  write_pair (writer, "name", port->name);
  write_pair (writer, "shape", port->shape);
  ng_json_writer_name (writer, "many");
  ng_json_writer_boolean (writer, port->is_many);
  ng_json_writer_end (writer);
}

static void
write_entry (NgJsonWriter *writer, const NgLayerClass *class)
{
  g_autofree char *usage = ng_catalogue_usage (class);

  ng_json_writer_begin_object (writer);
  write_pair (writer, "name", class->name);
  write_pair (writer, "usage", usage);
  write_pair (writer, "summary", class->summary);
  write_pair (writer, "category", ng_category_name (class->category));
  write_pair (writer, "glyph", class->glyph);
  write_pair (writer, "law", class->law);
  ng_json_writer_name (writer, "parameters");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *param = &class->params[i];
    g_autofree char *values = ng_catalogue_values (param);

    ng_json_writer_begin_object (writer);
    write_pair (writer, "name", param->name);
    ng_json_writer_name (writer, "position");
    if (param->position > 0)
      ng_json_writer_integer (writer, param->position);
    else
      ng_json_writer_null (writer);
    write_pair (writer, "default", param->value);
    write_pair (writer, "values", values);
    write_pair (writer, "help", param->help);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "inputs");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    write_port (writer, &class->inputs[i]);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "outputs");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    write_port (writer, &class->outputs[i]);
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "arrays");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++) {
    ng_json_writer_begin_object (writer);
    write_pair (writer, "name", class->arrays[i].name);
    write_pair (writer, "shape", class->arrays[i].shape);
    ng_json_writer_name (writer, "optional");
    ng_json_writer_boolean (writer, class->arrays[i].is_optional);
    ng_json_writer_name (writer, "statistic");
    ng_json_writer_boolean (writer, class->arrays[i].is_statistic);
    write_pair (writer, "initially", ng_catalogue_initial (&class->arrays[i]));
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
  ng_json_writer_name (writer, "examples");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    ng_json_writer_string (writer, class->examples[i]);
  ng_json_writer_end (writer);
  ng_json_writer_end (writer);
}

static int
fail_unknown (const NgCommand *command, const char *name)
{
  const char *nearest = ng_registry_nearest (name);

  fprintf (stderr, "netgraph %s: there is no layer %s.", command->name, name);
  if (nearest != NULL)
    fprintf (stderr, " Did you mean %s?", nearest);
  fprintf (stderr, "\n");
  return NG_EXIT_FAILED;
}

/* The layers that are named, each once, or all. */
static GPtrArray *
find_classes (const NgArguments *arguments, int *status)
{
  GPtrArray *classes;

  if (arguments->list->len == 0)
    return ng_catalogue_classes ();
  classes = g_ptr_array_new ();
  for (guint i = 0; i < arguments->list->len && *status == NG_EXIT_DONE; i++) {
    const NgArgument *argument = arguments->list->pdata[i];
    const NgLayerClass *class = argument->path != NULL ? ng_registry_find (argument->path) : NULL;

    if (argument->path == NULL)
      *status = ng_usage (arguments->command, "it takes names of layers");
    else if (class == NULL)
      *status = fail_unknown (arguments->command, argument->path);
    else if (!g_ptr_array_find (classes, class, NULL))
      g_ptr_array_add (classes, (gpointer) class);
  }
  return classes;
}

static int
show (const NgArguments *arguments, gboolean is_page)
{
  int status = NG_EXIT_DONE;
  g_autoptr (GPtrArray) classes = find_classes (arguments, &status);
  gboolean is_all = arguments->list->len == 0;

  if (status != NG_EXIT_DONE)
    return status;
  if (is_page && arguments->json)
    return ng_usage (arguments->command, "--html and --json exclude each other");
  if (is_page) {
    g_autofree char *page = NULL;

    ng_catalogue_sort (classes);
    page = ng_page_write (classes, is_all ? ng_operations () : NULL);
    fputs (page, stdout);
  } else if (arguments->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

    ng_json_writer_begin_array (writer);
    for (guint i = 0; i < classes->len; i++)
      write_entry (writer, classes->pdata[i]);
    ng_json_writer_end (writer);
    ng_print_json (writer);
  } else if (is_all) {
    print_list (classes);
  } else {
    for (guint i = 0; i < classes->len; i++) {
      printf ("%s", i > 0 ? "\n" : "");
      ng_catalogue_print (classes->pdata[i]);
    }
  }
  return NG_EXIT_DONE;
}

static int
run_layers (const NgCommand *self, int argc, char **argv)
{
  gboolean is_page = FALSE;
  const GOptionEntry entries[] = {
    { "html", 0, 0, G_OPTION_ARG_NONE, &is_page, "A page with pictures and values", NULL },
    { NULL },
  };
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, entries, argc, argv))
    status = show (&arguments, is_page);
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_layers = {
  .name = "layers",
  .usage = "[NAME]…",
  .summary = "List the layers, or tell all about some",
  .details = "--html writes a page: netgraph layers --html >layers.html",
  .run = run_layers,
};
