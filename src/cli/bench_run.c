/* SPDX-License-Identifier: MIT */
#include "cli/bench_run.h"

#include "cli/bench.h"
#include "cli/bench_blends.h"
#include "cli/bench_effects.h"
#include "cli/bench_expr.h"
#include "cli/bench_feedback.h"
#include "cli/bench_hearing.h"
#include "cli/bench_shaders.h"
#include "model/catalogue.h"

#include <stdio.h>

static void write_json(const GrBenchResult *result, double target, GrJson *json)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "name", result->name);
    gr_json_key_int(json, "width", result->width);
    gr_json_key_int(json, "height", result->height);
    gr_json_key_int(json, "frames", result->frames);
    gr_json_key_number(json, "ms_per_frame", result->draw_ms - result->stage_ms[GR_STAGE_DECODE]);
    gr_json_key_number(json, "target_ms", target);
    gr_json_key(json, "stages_ms");
    gr_json_open_object(json);
    for (int i = 0; i < GR_STAGE_COUNT; i++)
        gr_json_key_number(json, gr_stage_names[i], result->stage_ms[i]);
    gr_json_close_object(json);
    gr_json_key_number(json, "encode_ms", result->encode_ms);
    gr_json_key_number(json, "encode_mbit_s", result->encode_mbit_s);
    gr_json_key_number(json, "allocations_per_frame", result->our_allocations);
    gr_json_key_number(json, "library_allocations_per_frame", result->library_allocations);
    gr_json_key_int(json, "private_bytes", (int64_t)result->private_bytes);
    gr_json_key_number(json, "first_frame_s", result->first_frame_s);
    gr_json_close_object(json);
}

static void write_text(const GrBenchResult *result, double target, GrText *out)
{
    double decoding = result->stage_ms[GR_STAGE_DECODE];
    gr_text_printf(out, "%-6s%7.2f ms a frame (target %.3g):", result->name,
                   result->draw_ms - decoding, target);
    if (decoding >= 0.005)
        gr_text_printf(out, " without decoding;");
    for (int i = 0; i < GR_STAGE_COUNT; i++)
        if (result->stage_ms[i] >= 0.005)
            gr_text_printf(out, " %s %.2f", gr_stage_names[i], result->stage_ms[i]);
    gr_text_printf(out,
                   "\n      encoder %.1f ms, %.1f Mbit/s; %.2f allocations of ours a frame, "
                   "%.2f of libraries; %.0f MB private; first frame after %.2f s\n",
                   result->encode_ms, result->encode_mbit_s, result->our_allocations,
                   result->library_allocations, (double)result->private_bytes / 1e6,
                   result->first_frame_s);
}

static int read_size(const GrBenchRun *run, GrBenchRequest *request)
{
    char rest;
    request->width = 1920;
    request->height = 1080;
    if (run->size &&
        (sscanf(run->size, "%5dx%5d%c", &request->width, &request->height, &rest) != 2 ||
         request->width < 16 || request->height < 16 || request->width % 2 || request->height % 2))
        return gr_error_set(run->error, GR_E_USAGE, "--size: '%s' is not an even WxH", run->size);
    return GR_OK;
}

int gr_bench_run_show(const GrBenchRun *run)
{
    GrBenchRequest request = {
        .name = run->name, .load = run->load, .frames = run->frames, .rounds = run->rounds};
    GrBenchResult result = {0};
    int code = read_size(run, &request);
    if (!code)
        code = gr_bench_measure(&request, &result, run->error);
    if (!code && run->json)
        write_json(&result, run->target, run->json);
    else if (!code)
        write_text(&result, run->target, run->out);
    return code;
}

int gr_bench_run_workers(const GrBenchRun *run)
{
    GrJson *json = run->json;
    GrScalingResult result;
    const GrBenchRequest request = {.name = "w2", .load = run->load, .rounds = run->rounds};
    int code = gr_bench_scaling(&request, &result, run->error);
    if (code)
        return code;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "workers");
        gr_json_key_number(json, "one_worker_s", result.one_s);
        gr_json_key_number(json, "two_workers_s", result.two_s);
        gr_json_key_number(json, "ratio", result.ratio);
        gr_json_key_number(json, "target", 1.9);
        gr_json_close_object(json);
    } else {
        gr_text_printf(run->out,
                       "workers: W2 whole render, 1 worker %.2f s, 2 workers %.2f s: %.2f times "
                       "(target 1.9; median of %d interleaved pairs)\n",
                       result.one_s, result.two_s, result.ratio, run->rounds);
    }
    return GR_OK;
}

/* Expressions over cells: million operations a second, as they are written. */
int gr_bench_run_formula(const GrBenchRun *run)
{
    GrJson *json = run->json;
    const double target = 1000;
    GrFormulaResult result;
    int code = gr_bench_formula(run->rounds, &result, run->error);
    if (code)
        return code;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "formula");
        gr_json_key_number(json, "million_operations_per_s", result.million_per_s);
        gr_json_key_number(json, "target", target);
        gr_json_key_number(json, "us_per_frame", result.frame_us);
        gr_json_key_int(json, "cells", result.cells);
        gr_json_key_int(json, "operations_per_cell", result.operations);
        gr_json_key_int(json, "steps_per_cell", result.steps);
        gr_json_close_object(json);
    } else {
        gr_text_printf(run->out,
                       "formula: %.0f million operations a second (target %.0f): %d as written "
                       "(%d steps) for each of %d cells in %.0f us\n",
                       result.million_per_s, target, result.operations, result.steps, result.cells,
                       result.frame_us);
    }
    return GR_OK;
}

/* Expressions of one value, as parameters are animated. */
int gr_bench_run_parameters(const GrBenchRun *run)
{
    GrJson *json = run->json;
    const double target_us = 20;
    GrParametersResult result;
    int code = gr_bench_parameters(run->rounds, &result, run->error);
    if (code)
        return code;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "parameters");
        gr_json_key_int(json, "count", result.count);
        gr_json_key_number(json, "us_per_frame", result.frame_us);
        gr_json_key_number(json, "target_us", target_us);
        gr_json_close_object(json);
    } else {
        gr_text_printf(run->out, "parameters: %d animated ones in %.1f us a frame (target %.0f)\n",
                       result.count, result.frame_us, target_us);
    }
    return GR_OK;
}

/* Every effect with its defaults: what one field of it costs. */
int gr_bench_run_effects(const GrBenchRun *run)
{
    GrJson *json = run->json;
    const double target_md_ms = 1, target_sm_ms = 2.5;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "effects");
        gr_json_key_number(json, "target_md_ms", target_md_ms);
        gr_json_key_number(json, "target_sm_ms", target_sm_ms);
        gr_json_key(json, "effects");
        gr_json_open_array(json);
    } else {
        gr_text_printf(run->out,
                       "effects, one field (targets: md %.1f ms, sm %.1f ms)\n"
                       "%-14s%9s%9s%9s%9s\n",
                       target_md_ms, target_sm_ms, "", "md ms", "sm ms", "ns/cell", "step ms");
    }
    int code = GR_OK;
    for (const GrEffect *const *e = gr_catalogue()->effects; !code && *e; e++) {
        GrEffectCost cost;
        code = gr_bench_effect(*e, run->rounds, &cost, run->error);
        if (code)
            break;
        if (json) {
            gr_json_open_object(json);
            gr_json_key_string(json, "name", (*e)->name);
            gr_json_key_number(json, "md_ms", cost.md_ms);
            gr_json_key_number(json, "sm_ms", cost.sm_ms);
            gr_json_key_number(json, "ns_per_cell", cost.cell_ns);
            gr_json_key_number(json, "step_md_ms", cost.step_ms);
            gr_json_close_object(json);
        } else {
            gr_text_printf(run->out, "%-14s%9.3f%9.3f%9.1f", (*e)->name, cost.md_ms, cost.sm_ms,
                           cost.cell_ns);
            gr_text_printf(run->out, cost.step_ms > 0 ? "%9.3f\n" : "\n", cost.step_ms);
        }
    }
    if (json) {
        gr_json_close_array(json);
        gr_json_close_object(json);
    }
    return code;
}

/* The chain that most shows have: glyphs of two layers, exposed and shaded, on the way to the
 * encoder. W2 is that; how fast fields are drawn is no matter of shaders. */
static int run_chain(const GrBenchRun *run)
{
    GrJson *json = run->json;
    const double target_ms = 6;
    const GrBenchRequest request = {.name = "w2",
                                    .load = run->load,
                                    .width = 1920,
                                    .height = 1080,
                                    .frames = run->frames,
                                    .rounds = run->rounds};
    GrBenchResult result = {0};
    int code = gr_bench_measure(&request, &result, run->error);
    if (code)
        return code;
    double ms = result.stage_ms[GR_STAGE_GLYPHS] + result.stage_ms[GR_STAGE_SHADERS];
    if (json) {
        gr_json_key_number(json, "chain_ms", ms);
        gr_json_key_number(json, "chain_target_ms", target_ms);
    } else {
        gr_text_printf(run->out,
                       "chain of W2 (two layers blended and exposed, bloom, chromatic, vignette, "
                       "grain): %.2f ms (target %.0f): glyphs %.2f, shaders %.2f\n",
                       ms, target_ms, result.stage_ms[GR_STAGE_GLYPHS],
                       result.stage_ms[GR_STAGE_SHADERS]);
    }
    return GR_OK;
}

static void write_shader(const GrShader *shader, const GrShaderCost *cost, double copy_bytes_s,
                         GrText *out, GrJson *json)
{
    static const char *const classes[] = {"point", "rows", "gather"};
    double share = cost->bytes / (cost->ms / 1e3) / copy_bytes_s;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", shader->name);
        gr_json_key_string(json, "class", classes[shader->access]);
        gr_json_key_number(json, "ms", cost->ms);
        gr_json_key_number(json, "megabytes", cost->bytes / 1e6);
        gr_json_key_number(json, "share_of_copy", share);
        gr_json_close_object(json);
    } else {
        gr_text_printf(out, "%-18s%-8s%8.3f%9.1f%9.0f %%\n", shader->name, classes[shader->access],
                       cost->ms, cost->bytes / 1e6, share * 100);
    }
}

/* Every shader with its defaults, beside how fast this machine copies. */
int gr_bench_run_shaders(const GrBenchRun *run)
{
    GrJson *json = run->json;
    double copy = 1;
    int code = gr_bench_copy(run->rounds, &copy, run->error);
    if (code)
        return code;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "shaders");
        gr_json_key_number(json, "copy_bytes_per_s", copy);
        gr_json_key(json, "shaders");
        gr_json_open_array(json);
    } else {
        gr_text_printf(run->out,
                       "shaders, 1920x1080, one core; a copy moves %.1f GB/s (read and written)\n"
                       "%-18s%-8s%8s%9s%11s\n",
                       copy / 1e9, "", "class", "ms", "MB", "of copying");
    }
    for (const GrShader *const *s = gr_catalogue()->shaders; !code && *s; s++) {
        GrShaderCost cost;
        code = gr_bench_shader(*s, run->rounds, &cost, run->error);
        if (!code)
            write_shader(*s, &cost, copy, run->out, json);
    }
    if (json)
        gr_json_close_array(json);
    if (!code)
        code = run_chain(run);
    if (json)
        gr_json_close_object(json);
    return code;
}

int gr_bench_run_blends(const GrBenchRun *run)
{
    return gr_bench_blends(run->rounds, run->json, run->out, run->error);
}

int gr_bench_run_feedback(const GrBenchRun *run)
{
    return gr_bench_feedback(run->rounds, run->json, run->out, run->error);
}

int gr_bench_run_hearing(const GrBenchRun *run)
{
    return gr_bench_hearing(run->rounds, run->json, run->out, run->error);
}
