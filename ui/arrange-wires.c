/* How connections are drawn, as part of each revision: as lines of one sort or another, or as pairs
 * of tags. */

#include "ui/arrange.h"

#include <glib/gi18n.h>

void
ng_arrange_set_wires (NgDocument *document, NgWires wires)
{
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));

  if (ng_positions_wires (positions) == wires)
    return;
  ng_positions_set_wires (positions, wires);
  ng_document_arrange (document,
                       positions,
                       wires == NG_WIRES_ORTHOGONAL ? _ ("Orthogonal Wires") : _ ("Curved Wires"),
                       NULL);
}

/* Returns: (transfer full) (nullable): what positions call the connection @subject */
static char *
name_wire (NgDocument *document, const NgSubject *subject, gboolean *is_output)
{
  g_autofree char *name = NULL, *layer = NULL;
  NgNet *net;
  int index;

  if (subject->kind != NG_PICK_EDGE ||
      !ng_subject_resolve (subject, ng_document_net (document), &net, &index))
    return NULL;
  *is_output = index < 0;
  if (index < 0)
    return subject->port < ng_net_n_outputs (net)
               ? ng_subject_join (subject->net, ng_net_output_name (net, subject->port))
               : NULL;
  if (subject->port >= ng_layer_n_inputs (ng_net_layer (net, (gsize) index)))
    return NULL;
  name = ng_net_shown_name (net, (gsize) index);
  layer = ng_subject_join (subject->net, name);
  return g_strconcat (
      layer, "/", ng_layer_input_name (ng_net_layer (net, (gsize) index), subject->port), NULL);
}

gboolean
ng_arrange_tags (NgDocument *document)
{
  const GPtrArray *selected = ng_document_selected (document);
  g_autoptr (NgPositions) positions = ng_positions_copy (ng_document_positions (document));
  gboolean is_any = FALSE, is_any_line = FALSE;

  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < selected->len; i++) {
      gboolean is_output;
      g_autofree char *path = name_wire (document, selected->pdata[i], &is_output);

      if (path == NULL)
        continue;
      if (round == 1)
        ng_positions_set_cut (positions, is_output, path, is_any_line);
      is_any = TRUE;
      is_any_line |= round == 0 && !ng_positions_is_cut (positions, is_output, path);
    }
  if (is_any)
    ng_document_arrange (
        document, positions, is_any_line ? _ ("Show as Tags") : _ ("Show as Lines"), NULL);
  return is_any;
}
