/* Nodes are boxes with name, kind and parameter; ports of the net are plain words; edges carry
 * their dimensions. Names are quoted as DOT wants it, and no label can end early or begin HTML. */

#include "render/export/dot-text.h"

#include "render/standard/standard.h"

#include <string.h>

static void
put_quoted (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, (guchar) *p < ' ' ? ' ' : *p);
  }
}

static void
put_node (GString *out, const NgNet *net, gsize index)
{
  NgLayer *layer = ng_net_layer (net, index);
  g_autofree char *name = ng_net_shown_name (net, index);
  g_autofree char *kind = ng_standard_kind (layer);
  g_autofree char *label = ng_layer_label (layer);

  g_string_append_printf (out, "  n%" G_GSIZE_FORMAT " [label=\"", index + 1);
  put_quoted (out, name);
  g_string_append (out, "\\n");
  put_quoted (out, kind);
  if (*label != '\0') {
    g_string_append_c (out, ' ');
    put_quoted (out, label);
  }
  g_string_append_printf (out, "\"%s];\n", ng_layer_net (layer) != NULL ? ", peripheries=2" : "");
}

static void
put_port (GString *out, const char *prefix, gsize index, const char *name)
{
  g_string_append_printf (
      out, "  %s%" G_GSIZE_FORMAT " [shape=plaintext, label=\"", prefix, index + 1);
  put_quoted (out, name);
  g_string_append (out, "\"];\n");
}

static void
put_edge (GString *out, const NgNet *net, NgSource source, const char *target, gsize index)
{
  if (source.kind == NG_SOURCE_NONE)
    return;
  g_autofree char *type = ng_type_label (ng_net_type (net, source), ng_net_length_names (net));
  g_string_append_printf (out,
                          "  %s%d -> %s%" G_GSIZE_FORMAT " [label=\"",
                          source.kind == NG_SOURCE_INPUT ? "in" : "n",
                          source.index + 1,
                          target,
                          index + 1);
  put_quoted (out, type);
  g_string_append (out, "\"];\n");
}

char *
ng_dot_write (const NgNet *net, NgDirection direction)
{
  static const char *const directions[] = { "LR", "TB", "BT" };
  GString *out = g_string_new ("digraph NetGraph {\n");

  g_string_append_printf (out, "  rankdir=%s;\n", directions[direction]);
  g_string_append (out, "  node [shape=box, style=rounded];\n");
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    put_port (out, "in", i, ng_net_input_name (net, i));
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    put_node (out, net, i);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    put_port (out, "out", i, ng_net_output_name (net, i));
  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    for (gsize k = 0; k < ng_layer_n_inputs (ng_net_layer (net, i)); k++)
      put_edge (out, net, ng_net_source (net, i, k), "n", i);
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    put_edge (out, net, ng_net_output_source (net, i), "out", i);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}
