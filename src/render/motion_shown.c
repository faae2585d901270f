/* SPDX-License-Identifier: MIT */
#include "render/motion_parts.h"

static double seconds(int64_t ns)
{
    return (double)ns * 1e-9;
}

/* The last cue that begins at or before a time, or -1. */
static int last_begun(const GrCues *cues, double at_s)
{
    int low = 0, high = cues->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (seconds(cues->list[middle].start_ns) <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

float gr_motion_lead_s(const GrMotionPlan *plan, const GrMotionParams *params, int cue)
{
    bool early = plan->kind->id == GR_MOTION_KARAOKE;
    return early ? gr_minf(params->ahead, 0.6f * plan->cues[cue].room_before_s) : 0.0f;
}

float gr_motion_tail_s(const GrMotionPlan *plan, const GrMotionParams *params, int cue)
{
    bool late = plan->kind->id == GR_MOTION_KARAOKE;
    return late ? gr_minf(params->out, 0.3f * plan->cues[cue].room_after_s) : 0.0f;
}

static int shown_in_rows(const GrMotionPlan *plan, const GrMotionParams *params, double at_s,
                         GrMotionShown *out)
{
    enum { LONGEST_LEAD_S = 30 };
    const GrCues *cues = plan->texts.cues;
    int count = 0, now = last_begun(cues, at_s + LONGEST_LEAD_S), begun = last_begun(cues, at_s);
    int first = begun >= 0 ? plan->cues[begun].first : 0;
    for (int i = first; i <= now && count < GR_MOTION_SHOWN_MAX; i++) {
        const GrCue *cue = &cues->list[i];
        double since_s = at_s - seconds(cue->start_ns), left_s = seconds(cue->end_ns) - at_s;
        if (since_s < -(double)gr_motion_lead_s(plan, params, i) ||
            left_s <= -(double)gr_motion_tail_s(plan, params, i))
            continue;
        out[count++] =
            (GrMotionShown){.cue = i, .at_s = since_s, .dy = plan->cues[i].row_y, .alpha = 1.0f};
    }
    return count;
}

/* Where the stack is between its cues: 2.25 is a quarter of the way from the third to the fourth.
 * It arrives when a cue begins. -1 is before the first. */
static float stack_place(const GrMotionPlan *plan, const GrMotionParams *params, double at_s)
{
    const GrCues *cues = plan->texts.cues;
    int now = last_begun(cues, at_s), next = now + 1;
    if (next >= cues->count)
        return (float)now;
    double start_s = seconds(cues->list[next].start_ns);
    double before_s = now >= 0 ? seconds(cues->list[now].start_ns) : start_s - 1e6;
    double move_s = start_s - before_s < params->in ? start_s - before_s : params->in;
    float along = move_s > 0 ? (float)((at_s - (start_s - move_s)) / move_s) : 0.0f;
    return (float)now + gr_ease((GrEase)params->ease, along);
}

static float stack_y(const GrMotionPlan *plan, float place)
{
    int count = plan->texts.cues->count, below = (int)gr_floorf(place);
    int low = below < 0 ? 0 : below, high = below + 1 < count ? below + 1 : count - 1;
    float y = plan->cues[low].stack_y;
    if (below < 0)
        y -= plan->texts.blocks[0].height;
    return y + (plan->cues[high].stack_y - y) * (place - (float)below);
}

/* A stack is there a few seconds before its first line and goes after its last; in a long rest it
 * dims, so that nothing is lit that nobody sings. */
static float stack_presence(const GrMotionPlan *plan, double at_s)
{
    enum { EARLY_S = 3 };
    const GrCues *cues = plan->texts.cues;
    float before_s = (float)(seconds(cues->list[0].start_ns) - at_s);
    float after_s = (float)(at_s - seconds(cues->list[cues->count - 1].end_ns));
    float comes = 1.0f - gr_smoothstepf(EARLY_S - 1.0f, EARLY_S, before_s);
    return comes * (1.0f - gr_smoothstepf(0.0f, 1.2f, after_s));
}

static float stack_focus(const GrMotionPlan *plan, int cue, float distance, double at_s)
{
    const GrCue *c = &plan->texts.cues->list[cue];
    float rest_s = (float)(at_s - seconds(c->end_ns)) - 1.2f;
    float held = 1.0f - gr_smoothstepf(0.0f, 0.8f, rest_s);
    return gr_maxf(1.0f - distance, 0.0f) * held;
}

static int shown_in_stack(const GrMotionPlan *plan, const GrMotionParams *params, double at_s,
                          GrMotionShown *out)
{
    const GrCues *cues = plan->texts.cues;
    float place = stack_place(plan, params, at_s), y = stack_y(plan, place);
    float presence = stack_presence(plan, at_s);
    int middle = (int)gr_floorf(place), count = 0;
    for (int i = middle - params->before; i <= middle + 1 + params->after; i++) {
        if (i < 0 || i >= cues->count || count == GR_MOTION_SHOWN_MAX || presence <= 0.0f)
            continue;
        float ahead = (float)i - place, distance = gr_absf(ahead);
        float most = (float)(ahead > 0.0f ? params->after : params->before);
        float focus = stack_focus(plan, i, distance, at_s);
        /* The nearest neighbour has `dim`, the next its square, and one too many nothing. */
        float dim = gr_powf(params->dim, gr_maxf(distance, 1.0f));
        float alpha = gr_lerpf(dim, 1.0f, focus) * gr_unitf(most + 1.0f - distance);
        if (alpha > 0.0f)
            out[count++] = (GrMotionShown){.cue = i,
                                           .at_s = at_s - seconds(cues->list[i].start_ns),
                                           .dy = plan->cues[i].stack_y - y,
                                           .alpha = alpha * presence};
    }
    return count;
}

int gr_motion_shown(const GrMotionPlan *plan, const GrMotionParams *params, double at_s,
                    GrMotionShown out[GR_MOTION_SHOWN_MAX])
{
    if (plan->texts.cues->count == 0)
        return 0;
    if (plan->kind->id == GR_MOTION_STACK)
        return shown_in_stack(plan, params, at_s, out);
    return shown_in_rows(plan, params, at_s, out);
}
