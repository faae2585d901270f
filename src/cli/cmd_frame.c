/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/settings.h"
#include "farm/render_job.h"
#include "media/still.h"
#include "render/brightness.h"
#include "scene/show_time.h"

#include <inttypes.h>
#include <string.h>

typedef struct FrameArguments {
    GrSettingArguments settings;
    const char *at, *output;
    bool overwrite;
} FrameArguments;

static const GrOption options[] = {
    GR_OPT_TEXT(FrameArguments, at, "at", NULL, "TIME", "which moment: 12.5s, 1:02, bar 16 (0s)"),
    GR_OPT_TAKES(FrameArguments, output, "output", "o", "FILE", GR_TAKES_FILE,
                 "the picture (.png .jpg .webp)"),
    GR_OPT_FLAG(FrameArguments, overwrite, "yes", "y", "replace the output if it exists"),
    GR_SETTING_OPTIONS(FrameArguments, settings),
};

/* Whether a still is too dark or too bright without being meant to. */
static void tell_brightness(const GrStudio *studio, int64_t frame, double mean)
{
    GrDimWatch watch;
    GrDimRun run;
    char words[GR_DIM_WORDS];
    const int64_t minute = gr_first_frame_at(60 * GR_NS_PER_S, studio->fps);
    gr_dim_watch_begin(&watch, studio->frozen);
    gr_dim_watch_add(&watch, frame, minute, mean, &run);
    if (!gr_dim_watch_end(&watch, &run))
        return;
    run.count = 1;
    gr_dim_print(studio->frozen, &run, words);
    gr_cli_note("glyphreel: %s\n", words);
}

static int draw(const GrCommandInput *input, const GrShow *show, GrStudio *studio)
{
    const FrameArguments *arguments = input->values;
    const char *at = arguments->at ? arguments->at : "0s";
    int64_t time_ns;
    int code = gr_show_moment(show, at, &time_ns, input->error);
    if (code)
        return gr_error_context(input->error, "--at");
    if (time_ns >= show->length_ns)
        return gr_error_set(input->error, GR_E_USAGE, "--at %s: the show lasts %.3f s", at,
                            (double)show->length_ns / 1e9);
    int64_t last = gr_first_frame_at(show->length_ns, studio->fps) - 1;
    int64_t frame = gr_frame_containing(time_ns, studio->fps);
    frame = frame > last ? last : frame;
    GrFrameStats stats;
    code = gr_studio_frame(studio, show, frame, &stats, input->error);
    if (!code)
        code = gr_still_write(arguments->output, gr_painter_canvas(studio->painter), input->error);
    if (!code)
        gr_text_printf(input->out,
                       "%s: frame %" PRId64 ", %.3f s, scene '%s', mean brightness %.1f, maximum "
                       "%d of 255\n",
                       arguments->output, frame, gr_frame_start_s(frame, studio->fps),
                       show->scenes[gr_frozen_scene_of(studio->frozen, frame)].name,
                       (double)stats.mean_luma, stats.max_luma);
    if (!code)
        tell_brightness(studio, frame, (double)stats.mean_luma);
    return code;
}

static int run(const GrCommandInput *input)
{
    const FrameArguments *arguments = input->values;
    GrShow *show = NULL;
    GrStudio studio = {0};
    GrWish wish;
    uint64_t seed = arguments->settings.load.seed.value;
    int code = gr_settings_begin_still(&arguments->settings, input->parsed->positional[0],
                                       arguments->output, arguments->overwrite, &wish, &show,
                                       input->error);
    if (!code)
        code = gr_studio_open(show, &wish, arguments->settings.load.seed.given ? &seed : NULL, 1,
                              &gr_cli_interrupted, &studio, input->error);
    if (!code)
        code = draw(input, show, &studio);
    gr_studio_close(&studio);
    gr_show_destroy(show);
    return code;
}

const GrCommand gr_command_frame = {
    .name = "frame",
    .summary = "draw one frame as a picture",
    .usage = "SHOW --at TIME -o PICTURE [OPTION...]",
    .about = "Draws the frame that contains a moment, pixel for pixel as the whole render has it, "
             "and prints\nits mean and maximum brightness.",
    .examples = "  glyphreel frame show.yaml --at 12s -o still.png\n"
                "  glyphreel frame show.yaml --at 1:02.5 --size 3840x2160 -o poster.png\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(FrameArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_SHOW},
    .run = run,
};
