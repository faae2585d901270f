/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "glyph/builtin.h"
#include "glyph/cluster.h"
#include "glyph/font_chain.h"
#include "glyph/rule_glyphs.h"
#include "glyph/stack.h"

#include <hb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

const GrFontStack *gr_font_stack_find(const char *name)
{
    for (const GrFontStack *stack = gr_font_stacks; stack->name; stack++) {
        if (strcasecmp(stack->name, name) == 0) {
            return stack;
        }
    }
    return NULL;
}

/* Takes over `file`, which may be NULL for the built-in font. */
static int add_face(GrFontChain *chain, GrFontFile *file, GrError *error)
{
    if (chain->count == chain->capacity) {
        int capacity = chain->capacity ? 2 * chain->capacity : 16;
        GrFace *faces = realloc(chain->faces, (size_t)capacity * sizeof *faces);
        if (!faces) {
            gr_font_file_finish(file);
            return gr_error_memory(error, "the font chain", (size_t)capacity * sizeof *faces);
        }
        chain->faces = faces;
        chain->capacity = capacity;
    }
    GrFace *face = &chain->faces[chain->count++];
    memset(face, 0, sizeof *face);
    if (file) {
        face->file = *file;
    } else {
        face->is_builtin = true;
    }
    return 0;
}

static bool has_file(const GrFontChain *chain, const GrFontFile *file)
{
    for (int i = 0; i < chain->count; i++) {
        const GrFontFile *own = &chain->faces[i].file;
        if (own->path && own->index == file->index && strcmp(own->path, file->path) == 0) {
            return true;
        }
    }
    return false;
}

static const char *open_fault(const char *path, int status)
{
    struct stat about;
    if (stat(path, &about) == 0 && about.st_size == 0) {
        return "the file is empty";
    }
    switch (status) {
    case FT_Err_Cannot_Open_Resource:
        return "the file cannot be read";
    case FT_Err_Unknown_File_Format:
        return "not a font that FreeType reads";
    case FT_Err_Out_Of_Memory:
        return "out of memory";
    default:
        return "the font is damaged or cut short";
    }
}

static bool has_symbol_map(FT_Face face)
{
    for (int i = 0; i < face->num_charmaps; i++) {
        if (face->charmaps[i]->encoding == FT_ENCODING_MS_SYMBOL) {
            return true;
        }
    }
    return false;
}

bool gr_font_is_emoji(FT_Face face)
{
    return FT_HAS_COLOR(face) && FT_Get_Char_Index(face, 'A') == 0;
}

static int open_face(GrFontChain *chain, GrFace *face, GrError *error)
{
    if (!chain->library && FT_Init_FreeType(&chain->library) != 0) {
        chain->library = NULL;
        return gr_error_set(error, GR_E_INTERNAL, "FreeType cannot start");
    }
    const GrFontFile *file = &face->file;
    int status = FT_New_Face(chain->library, file->path, file->index, &face->face);
    if (status != 0) {
        face->face = NULL;
        face->failed = true;
        return gr_error_set(error, GR_E_INPUT, "font '%s' cannot be opened: %s", file->path,
                            open_fault(file->path, status));
    }
    if (!face->face->charmap || face->face->charmap->encoding != FT_ENCODING_UNICODE) {
        face->failed = true;
        return gr_error_set(error, GR_E_INPUT, "font '%s' has no Unicode character map%s",
                            file->path,
                            has_symbol_map(face->face)
                                ? ", only one of symbols: which character is which is not known"
                                : "");
    }
    face->is_emoji = gr_font_is_emoji(face->face);
    return 0;
}

/* Adds those families of a stack that are installed, and says whether there were any: none where
 * fontconfig itself is not set up. */
static int add_stack(GrFontChain *chain, const GrFontStack *stack, bool *any, GrError *error)
{
    *any = false;
    for (int i = 0; stack->families[i]; i++) {
        GrFontFile file;
        int found = gr_font_find_family(chain->finder, stack->families[i], &file, error);
        if (found == GR_E_INPUT) {
            gr_log(GR_LOG_WARNING, "fonts of the stack '%s': %s", stack->name, error->message);
            return 0;
        }
        if (found < 0) {
            return found;
        }
        *any = *any || found > 0;
        if (found > 0 && has_file(chain, &file)) {
            gr_font_file_finish(&file);
        } else if (found > 0) {
            int code = add_face(chain, &file, error);
            if (code < 0) {
                return code;
            }
        }
    }
    return 0;
}

bool gr_font_is_file(const char *name)
{
    static const char *const endings[] = {".ttf", ".otf", ".ttc", ".otc", ".otb",  ".pcf",  ".bdf",
                                          ".gz",  ".pfb", ".pfa", ".t1",  ".woff", ".woff2"};
    if (strchr(name, '/')) {
        return true;
    }
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* A font that the caller named is opened at once, so that an unreadable one is an error here. */
static int add_named(GrFontChain *chain, GrFontFile *file, GrError *error)
{
    int code = add_face(chain, file, error);
    return code < 0 ? code : open_face(chain, &chain->faces[chain->count - 1], error);
}

static int add_file(GrFontChain *chain, const char *path, GrError *error)
{
    GrFontFile file = {.path = strdup(path)};
    const char *slash = strrchr(path, '/');
    file.family = strdup(slash ? slash + 1 : path);
    if (!file.path || !file.family) {
        gr_font_file_finish(&file);
        return gr_error_memory(error, "the name of a font", strlen(path));
    }
    int code = add_named(chain, &file, error);
    if (code < 0) {
        return code;
    }
    GrFace *face = &chain->faces[chain->count - 1];
    char *family = face->face->family_name ? strdup(face->face->family_name) : NULL;
    if (family) {
        free(face->file.family);
        face->file.family = family;
    }
    return 0;
}

static int add_name(GrFontChain *chain, const char *name, GrError *error)
{
    if (strcasecmp(name, GR_FONT_BUILTIN) == 0) {
        return add_face(chain, NULL, error);
    }
    const GrFontStack *stack = gr_font_stack_find(name);
    if (stack) {
        bool any;
        int code = add_stack(chain, stack, &any, error);
        if (code == 0 && !any) {
            gr_log(GR_LOG_WARNING, "no font of the stack '%s' is installed", name);
        }
        return code;
    }
    if (gr_font_is_file(name)) {
        return add_file(chain, name, error);
    }
    GrFontFile file;
    int found = gr_font_find_family(chain->finder, name, &file, error);
    if (found < 0) {
        return found;
    }
    if (found > 0) {
        return add_named(chain, &file, error);
    }
    char *nearest = gr_font_nearest_name(chain->finder, name);
    int code = nearest
                   ? gr_error_set(error, GR_E_INPUT,
                                  "font '%s' is not installed; did you mean '%s'?", name, nearest)
                   : gr_error_set(error, GR_E_INPUT,
                                  "font '%s' is not installed ('glyphreel list fonts' shows "
                                  "which are; a file's path works too)",
                                  name);
    free(nearest);
    return code;
}

int gr_fonts_open(const char *const *names, int count, GrFonts **out, GrError *error)
{
    return gr_fonts_open_with(NULL, names, count, out, error);
}

int gr_fonts_open_with(GrFontFinder *finder, const char *const *names, int count, GrFonts **out,
                       GrError *error)
{
    static const char *const default_names[] = {GR_FONT_STACK_DEFAULT};
    if (count == 0) {
        names = default_names;
        count = 1;
    }
    GrError own_error;
    error = error ? error : &own_error;
    *out = NULL;
    int code = 0;
    GrFonts *fonts = calloc(1, sizeof *fonts);
    GrFontChain *chain = calloc(1, sizeof *chain);
    if (!fonts || !chain) {
        free(chain);
        free(fonts);
        return gr_error_memory(error, "the font chain", sizeof *chain);
    }
    fonts->chain = chain;
    chain->finder = finder ? finder : &chain->own_finder;
    for (int i = 0; i < count && code == 0; i++) {
        code = add_name(chain, names[i], error);
    }
    if (code < 0) {
        gr_fonts_close(fonts);
        return code;
    }
    chain->own_count = chain->count;
    *out = fonts;
    return 0;
}

void gr_fonts_close(GrFonts *fonts)
{
    if (!fonts) {
        return;
    }
    GrFontChain *chain = fonts->chain;
    for (int i = 0; i < chain->count; i++) {
        if (chain->faces[i].face) {
            FT_Done_Face(chain->faces[i].face);
        }
        gr_font_file_finish(&chain->faces[i].file);
    }
    if (chain->library) {
        FT_Done_FreeType(chain->library);
    }
    gr_font_finder_finish(&chain->own_finder);
    free(chain->faces);
    free(chain);
    free(fonts);
}

bool gr_font_unassigned(uint32_t code_point)
{
    hb_unicode_general_category_t category =
        hb_unicode_general_category(hb_unicode_funcs_get_default(), code_point);
    return category == HB_UNICODE_GENERAL_CATEGORY_UNASSIGNED ||
           category == HB_UNICODE_GENERAL_CATEGORY_PRIVATE_USE;
}

/* Unifont's cmap has boxes with the number inside for code points without a meaning: tofu all the
 * same. (Unifont CSUR has real glyphs for private ones.) */
static bool draws_boxes(const GrFace *face)
{
    return strncasecmp(face->file.family, "Unifont", 7) == 0 && !strstr(face->file.family, "CSUR");
}

/* A glyph that is damaged is as good as none: another font draws it. */
static bool can_load(GrFace *face, unsigned int glyph)
{
    if (!FT_IS_SCALABLE(face->face) ||
        FT_Load_Glyph(face->face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_IGNORE_TRANSFORM) == 0) {
        return true;
    }
    if (!face->damaged) {
        gr_log(GR_LOG_WARNING, "font '%s' is damaged: glyphs of it cannot be drawn",
               face->file.path);
    }
    face->damaged = true;
    return false;
}

/* A font of emoji is asked for emoji alone, and only where the caller named it. */
static bool is_asked(const GrFontChain *chain, int face, uint32_t code_point)
{
    return !chain->faces[face].is_emoji ||
           (face < chain->own_count && gr_cluster_is_emoji(&code_point, 1));
}

/* Asks the faces from `from` on. Faces that cannot be opened here were not named by the caller:
 * they are passed over with a word in the log. */
static bool ask_faces(GrFontChain *chain, int from, uint32_t code_point, GrServer *server)
{
    for (int i = from; i < chain->count; i++) {
        GrFace *face = &chain->faces[i];
        if (face->is_builtin) {
            if (gr_builtin_has(code_point)) {
                *server = (GrServer){.kind = GR_SERVER_BUILTIN, .face = i};
                return true;
            }
            continue;
        }
        GrError error;
        if (!face->failed && !face->face && open_face(chain, face, &error) < 0) {
            gr_log(GR_LOG_WARNING, "%s", error.message);
        }
        if (face->failed || !is_asked(chain, i, code_point)) {
            continue;
        }
        unsigned int glyph = FT_Get_Char_Index(face->face, code_point);
        if (glyph != 0 && !(draws_boxes(face) && gr_font_unassigned(code_point)) &&
            can_load(face, glyph)) {
            *server = (GrServer){.kind = GR_SERVER_FACE, .face = i, .glyph = glyph};
            return true;
        }
    }
    return false;
}

/* Fonts that nobody named: the fallback stack, then whatever fontconfig knows. */
static int ask_system(GrFontChain *chain, uint32_t code_point, GrServer *server, GrError *error)
{
    int from = chain->count;
    if (gr_font_unassigned(code_point)) {
        return 0; /* only a font that the user chose for it can know what it should look like */
    }
    if (!chain->fallback_added) {
        bool any;
        chain->fallback_added = true;
        int code = add_stack(chain, &gr_font_fallback, &any, error);
        if (code < 0) {
            return code;
        }
        if (ask_faces(chain, from, code_point, server)) {
            return 0;
        }
    }
    GrFontFile file;
    int found = gr_font_find_covering(chain->finder, code_point, &file, error);
    if (found <= 0) {
        return found == GR_E_INPUT ? 0 : found; /* no fontconfig, no fonts: nothing serves it */
    }
    if (has_file(chain, &file)) { /* asked already; fontconfig and the cmap disagree */
        gr_font_file_finish(&file);
        return 0;
    }
    from = chain->count;
    int code = add_face(chain, &file, error);
    if (code == 0) {
        ask_faces(chain, from, code_point, server);
    }
    return code;
}

static int add_emoji_face(GrFontChain *chain, GrError *error)
{
    GrFontFile file;
    int found = gr_font_find_emoji(chain->finder, &file, error);
    if (found <= 0) {
        return found == GR_E_INPUT ? 0 : found; /* no fontconfig, no fonts */
    }
    if (has_file(chain, &file)) {
        gr_font_file_finish(&file);
        return 0;
    }
    int code = add_face(chain, &file, error);
    if (code < 0) {
        return code;
    }
    GrFace *face = &chain->faces[chain->count - 1];
    GrError own_error;
    if (open_face(chain, face, &own_error) < 0) {
        gr_log(GR_LOG_WARNING, "%s", own_error.message);
    }
    return 0;
}

int gr_fonts_next_colour_face(const GrFonts *fonts, int after, int *face, GrError *error)
{
    GrFontChain *chain = fonts->chain;
    for (int pass = 0; pass < 2; pass++) {
        for (int i = after + 1; i < chain->count; i++) {
            const GrFace *one = &chain->faces[i];
            if (!one->failed && one->face && FT_HAS_COLOR(one->face)) {
                *face = i;
                return 1;
            }
        }
        if (chain->emoji_asked) {
            break;
        }
        chain->emoji_asked = true;
        int code = add_emoji_face(chain, error);
        if (code < 0) {
            return code;
        }
    }
    return 0;
}

int gr_fonts_find_server(const GrFonts *fonts, uint32_t code_point, GrServer *server,
                         GrError *error)
{
    *server = (GrServer){.kind = GR_SERVER_NONE};
    if (gr_rule_has(code_point)) {
        server->kind = GR_SERVER_RULE;
        return 0;
    }
    if (ask_faces(fonts->chain, 0, code_point, server)) {
        return 0;
    }
    GrError own_error;
    int code = ask_system(fonts->chain, code_point, server, error ? error : &own_error);
    if (server->kind == GR_SERVER_NONE && gr_builtin_has(code_point)) {
        /* The built-in font closes every chain, on a machine without fontconfig's files too. */
        server->kind = GR_SERVER_BUILTIN;
        return 0;
    }
    if (code < 0 || server->kind != GR_SERVER_NONE || gr_font_unassigned(code_point)) {
        return code;
    }
    int face = -1, found;
    while ((found = gr_fonts_next_colour_face(fonts, face, &face, error)) > 0) {
        unsigned int glyph = FT_Get_Char_Index(fonts->chain->faces[face].face, code_point);
        if (glyph != 0) {
            *server = (GrServer){.kind = GR_SERVER_FACE, .face = face, .glyph = glyph};
            return 0;
        }
    }
    return found;
}

const char *gr_fonts_serving(const GrFonts *fonts, uint32_t code_point)
{
    GrServer server;
    if (gr_fonts_find_server(fonts, code_point, &server, NULL) < 0) {
        return NULL;
    }
    switch (server.kind) {
    case GR_SERVER_RULE:
    case GR_SERVER_BUILTIN:
        return GR_FONT_BUILTIN;
    case GR_SERVER_FACE:
        return fonts->chain->faces[server.face].file.family;
    default:
        return NULL;
    }
}

/* The built-in font closes every chain, also one whose names do not mention it. */
static bool names_builtin(const GrFontChain *chain)
{
    for (int i = 0; i < chain->own_count; i++) {
        if (chain->faces[i].is_builtin) {
            return true;
        }
    }
    return false;
}

int gr_fonts_count(const GrFonts *fonts)
{
    return fonts->chain->own_count + !names_builtin(fonts->chain);
}

void gr_fonts_describe(const GrFonts *fonts, int index, const char **family, const char **file)
{
    const GrFace *face = index < fonts->chain->own_count ? &fonts->chain->faces[index] : NULL;
    bool is_builtin = !face || face->is_builtin;
    *family = is_builtin ? GR_FONT_BUILTIN : face->file.family;
    *file = is_builtin ? NULL : face->file.path;
}
