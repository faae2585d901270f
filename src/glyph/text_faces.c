/* SPDX-License-Identifier: MIT */
#include "glyph/text_faces.h"

#include "base/log.h"
#include "base/vmath.h"
#include "glyph/builtin.h"
#include "glyph/cluster.h"
#include "glyph/font_missing.h"
#include "glyph/rule_glyphs.h"
#include "glyph/script_families.h"
#include "glyph/text_ink.h"

#include <hb-ot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include FT_MULTIPLE_MASTERS_H
#include FT_TRUETYPE_TABLES_H

bool gr_text_is_visible(uint32_t code_point)
{
    return gr_glyph_is_drawn(code_point) || gr_cluster_blanks(code_point);
}

static hb_blob_t *reference_table(hb_face_t *hb_face, hb_tag_t tag, void *data)
{
    (void)hb_face;
    FT_ULong length = 0;
    if (FT_Load_Sfnt_Table(data, tag, 0, NULL, &length) != 0 || length == 0) {
        return NULL;
    }
    char *table = malloc(length);
    if (!table || FT_Load_Sfnt_Table(data, tag, 0, (FT_Byte *)table, &length) != 0) {
        free(table);
        return NULL;
    }
    return hb_blob_create(table, (unsigned)length, HB_MEMORY_MODE_WRITABLE, table, free);
}

static hb_bool_t nominal_glyph(hb_font_t *font, void *data, hb_codepoint_t c, hb_codepoint_t *glyph,
                               void *user)
{
    (void)font;
    (void)user;
    *glyph = FT_Get_Char_Index(data, c);
    return *glyph != 0;
}

static hb_position_t glyph_advance(hb_font_t *font, void *data, hb_codepoint_t glyph, void *user)
{
    (void)font;
    (void)user;
    FT_Face face = data;
    bool scalable = FT_IS_SCALABLE(face);
    if (FT_Load_Glyph(face, glyph, scalable ? FT_LOAD_NO_SCALE : FT_LOAD_DEFAULT) != 0) {
        return 0;
    }
    FT_Pos advance = scalable ? face->glyph->metrics.horiAdvance : face->glyph->advance.x;
    return (hb_position_t)advance;
}

/* A font for HarfBuzz in the face's own units. What is no sfnt, or has bitmaps alone, has no tables
 * to shape by: glyphs and advances come from FreeType. */
static bool create_font(GrTextFace *own)
{
    FT_Face face = own->face;
    bool by_tables = FT_IS_SFNT(face) && (FT_IS_SCALABLE(face) || FT_HAS_COLOR(face));
    hb_face_t *hb_face = by_tables ? hb_face_create_for_tables(reference_table, face, NULL)
                                   : hb_face_create(hb_blob_get_empty(), 0);
    if (by_tables) { /* FreeType leaves the units out where there are no outlines */
        own->units = (float)hb_face_get_upem(hb_face);
    } else if (FT_IS_SCALABLE(face)) {
        own->units = (float)face->units_per_EM;
    } else if (face->num_fixed_sizes > 0) {
        gr_text_select_strike(face, 0.0f);
        own->units = (float)face->size->metrics.y_ppem * 64.0f;
    }
    own->units = own->units > 0.0f ? own->units : 1000.0f;
    hb_face_set_upem(hb_face, (unsigned)own->units);
    own->font = hb_font_create(hb_face);
    hb_face_destroy(hb_face);
    if (by_tables) {
        hb_ot_font_set_funcs(own->font);
        if (own->index >> 16) {
            hb_font_set_var_named_instance(own->font, (unsigned)(own->index >> 16) - 1);
        }
    } else {
        hb_font_funcs_t *funcs = hb_font_funcs_create();
        hb_font_funcs_set_nominal_glyph_func(funcs, nominal_glyph, NULL, NULL);
        hb_font_funcs_set_glyph_h_advance_func(funcs, glyph_advance, NULL, NULL);
        hb_font_set_funcs(own->font, funcs, face, NULL);
        hb_font_funcs_destroy(funcs);
    }
    return own->font != hb_font_get_empty();
}

/* What the face tells about itself: the height of its lines, serifs. */
static void read_facts(GrTextFace *own)
{
    FT_Face face = own->face;
    float ascent = 0.93f, descent = 0.24f;
    if (FT_IS_SCALABLE(face) && face->units_per_EM > 0) {
        ascent = (float)face->ascender / (float)face->units_per_EM;
        descent = (float)-face->descender / (float)face->units_per_EM;
    }
    const TT_OS2 *os2 = FT_Get_Sfnt_Table(face, FT_SFNT_OS2);
    own->serif = os2 && os2->panose[0] == 2 && os2->panose[1] >= 2 && os2->panose[1] <= 10;
    /* Fonts disagree about what these mean; a line box must stay near its letters. */
    own->ascent = gr_clampf(ascent, 0.7f, 1.15f);
    own->descent = gr_clampf(descent, 0.15f, 0.45f);
}

/* Returns the index of a face, opening it the first time; -1 when it cannot be. */
static int face_of_file(GrTextFaces *faces, const char *path, int index)
{
    for (int i = 0; i < faces->count; i++) {
        const GrTextFace *own = &faces->list[i];
        if (own->path ? path && own->index == index && strcmp(own->path, path) == 0 : !path) {
            return own->face || !path ? i : -1;
        }
    }
    if (faces->count == GR_TEXT_FACES) {
        return -1;
    }
    GrTextFace *own = &faces->list[faces->count];
    *own = (GrTextFace){.index = index, .units = 16.0f, .ascent = 0.94f, .descent = 0.31f};
    if (!path) {
        return faces->count++;
    }
    if (!(own->path = strdup(path))) {
        return -1;
    }
    faces->count++;
    if (FT_New_Face(faces->library, path, index, &own->face) != 0) {
        own->face = NULL;
        gr_log(GR_LOG_WARNING, "font '%s' cannot be opened for text", path);
        return -1;
    }
    if (!own->face->charmap || own->face->charmap->encoding != FT_ENCODING_UNICODE ||
        !create_font(own)) {
        FT_Done_Face(own->face);
        own->face = NULL;
        return -1;
    }
    read_facts(own);
    return faces->count - 1;
}

static int face_of_chain(GrTextFaces *faces, const GrFace *file)
{
    return file->failed ? -1
                        : face_of_file(faces, file->is_builtin ? NULL : file->file.path,
                                       file->is_builtin ? 0 : file->file.index);
}

static int face_of_family(GrTextFaces *faces, const GrFonts *fonts, const char *name)
{
    for (int i = 0; i < faces->family_count; i++) {
        if (strcmp(faces->families[i].name, name) == 0) {
            return faces->families[i].face;
        }
    }
    GrFontFile file;
    GrError error;
    int face = -1;
    if (gr_font_find_family(fonts->chain->finder, name, &file, &error) > 0) {
        face = face_of_file(faces, file.path, file.index);
        gr_font_file_finish(&file);
    }
    if (faces->family_count < GR_TEXT_FAMILIES) {
        GrTextFamily *family = &faces->families[faces->family_count++];
        snprintf(family->name, sizeof family->name, "%s", name);
        family->face = face;
    }
    return face;
}

static bool has_code_point(const GrTextFace *face, uint32_t c)
{
    return face->path ? FT_Get_Char_Index(face->face, c) != 0 : gr_builtin_has(c) || gr_rule_has(c);
}

/* Whether a face has all that a cluster shows. What it lacks may still come out of composing two
 * of its code points, as HarfBuzz does. */
static bool serves(const GrTextFaces *faces, int index, const GrTextCluster *cluster)
{
    const GrTextFace *face = &faces->list[index];
    for (int i = 0; i < cluster->count; i++) {
        uint32_t c = cluster->code_points[i];
        hb_codepoint_t composed, first, second;
        if (!gr_text_is_visible(c) || has_code_point(face, c)) {
            continue;
        }
        if (gr_cluster_blanks(c) && has_code_point(face, ' ')) {
            continue; /* HarfBuzz makes other spaces of this one */
        }
        hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
        if (i > 0 && face->font &&
            hb_unicode_compose(unicode, cluster->code_points[i - 1], c, &composed) &&
            has_code_point(face, composed)) {
            continue;
        }
        if (face->font && hb_unicode_decompose(unicode, c, &first, &second) &&
            has_code_point(face, first) && (second == 0 || has_code_point(face, second))) {
            continue;
        }
        return false;
    }
    return true;
}

static bool language_fits(const char *wanted, const char *language)
{
    size_t length = wanted ? strlen(wanted) : 0;
    return !wanted || (language && strncasecmp(language, wanted, length) == 0 &&
                       (language[length] == '\0' || language[length] == '-'));
}

static bool has_colours(const GrTextFaces *faces, int face)
{
    return faces->list[face].face && FT_HAS_COLOR(faces->list[face].face);
}

/* What is no emoji comes from one of these in the last place only. */
static bool is_emoji_face(const GrTextFaces *faces, int face)
{
    return faces->list[face].face && gr_font_is_emoji(faces->list[face].face);
}

static bool is_like_serif(const char *family)
{
    return strstr(family, "Serif") || strstr(family, "Naskh");
}

static int find_in_row(GrTextFaces *faces, const GrFonts *fonts, const char *const *families,
                       const GrTextCluster *cluster, bool serif_only)
{
    for (int i = 0; families[i]; i++) {
        if (serif_only && !is_like_serif(families[i])) {
            continue;
        }
        int face = face_of_family(faces, fonts, families[i]);
        if (face >= 0 && serves(faces, face, cluster)) {
            return face;
        }
    }
    return -1;
}

static int find_in_families(GrTextFaces *faces, const GrFonts *fonts, const char *script,
                            const GrTextCluster *cluster)
{
    for (const GrScriptFamilies *row = gr_script_families; row->script; row++) {
        if (strcmp(row->script, script) != 0 || !language_fits(row->language, cluster->language)) {
            continue;
        }
        int face = cluster->serif ? find_in_row(faces, fonts, row->families, cluster, true) : -1;
        face = face >= 0 ? face : find_in_row(faces, fonts, row->families, cluster, false);
        if (face >= 0) {
            return face;
        }
    }
    return -1;
}

/* Noto's families are called after the scripts. */
static int find_in_noto(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster)
{
    static const char *const styles[] = {"Sans", "Serif"};
    int script = u_getIntPropertyValue((UChar32)cluster->code_points[0], UCHAR_SCRIPT);
    const char *name = u_getPropertyValueName(UCHAR_SCRIPT, script, U_LONG_PROPERTY_NAME);
    for (int i = 0; name && script > USCRIPT_INHERITED && i < 2; i++) {
        char family[sizeof faces->families[0].name];
        snprintf(family, sizeof family, "Noto %s %s", styles[cluster->serif ? 1 - i : i], name);
        for (char *c = family; *c; c++) {
            *c = *c == '_' ? ' ' : *c;
        }
        int face = face_of_family(faces, fonts, family);
        if (face >= 0 && serves(faces, face, cluster)) {
            return face;
        }
    }
    return -1;
}

static int find_in_chain(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster,
                         bool colours)
{
    for (int i = 0; i < fonts->chain->own_count; i++) {
        int face = face_of_chain(faces, &fonts->chain->faces[i]);
        bool wanted =
            face >= 0 && !(colours ? is_emoji_face(faces, face) : has_colours(faces, face));
        if (wanted && serves(faces, face, cluster)) {
            return face;
        }
    }
    return -1;
}

static int find_with_colours(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster)
{
    int index = -1;
    while (gr_fonts_next_colour_face(fonts, index, &index, NULL) > 0) {
        int face = face_of_chain(faces, &fonts->chain->faces[index]);
        if (face >= 0 && serves(faces, face, cluster)) {
            return face;
        }
    }
    return -1;
}

/* In the text's colour, emoji come from fonts that have them so; in the last place from one with
 * colours, whose light is drawn. */
static int find_emoji(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster)
{
    int face = cluster->colour ? -1 : find_in_chain(faces, fonts, cluster, false);
    if (face < 0 && !cluster->colour) {
        face = find_in_families(faces, fonts, "Zsye", cluster);
    }
    return face >= 0 ? face : find_with_colours(faces, fonts, cluster);
}

/* Whatever the chain falls back to for one code point. */
static int find_server(GrTextFaces *faces, const GrFonts *fonts, uint32_t code_point)
{
    GrServer server;
    if (gr_fonts_find_server(fonts, code_point, &server, NULL) < 0) {
        return -1;
    }
    switch (server.kind) {
    case GR_SERVER_FACE:
        return face_of_chain(faces, &fonts->chain->faces[server.face]);
    case GR_SERVER_BUILTIN:
    case GR_SERVER_RULE:
        return face_of_file(faces, NULL, 0);
    default:
        return -1;
    }
}

static int find_whole(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster)
{
    int face = -1;
    if (cluster->emoji && (face = find_emoji(faces, fonts, cluster)) >= 0) {
        return face;
    }
    uint32_t base = cluster->code_points[0];
    if (gr_font_unassigned(
            base)) { /* only a font that the user chose can know what it looks like */
        return find_server(faces, fonts, base);
    }
    if ((face = find_in_chain(faces, fonts, cluster, true)) >= 0) {
        return face;
    }
    char script[5];
    hb_tag_to_string(hb_script_to_iso15924_tag(cluster->script), script);
    script[4] = '\0';
    if ((face = find_in_families(faces, fonts, script, cluster)) >= 0 ||
        (face = find_in_noto(faces, fonts, cluster)) >= 0 ||
        (face = find_in_families(faces, fonts, "Zyyy", cluster)) >= 0) {
        return face;
    }
    for (int i = 0; i < cluster->count; i++) {
        face = gr_text_is_visible(cluster->code_points[i])
                   ? find_server(faces, fonts, cluster->code_points[i])
                   : -1;
        if (face >= 0 && serves(faces, face, cluster)) {
            return face;
        }
    }
    /* Nobody's first choice, but one that has all of it; by now the chain holds its fallbacks. */
    for (int i = fonts->chain->own_count; cluster->count > 1 && i < fonts->chain->count; i++) {
        face = face_of_chain(faces, &fonts->chain->faces[i]);
        if (face >= 0 && serves(faces, face, cluster)) {
            return face;
        }
    }
    return -1;
}

int gr_text_face_find(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster,
                      uint32_t *missing)
{
    bool visible = false, blank = true;
    for (int i = 0; i < cluster->count; i++) {
        visible = visible || gr_text_is_visible(cluster->code_points[i]);
        blank = blank && !gr_glyph_is_drawn(cluster->code_points[i]);
    }
    /* What shows nothing stays with the font of its neighbour, so that the run is not cut. */
    if (blank && cluster->before >= 0 && serves(faces, cluster->before, cluster)) {
        return cluster->before;
    }
    if (!visible) {
        return GR_TEXT_NO_FACE;
    }
    int face = find_whole(faces, fonts, cluster);
    if (face < 0 && blank) {
        return GR_TEXT_NO_FACE;
    }
    for (int i = 0; face < 0 && i < cluster->count; i++) {
        /* No font has the cluster as a whole: name what is missing. */
        GrTextCluster one = *cluster;
        one.code_points = &cluster->code_points[i];
        one.count = 1;
        one.emoji = false;
        if (gr_text_is_visible(one.code_points[0]) && find_whole(faces, fonts, &one) < 0) {
            *missing = one.code_points[0];
            return -1;
        }
    }
    if (face < 0) { /* every part is somewhere: the base's font draws what it can */
        GrTextCluster base = *cluster;
        base.count = 1;
        face = find_whole(faces, fonts, &base);
        *missing = cluster->code_points[cluster->count - 1];
    }
    return face;
}

int gr_text_face_main(GrTextFaces *faces, const GrFonts *fonts)
{
    for (int i = 0; i < fonts->chain->own_count; i++) {
        int face = face_of_chain(faces, &fonts->chain->faces[i]);
        if (face >= 0 && !has_colours(faces, face)) {
            return face;
        }
    }
    int face = find_server(faces, fonts, 'x');
    return face >= 0 ? face : face_of_file(faces, NULL, 0);
}

int gr_text_faces_init(GrTextFaces *faces, GrError *error)
{
    memset(faces, 0, sizeof *faces);
    if (FT_Init_FreeType(&faces->library) != 0) {
        faces->library = NULL;
        return gr_error_set(error, GR_E_INTERNAL, "FreeType cannot start");
    }
    return 0;
}

void gr_text_faces_finish(GrTextFaces *faces)
{
    for (int i = 0; i < faces->count; i++) {
        GrTextFace *face = &faces->list[i];
        hb_font_destroy(face->font);
        if (face->face) {
            FT_Done_Face(face->face);
        }
        free(face->path);
    }
    if (faces->library) {
        FT_Done_FreeType(faces->library);
    }
    memset(faces, 0, sizeof *faces);
}
