/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/settings.h"
#include "farm/plan.h"
#include "farm/render_job.h"
#include "glyph/builtin.h"
#include "media/still.h"
#include "render/brightness.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct SheetArguments {
    GrSettingArguments settings;
    const char *output, *from, *to, *only;
    int count, columns, thumb;
    bool overwrite;
} SheetArguments;

static const GrOption options[] = {
    GR_OPT_TAKES(SheetArguments, output, "output", "o", "FILE", GR_TAKES_FILE,
                 "the picture (.png .jpg .webp)"),
    GR_OPT_INT(SheetArguments, count, "count", "n", "N", 1, 400, "how many frames (12)"),
    GR_OPT_INT(SheetArguments, columns, "columns", NULL, "N", 1, 40, "frames side by side (4)"),
    GR_OPT_INT(SheetArguments, thumb, "thumb", NULL, "PX", 32, 4096,
               "width of one frame on the sheet (480)"),
    GR_OPT_TEXT(SheetArguments, from, "from", NULL, "TIME", "start here: 12.5s, 1:02, bar 16"),
    GR_OPT_TEXT(SheetArguments, to, "to", NULL, "TIME", "stop before this"),
    GR_OPT_TEXT(SheetArguments, only, "only", NULL, "SCENE", "this scene alone"),
    GR_OPT_FLAG(SheetArguments, overwrite, "yes", "y", "replace the output if it exists"),
    GR_SETTING_OPTIONS(SheetArguments, settings),
};

enum { GAP = 12, LABEL = 24, SCALE = 2 }; /* frames are drawn SCALE times larger, then shrunk */

static void defaults(void *values)
{
    SheetArguments *arguments = values;
    arguments->count = 12;
    arguments->columns = 4;
    arguments->thumb = 480;
}

static void fill(GrCanvas *canvas, int value)
{
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < canvas->height; y++)
            memset(gr_canvas_row(canvas, plane, y), value, (size_t)canvas->width);
}

static void write_label(GrCanvas *canvas, int x, int y, int room, const char *text)
{
    uint8_t glyph[GR_BUILTIN_HEIGHT * GR_BUILTIN_WIDTH];
    const char *end = text + strlen(text);
    for (const char *at = text; at < end && room >= GR_BUILTIN_WIDTH; room -= GR_BUILTIN_WIDTH) {
        int32_t code = gr_utf8_next(&at, end);
        if (code < 0 || !gr_builtin_has((uint32_t)code))
            code = '?';
        gr_builtin_draw((uint32_t)code, GR_BUILTIN_WIDTH, GR_BUILTIN_HEIGHT, glyph,
                        GR_BUILTIN_WIDTH);
        for (int row = 0; row < GR_BUILTIN_HEIGHT; row++)
            for (int plane = 0; plane < 3; plane++)
                for (int col = 0; col < GR_BUILTIN_WIDTH; col++)
                    if (glyph[row * GR_BUILTIN_WIDTH + col] > 127)
                        gr_canvas_row(canvas, plane, y + row)[x + col] = 210;
        x += GR_BUILTIN_WIDTH;
    }
}

/* Averages of sRGB values, as players' scalers make them: linear light would fatten thin glyphs. */
static void shrink(const GrCanvas *from, GrCanvas *to, int x0, int y0, int width, int height)
{
    for (int plane = 0; plane < 3; plane++) {
        for (int y = 0; y < height; y++) {
            GrPixel *out = gr_canvas_row(to, plane, y0 + y) + x0;
            for (int x = 0; x < width; x++) {
                int sum = 0;
                for (int j = 0; j < SCALE; j++)
                    for (int i = 0; i < SCALE; i++)
                        sum += gr_canvas_row(from, plane, y * SCALE + j)[x * SCALE + i];
                out[x] = (GrPixel)((sum + SCALE * SCALE / 2) / (SCALE * SCALE));
            }
        }
    }
}

typedef struct Span {
    int64_t first, count;
} Span;

static int find_span(const SheetArguments *arguments, const GrShow *show, const GrStudio *studio,
                     Span *span, GrError *error)
{
    const GrPlanRequest request = {.show = show,
                                   .fps = studio->fps,
                                   .from = arguments->from,
                                   .to = arguments->to,
                                   .only = arguments->only};
    int64_t *starts = NULL;
    int code = gr_plan_scene_starts(show, studio->fps, &starts, error);
    if (!code)
        code = gr_plan_span(&request, starts, &span->first, &span->count, error);
    free(starts);
    return code;
}

static void tell_run(const GrStudio *studio, const GrDimRun *run)
{
    char words[GR_DIM_WORDS];
    gr_dim_print(studio->frozen, run, words);
    gr_cli_note("glyphreel: %s\n", words);
}

static int draw_all(const GrCommandInput *input, const GrShow *show, GrStudio *studio,
                    GrCanvas *sheet, Span span)
{
    const SheetArguments *arguments = input->values;
    int width = studio->width / SCALE, height = studio->height / SCALE;
    int64_t apart = span.count / arguments->count;
    GrDimWatch watch;
    GrDimRun run;
    gr_dim_watch_begin(&watch, studio->frozen);
    for (int i = 0; i < arguments->count; i++) {
        int64_t frame = span.first + span.count * (2 * i + 1) / (2 * arguments->count);
        GrFrameStats stats;
        int code = gr_studio_frame(studio, show, frame, &stats, input->error);
        if (code)
            return code;
        int x = GAP + i % arguments->columns * (width + GAP);
        int y = GAP + i / arguments->columns * (height + GAP + LABEL);
        shrink(gr_painter_canvas(studio->painter), sheet, x, y, width, height);
        char label[160];
        const char *scene = show->scenes[gr_frozen_scene_of(studio->frozen, frame)].name;
        snprintf(label, sizeof label, "%.2fs %s", gr_frame_start_s(frame, studio->fps), scene);
        write_label(sheet, x, y + height + 4, width, label);
        gr_text_printf(input->out, "%8.3f s  mean %5.1f  max %3d  %s\n",
                       gr_frame_start_s(frame, studio->fps), (double)stats.mean_luma,
                       stats.max_luma, scene);
        if (gr_dim_watch_add(&watch, frame, apart > 1 ? apart : 1, (double)stats.mean_luma, &run))
            tell_run(studio, &run);
    }
    if (gr_dim_watch_end(&watch, &run))
        tell_run(studio, &run);
    return GR_OK;
}

/* Thumbnails keep the frame's shape; the wish becomes SCALE times their size. */
static int size_thumbs(const SheetArguments *arguments, const GrShow *show, GrWish *wish,
                       GrError *error)
{
    int width, height;
    GrRational fps;
    const char *profile;
    int code = gr_profile_resolve(wish, show, false, &width, &height, &fps, &profile, error);
    if (code)
        return code;
    int thumb_height = (int)lround((double)arguments->thumb * height / width);
    wish->width = arguments->thumb * SCALE;
    wish->height = (thumb_height < 1 ? 1 : thumb_height) * SCALE;
    wish->aspect = NULL;
    wish->fps = fps;
    return GR_OK;
}

static int run(const GrCommandInput *input)
{
    const SheetArguments *arguments = input->values;
    GrShow *show = NULL;
    GrStudio studio = {0};
    GrCanvas sheet = {0};
    GrWish wish;
    Span span;
    uint64_t seed = arguments->settings.load.seed.value;
    int code = gr_settings_begin_still(&arguments->settings, input->parsed->positional[0],
                                       arguments->output, arguments->overwrite, &wish, &show,
                                       input->error);
    if (!code)
        code = size_thumbs(arguments, show, &wish, input->error);
    if (!code)
        code = gr_studio_open(show, &wish, arguments->settings.load.seed.given ? &seed : NULL, 1,
                              &gr_cli_interrupted, &studio, input->error);
    if (!code)
        code = find_span(arguments, show, &studio, &span, input->error);
    if (code)
        goto done;
    int columns = arguments->columns < arguments->count ? arguments->columns : arguments->count;
    int rows = (arguments->count + arguments->columns - 1) / arguments->columns;
    code = gr_canvas_create(&sheet, GAP + columns * (studio.width / SCALE + GAP),
                            GAP + rows * (studio.height / SCALE + GAP + LABEL), input->error);
    if (code)
        goto done;
    fill(&sheet, 24);
    code = draw_all(input, show, &studio, &sheet, span);
    if (!code)
        code = gr_still_write(arguments->output, &sheet, input->error);
    if (!code)
        gr_text_printf(input->out, "%s\n", arguments->output);
done:
    gr_canvas_finish(&sheet);
    gr_studio_close(&studio);
    gr_show_destroy(show);
    return code;
}

const GrCommand gr_command_sheet = {
    .name = "sheet",
    .summary = "draw a contact sheet of a show",
    .usage = "SHOW -o PICTURE [OPTION...]",
    .about = "Draws frames spread over the show on one picture, with their times and scene names, "
             "and prints\nthe brightness of each.",
    .examples = "  glyphreel sheet show.yaml -o sheet.png\n"
                "  glyphreel sheet show.yaml -n 24 --columns 6 --only drop -o drop.png\n"
                "  glyphreel sheet show.yaml --from 1:02 --to 1:22 -o part.png\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(SheetArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_SHOW},
    .defaults = defaults,
    .run = run,
};
