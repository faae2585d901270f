/* SPDX-License-Identifier: MIT */
#include "render/frozen.h"
#include "render/kernels/blend_tables.h"
#include "render/kernels/kernels.h"
#include "render/kernels/light.h"

static const GrKernels *const tables[GR_CPU_LEVELS] = {
    [GR_CPU_NONE] = &gr_kernels_none,
#ifdef GR_HAVE_LEVEL_SSE2
    [GR_CPU_SSE2] = &gr_kernels_sse2,
#endif
#ifdef GR_HAVE_LEVEL_AVX2
    [GR_CPU_AVX2] = &gr_kernels_avx2,
#endif
#ifdef GR_HAVE_LEVEL_AVX512
    [GR_CPU_AVX512] = &gr_kernels_avx512,
#endif
#ifdef GR_HAVE_LEVEL_VBMI
    [GR_CPU_VBMI] = &gr_kernels_vbmi,
#endif
};

/* Set once at start, before any thread or fork; the only variables of this room. */
static const GrKernels *chosen = &gr_kernels_none;
_Alignas(64) GrLightTables gr_light_tables;
GrBlendTables gr_blend_tables;

const GrKernels *gr_kernels_for(GrCpuLevel level)
{
    return (int)level >= 0 && level < GR_CPU_LEVELS && gr_cpu_usable(level) ? tables[level] : NULL;
}

void gr_render_use_level(GrCpuLevel level)
{
    const GrKernels *kernels = gr_kernels_for(level);
    gr_light_tables_fill(&gr_light_tables);
    gr_kernel_fill_tables_none(&gr_blend_tables);
    chosen = kernels ? kernels : &gr_kernels_none;
}

const GrKernels *gr_kernels(void)
{
    return chosen;
}
