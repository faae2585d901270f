/* SPDX-License-Identifier: MIT */
#include "cli/view_fonts.h"

#include "base/log.h"
#include "glyph/font_find.h"
#include "glyph/stack.h"

#include <stdio.h>

static bool show_builtin(GrEntryVisit *visit, void *user)
{
    return visit(user, &(GrEntry){.name = GR_FONT_BUILTIN,
                                  .family = "built in",
                                  .summary = "a bitmap font of ASCII, 8 x 16, that needs nothing "
                                             "installed; boxes, blocks and braille are drawn by "
                                             "rule in every font"});
}

static bool show_stack(GrEntryVisit *visit, void *user, const GrFontStack *stack,
                       const char *families, const char *summary)
{
    return visit(
        user,
        &(GrEntry){.name = stack->name, .family = "stack", .summary = summary, .detail = families});
}

void gr_view_fonts(GrEntryVisit *visit, void *user)
{
    bool more = show_builtin(visit, user);
    for (const GrFontStack *stack = gr_font_stacks; stack->name && more; stack++) {
        GrText families = {0};
        for (int i = 0; stack->families[i]; i++)
            gr_text_printf(&families, "%s%s", i ? ", " : "", stack->families[i]);
        more = show_stack(visit, user, stack, gr_text_string(&families), stack->summary);
        gr_text_finish(&families);
    }
}

static void add_installed(GrFontFinder *finder, const GrFontStack *stack, GrText *out)
{
    for (int i = 0; stack->families[i]; i++) {
        GrFontFile file;
        GrError error;
        int found = gr_font_find_family(finder, stack->families[i], &file, &error);
        if (found > 0) {
            gr_text_printf(out, "%s%s", out->length ? ", " : "", stack->families[i]);
            gr_font_file_finish(&file);
        }
    }
}

typedef struct Here {
    GrEntryVisit *visit;
    void *user;
    bool more;
} Here;

static void show_family(void *user, const GrFontFamily *family)
{
    Here *here = user;
    char summary[96];
    if (!here->more)
        return;
    snprintf(summary, sizeof summary, "%d face%s%s%s%s%s", family->face_count,
             family->face_count == 1 ? "" : "s", family->monospace ? ", monospace" : "",
             family->variable ? ", variable" : "", family->scalable ? "" : ", bitmap",
             family->coloured ? ", colours" : "");
    here->more = here->visit(here->user, &(GrEntry){.name = family->name,
                                                    .family = "installed",
                                                    .summary = summary,
                                                    .detail = family->path});
}

void gr_view_fonts_here(GrEntryVisit *visit, void *user)
{
    GrFontFinder finder = {0};
    GrError error;
    Here here = {visit, user, show_builtin(visit, user)};
    for (const GrFontStack *stack = gr_font_stacks; stack->name && here.more; stack++) {
        GrText installed = {0}, summary = {0};
        add_installed(&finder, stack, &installed);
        gr_text_printf(&summary, "%s: %s", stack->summary,
                       installed.length ? gr_text_string(&installed) : "none of it is installed");
        here.more =
            show_stack(visit, user, stack, gr_text_string(&installed), gr_text_string(&summary));
        gr_text_finish(&installed);
        gr_text_finish(&summary);
    }
    if (gr_font_families(&finder, show_family, &here, &error))
        gr_log(GR_LOG_WARNING, "%s", error.message);
    gr_font_finder_finish(&finder);
}
