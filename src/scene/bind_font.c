/* SPDX-License-Identifier: MIT */
#include "base/log.h"
#include "glyph/font_facts.h"
#include "glyph/font_find.h"
#include "glyph/stack.h"
#include "scene/bind.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What was found out about a font, so that each is looked for once however many layers use it. */
typedef struct Verdict Verdict;
struct Verdict {
    const char *name;  /* as it will be opened: files with their folder */
    const char *fault; /* NULL when it can be opened */
    Verdict *next;
};

/* The fonts of a layer and behind them the show's, open until the show is bound. */
typedef struct OpenChain OpenChain;
struct OpenChain {
    const char *font; /* the layer's own; NULL: the show's alone */
    GrFonts *fonts;   /* NULL: could not be opened; reported */
    OpenChain *next;
};

struct GrFontShelf {
    GrFontFinder finder; /* fontconfig starts once for all of them */
    Verdict *verdicts;
    OpenChain *chains;
};

/* More distinct ones than this are no show; a render would still say which is missing. */
enum { FONTS_LOOKED_FOR = 64 };

static GrFontShelf *shelf_of(GrBinder *b)
{
    if (!b->shelf)
        b->shelf = GR_BIND_NEW(b, GrFontShelf, 1);
    return b->shelf;
}

void gr_bind_fonts_finish(GrBinder *b)
{
    if (!b->shelf)
        return;
    for (OpenChain *chain = b->shelf->chains; chain; chain = chain->next)
        gr_fonts_close(chain->fonts);
    gr_font_finder_finish(&b->shelf->finder);
    b->shelf = NULL;
}

/* A licence that forbids putting the font into documents does not forbid pictures of its letters,
 * but whoever publishes them may want to know. */
static void tell_embedding(const GrFonts *fonts)
{
    GrFontFacts facts;
    if (!gr_font_facts(fonts, &facts, NULL) && facts.embedding_denied)
        gr_log(GR_LOG_INFO,
               "font '%s' does not allow to be embedded in documents (%s); its glyphs are drawn as "
               "pixels",
               facts.family, facts.embedding);
}

static const char *find_fault(GrBinder *b, const char *name)
{
    GrFonts *fonts;
    GrError error;
    int count = 0;
    GrFontShelf *shelf = shelf_of(b);
    if (!shelf)
        return NULL;
    for (const Verdict *verdict = shelf->verdicts; verdict; verdict = verdict->next, count++)
        if (strcmp(verdict->name, name) == 0)
            return verdict->fault;
    Verdict *verdict = count < FONTS_LOOKED_FOR ? GR_BIND_NEW(b, Verdict, 1) : NULL;
    if (!verdict)
        return NULL;
    *verdict = (Verdict){.name = name, .next = shelf->verdicts};
    shelf->verdicts = verdict;
    if (gr_fonts_open_with(&shelf->finder, &name, 1, &fonts, &error)) {
        verdict->fault = gr_bind_keep(b, error.message);
    } else {
        tell_embedding(fonts);
        gr_fonts_close(fonts);
    }
    return verdict->fault;
}

bool gr_bind_font(GrBinder *b, const char *path, const GrNode *node, const char **name)
{
    const char *text, *kept;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_FONT].wants, &text))
        return false;
    bool is_file = gr_font_is_file(text);
    if (!(is_file ? gr_bind_file(b, path, node, text, "font", &kept)
                  : gr_bind_name(b, path, node, &kept)))
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

const GrFonts *gr_bind_chain(GrBinder *b, const GrNode *at, const char *font)
{
    GrFontShelf *shelf = shelf_of(b);
    if (!shelf)
        return NULL;
    for (OpenChain *chain = shelf->chains; chain; chain = chain->next)
        if (chain->font == font || (chain->font && font && strcmp(chain->font, font) == 0))
            return chain->fonts;
    OpenChain *chain = GR_BIND_NEW(b, OpenChain, 1);
    const char **names = GR_BIND_NEW(b, const char *, b->show->font_count + 1);
    if (!chain || !names)
        return NULL;
    int count = 0;
    GrError error;
    if (font)
        names[count++] = font;
    for (int i = 0; i < b->show->font_count; i++)
        names[count++] = b->show->fonts[i];
    *chain = (OpenChain){.font = font, .next = shelf->chains};
    shelf->chains = chain;
    if (gr_fonts_open_with(&shelf->finder, names, count, &chain->fonts, &error))
        gr_bind_input_error(b, at, "", "%s", error.message);
    return chain->fonts;
}
