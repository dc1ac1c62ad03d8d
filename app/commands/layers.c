/* netgraph layers: the catalogue, written from the records. */

#include "app/commands/support.h"
#include "core/graph/registry.h"

#include <stdio.h>
#include <string.h>

static void
print_entry (const NgLayerClass *class)
{
  printf ("%s\n  %s\n", class->name, class->summary);
  if (class->law != NULL)
    printf ("  law: %s\n", class->law);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    const NgParamSpec *param = &class->params[i];

    printf ("  parameter %s%s%s: %s\n",
            param->name,
            param->value != NULL ? " = " : "",
            param->value != NULL ? param->value : "",
            param->help != NULL ? param->help : "");
  }
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->inputs[i].name != NULL; i++)
    printf ("  input %s: %s%s\n",
            class->inputs[i].name,
            class->inputs[i].shape != NULL ? class->inputs[i].shape : "any",
            class->inputs[i].is_many ? ", any number of them" : "");
  for (int i = 0; i < NG_MAX_CLASS_PORTS && class->outputs[i].name != NULL; i++)
    printf ("  output %s: %s\n",
            class->outputs[i].name,
            class->outputs[i].shape != NULL ? class->outputs[i].shape : "any");
  for (int i = 0; i < NG_MAX_CLASS_ARRAYS && class->arrays[i].name != NULL; i++)
    printf ("  array %s: %s%s\n",
            class->arrays[i].name,
            class->arrays[i].shape != NULL ? class->arrays[i].shape : "as parameters and input say",
            class->arrays[i].is_optional ? ", may be None" : "");
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++)
    printf ("  example %s\n", class->examples[i]);
}

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
  ng_json_writer_begin_object (writer);
  write_pair (writer, "name", class->name);
  write_pair (writer, "summary", class->summary);
  write_pair (writer, "law", class->law);
  ng_json_writer_name (writer, "parameters");
  ng_json_writer_begin_array (writer);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    ng_json_writer_begin_object (writer);
    write_pair (writer, "name", class->params[i].name);
    write_pair (writer, "default", class->params[i].value);
    write_pair (writer, "help", class->params[i].help);
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

static int
show (const NgArguments *arguments)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

  for (guint i = 0; i < arguments->list->len; i++) {
    const NgArgument *argument = arguments->list->pdata[i];

    if (argument->path == NULL)
      return ng_usage (arguments->command, "it takes names of layers");
    if (ng_registry_find (argument->path) == NULL)
      return fail_unknown (arguments->command, argument->path);
  }
  ng_json_writer_begin_array (writer);
  for (guint i = 0; i < arguments->list->len; i++) {
    const NgLayerClass *class = ng_registry_find (((NgArgument *) arguments->list->pdata[i])->path);

    if (arguments->json)
      write_entry (writer, class);
    else
      print_entry (class);
  }
  for (gsize i = 0; arguments->list->len == 0 && i < ng_registry_length (); i++) {
    const NgLayerClass *class = ng_registry_class (i);

    if (arguments->json)
      write_entry (writer, class);
    else
      printf ("%-28s %s\n", class->name, class->summary);
  }
  ng_json_writer_end (writer);
  if (arguments->json)
    ng_print_json (writer);
  return NG_EXIT_DONE;
}

static int
run_layers (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, NULL, argc, argv))
    status = show (&arguments);
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_layers = {
  .name = "layers",
  .usage = "[NAME]…",
  .summary = "List the layers, or tell all about some",
  .run = run_layers,
};
