/* SPDX-License-Identifier: MIT */
#include "farm/worker.h"

#include "base/alloc_count.h"
#include "base/arena.h"
#include "base/clock.h"
#include "farm/child.h"
#include "farm/work_folder.h"
#include "media/segment_file.h"

#include <stdio.h>
#include <string.h>

enum { SETTLED_FRAMES = 20 }; /* libraries still allocate in the first frames of an encoder */

/* Everything that one worker owns. */
typedef struct Bench {
    const GrWork *work;
    GrPulse *pulse;
    GrPainter *painter;
    GrSegmentWriter *writer;
    GrEncoder *encoder; /* NULL: not encoded */
    GrYuvPicture spare; /* null: converts as an encode would, so that its figures compare */
    void *spare_memory;
    int64_t index; /* within the segment */
    uint64_t settled_allocations;
    uint64_t encode_ns;
} Bench;

static int create_spare(Bench *bench, GrError *error)
{
    int width = bench->work->plan->width, height = bench->work->plan->height;
    if (width % 2 || height % 2) {
        return 0; /* nothing to convert to: the frame is painted and that is all */
    }
    size_t stride = ((size_t)width + 127) / 64 * 64;
    size_t luma = stride * (size_t)height;
    uint8_t *memory = gr_aligned_alloc(2 * luma);
    if (!memory) {
        return gr_error_memory(error, "a picture", 2 * luma);
    }
    bench->spare_memory = memory;
    bench->spare = (GrYuvPicture){
        .plane = {memory, memory + luma, memory + luma + luma / 2},
        .stride = {(int)stride, (int)stride, (int)stride},
        .width = width,
        .height = height,
    };
    return 0;
}

static int open_bench(Bench *bench, const GrSegmentHeader *header, const char *path, GrError *error)
{
    const GrPlan *plan = bench->work->plan;
    int code = gr_painter_create(bench->work->frozen, &bench->painter, error);
    if (!code) {
        code = gr_segment_writer_create(path, header, &bench->writer, error);
    }
    if (!code && plan->kind == GR_OUTPUT_VIDEO) {
        code = gr_encoder_create(&plan->encode, bench->writer, &bench->encoder, error);
    }
    if (!code && plan->kind == GR_OUTPUT_NULL) {
        code = create_spare(bench, error);
    }
    return code;
}

static void close_bench(Bench *bench)
{
    gr_encoder_destroy(bench->encoder);
    gr_segment_writer_destroy(bench->writer);
    gr_painter_destroy(bench->painter);
    gr_aligned_free(bench->spare_memory);
}

static int draw_frame(Bench *bench, GrError *error)
{
    GrFrameStats stats = {0};
    GrYuvPicture picture;
    const GrYuvPicture *yuv = bench->spare_memory ? &bench->spare : NULL;
    uint64_t start = gr_clock_ns();
    if (bench->index == SETTLED_FRAMES) {
        bench->settled_allocations = gr_alloc_count().ours;
    }
    if (bench->encoder) {
        int code = gr_encoder_picture(bench->encoder, &picture, error);
        if (code) {
            return code;
        }
        yuv = &picture;
        bench->encode_ns += gr_clock_ns() - start;
    }
    int code = gr_painter_draw(bench->painter, yuv, bench->work->plan->kind == GR_OUTPUT_HASH,
                               &stats, error);
    if (!code && bench->encoder) {
        start = gr_clock_ns();
        code = gr_encoder_send(bench->encoder, bench->index, error);
        bench->encode_ns += gr_clock_ns() - start;
    }
    if (!code) {
        GrFrameRecord record = {stats.checksum, stats.mean_luma, stats.max_luma};
        code = gr_segment_writer_record(bench->writer, &record, error);
    }
    if (!code) {
        int bytes;
        const uint8_t *light = gr_painter_light(bench->painter, &bytes);
        code = gr_segment_writer_light(bench->writer, light, bytes, error);
    }
    if (!code) {
        bench->index++;
        atomic_fetch_add_explicit(&bench->pulse->steps, 1, memory_order_relaxed);
    }
    return code;
}

static int flush_encoder(Bench *bench, GrError *error)
{
    if (!bench->encoder) {
        return 0;
    }
    uint64_t start = gr_clock_ns();
    int code = gr_encoder_flush(bench->encoder, error);
    bench->encode_ns += gr_clock_ns() - start;
    return code;
}

static void tell_totals(Bench *bench)
{
    GrTaskTotals *totals = &bench->pulse->totals;
    const uint64_t *stages = gr_painter_stage_ns(bench->painter);
    memcpy(totals->stage_ns, stages, sizeof totals->stage_ns);
    totals->encode_ns = bench->encode_ns;
    totals->private_bytes = gr_child_private_bytes();
    if (bench->index > SETTLED_FRAMES) {
        totals->allocations = gr_alloc_count().ours - bench->settled_allocations;
        totals->allocation_frames = (uint64_t)(bench->index - SETTLED_FRAMES);
    }
}

/* The frames of a segment, run by run: a part of a show may put frames of two of its segments into
 * one of ours, and each counts its pre-roll from its own start. */
static int draw_segment(Bench *bench, const GrSegment *segment, GrError *error)
{
    const GrPlan *plan = bench->work->plan;
    int64_t frame = segment->first, end = segment->first + segment->count;
    int64_t run_start = segment->run_start;
    int code = 0;
    while (!code && frame < end) {
        int64_t next_run = gr_plan_next_run(plan, frame);
        int64_t stop = next_run < end ? next_run : end;
        code = gr_painter_seek(bench->painter, run_start, frame, error);
        for (; !code && frame < stop; frame++) {
            code = draw_frame(bench, error);
        }
        run_start = next_run;
    }
    return code;
}

int gr_work_segment(const GrWork *work, const GrSegment *segment, GrPulse *pulse, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    Bench bench = {.work = work, .pulse = pulse};
    GrSegmentHeader header = gr_work_segment_header(work->plan, segment);
    gr_work_segment_path(work->folder, segment->index, path);
    int code = open_bench(&bench, &header, path, error);
    atomic_store_explicit(&pulse->state, GR_PULSE_WORK, memory_order_relaxed);
    if (!code) {
        code = draw_segment(&bench, segment, error);
    }
    if (!code) {
        tell_totals(&bench);
        code = flush_encoder(&bench, error);
        pulse->totals.encode_ns = bench.encode_ns;
    }
    if (!code) {
        atomic_store_explicit(&pulse->state, GR_PULSE_COMMIT, memory_order_relaxed);
        code = gr_segment_writer_commit(bench.writer, error);
    }
    close_bench(&bench);
    return code;
}

int gr_work_sample(const GrWork *work, int spots, int run, double limit_s, GrPulse *pulse,
                   GrSample *sample, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    const GrPlan *plan = work->plan;
    Bench bench = {.work = work, .pulse = pulse};
    /* The file is never committed: the numbers of its header do not matter. */
    GrSegmentHeader header = {.plan_hash = plan->hash, .index = -1, .frame_count = spots * run};
    double start = gr_clock_s(), drawn_s = 0, sought_s = 0;
    snprintf(path, sizeof path, "%s/sample", work->folder);
    int code = open_bench(&bench, &header, path, error);
    for (int i = 0; i < spots && !code && (i == 0 || gr_clock_s() - start < limit_s); i++) {
        int64_t frame = plan->first + plan->count * (2 * i + 1) / (2 * spots);
        int64_t left = plan->first + plan->count - frame;
        int64_t run_start = plan->whole.at[gr_cuts_find(&plan->whole, frame)];
        double before = gr_clock_s();
        code = gr_painter_seek(bench.painter, run_start, frame, error);
        double found = gr_clock_s();
        sought_s += found - before;
        for (int64_t n = 0; n < run && n < left && !code; n++) {
            code = draw_frame(&bench, error);
        }
        drawn_s += gr_clock_s() - found;
        sample->seeks++;
    }
    if (!code) {
        double before = gr_clock_s();
        code = flush_encoder(&bench, error);
        drawn_s += gr_clock_s() - before;
    }
    if (!code) {
        sample->frames = bench.index;
        sample->frame_s = drawn_s / (double)(bench.index > 0 ? bench.index : 1);
        sample->seek_s = sought_s / (double)(sample->seeks > 0 ? sample->seeks : 1);
        sample->private_bytes = gr_child_private_bytes();
    }
    close_bench(&bench);
    return code;
}
