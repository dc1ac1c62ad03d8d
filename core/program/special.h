/* Functions that <math.h> lacks. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_sigmoid: 1 / (1 + exp (-x)), without overflow */
double ng_sigmoid (double x);
/** ng_erf_inverse: NaN outside [-1, 1] */
double ng_erf_inverse (double y);
/** ng_log_gamma: log |Gamma (x)| */
double ng_log_gamma (double x);
/** ng_digamma: derivative of ng_log_gamma(); NaN at 0, -1, -2, … */
double ng_digamma (double x);
/** ng_modulo: x - y floor (x / y), with the sign of y; NaN for y = 0 */
double ng_modulo (double x, double y);

G_END_DECLS
