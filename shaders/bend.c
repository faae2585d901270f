/* SPDX-License-Identifier: MIT
 *
 * Bend: what comes out when a picture's bytes are read as if they were something else. Strips of
 * rows are read with a wrong row length (they lean over and wrap around), as three planes where
 * colours are interleaved (the row three times over, squeezed, the colours rotated), with bits
 * rotated within each byte, or byte after byte repeated. Strips and misreadings change on every
 * beat; the beat drives how far they lean and how many there are.
 */
#include "base/level.h"
#include "common/glitch.h"

typedef struct Params {
    float count, height, lean;
    int32_t bits, hold;
    float react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 6, 0, 24, "how many strips are misread"),
    GR_FLOAT(Params, height, "screen", 0.7, 0.05, 2,
             "height of the tallest strips; 2 is the frame"),
    GR_FLOAT(Params, lean, "px", 2.4, -16, 16, "by how much a row is longer than it was read as"),
    GR_INT(Params, bits, "", 2, 0, 4, "by how many bits bytes may be rotated"),
    GR_INT(Params, hold, "", 1, 1, 16, "beats until other strips are misread"),
    GR_REACT_TO(Params, "beats bend more and further"),
};

typedef enum Reading { LEANING, PLANAR, ROTATED, REPEATED, READINGS } Reading;

typedef struct Frame {
    int count;
    GrStrip strips[GR_STRIPS_MAX];
    float lean, repeat; /* pixels */
    int bits;
} Frame;

static size_t frame_scratch_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(Frame);
}

static size_t band_scratch_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * 3;
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    Frame *frame = input->frame_scratch;
    float drive = gr_glitch_drive(p->react, gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY));
    frame->lean = p->lean * drive; /* of rows, so that a draft leans as far */
    frame->repeat = gr_maxf(24.0f * input->px, 1.0f);
    frame->bits = p->bits;
    frame->count = gr_glitch_strips(input, gr_glitch_seed(input, p->hold),
                                    gr_minf(p->count * gr_minf(drive, 1.7f), GR_STRIPS_MAX), 0.03f,
                                    gr_maxf(p->height, 0.03f), frame->strips);
}

/* Every third byte of a row that is taken to be the colours of one row after another. */
static void read_planar(GrPixel *restrict out, const GrPixel *const rows[3], int width, int channel)
{
    int byte = channel, turn = channel;
    for (int x = 0; x < width; x++, byte += 3) {
        for (; byte >= width; byte -= width)
            turn++;
        out[x] = rows[turn % 3][byte];
    }
}

static void rotate_bits(GrPixel *row, const GrPixel *from, int by, int width)
{
    for (int x = 0; x < width; x++)
        row[x] = (GrPixel)((from[x] << by | from[x] >> (8 - by)) & 255);
}

static void repeat_bytes(GrPixel *row, const GrPixel *from, int times, int width)
{
    for (int x = 0; x < width; x += times) {
        int count = x + times < width ? times : width - x;
        /* The brightest: a pixel of a glyph is more often a gap than ink. */
        GrPixel most = 0;
        for (int i = 0; i < count; i++)
            most = from[x + i] > most ? from[x + i] : most;
        for (int i = 0; i < count; i++)
            row[x + i] = most;
    }
}

static void apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const Frame *frame = input->frame_scratch;
    const GrStrip *strip = gr_glitch_strip_at(frame->strips, frame->count, y);
    if (!strip)
        return;
    int width = input->width, span = gr_row_span(width);
    GrPixel *rows[3] = {r, g, b};
    GrPixel *scratch = input->band_scratch;
    const GrPixel *from[3] = {scratch, scratch + span, scratch + 2 * span};
    uint32_t lot = gr_rng_u32(strip->seed, 7, 0);
    float way = gr_glitch_either(strip->seed, 8, 0);
    for (int c = 0; c < 3; c++)
        memcpy(scratch + c * span, rows[c], (size_t)width);
    for (int c = 0; c < 3; c++) {
        float lean = frame->lean * way * (1.0f + 0.06f * (float)(1 - c));
        int rotation = 1 + (int)((lot >> 16) % (frame->bits > 0 ? (uint32_t)frame->bits : 1));
        int times = 1 + gr_to_int(frame->repeat * gr_absf(way));
        switch ((Reading)(lot % READINGS)) {
        case PLANAR:
            read_planar(rows[c], from, width, c);
            break;
        case ROTATED:
            if (frame->bits > 0)
                rotate_bits(rows[c], from[(c + (int)(lot >> 8 & 1)) % 3], rotation, width);
            break;
        case REPEATED:
            repeat_bytes(rows[c], from[c], times, width);
            break;
        case LEANING:
        case READINGS:
            gr_wrap_row(rows[c], from[c], width, gr_to_int(lean * (float)(y - strip->y0)));
            break;
        }
    }
}

extern const GrShader GR_LEVEL_NAME(gr_shader_bend);
const GrShader GR_LEVEL_NAME(gr_shader_bend) = {
    .name = "bend",
    .family = "glitch",
    .summary = "strips misread like bent data: leaning, squeezed, bits rotated, bytes repeated",
    .params = GR_PARAM_TABLE(Params, params),
    .access = GR_ACCESS_ROWS,
    .tears = true,
    .frame_scratch_bytes = frame_scratch_bytes,
    .band_scratch_bytes = band_scratch_bytes,
    .begin = begin,
    .apply = apply,
};
