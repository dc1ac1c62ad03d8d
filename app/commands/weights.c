#include "app/commands/weights.h"

#include "core/formats/weights.h"
#include "core/graph/path.h"

#include <stdio.h>

/* Arrays of another shape, and arrays that are left over, that are told one by one. */
#define MOST_MISFITS 10
#define MOST_LEFT    10

/* How many rows there are of each kind. */
static void
count_kinds (const GArray *rows, guint *counts)
{
  for (guint i = 0; i < rows->len; i++)
    counts[g_array_index (rows, NgWeightRow, i).kind]++;
}

/* One line a row: the array, its shape, how it was found, the array of the file. */
static void
print_rows (const NgWeights *weights, const GArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    g_autofree char *name = ng_path_shown (row->path);
    g_autofree char *shape = ng_type_label (&row->type, NULL);

    ng_print_padded (name, 40);
    printf (" ");
    ng_print_padded (shape, 16);
    printf (" %-6s ", ng_found_by_name (row->kind));
    ng_print_padded (row->index >= 0 ? ng_weights_name (weights, (gsize) row->index) : "-", 0);
    printf ("\n");
  }
}

static void
print_rows_json (const NgWeights *weights, const GArray *rows)
{
  g_autoptr (NgJsonWriter) writer = ng_json_writer_new (TRUE);

  ng_json_writer_begin_array (writer);
  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    g_autofree char *shape = ng_type_label (&row->type, NULL);
    ng_json_writer_begin_object (writer);
    ng_json_writer_name (writer, "array");
    ng_json_writer_string (writer, row->path);
    ng_json_writer_name (writer, "type");
    ng_json_writer_string (writer, shape);
    ng_json_writer_name (writer, "by");
    ng_json_writer_string (writer, ng_found_by_name (row->kind));
    ng_json_writer_name (writer, "from");
    ng_json_writer_string (writer,
                           row->index >= 0 ? ng_weights_name (weights, (gsize) row->index) : NULL);
    ng_json_writer_end (writer);
  }
  ng_json_writer_end (writer);
  ng_print_json (writer);
}

/* @names: (element-type utf8): of arrays that @what is true of: "is not in the file" of one */
static void
warn_left (const NgArguments *arguments,
           const char *path,
           const char *owner,
           const char *one,
           const char *many,
           const GPtrArray *names)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (names->len == 0)
    return;
  for (guint i = 0; i < names->len && i < MOST_LEFT; i++)
    g_string_append_printf (list, "%s\"%s\"", i > 0 ? ", " : "", (const char *) names->pdata[i]);
  if (names->len > MOST_LEFT)
    g_string_append_printf (list, ", and %u more", names->len - MOST_LEFT);
  g_autoptr (NgDiagnostic) diagnostic =
      ng_diagnostic_as_warning (ng_diagnostic_new ("Weights::match",
                                                   NULL,
                                                   "%u %s of the %s %s: %s.",
                                                   names->len,
                                                   names->len == 1 ? "array" : "arrays",
                                                   owner,
                                                   names->len == 1 ? one : many,
                                                   list->str));
  ng_report (arguments, diagnostic, path);
}

/* Arrays of the net that the file lacks, and arrays of the file that nothing takes. Returns: how
 * many of the first have values, and would keep them */
static guint
warn_rest (const NgArguments *arguments,
           const NgWeights *weights,
           const GArray *rows,
           const char *path)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unused = g_ptr_array_new ();
  g_autofree gboolean *is_used = g_new0 (gboolean, ng_weights_length (weights) + 1);
  guint n_kept = 0;

  for (guint i = 0; i < rows->len; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);

    if (row->kind == NG_FOUND_NOT) {
      g_ptr_array_add (missing, ng_path_shown (row->path));
      n_kept += row->has_values;
    } else {
      is_used[row->index] = TRUE;
    }
  }
  for (gsize i = 0; i < ng_weights_length (weights); i++)
    if (!is_used[i])
      g_ptr_array_add (unused, (gpointer) ng_weights_name (weights, i));
  warn_left (arguments, path, "net", "is not in the file", "are not in the file", missing);
  warn_left (arguments, path, "file", "belongs to no layer", "belong to no layer", unused);
  return n_kept;
}

/* Arrays that are called as the net's, and cannot be these. */
static void
warn_misfits (const NgArguments *arguments,
              const NgWeights *weights,
              const GArray *rows,
              const char *path)
{
  for (guint i = 0, n = 0; i < rows->len && n < MOST_MISFITS; i++) {
    const NgWeightRow *row = &g_array_index (rows, NgWeightRow, i);
    g_autofree char *name = ng_path_shown (row->path);
    g_autofree char *wanted = ng_type_label (&row->type, NULL);
    NgType type = ng_type_unknown ();

    if (row->misfit < 0 || row->kind == NG_FOUND_BY_NAME || row->kind == NG_FOUND_BY_SUFFIX)
      continue;
    const NgTensor *tensor = ng_weights_tensor (weights, (gsize) row->misfit);
    type = ng_type_of_rank ((int) ng_tensor_rank (tensor));
    for (gsize axis = 0; axis < ng_tensor_rank (tensor); axis++)
      type.dims[axis] = ng_dim_number (ng_tensor_dims (tensor)[axis]);
    g_autofree char *given = ng_type_label (&type, NULL);
    g_autoptr (NgDiagnostic) diagnostic = ng_diagnostic_as_warning (
        ng_diagnostic_new ("Weights::match",
                           NULL,
                           "The net's array \"%s\" is %s, and \"%s\" of the file is %s.",
                           name,
                           wanted,
                           ng_weights_name (weights, (gsize) row->misfit),
                           given));
    ng_report (arguments, diagnostic, path);
    n++;
  }
}

NgNet *
ng_take_weights (const NgArguments *arguments,
                 NgNet *net,
                 const char *path,
                 gboolean by_shape,
                 gboolean is_partial,
                 GError **error)
{
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (NgWeights) weights = ng_weights_load (path, warnings, error);
  g_autoptr (GArray) rows = weights != NULL ? ng_weights_match (weights, net) : NULL;
  guint counts[NG_FOUND_BY_SHAPE + 1] = { 0 };

  for (guint i = 0; i < warnings->len; i++)
    ng_report (arguments, warnings->pdata[i], path);
  if (rows == NULL)
    return NULL;
  count_kinds (rows, counts);
  guint n_found = rows->len - counts[NG_FOUND_NOT];
  if (counts[NG_FOUND_BY_SHAPE] > 0 || counts[NG_FOUND_NOT] > 0) {
    if (arguments->json)
      print_rows_json (weights, rows);
    else
      print_rows (weights, rows);
  }
  warn_misfits (arguments, weights, rows, path);
  if (n_found == 0) {
    ng_error_set_new (error, "Weights::match", NULL, "\"%s\" has none of the net's arrays.", path);
    return NULL;
  }
  if (counts[NG_FOUND_BY_SHAPE] > 0 && !by_shape) {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("Weights::match",
                               NULL,
                               "Names do not tell which arrays of \"%s\" are %u of the net's.",
                               path,
                               counts[NG_FOUND_BY_SHAPE]),
            "The table says which they would be by shape and order; --by-shape takes them so."));
    return NULL;
  }
  guint n_kept = warn_rest (arguments, weights, rows, path);
  if (n_kept > 0 && !is_partial) {
    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            ng_diagnostic_new ("Weights::match",
                               NULL,
                               "\"%s\" has %u of the net's %u arrays, and the others have values "
                               "of their own.",
                               path,
                               n_found,
                               rows->len),
            "--partial takes what there is, and leaves the others as they are."));
    return NULL;
  }
  return ng_weights_attach (weights, net, rows, error);
}
