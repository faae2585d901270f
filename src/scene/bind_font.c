/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "glyph/font.h"
#include "glyph/stack.h"
#include "scene/bind.h"

#include <string.h>
#include <strings.h>

/* What was found out about a font, so that each is looked for once however many layers use it. */
struct GrFontVerdict {
    const char *name;  /* as it will be opened: files with their folder */
    const char *fault; /* NULL when it can be opened */
    GrFontVerdict *next;
};

/* A family costs some ten milliseconds, since fontconfig starts anew. More distinct ones than this
 * are no show; a render would still say which is missing. */
enum { FONTS_LOOKED_FOR = 32 };

static const char *find_fault(GrBinder *b, const char *name)
{
    GrFonts *fonts;
    GrError error;
    int count = 0;
    for (const GrFontVerdict *verdict = b->fonts; verdict; verdict = verdict->next, count++)
        if (strcmp(verdict->name, name) == 0)
            return verdict->fault;
    GrFontVerdict *verdict = count < FONTS_LOOKED_FOR ? GR_BIND_NEW(b, GrFontVerdict, 1) : NULL;
    if (!verdict)
        return NULL;
    *verdict = (GrFontVerdict){.name = name, .next = b->fonts};
    b->fonts = verdict;
    if (gr_fonts_open(&name, 1, &fonts, &error))
        verdict->fault = gr_bind_keep(b, error.message);
    else
        gr_fonts_close(fonts);
    return verdict->fault;
}

bool gr_bind_font(GrBinder *b, const char *path, const GrNode *node, const char **name)
{
    const char *text, *kept;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_FONT].wants, &text))
        return false;
    bool is_file = gr_font_is_file(text);
    if (!(is_file ? gr_bind_file(b, path, node, text, &kept) : gr_bind_name(b, path, node, &kept)))
        return false;
    bool sure = strcasecmp(text, GR_FONT_BUILTIN) == 0 || gr_font_stack_find(text);
    const char *fault = sure || !kept ? NULL : find_fault(b, kept);
    if (fault) {
        gr_bind_input_error(b, node, path, "%s", fault);
        return false;
    }
    *name = kept;
    return true;
}
