/* SPDX-License-Identifier: MIT
 *
 * Who serves a cluster. A single code point is looked up in cmaps; for several, HarfBuzz says which
 * glyphs of a face they become and where these stand.
 */
#include "glyph/raster.h"

#include <hb-ft.h>
#include <hb.h>
#include <string.h>
#include <unicode/unorm2.h>

typedef struct Codes {
    uint32_t at[GR_CLUSTER_CODES];
    int count;
} Codes;

static bool covers(FT_Face face, const Codes *codes)
{
    for (int i = 0; i < codes->count; i++) {
        if (!gr_cluster_ignores(codes->at[i]) && FT_Get_Char_Index(face, codes->at[i]) == 0) {
            return false;
        }
    }
    return true;
}

/* What HarfBuzz made of the codes, in ems; false when a glyph is missing. */
static bool take_glyphs(hb_buffer_t *buffer, float em, int face, GrClusterServer *server)
{
    unsigned count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, &count);
    float pen = 0.0f;
    server->part_count = 0;
    for (unsigned i = 0; i < count && server->part_count < GR_CLUSTER_PARTS; i++) {
        if (infos[i].codepoint == 0) {
            return false;
        }
        server->parts[server->part_count++] =
            (GrClusterPart){.face = face,
                            .glyph = infos[i].codepoint,
                            .x = pen + (float)positions[i].x_offset * em,
                            .y = (float)positions[i].y_offset * em};
        pen += (float)positions[i].x_advance * em;
    }
    server->advance = pen;
    return server->part_count > 0;
}

/* Of a glyph in ems: its ink and how far the pen moves. */
typedef struct Box {
    float left, right, bottom, top, advance;
} Box;

static bool box_of(FT_Face face, unsigned glyph, Box *box)
{
    if (!FT_IS_SCALABLE(face) || FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) != 0) {
        return false;
    }
    const FT_Glyph_Metrics *m = &face->glyph->metrics;
    float em = 1.0f / (float)face->units_per_EM;
    *box = (Box){.left = (float)m->horiBearingX * em,
                 .right = (float)(m->horiBearingX + m->width) * em,
                 .bottom = (float)(m->horiBearingY - m->height) * em,
                 .top = (float)m->horiBearingY * em,
                 .advance = (float)m->horiAdvance * em};
    return true;
}

/* Puts a mark into the middle over (or under) its base, clear of what is there already. */
static void seat(const Box *base, const Box *mark, GrClusterPart *part)
{
    part->x = (base->left + base->right - mark->left - mark->right) / 2.0f;
    part->y = 0.0f;
    if (mark->bottom > 0.0f && base->top > mark->bottom) {
        part->y = base->top - mark->bottom + 0.03f;
    } else if (mark->top < 0.0f && base->bottom < mark->top) {
        part->y = base->bottom - mark->top - 0.03f;
    }
}

/* A font may have no place for a mark on its base and leave it beside it. */
static void seat_strays(FT_Face face, GrClusterServer *server)
{
    Box base, mark;
    if (!box_of(face, server->parts[0].glyph, &base)) {
        return;
    }
    for (int i = 1; i < server->part_count; i++) {
        GrClusterPart *part = &server->parts[i];
        if (!box_of(face, part->glyph, &mark) || mark.right <= mark.left) {
            continue;
        }
        float middle = part->x + (mark.left + mark.right) / 2.0f;
        if (middle < 0.0f || middle > server->advance) {
            seat(&base, &mark, part);
        }
    }
}

static bool shape(FT_Face face, int index, const Codes *codes, GrClusterServer *server)
{
    hb_face_t *hb_face = hb_ft_face_create_referenced(face);
    hb_font_t *font = hb_font_create(hb_face);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf32(buffer, codes->at, codes->count, 0, codes->count);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font, buffer, NULL, 0);
    unsigned upem = hb_face_get_upem(hb_face);
    bool whole = hb_buffer_allocation_successful(buffer) &&
                 take_glyphs(buffer, 1.0f / (float)(upem > 0 ? upem : 1000), index, server);
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    hb_face_destroy(hb_face);
    if (whole) {
        seat_strays(face, server);
    }
    server->kind = whole ? GR_SERVER_FACE : GR_SERVER_NONE;
    return whole;
}

static int find_emoji(const GrFonts *fonts, const Codes *codes, GrClusterServer *server,
                      GrError *error)
{
    int face = -1, found;
    while ((found = gr_fonts_next_colour_face(fonts, face, &face, error)) > 0) {
        FT_Face handle = fonts->chain->faces[face].face;
        if (covers(handle, codes) && shape(handle, face, codes, server)) {
            return 1;
        }
    }
    return found;
}

static void take_server(const GrServer *one, uint32_t code_point, GrClusterServer *server)
{
    server->kind = one->kind;
    server->code_point = code_point;
    if (one->kind == GR_SERVER_FACE) {
        server->part_count = 1;
        server->parts[0] = (GrClusterPart){.face = one->face, .glyph = one->glyph};
    }
}

/* The canonical composition, without what no font draws when there is nothing to shape. */
static Codes composed(const Codes *codes)
{
    UChar units[2 * GR_CLUSTER_CODES], out[2 * GR_CLUSTER_CODES];
    int32_t length = 0;
    for (int i = 0; i < codes->count; i++) {
        U16_APPEND_UNSAFE(units, length, codes->at[i]);
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    int32_t end = U_SUCCESS(status)
                      ? unorm2_normalize(nfc, units, length, out, 2 * GR_CLUSTER_CODES, &status)
                      : 0;
    if (U_FAILURE(status)) {
        return *codes;
    }
    Codes result = {.count = 0};
    for (int32_t i = 0; i < end && result.count < GR_CLUSTER_CODES;) {
        U16_NEXT_UNSAFE(out, i, result.at[result.count]);
        result.count++;
    }
    return result;
}

/* How many of the codes need a glyph; the last such one becomes *only. */
static int count_drawn(const Codes *codes, uint32_t *only)
{
    int drawn = 0;
    for (int i = 0; i < codes->count; i++) {
        if (!gr_cluster_ignores(codes->at[i])) {
            *only = codes->at[i];
            drawn++;
        }
    }
    return drawn;
}

/* A base and its marks from several faces. */
static void compose(const GrFonts *fonts, const GrServer *servers, int count,
                    GrClusterServer *server)
{
    Box base = {0}, mark;
    server->kind = GR_SERVER_FACE;
    server->part_count = 0;
    for (int i = 0; i < count && server->part_count < GR_CLUSTER_PARTS; i++) {
        if (servers[i].kind != GR_SERVER_FACE) {
            continue; /* the other kinds have no marks */
        }
        FT_Face face = fonts->chain->faces[servers[i].face].face;
        GrClusterPart *part = &server->parts[server->part_count++];
        *part = (GrClusterPart){.face = servers[i].face, .glyph = servers[i].glyph};
        if (server->part_count == 1) {
            box_of(face, part->glyph, &base);
        } else if (box_of(face, part->glyph, &mark)) {
            seat(&base, &mark, part);
        }
    }
    server->advance = base.advance;
}

/* A cluster of several glyphs that is no emoji. */
static int find_text(const GrFonts *fonts, const Codes *codes, GrClusterServer *server,
                     uint32_t *missing, GrError *error)
{
    GrServer servers[GR_CLUSTER_CODES];
    int count = 0;
    for (int i = 0; i < codes->count; i++) {
        if (gr_cluster_ignores(codes->at[i])) {
            continue;
        }
        int code = gr_fonts_find_server(fonts, codes->at[i], &servers[count], error);
        if (code < 0) {
            return code;
        }
        if (servers[count].kind == GR_SERVER_NONE) {
            *missing = codes->at[i];
            return 0;
        }
        count++;
    }
    for (int i = 0; i < count; i++) {
        if (servers[i].kind == GR_SERVER_FACE) {
            FT_Face face = fonts->chain->faces[servers[i].face].face;
            if (covers(face, codes) && shape(face, servers[i].face, codes, server)) {
                return 0;
            }
        }
    }
    if (servers[0].kind == GR_SERVER_FACE) {
        compose(fonts, servers, count, server);
    } else {
        take_server(&servers[0], codes->at[0], server);
    }
    return 0;
}

int gr_fonts_find_cluster(const GrFonts *fonts, const GrCluster *cluster, GrClusterServer *server,
                          uint32_t *missing, GrError *error)
{
    Codes codes;
    uint32_t only = cluster->first;
    codes.count = gr_cluster_codes(cluster, codes.at);
    memset(server, 0, sizeof *server);
    server->columns = cluster->columns;
    server->code_point = cluster->first;
    *missing = cluster->first;
    if (cluster->emoji) {
        int found = find_emoji(fonts, &codes, server, error);
        if (found != 0) {
            return found < 0 ? found : 0;
        }
    } else if (codes.count > 1) {
        codes = composed(&codes);
    }
    /* Without an emoji font the first of a sequence stands for it. */
    if (!cluster->emoji && count_drawn(&codes, &only) > 1) {
        return find_text(fonts, &codes, server, missing, error);
    }
    GrServer one;
    int code = gr_fonts_find_server(fonts, only, &one, error);
    take_server(&one, only, server);
    return code;
}
