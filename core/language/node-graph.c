#include "core/language/node-graph.h"

#include "core/engine/lower.h"
#include "core/expr/items.h"
#include "core/notation/read.h"
#include "core/notation/value.h"

/* "Input" for what comes in, else the primitive and its number, "matmul 3". */
static NgExpr *
write_node (const NgProgram *program, NgValue value)
{
  const NgInstruction *node = ng_program_instruction (program, value);
  g_autofree char *name = NULL;

  if (node->primitive == NG_PRIMITIVE_INPUT)
    return ng_expr_new_string (ng_program_input_name (program, (gsize) node->attributes->index),
                               NULL);
  name = g_strdup_printf ("%s %d", ng_primitive_name (node->primitive), value);
  return ng_expr_new_string (name, NULL);
}

/* The primitives that one example takes; NULL while sizes are not known. */
static NgProgram *
make_program (NgNet *net)
{
  g_autoptr (NgProgram) lowered = ng_lower_example (net);

  return lowered != NULL ? ng_program_simplify (lowered) : NULL;
}

NgExpr *
ng_node_graph_write (NgNet *net)
{
  g_autoptr (NgProgram) program = make_program (net);
  g_autoptr (GPtrArray) items = ng_list_new ();

  if (program == NULL)
    return ng_expr_new_symbol ("Indeterminate", NULL);
  for (gsize v = 0; v < ng_program_length (program); v++) {
    const NgInstruction *node = ng_program_instruction (program, (NgValue) v);

    for (guint i = 0; i < node->n_operands; i++)
      g_ptr_array_add (items,
                       ng_expr_new_call ("Rule",
                                         write_node (program, node->operands[i]),
                                         write_node (program, (NgValue) v),
                                         NULL));
  }
  return ng_list_write ("List", items);
}

static gboolean
is_net_input (const NgNet *net, const NgInstruction *node)
{
  return node->primitive == NG_PRIMITIVE_INPUT &&
         (gsize) node->attributes->index < ng_net_n_inputs (net);
}

/* {2, 3} */
static NgExpr *
write_shape (const NgShape *shape)
{
  g_autoptr (GPtrArray) dims = ng_list_new ();

  for (int i = 0; i < shape->rank; i++)
    g_ptr_array_add (dims, ng_expr_new_integer (shape->dims[i], NULL));
  return ng_list_write ("List", dims);
}

static NgExpr *
write_port (const char *name)
{
  return ng_expr_new_call ("NetPort", ng_expr_new_string (name, NULL), NULL);
}

/* What stands for a primitive in the plot: PlaceholderLayer["add", "Inputs" -> 2, …] */
static NgExpr *
write_node_layer (const NgInstruction *node)
{
  NgExpr *output = ng_rule_write ("Output", write_shape (&node->shape));

  if (node->primitive == NG_PRIMITIVE_INPUT)
    return ng_expr_new_call ("NetArrayLayer", output, NULL);
  if (node->n_operands == 0)
    return ng_expr_new_call ("ConstantArrayLayer", output, NULL);
  return ng_expr_new_call ("PlaceholderLayer",
                           ng_expr_new_string (ng_primitive_name (node->primitive), NULL),
                           ng_rule_write ("Inputs", ng_expr_new_integer (node->n_operands, NULL)),
                           output,
                           NULL);
}

/* What one operand comes from: a port of the net or another node. */
static NgExpr *
write_operand (const NgNet *net, const NgProgram *program, NgValue value)
{
  const NgInstruction *node = ng_program_instruction (program, value);

  return is_net_input (net, node)
             ? write_port (ng_net_input_name (net, (gsize) node->attributes->index))
             : write_node (program, value);
}

NgExpr *
ng_node_plot_write (NgNet *net)
{
  g_autoptr (NgProgram) program = make_program (net);
  g_autoptr (GPtrArray) layers = ng_list_new (), edges = ng_list_new (), parts = ng_list_new ();
  g_autoptr (NgExpr) notation = NULL;
  g_autoptr (NgNet) plot = NULL;

  if (program == NULL)
    return ng_expr_new_symbol ("Indeterminate", NULL);
  for (gsize v = 0; v < ng_program_length (program); v++) {
    const NgInstruction *node = ng_program_instruction (program, (NgValue) v);
    g_autoptr (GPtrArray) operands = ng_list_new ();

    if (is_net_input (net, node)) {
      g_ptr_array_add (parts,
                       ng_rule_write (ng_net_input_name (net, (gsize) node->attributes->index),
                                      write_shape (&node->shape)));
      continue;
    }
    for (guint i = 0; i < node->n_operands; i++)
      g_ptr_array_add (operands, write_operand (net, program, node->operands[i]));
    g_ptr_array_add (layers,
                     ng_expr_new_call (
                         "Rule", write_node (program, (NgValue) v), write_node_layer (node), NULL));
    if (operands->len > 0)
      g_ptr_array_add (
          edges,
          ng_expr_new_call (
              "Rule", ng_list_write ("List", operands), write_node (program, (NgValue) v), NULL));
  }
  for (gsize i = 0; i < ng_program_n_outputs (program); i++)
    g_ptr_array_add (edges,
                     ng_expr_new_call ("Rule",
                                       write_operand (net, program, ng_program_output (program, i)),
                                       write_port (ng_net_output_name (net, i)),
                                       NULL));
  g_ptr_array_insert (parts, 0, ng_list_write ("Association", layers));
  g_ptr_array_insert (parts, 1, ng_list_write ("List", edges));
  notation = ng_list_write ("NetGraph", parts);
  plot = ng_net_read (notation, NULL);
  return plot != NULL ? ng_expr_new_net (plot, FALSE) : ng_expr_new_symbol ("Indeterminate", NULL);
}
