/* SPDX-License-Identifier: MIT */
#include "render/painter_parts.h"

#include <string.h>

static void point_at_rows(const GrCanvas *canvas, int y, const GrPixel *rows[3])
{
    for (int plane = 0; plane < 3; plane++)
        rows[plane] = gr_canvas_row(canvas, plane, y);
}

/* Brightness only: luma rows go to scratch. */
static void measure_band(GrBandWorker *worker, int y0, int y1)
{
    int width = worker->to.width;
    for (int y = y0; y < y1; y++) {
        const GrPixel *rows[3];
        uint8_t *const luma[2] = {worker->yuv[0], NULL};
        point_at_rows(&worker->to, y, rows);
        gr_kernels()->yuv(luma, NULL, NULL, rows, rows, gr_kernel_span(width));
        worker->luma_sum += gr_kernels()->sum(luma[0], width, &worker->luma_most);
    }
}

/* Two rows into the encoder's picture: directly where its rows have room for whole kernel steps. */
static void yuv_pair(const GrPictureOrder *order, GrBandWorker *worker, int y)
{
    const GrYuvPicture *yuv = order->yuv;
    int width = worker->to.width, span = gr_kernel_span(width);
    uint8_t *rows[4] = {yuv->plane[0] + (ptrdiff_t)y * yuv->stride[0],
                        yuv->plane[0] + (ptrdiff_t)(y + 1) * yuv->stride[0],
                        yuv->plane[1] + (ptrdiff_t)(y / 2) * yuv->stride[1],
                        yuv->plane[2] + (ptrdiff_t)(y / 2) * yuv->stride[2]};
    bool roomy = yuv->stride[0] >= span && yuv->stride[1] >= span / 2 && yuv->stride[2] >= span / 2;
    const GrPixel *above[3], *under[3];
    point_at_rows(&worker->to, y, above);
    point_at_rows(&worker->to, y + 1, under);
    uint8_t *const *into = roomy ? rows : worker->yuv;
    gr_kernels()->yuv(into, into[2], into[3], above, under, span);
    for (int i = 0; i < 4 && !roomy; i++)
        memcpy(rows[i], worker->yuv[i], (size_t)(i < 2 ? width : width / 2));
    for (int i = 0; i < 2 && order->want_stats; i++)
        worker->luma_sum += gr_kernels()->sum(into[i], width, &worker->luma_most);
}

void gr_deliver_band(const GrPainter *painter, const GrPictureOrder *order, GrBandWorker *worker,
                     int y0, int y1)
{
    if (order->yuv)
        for (int y = y0; y < y1; y += 2)
            yuv_pair(order, worker, y);
    else if (order->want_stats)
        measure_band(worker, y0, y1);
    if (order->want_stats)
        gr_light_meter_add(&worker->light, &painter->light_shape, &painter->light_curve,
                           &worker->to, y0, y1);
}

/* Sums up what the threads measured: times are shared out as if they had run one after another. */
static void collect(GrPainter *painter, uint64_t *luma_sum, int *luma_most)
{
    int threads = painter->frozen->settings.threads;
    *luma_sum = 0;
    *luma_most = 0;
    for (int t = 0; t < threads; t++) {
        GrBandWorker *worker = &painter->workers[t];
        *luma_sum += worker->luma_sum;
        *luma_most = worker->luma_most > *luma_most ? worker->luma_most : *luma_most;
        for (int stage = 0; stage < GR_STAGE_COUNT; stage++)
            painter->stage_ns[stage] += worker->stage_ns[stage] / (uint64_t)threads;
        memset(worker->stage_ns, 0, sizeof worker->stage_ns);
        worker->luma_sum = 0;
        worker->luma_most = 0;
    }
}

/* From limited-range luma back to code values 0..255. */
static float full_range(double luma)
{
    double value = (luma - 16.0) * 255.0 / 219.0;
    return (float)(value < 0.0 ? 0.0 : value > 255.0 ? 255.0 : value);
}

void gr_deliver_stats(GrPainter *painter, const GrPictureOrder *order, GrFrameStats *stats)
{
    const GrRenderSettings *settings = &painter->frozen->settings;
    uint64_t luma_sum;
    int luma_most;
    collect(painter, &luma_sum, &luma_most);
    if (!stats || !order->want_stats)
        return;
    double pixels = (double)settings->width * (double)settings->height;
    for (int t = 1; t < settings->threads; t++)
        gr_light_meter_take(&painter->workers[0].light, &painter->workers[t].light,
                            &painter->light_shape);
    gr_light_meter_read(&painter->workers[0].light, &painter->light_shape, painter->light);
    stats->mean_luma = full_range((double)luma_sum / pixels);
    stats->max_luma = (int)(full_range(luma_most) + 0.5f);
}
