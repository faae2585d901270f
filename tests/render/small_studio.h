/* SPDX-License-Identifier: MIT
 *
 * From a show's text to a painter, with a made-up hearing: what the render tests share.
 */
#ifndef GR_TEST_SMALL_STUDIO_H
#define GR_TEST_SMALL_STUDIO_H

#include "fake_hearing.h"
#include "render/painter.h"
#include "scene/load.h"

typedef struct SmallStudio {
    GrShow *show;
    GrProblems problems;
    GrHearing *hearing; /* on the heap: the freeze borrows it while studios are passed by value */
    GrFrozen *frozen;
    GrPainter *painter;
    int width, height;
    GrError error;
} SmallStudio;

static inline int studio_open(SmallStudio *studio, const char *text, int width, int height,
                              GrRational fps, int threads)
{
    memset(studio, 0, sizeof *studio);
    studio->width = width;
    studio->height = height;
    int code = gr_show_load_text("test.yaml", text, strlen(text), NULL, &studio->show,
                                 &studio->problems, &studio->error);
    studio->hearing = calloc(1, sizeof *studio->hearing);
    if (!code && !studio->hearing)
        code = gr_error_memory(&studio->error, "a hearing", sizeof *studio->hearing);
    if (!code)
        code = fake_hearing(studio->hearing, (double)studio->show->length_ns * 1e-9, fps,
                            studio->show->tick, &studio->error);
    GrRenderSettings settings = {
        .width = width, .height = height, .fps = fps, .seed = 7, .threads = threads};
    if (!code)
        code = gr_frozen_create(studio->show, studio->hearing, &settings, &studio->frozen,
                                &studio->error);
    if (!code)
        code = gr_painter_create(studio->frozen, &studio->painter, &studio->error);
    return code;
}

static inline void studio_close(SmallStudio *studio)
{
    gr_painter_destroy(studio->painter);
    gr_frozen_destroy(studio->frozen);
    if (studio->hearing)
        gr_hearing_finish(studio->hearing);
    free(studio->hearing);
    gr_show_destroy(studio->show);
    gr_problems_finish(&studio->problems);
    memset(studio, 0, sizeof *studio);
}

#endif
