/* SPDX-License-Identifier: MIT */
#include "audio/hear.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "farm/plan.h"

#include <inttypes.h>

typedef struct PlanArguments {
    GrSettingArguments settings;
    const char *from, *to, *only;
    bool json;
} PlanArguments;

static const GrOption options[] = {
    GR_SETTING_OPTIONS(PlanArguments, settings),
    GR_OPT_TEXT(PlanArguments, from, "from", NULL, "TIME", "start here: 12.5s, 1:02, bar 16"),
    GR_OPT_TEXT(PlanArguments, to, "to", NULL, "TIME", "stop before this"),
    GR_OPT_TEXT(PlanArguments, only, "only", NULL, "SCENE", "this scene alone"),
    GR_OPT_FLAG(PlanArguments, json, "json", NULL, "one JSON document"),
};

static void write_text(const GrPlan *plan, const GrShow *show, GrText *out)
{
    gr_text_printf(out, "%dx%d at %" PRId64 "/%" PRId64 " fps, %s (%s)\n", plan->width,
                   plan->height, plan->fps.num, plan->fps.den, plan->profile, plan->reason);
    gr_text_printf(out, "%" PRId64 " of %" PRId64 " frames from %" PRId64 ", %d segments\n",
                   plan->count, plan->show_frames, plan->first, plan->segment_count);
    for (int i = 0; i < plan->segment_count; i++) {
        const GrSegment *segment = &plan->segments[i];
        gr_text_printf(
            out, "%5d  %8.3f s  frames %" PRId64 "..%" PRId64 "  (%" PRId64 ")  %s%s%s\n",
            segment->index, gr_frame_start_s(segment->first, plan->fps), segment->first,
            segment->first + segment->count - 1, segment->count,
            show->scenes[segment->first_scene].name,
            segment->last_scene != segment->first_scene ? " to " : "",
            segment->last_scene != segment->first_scene ? show->scenes[segment->last_scene].name
                                                        : "");
    }
}

static int run(const GrCommandInput *input)
{
    const PlanArguments *arguments = input->values;
    GrShow *show = NULL;
    GrPlan plan = {0};
    GrHearing hearing = {0};
    GrWish wish;
    GrChoice choice;
    GrPlanRequest request = {.kind = GR_OUTPUT_VIDEO,
                             .reason = "as asked; auto would look at time and memory as well",
                             .encode = {.crf = -1},
                             .tool = GR_TOOL,
                             .hearing = &hearing,
                             .from = arguments->from,
                             .to = arguments->to,
                             .only = arguments->only};
    int code = gr_settings_wish(&arguments->settings, &wish, input->error);
    if (!code)
        code = gr_cli_load_show(input->parsed->positional[0], &arguments->settings.load, &show,
                                input->error);
    if (!code)
        code = gr_profile_choose(&wish, show, true, &choice, input->error);
    if (code)
        goto done;
    gr_cli_catch_interrupts();
    request.show = show;
    request.width = choice.width;
    request.height = choice.height;
    request.fps = choice.fps;
    request.profile = choice.profile;
    request.particle_cap = choice.particle_cap;
    request.dim_flashes = wish.dim_flashes;
    request.seed =
        arguments->settings.load.seed.given ? arguments->settings.load.seed.value : show->seed;
    code = gr_encode_settings_check(&request.encode, input->error);
    if (!code)
        code = gr_hear(&show->sound, show->length_ns, request.fps, show->tick, gr_interrupt_stops,
                       (void *)&gr_cli_interrupted, &hearing, input->error);
    if (!code)
        code = gr_plan_create(&request, &plan, input->error);
    if (!code && arguments->json) {
        GrJson json = {.out = input->out};
        gr_plan_write_json(&plan, show, &json);
    } else if (!code) {
        write_text(&plan, show, input->out);
    }
done:
    gr_plan_finish(&plan);
    gr_hearing_finish(&hearing);
    gr_show_destroy(show);
    return code;
}

const GrCommand gr_command_plan = {
    .name = "plan",
    .summary = "show which frames, settings and segments a render would have",
    .usage = "SHOW [OPTION...]",
    .about = "Prints the plan of a render without rendering: it depends on the show and its "
             "settings alone,\nnever on the machine.",
    .examples = "  glyphreel plan show.yaml\n"
                "  glyphreel plan show.yaml -q draft --json\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(PlanArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_SHOW},
    .run = run,
};
