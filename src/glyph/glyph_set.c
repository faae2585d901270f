/* SPDX-License-Identifier: MIT */
#include "glyph/glyph_set.h"

#include "glyph/atlas.h"
#include "glyph/font_chain.h"
#include "glyph/font_missing.h"
#include "glyph/palette_text.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

const char *const gr_glyph_set_names[] = {"ascii", "latin", "all", NULL};

enum {
    CANDIDATES = 4096, /* as many are measured at most */
    MEASURE_WIDTH = 12,
    MEASURE_HEIGHT = 24 /* the cell of md at 1080p, about */
};

static void add_code_point(GrText *out, uint32_t code_point)
{
    char bytes[4];
    gr_text_append(out, bytes, (size_t)gr_utf8_write(bytes, code_point));
}

static bool is_in(GrGlyphSet set, uint32_t c)
{
    return set == GR_GLYPHS_ALL || (c >= 0x21 && c <= 0x7E) ||
           (set == GR_GLYPHS_LATIN && c >= 0xA1 && c <= 0x17F);
}

/* What can stand in a cell by itself: no marks that sit on another character, no parts of a
 * syllable or of a flag that would join their neighbours, and not what palettes leave out. */
static bool stands_alone(uint32_t code_point)
{
    int joins = u_getIntPropertyValue((UChar32)code_point, UCHAR_GRAPHEME_CLUSTER_BREAK);
    return gr_glyph_is_drawn(code_point) && !gr_cluster_ignores(code_point) &&
           !gr_cluster_blanks(code_point) &&
           (joins == U_GCB_OTHER || joins == U_GCB_LV || joins == U_GCB_LVT);
}

/* Of bitmap fonts thinning finds out. */
static bool has_ink(FT_Face face, unsigned glyph)
{
    if (!FT_IS_SCALABLE(face)) {
        return true;
    }
    const FT_Glyph_Metrics *metrics = &face->glyph->metrics;
    return FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) == 0 && metrics->width > 0 &&
           metrics->height > 0;
}

/* Every n-th of the code points, so that no more than CANDIDATES are left. */
static void add_selection(const uint32_t *code_points, int count, GrText *out)
{
    int kept = count < CANDIDATES ? count : CANDIDATES;
    for (int i = 0; i < kept; i++) {
        add_code_point(out, code_points[(long)i * count / kept]);
    }
}

/* Whether a character is really the first face's: Unifont's cmap has boxes for some. */
static bool is_own(const GrFonts *fonts, uint32_t code_point)
{
    GrServer server;
    return gr_fonts_find_server(fonts, code_point, &server, NULL) == 0 &&
           (server.kind == GR_SERVER_RULE || (server.kind == GR_SERVER_FACE && server.face == 0));
}

static int read_face(const GrFonts *fonts, GrGlyphSet set, GrText *out, GrError *error)
{
    FT_Face face = fonts->chain->faces[0].face;
    size_t glyphs = (size_t)face->num_glyphs + 1;
    uint8_t *seen = calloc(glyphs, 1);
    uint32_t *code_points = calloc(glyphs, sizeof *code_points);
    int count = 0;
    FT_UInt glyph;
    for (FT_ULong c = FT_Get_First_Char(face, &glyph); seen && code_points && glyph != 0;
         c = FT_Get_Next_Char(face, c, &glyph)) {
        if (glyph < glyphs && !seen[glyph] && is_in(set, (uint32_t)c) &&
            stands_alone((uint32_t)c) && is_own(fonts, (uint32_t)c) && has_ink(face, glyph)) {
            seen[glyph] = 1;
            code_points[count++] = (uint32_t)c;
        }
    }
    if (seen && code_points) {
        add_selection(code_points, count, out);
    }
    bool made = seen && code_points && !out->failed;
    free(code_points);
    free(seen);
    return made ? 0 : gr_error_memory(error, "the glyphs of a font", glyphs * sizeof *code_points);
}

int gr_glyph_set_read(const GrFonts *fonts, GrGlyphSet set, GrText *out, GrError *error)
{
    const GrFontChain *chain = fonts->chain;
    GrServer server;
    if (chain->own_count && !chain->faces[0].is_builtin) {
        /* Faces of a stack are opened when they are first asked, which may move them all. */
        int code = gr_fonts_find_server(fonts, '0', &server, error);
        if (code < 0) {
            return code;
        }
        if (chain->faces[0].face) {
            return read_face(fonts, set, out, error);
        }
    }
    for (uint32_t c = '!'; c <= '~'; c++) {
        add_code_point(out, c);
    }
    return out->failed ? gr_error_memory(error, "the glyphs of a font", 0) : 0;
}

typedef struct Measured {
    float ink;
    int glyph; /* of the atlas */
} Measured;

static int by_ink(const void *a, const void *b)
{
    const Measured *x = a, *y = b;
    if (x->ink != y->ink) {
        return x->ink < y->ink ? -1 : 1;
    }
    return x->glyph - y->glyph;
}

/* Marks `most` of the glyphs: for each even step of ink the nearest that is still free. Both lists
 * ascend, so that one walk serves; as many are left behind each choice as are still to be made. */
static void choose(const Measured *glyphs, int count, int most, uint8_t *chosen)
{
    float least = glyphs[0].ink, range = glyphs[count - 1].ink - glyphs[0].ink;
    int next = 0;
    for (int step = 0; step < most; step++) {
        float wanted = least + range * (float)step / (float)(most > 1 ? most - 1 : 1);
        int last = count - (most - step);
        while (next < last && glyphs[next + 1].ink - wanted < wanted - glyphs[next].ink) {
            next++;
        }
        chosen[glyphs[next++].glyph] = 1;
    }
}

/* Copies the clusters that are marked, each once. */
static void write_chosen(const GrAtlas *atlas, const char *utf8, uint8_t *chosen, GrText *out)
{
    GrCluster cluster;
    while (gr_cluster_next(&utf8, &cluster) > 0) {
        int glyph = gr_atlas_find(atlas, cluster.text, cluster.length);
        if (glyph >= 0 && chosen[glyph]) {
            chosen[glyph] = 0;
            gr_text_append(out, cluster.text, cluster.length);
        }
    }
}

int gr_glyphs_thin(const GrFonts *fonts, const char *utf8, int most, GrText *out, GrError *error)
{
    const GrPalette text = {.name = "glyphs", .summary = "", .glyphs = utf8};
    const GrPalette *palette = &text;
    GrGrid grid = {0};
    GrAtlas atlas = {0};
    Measured *glyphs = NULL;
    uint8_t *chosen = NULL;
    int count = 0;
    int code = gr_grid_create_cells(&grid, 1, 1, MEASURE_WIDTH, MEASURE_HEIGHT, error);
    if (code == 0) {
        code = gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, error);
    }
    if (code < 0) {
        goto done;
    }
    glyphs = calloc((size_t)atlas.glyph_count, sizeof *glyphs);
    chosen = calloc((size_t)atlas.glyph_count, 1);
    if (!glyphs || !chosen) {
        code = gr_error_memory(error, "thinning glyphs", (size_t)atlas.glyph_count);
        goto done;
    }
    for (int i = 0; i < atlas.glyph_count; i++) {
        if (atlas.ink[i] > 0.0f && atlas.columns[i] > 0) {
            glyphs[count++] = (Measured){.ink = atlas.ink[i], .glyph = i};
        }
    }
    qsort(glyphs, (size_t)count, sizeof *glyphs, by_ink);
    if (count > 0) {
        choose(glyphs, count, count < most ? count : most, chosen);
    }
    write_chosen(&atlas, utf8, chosen, out);
    code = out->failed ? gr_error_memory(error, "thinning glyphs", 0) : 0;
done:
    free(chosen);
    free(glyphs);
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    return code;
}
