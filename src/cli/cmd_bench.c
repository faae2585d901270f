/* SPDX-License-Identifier: MIT */
#include "cli/bench_run.h"
#include "cli/command.h"

#include <string.h>

typedef struct BenchArguments {
    const char *size;
    GrLoadArguments load;
    int frames, rounds;
    bool json;
} BenchArguments;

static const GrOption options[] = {
    GR_OPT_TEXT(BenchArguments, size, "size", NULL, "WxH", "frame size (1920x1080)"),
    GR_LOAD_OPTIONS(BenchArguments, load),
    GR_OPT_INT(BenchArguments, frames, "frames", "n", "N", 8, 10000, "frames of each round (48)"),
    GR_OPT_INT(BenchArguments, rounds, "rounds", NULL, "N", 1, 99,
               "rounds; the medians are printed (5)"),
    GR_OPT_FLAG(BenchArguments, json, "json", NULL, "one JSON document"),
};

static const struct {
    const char *name, *help;
    GrBenchRunner *run;
    double target; /* of shows, as in GrBenchRun */
    bool usual;    /* measured when nothing is named */
} workloads[] = {
    {"w1", "a show of one layer, the least that there can be", gr_bench_run_show, 2, true},
    {"w2", "two layers and four shaders", gr_bench_run_show, 6, true},
    {"w3", "three layers, feedback and five shaders: a heavy scene", gr_bench_run_show, 9, true},
    {"w4", "falling code over a tunnel, on an old tube", gr_bench_run_show, 7, true},
    {"w5", "a film as glyphs, which is rendered first; decoding is told apart", gr_bench_run_show,
     6, true},
    {"w6", "a simulation of six steps a tick under clouds", gr_bench_run_show, 6, true},
    {"text", "a page of some 9,000 letters", gr_bench_run_show, 2, true},
    {"ticker", "56 rows of running text", gr_bench_run_show, 1.5, true},
    {"formula", "an expression over the cells of a grid: operations a second", gr_bench_run_formula,
     0, true},
    {"parameters", "200 expressions of one value each, as parameters are animated",
     gr_bench_run_parameters, 0, true},
    {"effects", "every effect on two grids", gr_bench_run_effects, 0, false},
    {"shaders", "every shader on a frame of 1080p, and the chain of W2", gr_bench_run_shaders, 0,
     false},
    {"blends", "what one layer more costs in every mode", gr_bench_run_blends, 0, false},
    {"feedback", "what a tick of it costs by its movement", gr_bench_run_feedback, 0, false},
    {"hearing", "some 300 pieces whose beats are known, and a song against the clock",
     gr_bench_run_hearing, 0, false},
    {"workers", "W2 with one and with two workers, interleaved: the ratio", gr_bench_run_workers, 0,
     false},
};
enum { WORKLOADS = sizeof workloads / sizeof *workloads };

static bool workload_at(int index, GrArgument *argument)
{
    if (index >= WORKLOADS)
        return false;
    *argument = (GrArgument){workloads[index].name, workloads[index].help, workloads[index].usual};
    return true;
}

/* Its index, or an error. */
static int find(const char *name, GrError *error)
{
    for (int i = 0; i < WORKLOADS; i++)
        if (strcmp(workloads[i].name, name) == 0)
            return i;
    const char *near = gr_command_nearest(&gr_command_bench, name);
    return gr_error_set(error, GR_E_USAGE,
                        near ? "unknown workload '%s'; did you mean '%s'?"
                             : "unknown workload '%s' (glyphreel bench --help lists them)",
                        name, near);
}

static void defaults(void *values)
{
    BenchArguments *arguments = values;
    arguments->frames = 48;
    arguments->rounds = 5;
}

/* What was named, in that order, or what is usual; how many there are, or an error. */
static int choose(const GrParsed *parsed, int chosen[], GrError *error)
{
    int count = 0;
    for (int i = 0; i < parsed->positional_count; i++) {
        int index = find(parsed->positional[i], error);
        if (index < 0)
            return index;
        chosen[count++] = index;
    }
    for (int i = 0; i < WORKLOADS && !parsed->positional_count; i++)
        if (workloads[i].usual)
            chosen[count++] = i;
    return count;
}

static int run(const GrCommandInput *input)
{
    const BenchArguments *arguments = input->values;
    GrJson writer = {.out = input->out};
    GrJson *json = arguments->json ? &writer : NULL;
    int chosen[GR_POSITIONAL_MAX + WORKLOADS];
    int count = choose(input->parsed, chosen, input->error);
    int code = count < 0 ? count : GR_OK;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_int(json, "version", 1);
        gr_json_key_string(json, "simd", gr_cpu_level_names[gr_cli_level]);
        gr_json_key(json, "workloads");
        gr_json_open_array(json);
    }
    for (int i = 0; !code && i < count; i++)
        code = workloads[chosen[i]].run(&(GrBenchRun){.name = workloads[chosen[i]].name,
                                                      .target = workloads[chosen[i]].target,
                                                      .load = &arguments->load,
                                                      .size = arguments->size,
                                                      .frames = arguments->frames,
                                                      .rounds = arguments->rounds,
                                                      .json = json,
                                                      .out = input->out,
                                                      .error = input->error});
    if (json) {
        gr_json_close_array(json);
        gr_json_close_object(json);
    }
    if (code)
        input->out->length = 0;
    return code;
}

const GrCommand gr_command_bench = {
    .name = "bench",
    .summary = "measure this machine with standard workloads",
    .usage = "[WORKLOAD...] [OPTION...]",
    .about =
        "Draws standard shows on one core and prints medians: milliseconds a frame by stage, "
        "the encoder's\nshare, allocations a frame (ours and the libraries') and memory. Other "
        "workloads tell what their\nlines below say.",
    .examples = "  glyphreel bench\n"
                "  glyphreel bench w2 --frames 96 --json\n"
                "  glyphreel bench effects\n"
                "  glyphreel bench shaders --rounds 9\n"
                "  glyphreel bench blends --cpu avx2\n"
                "  glyphreel bench feedback\n"
                "  glyphreel bench hearing --rounds 1\n"
                "  glyphreel bench workers\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(BenchArguments),
    .most_positional = GR_POSITIONAL_MAX,
    .argument_at = workload_at,
    .defaults = defaults,
    .run = run,
};
