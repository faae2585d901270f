/* SPDX-License-Identifier: MIT
 *
 * Code that the build compiles once per SIMD level (effects/, shaders/, src/render/kernels/) gives
 * each of its public symbols the level's name: GR_LEVEL_NAME(gr_effect_plasma) becomes
 * gr_effect_plasma_avx2. GR_LEVEL is set by the build: none, sse2, avx2, avx512 or, for kernels and
 * shaders, vbmi. The objects are put in one table at start, so `--cpu` chooses and no ifunc is
 * needed. The source is the same for every level, and so is every bit of its results.
 */
#ifndef GR_BASE_LEVEL_H
#define GR_BASE_LEVEL_H

#ifndef GR_LEVEL
#define GR_LEVEL none
#endif

#define GR_LEVEL_PASTE_(name, level) name##_##level
#define GR_LEVEL_PASTE(name, level)  GR_LEVEL_PASTE_(name, level)
#define GR_LEVEL_NAME(name)          GR_LEVEL_PASTE(name, GR_LEVEL)

#endif
