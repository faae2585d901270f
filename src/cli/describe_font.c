/* SPDX-License-Identifier: MIT */
#include "cli/describe_font.h"

#include "cli/settings.h"
#include "glyph/font_find.h"
#include "glyph/stack.h"
#include "media/still.h"

#include <string.h>
#include <strings.h>

enum { LACKING_SHOWN = 24 };

static void write_axes(const GrFontFacts *facts, GrText *out)
{
    if (!facts->axis_count)
        return;
    gr_text_printf(out, "  variable: %d named styles\n", facts->instance_count);
    for (int i = 0; i < facts->axis_count; i++)
        gr_text_printf(out, "    %s (%s): %g..%g, default %g\n", facts->axes[i].tag,
                       facts->axes[i].name, (double)facts->axes[i].least,
                       (double)facts->axes[i].most, (double)facts->axes[i].normal);
}

static void write_facts(const GrFontFacts *facts, GrText *out)
{
    gr_text_printf(out, "font/%s\n  style: %s\n", facts->family, facts->style);
    gr_text_printf(out, "  file: %s", facts->file ? facts->file : "none, it is compiled in");
    if (facts->face_count > 1)
        gr_text_printf(out, ", face %d of %d", facts->index + 1, facts->face_count);
    gr_text_printf(out, "\n  format: %s", facts->format);
    if (facts->units_per_em)
        gr_text_printf(out, ", %d units per em", facts->units_per_em);
    for (int i = 0; i < facts->strike_count; i++)
        gr_text_printf(out, "%s%d",
                       i ? ", " : ", bitmaps of these heights: ", facts->strike_heights[i]);
    gr_text_printf(out, "\n  spacing: %s\n", facts->monospace ? "monospace" : "proportional");
    write_axes(facts, out);
    gr_text_printf(out, "  colours: %s\n  embedding in documents: %s%s\n",
                   facts->colours[0] ? facts->colours : "none", facts->embedding,
                   facts->embedding_denied ? " (glyphs are drawn as pixels all the same)" : "");
    gr_text_printf(out, "  characters: %d\n  scripts:", facts->code_point_count);
    for (int i = 0; i < facts->script_count; i++)
        gr_text_printf(out, "%s %s %d", i ? "," : "", facts->scripts[i].name,
                       facts->scripts[i].count);
    gr_text_puts(out, facts->script_count ? "\n" : " none, signs only\n");
}

static void write_chain(const GrFonts *fonts, GrText *out)
{
    gr_text_puts(out, "  chain:");
    for (int i = 0; i < gr_fonts_count(fonts); i++) {
        const char *family, *file;
        gr_fonts_describe(fonts, i, &family, &file);
        gr_text_printf(out, "%s %s", i ? "," : "", family);
    }
    gr_text_puts(out, "\n");
}

/* At most LACKING_SHOWN characters, and how many more there are. */
static void write_lacking(const char *lacking, int count, GrText *out)
{
    const char *at = lacking, *end = lacking + strlen(lacking);
    for (int i = 0; i < LACKING_SHOWN && at < end; i++)
        gr_utf8_next(&at, end);
    gr_text_append(out, lacking, (size_t)(at - lacking));
    if (count > LACKING_SHOWN)
        gr_text_printf(out, " and %d more", count - LACKING_SHOWN);
}

static double per_cent(int had, int wanted)
{
    return wanted ? 100.0 * had / wanted : 100.0;
}

static void write_coverage(const GrFonts *fonts, GrText *out)
{
    gr_text_puts(out, "  palettes (what it lacks comes from other fonts; boxes, blocks, braille "
                      "and sextants are drawn by rule):\n");
    for (const GrPalette *palette = gr_palettes; palette->name; palette++) {
        int had, wanted;
        GrText lacking = {0};
        gr_font_coverage(fonts, palette->glyphs, &had, &wanted, &lacking);
        gr_text_printf(out, "    %-12s%5.1f %%", palette->name, per_cent(had, wanted));
        if (had < wanted) {
            gr_text_puts(out, "  lacks ");
            write_lacking(gr_text_string(&lacking), wanted - had, out);
        }
        gr_text_puts(out, "\n");
        gr_text_finish(&lacking);
    }
}

static void write_facts_json(const GrFontFacts *facts, GrJson *json)
{
    gr_json_key_string(json, "family", facts->family);
    gr_json_key_string(json, "style", facts->style);
    gr_json_key_string(json, "file", facts->file);
    gr_json_key_int(json, "face", facts->index);
    gr_json_key_int(json, "faces", facts->face_count);
    gr_json_key_string(json, "format", facts->format);
    gr_json_key_int(json, "units_per_em", facts->units_per_em);
    gr_json_key(json, "bitmap_heights");
    gr_json_open_array(json);
    for (int i = 0; i < facts->strike_count; i++)
        gr_json_int(json, facts->strike_heights[i]);
    gr_json_close_array(json);
    gr_json_key_bool(json, "monospace", facts->monospace);
    gr_json_key_int(json, "named_styles", facts->instance_count);
    gr_json_key(json, "axes");
    gr_json_open_array(json);
    for (int i = 0; i < facts->axis_count; i++) {
        gr_json_open_object(json);
        gr_json_key_string(json, "tag", facts->axes[i].tag);
        gr_json_key_string(json, "name", facts->axes[i].name);
        gr_json_key_number(json, "min", (double)facts->axes[i].least);
        gr_json_key_number(json, "default", (double)facts->axes[i].normal);
        gr_json_key_number(json, "max", (double)facts->axes[i].most);
        gr_json_close_object(json);
    }
    gr_json_close_array(json);
    gr_json_key_string(json, "colours", facts->colours);
    gr_json_key_string(json, "embedding", facts->embedding);
    gr_json_key_bool(json, "embedding_denied", facts->embedding_denied);
    gr_json_key_int(json, "characters", facts->code_point_count);
    gr_json_key(json, "scripts");
    gr_json_open_object(json);
    for (int i = 0; i < facts->script_count; i++)
        gr_json_key_int(json, facts->scripts[i].name, facts->scripts[i].count);
    gr_json_close_object(json);
}

static void write_json(const GrFonts *fonts, const GrFontFacts *facts, GrText *out)
{
    GrJson json = {.out = out};
    gr_json_open_object(&json);
    gr_json_key_int(&json, "version", 1);
    gr_json_key(&json, "font");
    gr_json_open_object(&json);
    write_facts_json(facts, &json);
    gr_json_key(&json, "chain");
    gr_json_open_array(&json);
    for (int i = 0; i < gr_fonts_count(fonts); i++) {
        const char *family, *file;
        gr_fonts_describe(fonts, i, &family, &file);
        gr_json_string(&json, family);
    }
    gr_json_close_array(&json);
    gr_json_key(&json, "palettes");
    gr_json_open_array(&json);
    for (const GrPalette *palette = gr_palettes; palette->name; palette++) {
        int had, wanted;
        GrText lacking = {0};
        gr_font_coverage(fonts, palette->glyphs, &had, &wanted, &lacking);
        gr_json_open_object(&json);
        gr_json_key_string(&json, "name", palette->name);
        gr_json_key_number(&json, "per_cent", per_cent(had, wanted));
        gr_json_key_string(&json, "lacking", gr_text_string(&lacking));
        gr_json_close_object(&json);
        gr_text_finish(&lacking);
    }
    gr_json_close_array(&json);
    gr_json_close_object(&json);
    gr_json_close_object(&json);
}

bool gr_describe_font_knows(const char *name)
{
    GrFontFinder finder = {0};
    GrFontFile file;
    GrError error;
    if (gr_font_is_file(name) || strcasecmp(name, GR_FONT_BUILTIN) == 0 || gr_font_stack_find(name))
        return true;
    int found = gr_font_find_family(&finder, name, &file, &error);
    if (found > 0)
        gr_font_file_finish(&file);
    gr_font_finder_finish(&finder);
    return found > 0;
}

int gr_describe_font(const GrDescribeFont *wanted, GrText *out, GrError *error)
{
    GrFonts *fonts = NULL;
    GrFontFacts facts;
    int code = wanted->specimen ? gr_still_check(wanted->specimen, error) : GR_OK;
    if (!code && wanted->specimen)
        code = gr_settings_check_output(wanted->specimen, wanted->overwrite, error);
    if (!code)
        code = gr_fonts_open(&wanted->name, 1, &fonts, error);
    if (!code)
        code = gr_font_facts(fonts, &facts, error);
    if (!code && wanted->specimen)
        code = gr_font_specimen(fonts, &facts, wanted->specimen, error);
    if (!code && wanted->json) {
        write_json(fonts, &facts, out);
    } else if (!code) {
        write_facts(&facts, out);
        write_chain(fonts, out);
        write_coverage(fonts, out);
        if (wanted->specimen)
            gr_text_printf(out, "  specimen: %s\n", wanted->specimen);
    }
    gr_fonts_close(fonts);
    return code;
}
