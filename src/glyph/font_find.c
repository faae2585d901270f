/* SPDX-License-Identifier: MIT */
#include "glyph/font_config.h"

#include "base/text.h"
#include "glyph/stack.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void gr_font_file_finish(GrFontFile *file)
{
    if (file) {
        free(file->family);
        free(file->path);
        memset(file, 0, sizeof *file);
    }
}

int gr_font_finder_start(GrFontFinder *finder, GrError *error)
{
    /* Our own configuration rather than FcInit's global one, so that it can be released. */
    if (!finder->config) {
        finder->config = FcInitLoadConfigAndFonts();
    }
    if (!finder->config) {
        return gr_error_set(error, GR_E_INPUT, "fontconfig cannot read its configuration");
    }
    return 0;
}

void gr_font_finder_finish(GrFontFinder *finder)
{
    if (finder && finder->covered) {
        FcCharSetDestroy(finder->covered);
    }
    if (finder && finder->config) {
        FcConfigDestroy(finder->config);
    }
    if (finder) {
        *finder = (GrFontFinder){0};
    }
}

static int take_file(FcPattern *pattern, GrFontFile *file, GrError *error)
{
    FcChar8 *family = NULL, *path = NULL;
    int index = 0;
    if (FcPatternGetString(pattern, FC_FILE, 0, &path) != FcResultMatch) {
        return 0;
    }
    FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    if (FcPatternGetString(pattern, FC_FAMILY, 0, &family) != FcResultMatch) {
        family = path;
    }
    file->family = strdup((const char *)family);
    file->path = strdup((const char *)path);
    file->index = index;
    if (!file->family || !file->path) {
        gr_font_file_finish(file);
        return gr_error_memory(error, "the name of a font", strlen((const char *)path));
    }
    return 1;
}

static int number_of(FcPattern *pattern, const char *object, int otherwise)
{
    double value;
    if (FcPatternGetDouble(pattern, object, 0, &value) == FcResultMatch) {
        return (int)value;
    }
    return otherwise;
}

bool gr_font_config_flag(FcPattern *face, const char *object)
{
    FcBool value = FcFalse;
    return FcPatternGetBool(face, object, 0, &value) == FcResultMatch && value;
}

FcFontSet *gr_font_config_list(const GrFontFinder *finder, FcPattern *pattern, FcObjectSet *objects)
{
    FcFontSet *faces = pattern && objects ? FcFontList(finder->config, pattern, objects) : NULL;
    if (objects) {
        FcObjectSetDestroy(objects);
    }
    if (pattern) {
        FcPatternDestroy(pattern);
    }
    return faces;
}

/* X11's bitmaps come in one file for each code page, and few of them know Unicode. */
static bool is_sfnt(FcPattern *face)
{
    FcChar8 *format;
    return FcPatternGetString(face, FC_FONTFORMAT, 0, &format) != FcResultMatch ||
           strcmp((const char *)format, "TrueType") == 0 ||
           strcmp((const char *)format, "CFF") == 0;
}

/* How far a face is from the wanted weight, slant and width; less is better. A variable font's
 * unbound master comes after its named instances, older formats after OpenType, colours after
 * outlines. */
static int distance_from(FcPattern *face, FcPattern *wanted)
{
    int weight = number_of(wanted, FC_WEIGHT, FC_WEIGHT_REGULAR);
    int slant = number_of(wanted, FC_SLANT, FC_SLANT_ROMAN);
    int width = number_of(wanted, FC_WIDTH, FC_WIDTH_NORMAL);
    int distance = abs(number_of(face, FC_WEIGHT, FC_WEIGHT_REGULAR) - weight);
    distance += 4 * abs(number_of(face, FC_SLANT, FC_SLANT_ROMAN) - slant);
    distance += 2 * abs(number_of(face, FC_WIDTH, FC_WIDTH_NORMAL) - width);
    return distance + (gr_font_config_flag(face, FC_VARIABLE) ? 10000 : 0) +
           (is_sfnt(face) ? 0 : 20000) + (gr_font_config_flag(face, FC_COLOR) ? 40000 : 0);
}

static FcObjectSet *face_objects(void)
{
    return FcObjectSetBuild(FC_FAMILY, FC_FILE, FC_INDEX, FC_WEIGHT, FC_SLANT, FC_WIDTH, FC_COLOR,
                            FC_VARIABLE, FC_FONTFORMAT, (char *)NULL);
}

/* Of two faces that call themselves the same the one with the shorter path: Debian's Courier Prime
 * has four files, bold and italic ones among them, that all say "Light, Regular". Then the one that
 * sorts first, so that the order in which fontconfig lists files does not matter. */
static bool is_plainer(const char *path, const char *other)
{
    size_t length = strlen(path), other_length = strlen(other);
    return length == other_length ? strcmp(path, other) < 0 : length < other_length;
}

/* The face of a family nearest to a style. */
static int find_in_family(GrFontFinder *finder, const char *family, const char *style,
                          GrFontFile *file, GrError *error)
{
    FcPattern *pattern = FcPatternCreate();
    FcPattern *wanted = FcNameParse((const FcChar8 *)style);
    bool named = pattern && FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    FcFontSet *faces = gr_font_config_list(finder, pattern, named ? face_objects() : NULL);
    FcPattern *best = NULL;
    int best_distance = 0;
    for (int i = 0; faces && wanted && i < faces->nfont; i++) {
        FcPattern *face = faces->fonts[i];
        FcChar8 *path, *best_path;
        if (FcPatternGetString(face, FC_FILE, 0, &path) != FcResultMatch) {
            continue;
        }
        int distance = distance_from(face, wanted);
        bool better = !best || distance < best_distance;
        if (best && distance == best_distance &&
            FcPatternGetString(best, FC_FILE, 0, &best_path) == FcResultMatch) {
            better = is_plainer((const char *)path, (const char *)best_path);
        }
        if (better) {
            best = face;
            best_distance = distance;
        }
    }
    int result = best ? take_file(best, file, error) : 0;
    if (!faces || !wanted) {
        result = gr_error_memory(error, "a list of fonts", 0);
    }
    if (faces) {
        FcFontSetDestroy(faces);
    }
    if (wanted) {
        FcPatternDestroy(wanted);
    }
    return result;
}

/* fontconfig's best match for a pattern, which is consumed. */
static int find_match(GrFontFinder *finder, FcPattern *pattern, uint32_t code_point,
                      GrFontFile *file, GrError *error)
{
    FcResult outcome;
    FcConfigSubstitute(finder->config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcPattern *match = FcFontMatch(finder->config, pattern, &outcome);
    FcPatternDestroy(pattern);
    if (!match) {
        return 0;
    }
    int result = 1;
    FcCharSet *covered = NULL;
    if (code_point != 0 &&
        (FcPatternGetCharSet(match, FC_CHARSET, 0, &covered) != FcResultMatch ||
         !FcCharSetHasChar(covered, code_point) || gr_font_config_flag(match, FC_COLOR))) {
        result = 0;
    }
    if (result > 0) {
        result = take_file(match, file, error);
    }
    FcPatternDestroy(match);
    return result;
}

static bool is_generic(const char *name)
{
    static const char *const names[] = {"monospace", "mono", "serif", "sans-serif", "sans"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static int find_generic(GrFontFinder *finder, const char *name, GrFontFile *file, GrError *error)
{
    FcPattern *pattern = FcPatternCreate();
    if (!pattern || !FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)name) ||
        !FcPatternAddBool(pattern, FC_SCALABLE, FcTrue)) {
        if (pattern) {
            FcPatternDestroy(pattern);
        }
        return gr_error_memory(error, "a font pattern", 0);
    }
    return find_match(finder, pattern, 0, file, error);
}

int gr_font_find_family(GrFontFinder *finder, const char *name, GrFontFile *file, GrError *error)
{
    memset(file, 0, sizeof *file);
    int result = gr_font_finder_start(finder, error);
    if (result < 0) {
        return result;
    }
    result = find_in_family(finder, name, "", file, error);
    if (result != 0) {
        return result;
    }
    const char *colon = strchr(name, ':');
    if (colon && colon > name) {
        char *family = strndup(name, (size_t)(colon - name));
        if (!family) {
            return gr_error_memory(error, "the name of a font", strlen(name));
        }
        result = find_in_family(finder, family, colon, file, error);
        free(family);
        return result;
    }
    return is_generic(name) ? find_generic(finder, name, file, error) : 0;
}

/* What all scalable fonts without colours have together: a match costs milliseconds, and a text may
 * hold thousands of characters that nobody has. */
static FcCharSet *covered_by_all(GrFontFinder *finder)
{
    if (finder->covered) {
        return finder->covered;
    }
    FcPattern *pattern = FcPatternCreate();
    bool made = pattern && FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    FcObjectSet *objects = made ? FcObjectSetBuild(FC_CHARSET, FC_COLOR, (char *)NULL) : NULL;
    FcFontSet *faces = gr_font_config_list(finder, pattern, objects);
    finder->covered = faces ? FcCharSetCreate() : NULL;
    for (int i = 0; finder->covered && i < faces->nfont; i++) {
        FcCharSet *own;
        if (!gr_font_config_flag(faces->fonts[i], FC_COLOR) &&
            FcPatternGetCharSet(faces->fonts[i], FC_CHARSET, 0, &own) == FcResultMatch) {
            FcCharSetMerge(finder->covered, own, NULL);
        }
    }
    if (faces) {
        FcFontSetDestroy(faces);
    }
    return finder->covered;
}

int gr_font_find_covering(GrFontFinder *finder, uint32_t code_point, GrFontFile *file,
                          GrError *error)
{
    memset(file, 0, sizeof *file);
    int result = gr_font_finder_start(finder, error);
    if (result < 0) {
        return result;
    }
    FcCharSet *all = covered_by_all(finder);
    if (all && !FcCharSetHasChar(all, code_point)) {
        return 0;
    }
    FcPattern *pattern = FcPatternCreate();
    FcCharSet *wanted = FcCharSetCreate();
    bool made = pattern && wanted && FcCharSetAddChar(wanted, code_point) &&
                FcPatternAddCharSet(pattern, FC_CHARSET, wanted) &&
                FcPatternAddBool(pattern, FC_SCALABLE, FcTrue) &&
                FcPatternAddBool(pattern, FC_COLOR, FcFalse);
    if (wanted) {
        FcCharSetDestroy(wanted);
    }
    if (!made) {
        if (pattern) {
            FcPatternDestroy(pattern);
        }
        return gr_error_memory(error, "a font pattern", 0);
    }
    return find_match(finder, pattern, code_point, file, error);
}

int gr_font_find_emoji(GrFontFinder *finder, GrFontFile *file, GrError *error)
{
    memset(file, 0, sizeof *file);
    int result = gr_font_finder_start(finder, error);
    if (result < 0) {
        return result;
    }
    FcPattern *pattern = FcPatternCreate();
    FcResult outcome;
    if (!pattern || !FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)"emoji") ||
        !FcPatternAddBool(pattern, FC_COLOR, FcTrue)) {
        if (pattern) {
            FcPatternDestroy(pattern);
        }
        return gr_error_memory(error, "a font pattern", 0);
    }
    FcConfigSubstitute(finder->config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcPattern *match = FcFontMatch(finder->config, pattern, &outcome);
    FcPatternDestroy(pattern);
    result = match && gr_font_config_flag(match, FC_COLOR) ? take_file(match, file, error) : 0;
    if (match) {
        FcPatternDestroy(match);
    }
    return result;
}

/* All names a user may write, for a suggestion. */
typedef struct NameList {
    FcFontSet *families;
    int stack_count;
} NameList;

static const char *name_at(const void *names, int index)
{
    const NameList *list = names;
    if (index == 0) {
        return GR_FONT_BUILTIN;
    }
    index -= 1;
    if (index < list->stack_count) {
        return gr_font_stacks[index].name;
    }
    index -= list->stack_count;
    FcChar8 *family;
    if (!list->families || index >= list->families->nfont ||
        FcPatternGetString(list->families->fonts[index], FC_FAMILY, 0, &family) != FcResultMatch) {
        return NULL;
    }
    return (const char *)family;
}

char *gr_font_nearest_name(GrFontFinder *finder, const char *name)
{
    NameList list = {0};
    while (gr_font_stacks[list.stack_count].name) {
        list.stack_count++;
    }
    if (gr_font_finder_start(finder, NULL) == 0) {
        list.families = gr_font_config_list(finder, FcPatternCreate(),
                                            FcObjectSetBuild(FC_FAMILY, (char *)NULL));
    }
    const char *nearest = gr_nearest_name(name, name_at, &list);
    char *copy = nearest ? strdup(nearest) : NULL;
    if (list.families) {
        FcFontSetDestroy(list.families);
    }
    return copy;
}
