/* SPDX-License-Identifier: MIT */
#include "glyph/font_facts.h"

#include "glyph/builtin.h"
#include "glyph/cluster.h"
#include "glyph/font_chain.h"
#include "glyph/rule_glyphs.h"
#include "glyph/stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include FT_FONT_FORMATS_H
#include FT_MULTIPLE_MASTERS_H
#include FT_TRUETYPE_TABLES_H

static void read_axes(FT_Library library, FT_Face face, GrFontFacts *facts)
{
    FT_MM_Var *variations;
    if (!FT_HAS_MULTIPLE_MASTERS(face) || FT_Get_MM_Var(face, &variations) != 0) {
        return;
    }
    for (FT_UInt i = 0; i < variations->num_axis && i < GR_FONT_AXES; i++) {
        const FT_Var_Axis *axis = &variations->axis[i];
        GrFontAxis *out = &facts->axes[facts->axis_count++];
        for (int k = 0; k < 4; k++) {
            out->tag[k] = (char)(axis->tag >> (24 - 8 * k));
        }
        snprintf(out->name, sizeof out->name, "%s", axis->name ? axis->name : "");
        out->least = (float)axis->minimum / 65536.0f;
        out->normal = (float)axis->def / 65536.0f;
        out->most = (float)axis->maximum / 65536.0f;
    }
    facts->instance_count = (int)variations->num_namedstyles;
    FT_Done_MM_Var(library, variations);
}

static bool has_table(FT_Face face, FT_ULong tag)
{
    FT_ULong length = 0;
    return FT_IS_SFNT(face) && FT_Load_Sfnt_Table(face, tag, 0, NULL, &length) == 0 && length > 0;
}

static void read_colours(FT_Face face, GrFontFacts *facts)
{
    FT_Byte head[2] = {0};
    FT_ULong length = sizeof head;
    char *out = facts->colours;
    if (has_table(face, FT_MAKE_TAG('C', 'O', 'L', 'R')) &&
        FT_Load_Sfnt_Table(face, FT_MAKE_TAG('C', 'O', 'L', 'R'), 0, head, &length) == 0) {
        snprintf(out, sizeof facts->colours, "COLRv%d", head[0] * 256 + head[1]);
    }
    static const struct {
        FT_ULong tag;
        const char *name;
    } tables[] = {{FT_MAKE_TAG('C', 'B', 'D', 'T'), "CBDT"},
                  {FT_MAKE_TAG('s', 'b', 'i', 'x'), "sbix"},
                  {FT_MAKE_TAG('S', 'V', 'G', ' '), "SVG"}};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (has_table(face, tables[i].tag)) {
            size_t used = strlen(out);
            snprintf(out + used, sizeof facts->colours - used, "%s%s", used ? ", " : "",
                     tables[i].name);
        }
    }
}

static int by_count(const void *a, const void *b)
{
    const GrFontScript *x = a, *y = b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static void read_scripts(FT_Face face, GrFontFacts *facts)
{
    int counts[USCRIPT_CODE_LIMIT] = {0};
    FT_UInt glyph;
    for (FT_ULong c = FT_Get_First_Char(face, &glyph); glyph != 0;
         c = FT_Get_Next_Char(face, c, &glyph)) {
        UErrorCode status = U_ZERO_ERROR;
        int script = (int)uscript_getScript((UChar32)c, &status);
        facts->code_point_count++;
        if (U_SUCCESS(status) && script > USCRIPT_INHERITED && script < USCRIPT_CODE_LIMIT &&
            script != USCRIPT_UNKNOWN) {
            counts[script]++;
        }
    }
    for (int i = 0; i < USCRIPT_CODE_LIMIT && facts->script_count < GR_FONT_SCRIPTS; i++) {
        if (counts[i]) {
            facts->scripts[facts->script_count++] =
                (GrFontScript){uscript_getName((UScriptCode)i), counts[i]};
        }
    }
    qsort(facts->scripts, (size_t)facts->script_count, sizeof facts->scripts[0], by_count);
}

/* OS/2 fsType: of several permissions the least restrictive counts. */
static void read_embedding(FT_Face face, GrFontFacts *facts)
{
    FT_UShort type = FT_Get_FSType_Flags(face);
    const TT_OS2 *table = FT_IS_SFNT(face) ? FT_Get_Sfnt_Table(face, FT_SFNT_OS2) : NULL;
    facts->embedding_denied = (type & 0xF) == FT_FSTYPE_RESTRICTED_LICENSE_EMBEDDING;
    if (facts->embedding_denied) {
        facts->embedding = "restricted licence";
    } else if (type & FT_FSTYPE_EDITABLE_EMBEDDING) {
        facts->embedding = "allowed for editing";
    } else if (type & FT_FSTYPE_PREVIEW_AND_PRINT_EMBEDDING) {
        facts->embedding = "allowed for viewing and printing";
    } else {
        facts->embedding = table || type ? "allowed" : "not said";
    }
}

static void describe_builtin(GrFontFacts *facts)
{
    facts->family = GR_FONT_BUILTIN;
    facts->style = "Regular";
    facts->format = "bitmap";
    facts->face_count = 1;
    facts->strike_heights[facts->strike_count++] = GR_BUILTIN_HEIGHT;
    facts->monospace = true;
    facts->code_point_count = GR_BUILTIN_COUNT;
    facts->scripts[facts->script_count++] = (GrFontScript){"Latin", 52};
    facts->embedding = "allowed";
}

/* The first face, opened; NULL for the built-in font. */
static FT_Face first_face(const GrFonts *fonts)
{
    GrServer server;
    const GrFontChain *chain = fonts->chain;
    if (!chain->own_count || chain->faces[0].is_builtin) {
        return NULL;
    }
    if (!chain->faces[0].face) { /* of a stack: opened when it is asked */
        gr_fonts_find_server(fonts, '0', &server, NULL);
    }
    return chain->faces[0].face;
}

/* Some fonts that are do not say so: Courier Prime. */
static bool is_evenly_spaced(FT_Face face)
{
    FT_Pos advance = 0;
    for (FT_ULong c = '!'; c <= '~' && FT_IS_SCALABLE(face); c++) {
        FT_UInt glyph = FT_Get_Char_Index(face, c);
        if (glyph == 0 || FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) != 0 ||
            (advance && face->glyph->metrics.horiAdvance != advance)) {
            return false;
        }
        advance = face->glyph->metrics.horiAdvance;
    }
    return advance > 0;
}

int gr_font_facts(const GrFonts *fonts, GrFontFacts *facts, GrError *error)
{
    memset(facts, 0, sizeof *facts);
    FT_Face face = first_face(fonts);
    if (!face) {
        if (fonts->chain->own_count && !fonts->chain->faces[0].is_builtin) {
            return gr_error_set(error, GR_E_INPUT, "font '%s' cannot be opened",
                                fonts->chain->faces[0].file.path);
        }
        describe_builtin(facts);
        return 0;
    }
    const GrFontFile *file = &fonts->chain->faces[0].file;
    facts->family = file->family;
    facts->style = face->style_name ? face->style_name : "Regular";
    facts->file = file->path;
    facts->format = FT_Get_Font_Format(face);
    facts->format = facts->format ? facts->format : "unknown";
    facts->index = file->index & 0xFFFF;
    facts->face_count = (int)face->num_faces;
    facts->units_per_em = FT_IS_SCALABLE(face) ? face->units_per_EM : 0;
    for (int i = 0; i < face->num_fixed_sizes && i < GR_FONT_STRIKES; i++) {
        facts->strike_heights[facts->strike_count++] = face->available_sizes[i].height;
    }
    facts->monospace = FT_IS_FIXED_WIDTH(face) || is_evenly_spaced(face);
    read_axes(fonts->chain->library, face, facts);
    read_colours(face, facts);
    read_scripts(face, facts);
    read_embedding(face, facts);
    return 0;
}

static bool is_earlier(const char *glyphs, const GrCluster *wanted)
{
    GrCluster cluster;
    while (glyphs < wanted->text && gr_cluster_next(&glyphs, &cluster) > 0) {
        if (gr_cluster_compare(cluster.text, cluster.length, wanted->text, wanted->length) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_cluster(FT_Face face, const GrCluster *cluster)
{
    uint32_t codes[GR_CLUSTER_CODES];
    int count = gr_cluster_codes(cluster, codes);
    for (int i = 0; i < count; i++) {
        bool has = face ? FT_Get_Char_Index(face, codes[i]) != 0 : gr_builtin_has(codes[i]);
        if (!has && !gr_cluster_ignores(codes[i]) && !gr_rule_has(codes[i])) {
            return false;
        }
    }
    return true;
}

void gr_font_coverage(const GrFonts *fonts, const char *glyphs, int *had, int *wanted,
                      GrText *lacking)
{
    FT_Face face = first_face(fonts);
    const char *at = glyphs;
    GrCluster cluster;
    *had = *wanted = 0;
    while (gr_cluster_next(&at, &cluster) > 0) {
        if (cluster.first == ' ' || is_earlier(glyphs, &cluster)) {
            continue;
        }
        bool has = has_cluster(face, &cluster);
        ++*wanted;
        *had += has;
        if (!has && lacking) {
            gr_text_append(lacking, cluster.text, cluster.length);
        }
    }
}

static bool belongs(uint32_t code_point, const char *script)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar32 c = (UChar32)code_point;
    if (!script) {
        return u_charType(c) == U_OTHER_SYMBOL || u_charType(c) == U_MATH_SYMBOL;
    }
    return u_isalpha(c) && strcmp(uscript_getName(uscript_getScript(c, &status)), script) == 0;
}

void gr_font_sample(const GrFonts *fonts, const char *script, int step, int most, GrText *out)
{
    FT_Face face = first_face(fonts);
    FT_UInt glyph = 0;
    int seen = 0;
    for (FT_ULong c = face ? FT_Get_First_Char(face, &glyph) : 0; glyph != 0 && most > 0;
         c = FT_Get_Next_Char(face, c, &glyph)) {
        char bytes[4];
        if (belongs((uint32_t)c, script) && seen++ % step == 0) {
            gr_text_append(out, bytes, (size_t)gr_utf8_write(bytes, (uint32_t)c));
            gr_text_puts(out, " ");
            most--;
        }
    }
}
