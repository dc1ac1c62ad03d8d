#include "app/commands/run-options.h"

#include "app/commands/dims.h"

#include <math.h>
#include <string.h>

/* What is written, before it is checked. */
typedef struct {
  NgRunOptions options;
  char *mode, *precision, *range;
} Words;

#define WORD(member)   G_STRUCT_OFFSET (Words, member)
#define OPTION(member) G_STRUCT_OFFSET (Words, options.member)
#define LIST           G_OPTION_ARG_STRING_ARRAY
#define TEXT           G_OPTION_ARG_STRING
#define FLAG           G_OPTION_ARG_NONE

static const struct {
  const char *name;
  GOptionArg kind;
  gsize member;
  const char *help, *value;
} table[] = {
  { "in", LIST, OPTION (in), "Data of an input: a file or notation", "NAME=DATA" },
  { "range", TEXT, WORD (range), "What black and white of a picture become (0,255)", "LOW,HIGH" },
  { "full", FLAG, OPTION (full), "Every number, also on a terminal", NULL },
  { "random", LIST, OPTION (random), "Random numbers of this shape instead", "[NAME=]1x3x8" },
  { "out", LIST, OPTION (out), "Where a result goes", "NAME=FILE" },
  { "port", LIST, OPTION (ports), "A value inside: a layer, or NetPort[…]", "PORT" },
  { "gradient",
    LIST,
    OPTION (gradients),
    "The gradient by an input, or by an array: {layer, \"Weights\"}",
    "PORT" },
  { "raw",
    FLAG,
    OPTION (raw),
    "Data have their batch axis in front; no coders; results need not be finite",
    NULL },
  { "mode", TEXT, WORD (mode), "test (default) or training", "MODE" },
  { "seed", G_OPTION_ARG_INT64, OPTION (seed), "For what is drawn at random (1234)", "N" },
  { "precision",
    TEXT,
    WORD (precision),
    "real32 or real64 (default for models in float64)",
    "KIND" },
  { "threads", G_OPTION_ARG_INT, OPTION (threads), "0 (default): as many as cores", "N" },
  { "repeat", G_OPTION_ARG_INT, OPTION (repeat), "Measure: median X min Y ms peak Z MB", "N" },
  { "profile", FLAG, OPTION (profile), "Tables of kernels and of layers by time", NULL },
};

/* "0,255" */
static gboolean
read_range (const char *text, double *low, double *high)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  char *first, *second;

  if (g_strv_length (words) != 2)
    return FALSE;
  *low = g_ascii_strtod (words[0], &first);
  *high = g_ascii_strtod (words[1], &second);
  return first != words[0] && *first == '\0' && second != words[1] && *second == '\0' &&
         isfinite (*low) && isfinite (*high) && *low != *high;
}

static int
check (Words *self, const NgCommand *command)
{
  NgRunOptions *options = &self->options;

  if (self->mode == NULL || strcmp (self->mode, "test") == 0)
    options->mode = NG_MODE_TEST;
  else if (strcmp (self->mode, "training") == 0)
    options->mode = NG_MODE_TRAINING;
  else
    return ng_usage (command, "--mode is test or training, not '%s'", self->mode);
  if (self->precision == NULL)
    options->precision = NG_ELEMENT_NONE;
  else if (strcmp (self->precision, "real32") == 0)
    options->precision = NG_ELEMENT_F32;
  else if (strcmp (self->precision, "real64") == 0)
    options->precision = NG_ELEMENT_F64;
  else
    return ng_usage (command, "--precision is real32 or real64, not '%s'", self->precision);
  if (options->threads < 0 || options->threads > 1024)
    return ng_usage (command, "--threads is a number from 0 to 1024");
  if (options->repeat == G_MININT)
    options->repeat = 0;
  else if (options->repeat < 1 || options->repeat > 1000000)
    return ng_usage (command, "--repeat is a number from 1 to 1000000");
  if (self->range != NULL && !read_range (self->range, &options->low, &options->high))
    return ng_usage (
        command, "--range is two numbers that differ, such as 0,1 or -1,1, not '%s'", self->range);
  return NG_EXIT_DONE;
}

gboolean
ng_run_options_read (
    NgRunOptions *self, NgArguments *arguments, const NgCommand *command, int argc, char **argv)
{
  Words words = { .options = { .low = 0, .high = 255, .seed = 1234, .repeat = G_MININT } };
  GOptionEntry entries[G_N_ELEMENTS (table) + 2] = { { NULL } };
  gboolean is_right;

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    entries[i] = (GOptionEntry){ .long_name = table[i].name,
                                 .arg = table[i].kind,
                                 .arg_data = G_STRUCT_MEMBER_P (&words, table[i].member),
                                 .description = table[i].help,
                                 .arg_description = table[i].value };
  entries[G_N_ELEMENTS (table)] = ng_dims_option (&words.options.dims);
  is_right = ng_arguments_parse (arguments, command, entries, argc, argv) &&
             check (&words, command) == NG_EXIT_DONE;
  *self = words.options;
  g_free (words.mode);
  g_free (words.precision);
  g_free (words.range);
  return is_right;
}

void
ng_run_options_clear (NgRunOptions *self)
{
  g_strfreev (self->in);
  g_strfreev (self->dims);
  g_strfreev (self->random);
  g_strfreev (self->out);
  g_strfreev (self->ports);
  g_strfreev (self->gradients);
}
