/* What makes compilers vectorize a loop, in one place. */

#pragma once

/* In front of a function whose loops are worth building for several instruction sets; the loader
 * picks the best. Contraction is off, so all of them compute the same bits. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&   \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define NG_VECTOR_IS_CLONED
#define NG_VECTOR_CLONES                                                                           \
  __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
/* The same, where products and sums may be rounded together: for approximations, whose error that
 * only lessens. */
#define NG_VECTOR_MATH NG_VECTOR_CLONES __attribute__ ((optimize ("fp-contract=fast")))
/* The same for the widest vectors alone: called only where ng_threads_have_wide_vectors(). */
#define NG_VECTOR_WIDE __attribute__ ((target ("arch=x86-64-v4"), optimize ("fp-contract=fast")))
#else
#define NG_VECTOR_CLONES
#define NG_VECTOR_MATH
#define NG_VECTOR_WIDE
#endif

/* In front of a loop whose steps are independent, even where its arrays are the same one. */
#ifdef __clang__
#define NG_VECTOR_LOOP
#else
#define NG_VECTOR_LOOP _Pragma ("GCC ivdep")
#endif

/* In front of a loop over one block of a few elements, which shall become vectors, not single
 * steps. */
#ifdef __clang__
#define NG_VECTOR_BLOCK
#else
#define NG_VECTOR_BLOCK _Pragma ("GCC unroll 1")
#endif

/* In front of a loop over a few registers, which shall all stay registers. */
#ifdef __clang__
#define NG_VECTOR_UNROLL _Pragma ("unroll")
#else
#define NG_VECTOR_UNROLL _Pragma ("GCC unroll 8")
#endif

/* A helper that must become part of the function that calls it, and so of its instruction set. */
#define NG_VECTOR_INLINE static inline __attribute__ ((always_inline))
