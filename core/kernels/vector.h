/* What makes compilers vectorize a loop, in one place. */

#pragma once

/* In front of a function whose loops are worth building for several instruction sets; the loader
 * picks the best. Contraction is off, so all of them compute the same bits. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NG_VECTOR_CLONES                                                                           \
  __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NG_VECTOR_CLONES
#endif

/* In front of a loop whose steps are independent, even where its arrays are the same one. */
#ifdef __clang__
#define NG_VECTOR_LOOP
#else
#define NG_VECTOR_LOOP _Pragma ("GCC ivdep")
#endif
