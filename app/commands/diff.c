/* netgraph diff: what is another in one net than in another. */

#include "app/commands/support.h"
#include "core/base/format.h"
#include "core/graph/compare.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

/* As diff and cmp have it: 1 is an answer. */
enum { EXIT_SAME = 0, EXIT_DIFFERENT = 1, EXIT_TROUBLE = 2 };

static const char *const marks[] = { " ", "~", "+", "-" };
static const char *const colours[] = { "", "\033[33m", "\033[32m", "\033[31m" };
static const char *const words[] = { "same", "changed", "added", "removed" };

/* ---- as text ---- */

/* "Stride: 1 → 2" */
static void
print_difference (const NgDifference *difference)
{
  const char *before = difference->before != NULL ? difference->before : "nothing";
  const char *after = difference->after != NULL ? difference->after : "nothing";

  printf ("    %s%s", ng_aspect_name (difference->aspect), *difference->what != '\0' ? " " : "");
  ng_print_padded (difference->what, 0);
  printf (": ");
  ng_print_padded (before, 0);
  if (isnan (difference->distance)) {
    printf (" → ");
    ng_print_padded (after, 0);
    printf ("\n");
  } else {
    g_autofree char *distance = ng_format_real (difference->distance, 3);

    printf (", elements apart by up to %s\n", distance);
  }
}

static void
print_match (const NgMatch *match, gboolean is_coloured)
{
  g_autofree char *name = ng_match_name (match);

  printf ("%s%s ", is_coloured ? colours[match->verdict] : "", marks[match->verdict]);
  ng_print_padded (name, 0);
  printf ("%s  ", is_coloured ? "\033[0m" : "");
  ng_print_padded (ng_match_kind_name (match), 0);
  printf ("\n");
  for (guint i = 0; i < match->differences->len; i++)
    print_difference (match->differences->pdata[i]);
}

static void
print_comparison (const NgComparison *comparison)
{
  gboolean is_coloured = ng_use_colour (STDOUT_FILENO);

  for (gsize i = 0; i < ng_comparison_n_matches (comparison); i++)
    if (ng_comparison_match (comparison, i)->verdict != NG_VERDICT_SAME)
      print_match (ng_comparison_match (comparison, i), is_coloured);
  if (ng_comparison_is_same (comparison))
    return;
  for (int v = NG_VERDICT_CHANGED; v <= NG_VERDICT_REMOVED; v++)
    printf ("%" G_GSIZE_FORMAT " %s, ", ng_comparison_count (comparison, (NgVerdict) v), words[v]);
  printf ("%" G_GSIZE_FORMAT " the same\n", ng_comparison_count (comparison, NG_VERDICT_SAME));
}

/* ---- as JSON ---- */

static void
write_difference (NgJsonWriter *writer, const NgDifference *difference)
{
  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "aspect");
  ng_json_writer_string (writer, ng_aspect_name (difference->aspect));
  if (*difference->what != '\0') {
    ng_json_writer_name (writer, "of");
    ng_json_writer_string (writer, difference->what);
  }
  ng_json_writer_name (writer, "before");
  ng_json_writer_string (writer, difference->before);
  ng_json_writer_name (writer, "after");
  ng_json_writer_string (writer, difference->after);
  if (!isnan (difference->distance)) {
    ng_json_writer_name (writer, "distance");
    ng_json_writer_real (writer, difference->distance);
  }
  ng_json_writer_end (writer);
}

static void
write_match (NgJsonWriter *writer, const NgMatch *match)
{
  static const char *const kinds[] = { "layer", "input", "output" };
  g_autofree char *name = ng_match_name (match);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "verdict");
  ng_json_writer_string (writer, words[match->verdict]);
  ng_json_writer_name (writer, kinds[match->kind]);
  ng_json_writer_string (writer, name);
  if (match->kind == NG_MATCHED_LAYER) {
    ng_json_writer_name (writer, "kind");
    ng_json_writer_string (writer, ng_match_kind_name (match));
  }
  if (match->differences->len > 0) {
    ng_json_writer_name (writer, "differences");
    ng_json_writer_begin_array (writer);
    for (guint i = 0; i < match->differences->len; i++)
      write_difference (writer, match->differences->pdata[i]);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
}

static void
print_json (const NgComparison *comparison)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "is_same");
  ng_json_writer_boolean (writer, ng_comparison_is_same (comparison));
  for (int v = NG_VERDICT_SAME; v <= NG_VERDICT_REMOVED; v++) {
    ng_json_writer_name (writer, words[v]);
    ng_json_writer_integer (writer, (gint64) ng_comparison_count (comparison, (NgVerdict) v));
  }
  ng_json_writer_name (writer, "matches");
  ng_json_writer_begin_array (writer);
  for (gsize i = 0; i < ng_comparison_n_matches (comparison); i++)
    if (ng_comparison_match (comparison, i)->verdict != NG_VERDICT_SAME)
      write_match (writer, ng_comparison_match (comparison, i));
  ng_json_writer_end (writer);
  ng_json_writer_end (writer);
  ng_print_json (writer);
}

/* ---- the command ---- */

static NgNet *
read_net (const NgArguments *arguments, guint index)
{
  const NgArgument *argument = arguments->list->pdata[index];
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_argument_net (argument, warnings, &error);

  ng_report_list (arguments, warnings, ng_argument_name (argument));
  if (net == NULL)
    ng_report_error (arguments, error, ng_argument_name (argument));
  return net;
}

static int
compare (const NgArguments *arguments)
{
  g_autoptr (NgNet) first = NULL;
  g_autoptr (NgNet) second = NULL;
  g_autoptr (NgComparison) comparison = NULL;

  if (arguments->list->len != 2)
    return ng_usage (arguments->command, "it takes two nets, A and B");
  first = read_net (arguments, 0);
  second = first != NULL ? read_net (arguments, 1) : NULL;
  if (second == NULL)
    return EXIT_TROUBLE;
  comparison = ng_comparison_new (first, second, NULL);
  if (arguments->json)
    print_json (comparison);
  else
    print_comparison (comparison);
  return ng_comparison_is_same (comparison) ? EXIT_SAME : EXIT_DIFFERENT;
}

static int
run_diff (const NgCommand *self, int argc, char **argv)
{
  NgArguments arguments;
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, NULL, argc, argv))
    status = compare (&arguments);
  ng_arguments_clear (&arguments);
  return status;
}

const NgCommand ng_command_diff = {
  .name = "diff",
  .usage = "A B",
  .summary = "Compare two nets, layer by layer",
  .details =
      "Layers of B that A has not are marked +, those of A that B has not -, and ~ what is in\n"
      "both and not the same. The exit status is 0 if nothing differs, 1 if something does, 2\n"
      "if a net cannot be read.",
  .run = run_diff,
};
