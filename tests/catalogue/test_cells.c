/* SPDX-License-Identifier: MIT
 *
 * Every cell effect of the catalogue: glyphs of the atlas alone and nothing outside its planes on
 * every grid and at every extreme of its parameters, the same bytes on every SIMD level and in any
 * order of frames, reactions that can be switched off, and counts that fade.
 */
#include "unit.h"

#include "catalogue/cell_stage.h"
#include "registry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const GrCpuLevel levels[] = {GR_CPU_NONE, GR_CPU_SSE2, GR_CPU_AVX2, GR_CPU_AVX512};

typedef struct GridCase {
    const char *name;
    int cols, rows, width, height;
} GridCase;

static const GridCase grids[] = {
    {"one cell", 1, 1, 1920, 1080}, {"two cells", 2, 1, 1920, 1080},
    {"one column", 1, 9, 64, 1080}, {"odd", 3, 7, 1920, 1080},
    {"square", 17, 33, 1000, 1000}, {"strip", 61, 2, 1920, 64},
#ifndef GR_SANITIZED /* sanitizers are slow */
    {"lg", 160, 45, 1920, 1080},    {"portrait md", 88, 80, 1080, 1920},
#endif
};
static const GridCase usual = {"lg", 160, 45, 1920, 1080};
static const GridCase huge = {"huge", 640, 360, 3840, 2160};

static GrCpuLevel use_best_level(void)
{
    GrCpuLevel best = GR_CPU_NONE;
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        best = gr_cpu_usable(levels[i]) ? levels[i] : best;
    gr_registry_install(best);
    return best;
}

static void open_on(CellStage *stage, const GrCellEffect *effect, const GridCase *grid)
{
    assert_true(cells_open(stage, effect, grid->cols, grid->rows, grid->width, grid->height));
}

static uint64_t draw(CellStage *stage, const GridCase *grid, const char *what, double time_s)
{
    cells_draw(stage, time_s);
    StageFault fault = cells_inspect(stage);
    if (fault)
        fail_msg("%s on %s, %s, t=%g: %s", stage->effect->name, grid->name, what, time_s, fault);
    return cells_checksum(stage);
}

/* Silence, a loud and a noisy sound at the times that matter. */
static uint64_t draw_all(CellStage *stage, const GridCase *grid, const char *what)
{
    static const double times[] = {0.0, 1.0, 9.9, 10000.0};
    uint64_t sum = 0;
    for (int sound = STAGE_SILENT; sound <= STAGE_NOISE; sound++)
        for (size_t i = 0; i < COUNT_OF(times); i++) {
            stage->clock.sound = (StageSound)sound;
            sum = sum * 31 + draw(stage, grid, what, times[i]);
        }
    return sum;
}

/* Defaults, each number at its least and most, texts of every sort. */
static uint64_t draw_extremes(CellStage *stage, const GridCase *grid)
{
    static const char *const texts[] = {"", "x", "www w|w", "one\ntwo three\n\nfour|\n|five",
                                        "a very long word: abcdefghijklmnopqrstuvxyz"};
    const GrParamTable *table = &stage->effect->params;
    uint64_t sum = draw_all(stage, grid, "defaults");
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        bool text = param->type == GR_PARAM_TEXT;
        if (param->type == GR_PARAM_COLOUR)
            continue;
        for (int k = 0; k < (text ? (int)COUNT_OF(texts) : 2); k++) {
            char what[96];
            double end = k                                ? stage_param_max(param)
                         : param->type == GR_PARAM_CHOICE ? 0.0
                                                          : param->min;
            snprintf(what, sizeof what, "%s: %g", param->name, text ? (double)k : end);
            if (text)
                gr_param_set_text(param, "", texts[k], stage->clock.params, NULL);
            else
                stage_set(&stage->clock, param->name, end);
            cells_texts(stage);
            sum = sum * 31 + draw_all(stage, grid, what);
        }
        assert_true(stage_defaults(&stage->clock));
        cells_texts(stage);
    }
    return sum;
}

static void stays_in_range_and_alike_on_every_level(void **state)
{
    (void)state;
    static uint64_t sums[64][COUNT_OF(grids)];
    for (size_t l = 0; l < COUNT_OF(levels); l++) {
        if (!gr_cpu_usable(levels[l]))
            continue;
        gr_registry_install(levels[l]);
        const GrCellEffect *const *effects = gr_catalogue()->cells;
        for (int i = 0; effects[i]; i++)
            for (size_t g = 0; g < COUNT_OF(grids); g++) {
                CellStage stage;
                open_on(&stage, effects[i], &grids[g]);
                uint64_t sum = draw_extremes(&stage, &grids[g]);
                if (levels[l] == GR_CPU_NONE)
                    sums[i][g] = sum;
                else if (sum != sums[i][g])
                    fail_msg("%s on %s: level %s differs from none", effects[i]->name,
                             grids[g].name, gr_cpu_level_names[levels[l]]);
                cells_close(&stage);
            }
    }
}

static void stays_in_range_on_the_huge_grid(void **state)
{
    (void)state;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++) {
        CellStage stage;
        open_on(&stage, *e, &huge);
        draw_all(&stage, &huge, "defaults");
        cells_close(&stage);
    }
}

/* Nothing is kept from frame to frame, and nothing is read that was not written. */
static void a_frame_alone_equals_it_in_sequence(void **state)
{
    (void)state;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++) {
        CellStage stage, alone;
        open_on(&stage, *e, &usual);
        stage.clock.sound = STAGE_LOUD;
        for (int i = 0; i < 12; i++) {
            double time_s = 0.37 * i;
            uint64_t sum = draw(&stage, &usual, "in sequence", time_s);
            open_on(&alone, *e, &usual);
            alone.clock.sound = STAGE_LOUD;
            alone.fill = 0xc3;
            if (draw(&alone, &usual, "alone", time_s) != sum)
                fail_msg("%s at %g s: alone differs from in sequence", (*e)->name, time_s);
            cells_close(&alone);
        }
        cells_close(&stage);
    }
}

/* Of a few moments: a parameter may count at some of them only. */
static uint64_t frames_with(CellStage *stage, const GrParam *param, double value)
{
    const GrParam *text = gr_param_find(&stage->effect->params, "text");
    uint64_t sum = 0;
    assert_true(stage_defaults(&stage->clock));
    if (text)
        gr_param_set_text(text, "", "one two\nthree four|five|six seven", stage->clock.params,
                          NULL);
    if (param->type == GR_PARAM_COLOUR)
        gr_param_set_text(param, "", value > 0 ? "ff0000" : "00ff00", stage->clock.params, NULL);
    else if (param->type == GR_PARAM_TEXT)
        gr_param_set_text(param, "", value > 0 ? "x" : "another one", stage->clock.params, NULL);
    else
        stage_set(&stage->clock, param->name, value);
    cells_texts(stage);
    for (int i = 0; i < 8; i++)
        sum = sum * 31 + draw(stage, &usual, param->name, 0.3 + 2.71 * i);
    return sum;
}

static void every_parameter_does_something(void **state)
{
    (void)state;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++) {
        CellStage stage;
        open_on(&stage, *e, &usual);
        for (int i = 0; i < (*e)->params.count; i++) {
            const GrParam *param = &(*e)->params.params[i];
            bool plain = param->type == GR_PARAM_COLOUR || param->type == GR_PARAM_TEXT;
            double low = plain || param->type == GR_PARAM_CHOICE ? 0.0 : param->min;
            double high = plain ? 1.0 : stage_param_max(param);
            /* What only counts where no beat is heard. */
            stage.clock.sound = strcmp(param->name, "pace") == 0 ? STAGE_SILENT : STAGE_LOUD;
            assert_true(param->help && strlen(param->help) > 8);
            if (frames_with(&stage, param, low) == frames_with(&stage, param, high))
                fail_msg("%s.%s changes nothing from %g to %g", (*e)->name, param->name, low, high);
            for (int k = 0; param->type == GR_PARAM_CHOICE && k < (int)high; k++)
                if (frames_with(&stage, param, k) == frames_with(&stage, param, k + 1))
                    fail_msg("%s.%s: choices %d and %d look alike", (*e)->name, param->name, k,
                             k + 1);
        }
        cells_close(&stage);
    }
}

static void reactions_can_be_switched_off(void **state)
{
    (void)state;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++) {
        uint64_t sum[2][2]; /* react default or 0, silent or loud */
        CellStage stage;
        open_on(&stage, *e, &usual);
        for (int off = 0; off < 2; off++)
            for (int loud = 0; loud < 2; loud++) {
                assert_true(stage_defaults(&stage.clock));
                if (off)
                    stage_set(&stage.clock, "react", 0.0);
                stage.clock.sound = loud ? STAGE_LOUD : STAGE_SILENT;
                sum[off][loud] = 0;
                for (int i = 0; i < 6; i++)
                    sum[off][loud] = sum[off][loud] * 31 + draw(&stage, &usual, "react", 0.41 * i);
            }
        if (sum[0][0] == sum[0][1])
            fail_msg("%s does not hear the sound", (*e)->name);
        if (sum[1][0] != sum[1][1])
            fail_msg("%s reacts at react: 0", (*e)->name);
        cells_close(&stage);
    }
}

/* Each changes what was painted, and goes on changing; texts are seen on a blank layer as well. */
static void something_is_seen_and_moves(void **state)
{
    (void)state;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++) {
        CellStage stage;
        open_on(&stage, *e, &usual);
        int changed = 0, moved = 0, seen = 0;
        uint64_t before = 0;
        for (int i = 0; i < 40; i++) {
            double time_s = 0.05 + 0.25 * i;
            stage.blank = false;
            stage_moment(&stage.clock, time_s);
            cells_paint(&stage, time_s);
            uint64_t painted = cells_checksum(&stage);
            uint64_t sum = draw(&stage, &usual, "silence", time_s);
            changed += sum != painted;
            stage.blank = true;
            sum = draw(&stage, &usual, "blank", time_s);
            moved += sum != before;
            before = sum;
            seen += cells_light(&stage) > 600.0;
        }
        bool text = strcmp((*e)->family, "text") == 0;
        if (changed < 30 || (text && (moved < 10 || seen < 30)))
            fail_msg("%s: of 40 frames %d are changed, %d move, %d are seen on a blank layer",
                     (*e)->name, changed, moved, seen);
        cells_close(&stage);
    }
}

static double light_with(CellStage *stage, const char *name, double value, double time_s)
{
    stage_set(&stage->clock, name, value);
    draw(stage, &usual, name, time_s);
    return cells_light(stage);
}

static void counts_fade(void **state)
{
    (void)state;
    static const struct {
        const char *effect, *count;
    } cases[] = {{"ticker", "rows"}, {"scanbars", "bars"}};
    use_best_level();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CellStage stage;
        open_on(&stage, gr_cell_effect_find(cases[i].effect), &usual);
        stage.blank = true;
        double one = light_with(&stage, cases[i].count, 1.0, 2.0);
        double half = light_with(&stage, cases[i].count, 1.5, 2.0);
        double two = light_with(&stage, cases[i].count, 2.0, 2.0);
        if (light_with(&stage, cases[i].count, 0.0, 2.0) > 0.0 || half < one + 0.2 * (two - one) ||
            half > two - 0.2 * (two - one) || two < one * 1.3)
            fail_msg("%s: light %g, %g, %g of one, one and a half, two", cases[i].effect, one, half,
                     two);
        cells_close(&stage);
    }
}

/* A line of the grid as text; the wide letter's halves are w and _. */
static void read_row(const CellStage *stage, int row, char *out)
{
    const GrGrid *grid = &stage->clock.grid;
    for (int col = 0; col < grid->cols; col++) {
        uint16_t glyph = stage->glyph[row * grid->cols + col];
        out[col] = (char)(glyph == 0                ? ' '
                          : glyph == CELLS_WIDE     ? 'w'
                          : glyph == CELLS_WIDE + 1 ? '_'
                          : glyph < 0x7f            ? glyph
                                                    : '?');
    }
    out[grid->cols] = '\0';
}

typedef struct Written {
    const char *name, *effect, *text;
    struct {
        const char *param;
        double value;
    } set[6];
    double time_s;
    int row;
    const char *line; /* its ends without blanks */
} Written;

static const Written written[] = {
    {"typed", "typewriter", "good wine", {{"rate", 10}, {"uneven", 0}}, 0.65, 4, "good w_"},
    {"wide ones at once", "typewriter", "aw", {{"rate", 10}, {"uneven", 0}}, 0.25, 4, "aw_"},
    {"all of it", "typewriter", "good wine", {{"rate", 10}}, 1.5, 4, "good w_ine"},
    {"taken back", "typewriter", "abcdef|x", {{"rate", 10}, {"hold", 4}}, 1.07, 4, "abcd"},
    {"the next one",
     "typewriter",
     "ab|xy",
     {{"rate", 10}, {"hold", 4}, {"uneven", 0}},
     1.25,
     4,
     "x"},
    {"wrapped", "typewriter", "one six three", {{"rate", 20}, {"width", 0.5}}, 1.9, 3, "one six"},
    {"and on", "typewriter", "one six three", {{"rate", 20}, {"width", 0.5}}, 1.9, 4, "three"},
    {"scrolled out",
     "typewriter",
     "one six three",
     {{"rate", 20}, {"width", 0.5}, {"rows", 1}},
     1.9,
     4,
     "three"},
    {"a message", "messages", "first one|other", {{"every", 2}}, 1.0, 4, "first one"},
    {"the other", "messages", "first one|other", {{"every", 2}}, 3.0, 4, "other"},
    {"the first again", "messages", "first one|other", {{"every", 2}}, 5.0, 4, "first one"},
    {"a word", "beat_words", "go on", {{"fill", 2}, {"react", 0}, {"pace", 1}}, 0.1, 4, "go"},
    {"the next word",
     "beat_words",
     "go on",
     {{"fill", 2}, {"react", 0}, {"pace", 1}},
     1.1,
     4,
     "on"},
    {"a whole text",
     "beat_words",
     "go on|stop",
     {{"fill", 2}, {"react", 0}, {"pace", 1}},
     0.1,
     4,
     "go on"},
};

static void texts_are_written_where_and_when(void **state)
{
    (void)state;
    const GridCase grid = {"small", 20, 9, 400, 360};
    use_best_level();
    for (size_t i = 0; i < COUNT_OF(written); i++) {
        const Written *w = &written[i];
        char line[32];
        CellStage stage;
        open_on(&stage, gr_cell_effect_find(w->effect), &grid);
        stage.blank = true;
        gr_param_set_text(gr_param_find(&stage.effect->params, "text"), "", w->text,
                          stage.clock.params, NULL);
        for (int k = 0; k < 6 && w->set[k].param; k++)
            stage_set(&stage.clock, w->set[k].param, w->set[k].value);
        const GrParam *cursor = gr_param_find(&stage.effect->params, "cursor");
        if (cursor)
            gr_param_set_text(cursor, "", "", stage.clock.params, NULL);
        cells_texts(&stage);
        draw(&stage, &grid, w->name, w->time_s);
        read_row(&stage, w->row, line);
        char *start = line + strspn(line, " "), *end = line + strlen(line);
        while (end > start && end[-1] == ' ')
            *--end = '\0';
        if (strcmp(start, w->line) != 0)
            fail_msg("%s: '%s', not '%s'", w->name, start, w->line);
        cells_close(&stage);
    }
}

static void tables_are_complete(void **state)
{
    (void)state;
    static const char *const families[] = {"motion", "damage", "text"};
    int count = 0;
    use_best_level();
    for (const GrCellEffect *const *e = gr_catalogue()->cells; *e; e++, count++) {
        bool known = false;
        for (size_t i = 0; i < COUNT_OF(families); i++)
            known = known || strcmp(families[i], (*e)->family) == 0;
        assert_true(known && (*e)->summary && (*e)->apply && (*e)->params.count > 0);
        assert_non_null(gr_param_find(&(*e)->params, "react"));
        assert_ptr_equal(gr_cell_effect_find((*e)->name), *e);
        for (int i = 0; i < (*e)->params.count; i++) {
            const GrParam *p = &(*e)->params.params[i];
            if (p->type == GR_PARAM_FLOAT || p->type == GR_PARAM_INT)
                assert_true(p->min < p->max && p->def >= p->min && p->def <= p->max && p->unit);
        }
    }
    assert_true(count >= 9);
    assert_string_equal(gr_cell_effect_nearest("shaek"), "shake");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_complete),
        cmocka_unit_test(stays_in_range_and_alike_on_every_level),
        cmocka_unit_test(stays_in_range_on_the_huge_grid),
        cmocka_unit_test(a_frame_alone_equals_it_in_sequence),
        cmocka_unit_test(every_parameter_does_something),
        cmocka_unit_test(reactions_can_be_switched_off),
        cmocka_unit_test(something_is_seen_and_moves),
        cmocka_unit_test(counts_fade),
        cmocka_unit_test(texts_are_written_where_and_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
