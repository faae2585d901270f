/* SPDX-License-Identifier: MIT
 *
 * Every effect of the catalogue is worth looking at: full range of tones, motion without jumps,
 * parameters and reactions that one can see, no seams and no directions that noise prefers.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct GridCase {
    int cols, rows, width, height;
} GridCase;

static const GridCase usual_grid = {192, 56, 1920, 1080};
static const GridCase small_grid = {96, 28, 1920, 1080};

static int install_best_level(void **state)
{
    (void)state;
    GrCpuLevel best = GR_CPU_NONE;
    for (int level = GR_CPU_NONE; level <= GR_CPU_AVX512; level++) {
        best = gr_cpu_usable((GrCpuLevel)level) ? (GrCpuLevel)level : best;
    }
    gr_registry_install(best);
    return 0;
}

static void open_on(Stage *stage, const GrEffect *effect, const GridCase *grid)
{
    assert_true(stage_open(stage, effect, grid->cols, grid->rows, grid->width, grid->height));
}

/* What draws the sound itself has nothing to draw in silence. */
static StageSound at_rest(const GrEffect *effect)
{
    return effect->hears ? STAGE_LOUD : STAGE_SILENT;
}

static bool has_history(const GrEffect *effect)
{
    return effect->step != NULL;
}

/* A picture kept for a look beside another: every plane that the effect writes. */
typedef struct Picture {
    float *plane[STAGE_PLANES];
    int count;
} Picture;

static Picture keep(const Stage *stage)
{
    Picture picture = {.count = stage->grid.count};
    const size_t bytes = (size_t)stage->grid.count * sizeof(float);
    for (int i = 0; i < STAGE_PLANES; i++) {
        if (stage_writes(stage, i)) {
            picture.plane[i] = malloc(bytes);
            assert_non_null(picture.plane[i]);
            memcpy(picture.plane[i], stage->plane[i], bytes);
        }
    }
    return picture;
}

static void forget(Picture *picture)
{
    for (int i = 0; i < STAGE_PLANES; i++) {
        free(picture->plane[i]);
        picture->plane[i] = NULL;
    }
}

/* Mean difference of the plane that differs most, 0..1. */
static double difference(const Picture *a, const Picture *b)
{
    double most = 0.0;
    for (int i = 0; i < STAGE_PLANES; i++) {
        double sum = 0.0;
        for (int c = 0; a->plane[i] && b->plane[i] && c < a->count; c++) {
            sum += fabs((double)a->plane[i][c] - (double)b->plane[i][c]);
        }
        most = sum / a->count > most ? sum / a->count : most;
    }
    return most;
}

/* Gives every field among the parameters that has no default one. */
static void fill_fields(Stage *stage)
{
    static const GrParam some = {.name = "some", .type = GR_PARAM_FIELD, .def_text = "vortex"};
    const GrParamTable one = {.params = &some, .count = 1, .size = sizeof(GrFields)};
    for (int i = 0; i < stage->effect->params.count; i++) {
        const GrParam *param = &stage->effect->params.params[i];
        GrFields *fields = (void *)((char *)stage->params + param->offset);
        if (param->type == GR_PARAM_FIELD && !fields->count) {
            assert_int_equal(gr_params_init(&one, fields, &stage->arena, NULL), GR_OK);
        }
    }
}

/* What a parameter may matter with only. */
typedef struct Choice {
    const char *name;
    int value;
} Choice;

static Picture picture_with(Stage *stage, Choice choice, const char *name, double value,
                            double time_s)
{
    assert_true(stage_defaults(stage));
    fill_fields(stage);
    if (choice.name) {
        stage_set(stage, choice.name, choice.value);
    }
    stage_set(stage, name, value);
    stage->ticks = -1;
    assert_null(stage_draw(stage, time_s));
    return keep(stage);
}

/* At the better of two moments: what a parameter is about may not be there all the time. */
static double difference_of(Stage *stage, Choice choice, const char *name, double low, double high)
{
    static const double times_s[] = {3.3, 8.9};
    double most = 0.0;
    for (size_t i = 0; i < COUNT_OF(times_s); i++) {
        Picture a = picture_with(stage, choice, name, low, times_s[i]);
        Picture b = picture_with(stage, choice, name, high, times_s[i]);
        double apart = difference(&a, &b);
        forget(&a);
        forget(&b);
        most = apart > most ? apart : most;
    }
    return most;
}

/* A difference that a viewer would see at once: less of pictures of a few bright marks. */
static double visible(const GrEffect *effect)
{
    static const char *const marks[] = {"particles", "shapes", "sound"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (strcmp(effect->family, marks[i]) == 0) {
            return 0.004;
        }
    }
    return 0.012;
}

/* What the renderer makes an effect's stencil of: the stage has one that is always the same. */
static bool shapes_the_stencil(Stage *stage, const char *name, double low, double high)
{
    GrStencilSpec specs[2];
    memset(specs, 0, sizeof specs);
    for (int i = 0; i < 2 && stage->effect->stencil; i++) {
        assert_true(stage_defaults(stage));
        stage_set(stage, name, i ? high : low);
        stage->effect->stencil(stage->params, &specs[i]);
    }
    return memcmp(&specs[0], &specs[1], sizeof specs[0]) != 0;
}

/* Between the ends of a parameter's range, by default or with another choice. */
static double widest_difference(Stage *stage, const GrParam *param)
{
    const GrParamTable *table = &stage->effect->params;
    double low = param->type == GR_PARAM_CHOICE ? 0.0 : param->min, high = stage_param_max(param);
    if (strcmp(param->unit, "turns") == 0) { /* whole turns are no turn */
        double part = 0.25 * (high - low);
        high = low + (part == floor(part) ? part + 0.25 : part);
    }
    if (shapes_the_stencil(stage, param->name, low, high)) {
        return 1.0;
    }
    double most = difference_of(stage, (Choice){0}, param->name, low, high);
    if (most < visible(stage->effect) && param->type == GR_PARAM_FLOAT) {
        most = difference_of(stage, (Choice){0}, param->name, low, low + 0.37 * (high - low));
    }
    for (int i = 0; i < table->count && most < visible(stage->effect); i++) {
        const GrParam *other = &table->params[i];
        for (int k = 0; other->type == GR_PARAM_CHOICE && other->choices[k]; k++) {
            double apart = difference_of(stage, (Choice){other->name, k}, param->name, low, high);
            most = apart > most ? apart : most;
        }
    }
    return most;
}

static void every_parameter_is_seen(void **state)
{
    (void)state;
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        Stage stage;
        open_on(&stage, *e, &usual_grid);
        stage.sound = STAGE_LOUD;
        for (int i = 0; i < (*e)->params.count; i++) {
            const GrParam *param = &(*e)->params.params[i];
            if (param->type == GR_PARAM_TEXT || param->type == GR_PARAM_COLOUR ||
                param->type == GR_PARAM_FIELD || /* test_fields.c of tests/render */
                param->type == GR_PARAM_EXPR ||  /* test_formula.c */
                param->film) {                   /* test_sequence.c of tests/media */
                continue;
            }
            assert_true(param->help && strlen(param->help) > 8);
            double apart = widest_difference(&stage, param);
            if (apart < visible(*e)) {
                fail_msg("%s.%s: its ends differ by %g only", (*e)->name, param->name, apart);
            }
            for (int k = 0; param->type == GR_PARAM_CHOICE && param->choices[k + 1]; k++) {
                apart = shapes_the_stencil(&stage, param->name, k, k + 1)
                            ? 1.0
                            : difference_of(&stage, (Choice){0}, param->name, k, k + 1);
                if (apart < visible(*e)) {
                    fail_msg("%s.%s: choices %d and %d look alike (%g)", (*e)->name, param->name, k,
                             k + 1, apart);
                }
            }
        }
        stage_close(&stage);
    }
}

/* Counts that an expression may animate: members come and go without a pop. */
static void counts_fade_in(void **state)
{
    (void)state;
    static const struct {
        const char *effect, *count;
    } cases[] = {{"fbm", "octaves"},        {"rings", "count"},     {"ripple", "sources"},
                 {"sines", "layers"},       {"smooth", "octaves"},  {"spiral", "arms"},
                 {"interference", "waves"}, {"aurora", "curtains"}, {"diamond", "steps"},
                 {"noise", "terraces"},     {"warp", "octaves"},    {"drift", "octaves"}};
    for (size_t n = 0; n < COUNT_OF(cases); n++) {
        const GrEffect *effect = gr_effect_find(cases[n].effect);
        assert_non_null(effect);
        const GrParam *param = gr_param_find(&effect->params, cases[n].count);
        assert_true(param && param->type == GR_PARAM_FLOAT);
        Stage stage;
        open_on(&stage, effect, &usual_grid);
        for (double at = ceil(param->min); at < param->max && at < param->min + 6.0; at += 0.25) {
            double little = difference_of(&stage, (Choice){0}, param->name, at, at + 1.0 / 512.0);
            if (little > 0.01) {
                fail_msg("%s.%s pops by %g at %g", effect->name, param->name, little, at);
            }
        }
        stage_close(&stage);
    }
}

static void effects_differ_from_each_other(void **state)
{
    (void)state;
    enum { MOST = 256 };
    static Picture pictures[MOST];
    const GrEffect *const *effects = gr_catalogue()->effects;
    int count = 0;
    for (; effects[count]; count++) {
        assert_true(count < MOST);
        Stage stage;
        open_on(&stage, effects[count], &small_grid);
        stage.sound = at_rest(effects[count]);
        assert_null(stage_draw(&stage, 4.5));
        pictures[count] = keep(&stage);
        for (int i = 0; i < count; i++) {
            if (difference(&pictures[i], &pictures[count]) < 0.1) {
                fail_msg("%s looks like %s", effects[count]->name, effects[i]->name);
            }
        }
        stage_close(&stage);
    }
    for (int i = 0; i < count; i++) {
        forget(&pictures[i]);
    }
    assert_true(count >= 8);
}

/* React 0: loud and silent frames are the same, flow and beats included. By default one sees the
 * sound. */
static void reactions_can_be_switched_off(void **state)
{
    (void)state;
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        const GrParam *react = gr_param_find(&(*e)->params, "react");
        if (!react) {
            continue;
        }
        Stage stage;
        open_on(&stage, *e, &usual_grid);
        Picture still = picture_with(&stage, (Choice){0}, "react", 0.0, 2.1);
        stage.sound = STAGE_LOUD;
        Picture deaf = picture_with(&stage, (Choice){0}, "react", 0.0, 2.1);
        Picture moved = picture_with(&stage, (Choice){0}, "react", react->def, 2.1);
        if (difference(&still, &deaf) > 0.0) {
            fail_msg("%s reacts at react: 0", (*e)->name);
        }
        if (difference(&deaf, &moved) < visible(*e)) {
            fail_msg("%s hardly shows the sound: %g", (*e)->name, difference(&deaf, &moved));
        }
        forget(&still);
        forget(&deaf);
        forget(&moved);
        stage_close(&stage);
    }
}

/* From black to white in every second of the first ten, and neither empty nor washed out. */
static void uses_the_whole_tonal_range(void **state)
{
    (void)state;
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        for (int sound = at_rest(*e); sound <= STAGE_LOUD; sound++) {
            Stage stage;
            open_on(&stage, *e, &usual_grid);
            stage.sound = (StageSound)sound;
            for (int s = 0; s <= 10; s++) {
                double sum = 0.0, time_s = (double)s + 0.02;
                float low = 2.0f, high = -1.0f;
                int dark = 0, count = stage.grid.count;
                assert_null(stage_draw(&stage, time_s));
                for (int i = 0; i < count; i++) {
                    float value = stage.plane[0][i];
                    sum += (double)value;
                    low = value < low ? value : low;
                    high = value > high ? value : high;
                    dark += value < 0.1f ? 1 : 0;
                }
                double mean = sum / count;
                if (low > 0.02f || high < 0.95f || mean < 0.11 || mean > 0.62 ||
                    dark < count / 12) {
                    fail_msg("%s at %g s (sound %d): %g..%g, mean %g, %d of %d cells dark",
                             (*e)->name, time_s, sound, (double)low, (double)high, mean, dark,
                             count);
                }
            }
            stage_close(&stage);
        }
    }
}

static double mean_change(const GrEffect *effect, double time_s, double later_s)
{
    Stage stage;
    open_on(&stage, effect, &usual_grid);
    stage.sound = at_rest(effect);
    assert_null(stage_draw(&stage, time_s));
    Picture before = keep(&stage);
    assert_null(stage_draw(&stage, later_s));
    Picture after = keep(&stage);
    double change = difference(&before, &after);
    forget(&before);
    forget(&after);
    stage_close(&stage);
    return change;
}

/* Between ticks as well, and as smooth after hours as at the start. */
static void moves_and_moves_smoothly(void **state)
{
    (void)state;
    for (const GrEffect *const *e = gr_catalogue()->effects; *e; e++) {
        double half_second = mean_change(*e, 4.0, 4.5);
        if (half_second < 0.008) {
            fail_msg("%s: stands still (%g in half a second)", (*e)->name, half_second);
        }
        for (int far = 0; far < 2 && !has_history(*e); far++) {
            double start = far ? 10000.01 : 4.01;
            double little = mean_change(*e, start, start + 1.0 / 400.0);
            bool rests = little <= 0.0 && !(*e)->film; /* a film does between its pictures */
            if (rests || little > 0.02) {
                fail_msg("%s: jumps or rests by %g within 1/400 s at %g s", (*e)->name, little,
                         start);
            }
        }
    }
}

static double row_step(const Stage *stage, int row, int cols)
{
    const float *a = stage->plane[0] + (ptrdiff_t)row * stage->grid.cols, *b = a + stage->grid.cols;
    double sum = 0.0;
    for (int i = 0; i < cols; i++) {
        sum += fabs((double)a[i] - (double)b[i]);
    }
    return sum / cols;
}

/* The angle jumps from pi to -pi left of the middle: what is drawn from it must not. */
static void shows_no_seam_where_angles_meet(void **state)
{
    (void)state;
    static const char *const round[] = {"tunnel", "rings", "vortex", "spiral"};
    for (size_t n = 0; n < COUNT_OF(round); n++) {
        const GrEffect *effect = gr_effect_find(round[n]);
        assert_non_null(effect);
        Stage stage;
        open_on(&stage, effect, &(GridCase){320, 180, 1920, 1080});
        stage_set(&stage, "bend", 0.0); /* keeps the tunnel's middle in the middle */
        double seam = 0.0, beside = 0.0;
        for (int i = 0; i < 24; i++) {
            assert_null(stage_draw(&stage, 0.37 * i));
            const int middle = stage.grid.rows / 2, cols = stage.grid.cols / 2 - 20;
            seam += row_step(&stage, middle - 1, cols);
            beside +=
                0.25 * (row_step(&stage, middle - 3, cols) + row_step(&stage, middle - 2, cols) +
                        row_step(&stage, middle, cols) + row_step(&stage, middle + 1, cols));
        }
        if (seam > 1.35 * beside) {
            fail_msg("%s: %g across the seam, %g beside it", round[n], seam / 24, beside / 24);
        }
        stage_close(&stage);
    }
}

/* Changes across and down, per screen unit, are alike although cells are twice as high as wide. */
static void is_the_same_in_all_directions(void **state)
{
    (void)state;
    static const char *const even[] = {"reaction", "fbm",   "noise",  "warp", "voronoi",
                                       "flow",     "drift", "smooth", "water"};
    for (size_t n = 0; n < COUNT_OF(even); n++) {
        double across = 0.0, down = 0.0;
        for (int seed = 0; seed < 6; seed++) {
            Stage stage;
            open_on(&stage, gr_effect_find(even[n]), &usual_grid);
            stage.seed = 77u + (unsigned)seed;
            stage_set(&stage, "relief", 0.0);
            stage_set(&stage, "sheen", 0.0);
            stage_set(&stage, "seeds", 60.0 + seed);
            assert_null(stage_draw(&stage, 6.0));
            const int cols = stage.grid.cols, rows = stage.grid.rows;
            for (int y = 0; y + 1 < rows; y++) {
                for (int x = 0; x + 2 < cols; x++) {
                    /* Two columns are about as far as one row. */
                    const float *v = stage.plane[0] + y * cols + x;
                    across += fabs((double)v[2] - (double)v[0]) / (2.0 * (double)stage.grid.cell_w);
                    down += fabs((double)v[cols] - (double)v[0]) / (double)stage.grid.cell_h;
                }
            }
            stage_close(&stage);
        }
        if (across / down < 0.8 || across / down > 1.25) {
            fail_msg("%s: %g times as much change across as down", even[n], across / down);
        }
    }
}

/* A circle is a circle: the field of a square frame is its own mirror image at the diagonal. */
static void rings_are_round(void **state)
{
    (void)state;
    Stage stage;
    open_on(&stage, gr_effect_find("rings"), &(GridCase){64, 64, 1000, 1000});
    stage_set(&stage, "wobble", 0.0);
    stage_set(&stage, "arcs", 0.0);
    assert_null(stage_draw(&stage, 1.3));
    for (int y = 0; y < 64; y++) {
        for (int x = 0; x < 64; x++) {
            double a = (double)stage.plane[0][y * 64 + x], b = (double)stage.plane[0][x * 64 + y];
            assert_true(fabs(a - b) < 1e-3);
        }
    }
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_is_seen),
        cmocka_unit_test(counts_fade_in),
        cmocka_unit_test(effects_differ_from_each_other),
        cmocka_unit_test(reactions_can_be_switched_off),
        cmocka_unit_test(uses_the_whole_tonal_range),
        cmocka_unit_test(moves_and_moves_smoothly),
        cmocka_unit_test(shows_no_seam_where_angles_meet),
        cmocka_unit_test(is_the_same_in_all_directions),
        cmocka_unit_test(rings_are_round),
    };
    return cmocka_run_group_tests(tests, install_best_level, NULL);
}
