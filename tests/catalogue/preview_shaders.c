/* SPDX-License-Identifier: MIT
 *
 * Looks at shaders without a show: draws a picture of glyph-like blobs, rings, ramps and bars on
 * black, runs a chain of shaders over it and writes a PPM; or times one shader.
 *
 *   preview_shaders LEVEL WIDTHxHEIGHT OUT.ppm [SHADER[:NAME=VALUE]...]...
 *   preview_shaders LEVEL WIDTHxHEIGHT time SHADER[:NAME=VALUE]...
 *
 * `tick=N`, `t=SECONDS`, `beat=X` and `rms=X` among the shaders set the moment.
 */
#include "base/vmath.h"
#include "catalogue/shader_runner.h"
#include "model/colour.h"
#include "registry.h"

#include <stdio.h>
#include <time.h>

enum { TIMED_FRAMES = 41 };

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

static float blob(float x, float y, float radius)
{
    float d = gr_sqrtf(x * x + y * y);
    return 1.0f - gr_smoothstepf(radius * 0.8f, radius * 1.15f, d);
}

/* The light of one point of the picture, in screen units. */
static GrColour test_light(float x, float y, float px)
{
    float r = gr_sqrtf(x * x + y * y), a = gr_atan2f(y, x);
    float cell_x = gr_fractf(x / 0.026f) - 0.5f, cell_y = gr_fractf(y / 0.042f) - 0.5f;
    float id = gr_floorf(x / 0.026f) * 7.0f + gr_floorf(y / 0.042f) * 13.0f;
    float level = 0.5f + 0.5f * gr_sinf(9.0f * r - 3.0f * gr_sinf(2.0f * a));
    float stroke =
        gr_fractf(id * 0.381f) < 0.5f
            ? blob(cell_x, cell_y, 0.42f * level)
            : (gr_absf(cell_x) < 0.12f + 0.25f * level && gr_absf(cell_y) < 0.36f ? level : 0.0f);
    GrColour c = gr_colour_from_hsv(gr_fractf(a / GR_TAU + 0.3f * r), 0.85f, stroke);
    float ring = gr_absf(r - 0.72f) < 0.006f + px ? 1.0f : 0.0f;
    c.r = gr_maxf(c.r, ring);
    c.g = gr_maxf(c.g, ring * 0.95f);
    c.b = gr_maxf(c.b, ring * 0.8f);
    if (y > 0.72f && y < 0.92f && gr_absf(x) < 1.5f) { /* ramps and bars */
        float u = (x + 1.5f) / 3.0f;
        c = y < 0.82f ? (GrColour){u, u, u}
                      : gr_colour_from_hsv(gr_floorf(u * 8.0f) / 8.0f, 1.0f, 1.0f);
    }
    if (y < -0.7f && y > -0.95f && gr_absf(x) < 1.6f) { /* a quiet place with three lamps */
        float lamp = gr_maxf(blob(x + 1.0f, y + 0.82f, 0.03f), blob(x, y + 0.82f, 0.012f));
        float red = blob(x - 1.0f, y + 0.82f, 0.02f);
        c = (GrColour){gr_maxf(lamp, red), lamp, gr_maxf(lamp * 0.9f, red * 0.1f)};
    }
    return c;
}

static void draw_test_picture(GrCanvas *canvas)
{
    float px = 2.0f / (float)canvas->height;
    float aspect = (float)canvas->width / (float)canvas->height;
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            GrColour sum = {0};
            for (int i = 0; i < 4; i++) {
                float sx = ((float)x + 0.25f + 0.5f * (float)(i & 1)) * px - aspect;
                float sy = ((float)y + 0.25f + 0.5f * (float)(i >> 1)) * px - 1.0f;
                GrColour c = test_light(sx, sy, px * 0.5f);
                sum = (GrColour){sum.r + c.r, sum.g + c.g, sum.b + c.b};
            }
            gr_canvas_row(canvas, 0, y)[x] = (GrPixel)(sum.r * 63.75f + 0.5f);
            gr_canvas_row(canvas, 1, y)[x] = (GrPixel)(sum.g * 63.75f + 0.5f);
            gr_canvas_row(canvas, 2, y)[x] = (GrPixel)(sum.b * 63.75f + 0.5f);
        }
}

static int write_ppm(const GrCanvas *canvas, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return -1;
    fprintf(file, "P6\n%d %d\n255\n", canvas->width, canvas->height);
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            for (int c = 0; c < 3; c++)
                fputc(gr_canvas_row(canvas, c, y)[x], file);
    return fclose(file);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Point and row shaders are timed on one band again and again, as if fused with what drew it. */
static void time_shader(ShaderRunner *run, GrMoment *moment, GrCanvas *canvas, GrCanvas *target)
{
    enum { BEGIN, SURVEY, END, PASS, STAGES };
    double times[STAGES + 1][TIMED_FRAMES];
    const GrShader *shader = run->shader;
    int bands = (canvas->height + GR_BAND_ROWS - 1) / GR_BAND_ROWS;
    for (int i = 0; i < TIMED_FRAMES; i++) {
        double t[STAGES + 1];
        moment->tick = i;
        run->input.moment = moment;
        t[BEGIN] = now_ms();
        if (shader->begin)
            shader->begin(&run->input);
        t[SURVEY] = now_ms();
        if (shader->survey)
            for (int y = 0; y < bands; y++)
                runner_survey_band(run, canvas, target, y * GR_BAND_ROWS,
                                   min_int((y + 1) * GR_BAND_ROWS, canvas->height));
        t[END] = now_ms();
        if (shader->survey_end)
            shader->survey_end(&run->input);
        t[PASS] = now_ms();
        for (int y = 0; y < bands; y++) {
            int y0 = y * GR_BAND_ROWS, y1 = min_int(y0 + GR_BAND_ROWS, canvas->height);
            if (shader->gather)
                shader->gather(&run->input, canvas, target, y0, y1);
            for (int row = y0; shader->apply && row < y1; row++)
                shader->apply(&run->input, gr_canvas_row(target, 0, row - y0),
                              gr_canvas_row(target, 1, row - y0),
                              gr_canvas_row(target, 2, row - y0), row);
        }
        t[STAGES] = now_ms();
        for (int s = 0; s < STAGES; s++)
            times[s][i] = t[s + 1] - t[s];
        times[STAGES][i] = t[STAGES] - t[0];
    }
    for (int s = 0; s <= STAGES; s++)
        qsort(times[s], TIMED_FRAMES, sizeof(double), compare_doubles);
    int mid = TIMED_FRAMES / 2;
    printf("%-14s begin %.3f survey %.3f end %.3f pass %.3f total %.3f ms (best %.3f); tables %zu "
           "frame %zu band %zu bytes\n",
           shader->name, times[BEGIN][mid], times[SURVEY][mid], times[END][mid], times[PASS][mid],
           times[STAGES][mid], times[STAGES][0], run->prepared_bytes, run->frame_bytes,
           run->band_bytes);
}

static int set_moment(GrMoment *moment, const char *text)
{
    double value;
    if (sscanf(text, "tick=%lf", &value) == 1)
        moment->tick = (int64_t)value;
    else if (sscanf(text, "t=%lf", &value) == 1)
        moment->scene_s = value, moment->t = (float)value;
    else if (sscanf(text, "beat=%lf", &value) == 1)
        moment->signals.v[GR_SIGNAL_BEAT_DECAY] = (float)value;
    else if (sscanf(text, "rms=%lf", &value) == 1)
        moment->signals.v[GR_SIGNAL_RMS] = (float)value;
    else
        return 0;
    return 1;
}

/* "name:param=value:..." */
static const GrShader *parse_shader(char *text, void **params)
{
    GrError error = {0};
    char *save = NULL;
    const GrShader *shader = gr_shader_find(strtok_r(text, ":", &save));
    if (!shader)
        return NULL;
    *params = gr_aligned_alloc(shader->params.size);
    gr_param_defaults(&shader->params, *params);
    for (char *part; (part = strtok_r(NULL, ":", &save));) {
        char *equals = strchr(part, '=');
        if (!equals)
            return NULL;
        *equals = 0;
        const GrParam *param = gr_param_find(&shader->params, part);
        if (!param || gr_param_set_text(param, shader->name, equals + 1, *params, &error)) {
            fprintf(stderr, "%s: %s\n", part, error.message);
            return NULL;
        }
    }
    return shader;
}

int main(int argc, char **argv)
{
    int width, height;
    GrCanvas canvases[2];
    GrMoment moment = {.duration_s = 10, .tick_s = 1.0f / 24.0f};
    moment.signals.v[GR_SIGNAL_RMS] = 0.5f;
    if (argc < 4 || sscanf(argv[2], "%dx%d", &width, &height) != 2)
        return 2;
    GrCpuLevel level = GR_CPU_NONE;
    while (level + 1 < GR_CPU_LEVELS && strcmp(gr_cpu_level_names[level], argv[1]) != 0)
        level++;
    gr_registry_install(level);
    if (gr_canvas_create(&canvases[0], width, height, NULL) ||
        gr_canvas_create(&canvases[1], width, height, NULL))
        return 7;
    GrCanvas *now = &canvases[0];
    draw_test_picture(now);
    for (int i = 4; i < argc; i++) {
        ShaderRunner run;
        void *params;
        if (set_moment(&moment, argv[i]))
            continue;
        const GrShader *shader = parse_shader(argv[i], &params);
        if (!shader) {
            fprintf(stderr, "%s: no such shader or parameter\n", argv[i]);
            return 2;
        }
        GrCanvas *other = now == &canvases[0] ? &canvases[1] : &canvases[0];
        runner_open(&run, shader, params, width, height, 1, 0);
        if (strcmp(argv[3], "time") == 0)
            time_shader(&run, &moment, now, other);
        else
            now = runner_frame(&run, &moment, now, other, RUNNER_BANDS);
        runner_close(&run);
        gr_aligned_free(params);
    }
    int failed = strcmp(argv[3], "time") != 0 && write_ppm(now, argv[3]) != 0;
    gr_canvas_finish(&canvases[0]);
    gr_canvas_finish(&canvases[1]);
    return failed ? 4 : 0;
}
