/* What the attributes of standard operators are: the standard gives each name one kind of value in
 * all operators and versions, but for a few ("to", "p", "bias", "scale"), which are left out. */

#include "core/operators/operator-class.h"

#include <string.h>

typedef struct {
  NgAttributeKind kind;
  const char *const *names;
} KindNames;

static const char *const real_names[] = { "alpha",         "beta",
                                          "clip",          "cubic_coeff_a",
                                          "epsilon",       "extrapolation_value",
                                          "gamma",         "height_scale",
                                          "high",          "lambd",
                                          "low",           "max",
                                          "mean",          "min",
                                          "momentum",      "ratio",
                                          "spatial_scale", "value_float",
                                          "width_scale",   NULL };
static const char *const integer_names[] = { "align_corners",
                                             "allowzero",
                                             "axis",
                                             "batch_axis",
                                             "batch_dims",
                                             "blocksize",
                                             "broadcast",
                                             "ceil_mode",
                                             "center_point_box",
                                             "count_include_pad",
                                             "detect_negative",
                                             "detect_positive",
                                             "dtype",
                                             "end",
                                             "exclude_outside",
                                             "exclusive",
                                             "fmod",
                                             "group",
                                             "hidden_size",
                                             "ignore_index",
                                             "input_forget",
                                             "inverse",
                                             "is_case_sensitive",
                                             "is_test",
                                             "k",
                                             "keepdims",
                                             "largest",
                                             "layout",
                                             "linear_before_reset",
                                             "max_gram_length",
                                             "max_skip_count",
                                             "min_gram_length",
                                             "new_axis",
                                             "noop_with_empty_axes",
                                             "num_scan_inputs",
                                             "onesided",
                                             "output_datatype",
                                             "output_height",
                                             "output_sequence",
                                             "output_width",
                                             "periodic",
                                             "reverse",
                                             "sample_size",
                                             "sampling_ratio",
                                             "select_last_index",
                                             "size",
                                             "sorted",
                                             "spatial",
                                             "start",
                                             "stash_type",
                                             "storage_order",
                                             "time_axis",
                                             "training_mode",
                                             "transA",
                                             "transB",
                                             "upper",
                                             "value_int",
                                             NULL };
static const char *const text_names[] = {
  "auto_pad",  "case_change_action", "coordinate_transformation_mode",
  "direction", "equation",           "locale",
  "mode",      "nearest_mode",       "padding_mode",
  "reduction", "value_string",       NULL
};
static const char *const net_names[] = { "body", "else_branch", "then_branch", NULL };
static const char *const reals_names[] = { "activation_alpha", "activation_beta", "scales",
                                           "value_floats",     "weights",         NULL };
static const char *const integers_names[] = { "axes",
                                              "consumed_inputs",
                                              "dilations",
                                              "directions",
                                              "ends",
                                              "kernel_shape",
                                              "ngram_counts",
                                              "ngram_indexes",
                                              "output_padding",
                                              "output_shape",
                                              "paddings",
                                              "pads",
                                              "perm",
                                              "pool_int64s",
                                              "pooled_shape",
                                              "scan_input_axes",
                                              "scan_input_directions",
                                              "scan_output_axes",
                                              "scan_output_directions",
                                              "shape",
                                              "split",
                                              "starts",
                                              "strides",
                                              "value_ints",
                                              NULL };
static const char *const texts_names[] = {
  "activations", "pool_strings", "stopwords", "value_strings", NULL
};

static const KindNames kinds[] = {
  { NG_ATTRIBUTE_REAL, real_names },   { NG_ATTRIBUTE_INTEGER, integer_names },
  { NG_ATTRIBUTE_TEXT, text_names },   { NG_ATTRIBUTE_NET, net_names },
  { NG_ATTRIBUTE_REALS, reals_names }, { NG_ATTRIBUTE_INTEGERS, integers_names },
  { NG_ATTRIBUTE_TEXTS, texts_names },
};

NgAttributeKind
ng_operator_attribute_kind (const NgOperatorClass *self, const char *name)
{
  if (self == NULL || (self->domain != NULL && *self->domain != '\0'))
    return NG_ATTRIBUTE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strv_contains (kinds[i].names, name))
      return kinds[i].kind;
  return NG_ATTRIBUTE_OTHER;
}
