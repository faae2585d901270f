/* SPDX-License-Identifier: MIT
 *
 * What is said beside a show: --vars and --set.
 */
#include "composed.h"

static void vars_files(void **state)
{
    (void)state;
    char path[GR_PATH_CAPACITY];
    const GrLoadOptions options = {.vars_file = path};
    snprintf(path, sizeof path, "%s/lib/v.json", folder);
    write_file("lib/a.yaml", "title: from a\nvars: {v: 2, w: 3}\n");
    write_file("lib/list.yaml", "- 1\n");
    write_file("lib/v.json",
               "{\"v\":3,\n\t\"who\": \"me\\u00e9\", \"used\": 1, \"song\": \"n.ogg\"}\n");
    static const Case cases[] = {
        {"beats the show's", "vars: {v: 1, who: x, song: y}\ntitle: ${v}${who}${used}\n" ONE,
         "3me\xc3\xa9"
         "1 | s 1 1s: layer 1" PLAIN},
        {"of an include", "include: lib/a.yaml\ntitle: $v\nvars: {song: y, who: z, used: 2}\n" ONE,
         "3 | s 1 1s: layer 1" PLAIN},
        {"files beside it", "vars: {v: 1, who: x, used: 1}\naudio: $song\n" ONE,
         "! v.json:2:40: audio: 'n.ogg': No such file"},
    };
    RUN(cases, &options);
    GrProblems problems = {0};
    GrShow *show = load("vars: {v: 1}\ntitle: ${song}\n" ONE, &options, &problems);
    assert_non_null(show);
    assert_int_equal(problems.warning_count, 2); /* used, who */
    assert_string_equal(problems.list[0].message, "the show has no var 'who'");
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    static const Case faults[] = {
        {"a list", ONE, "! list.yaml:1:1: a file of vars is a mapping {name: value}, not a list"}};
    snprintf(path, sizeof path, "%s/lib/list.yaml", folder);
    RUN(faults, &options);
    static const Case missing[] = {{"missing", ONE, "! none.json:0:0: No such file"}};
    snprintf(path, sizeof path, "%s/none.json", folder);
    RUN(missing, &options);
}

#define SET_SHOW                                                                                   \
    "vars: {v: 2}\nchains: {glow: [vignette, bloom]}\nstyle: {layer: {palette: blocks}}\n"         \
    "layers: {n: {field: plasma}}\n"                                                               \
    "templates: {t: {length: 1s, layers: [{name: a, field: {plasma: {speed: $v}}}]}}\n"            \
    "scenes:\n- {name: s, extends: t, shaders: [glow]}\n- {name: z, extends: t}\n"
#define SET_A(rest) "a plasma 2 1 hue 0 1 0 blocks 0" rest
#define SET_S       "s 1 1s: " SET_A(" /vignette /bloom=0.5")
#define SET_Z       "z 1 1s: " SET_A("")

static void sets(void **state)
{
    (void)state;
    static const struct {
        const char *set, *expected;
    } cases[] = {
        {"title=x: y", "! --set title=x: y:1:7: title: wants a text, not a mapping"},
        {"title='x: y'", "x: y | " SET_S " | " SET_Z},
        {"vars=3", "! --set vars=3:1:6: vars: wants a mapping of names, not a text"},
        {"layers=[n]", "! --set layers=[n]:1:8: layers: wants a mapping of names, not a list"},
        {"on_top=[n, n]", "! --set on_top=[n, n]:1:12: on_top: 'n' is named twice: it lies"},
        {"below=[n, n]", "! --set below=[n, n]:1:11: below: 'n' is named twice"},
        {"include=lib/a.yaml", "! --set include=lib/a.yaml:1:1: include: files are brought in"},
        {"title=a=b", "a=b | " SET_S " | " SET_Z},
        {"scenes.s.gain=3", "show | s 3 1s: " SET_A(" /vignette /bloom=0.5") " | " SET_Z},
        {"scenes[1].gain=3", "show | " SET_S " | z 3 1s: " SET_A("")},
        {"scenes.s.layers[0].speed=4",
         "show | s 1 1s: a plasma 4 1 hue 0 1 0 blocks 0 /vignette /bloom=0.5 | " SET_Z},
        {"scenes.s.layers.a.field.speed=4",
         "show | s 1 1s: a plasma 4 1 hue 0 1 0 blocks 0 /vignette /bloom=0.5 | " SET_Z},
        {"scenes.s.layers.a.field.plasma.speed=4",
         "show | s 1 1s: a plasma 4 1 hue 0 1 0 blocks 0 /vignette /bloom=0.5 | " SET_Z},
        {"scenes.z.layers.a.hue.base=0.5",
         "show | " SET_S " | z 1 1s: a plasma 2 1 hue 0.5 1 0 blocks 0"},
        {"scenes.z.layers.a.glyphs=\" .x\"",
         "show | " SET_S " | z 1 1s: a plasma 2 1 hue 0 1 0 glyphs 0"},
        {"scenes.s.shaders.bloom.strength=2",
         "show | s 1 1s: " SET_A(" /vignette /bloom=2") " | " SET_Z},
        {"scenes.s.shaders[1]={bloom: {strength: 3}}",
         "show | s 1 1s: " SET_A(" /vignette /bloom=3") " | " SET_Z},
        {"scenes.z.shaders=[glow]", "show | " SET_S " | z 1 1s: " SET_A(" /vignette /bloom=0.5")},
        {"scenes.z.layers=[n]", "show | " SET_S " | z 1 1s: n plasma 1 1 hue 0 1 0 blocks 0"},
        {"layers.k={field: rings}", "show | " SET_S " | " SET_Z},
        {"layers.k.opacity=1", "! --set layers.k.opacity=1:1:8: there is no 'k' here; there are"},
        {"on_top=[n]", "show | s 1 1s: a plasma 2 1 hue 0 1 0 blocks 0; n plasma 1 1 hue 0 1 0 "
                       "blocks 0 /vignette /bloom=0.5 | z 1 1s: a plasma 2 1 hue 0 1 0 blocks 0; n "
                       "plasma 1 1 hue 0 1 0 blocks 0"},
        {"below=n",
         "show | s 1 1s: n plasma 1 1 hue 0 1 0 blocks 0; a plasma 2 1 hue 0 1 0 blocks 0 "
         "/vignette /bloom=0.5 | z 1 1s: n plasma 1 1 hue 0 1 0 blocks 0; a plasma 2 1 "
         "hue 0 1 0 blocks 0"},
        {"scenes.z.below=[n]", "show | " SET_S " | z 1 1s: n plasma 1 1 hue 0 1 0 blocks 0; a "
                               "plasma 2 1 hue 0 1 0 blocks 0"},
        {"scenes.z.layers.a.speed=$v", "show | " SET_S " | " SET_Z},
        {"templates.t.layers.a.opacity=0.5", "show | s 1 1s: a plasma 2 0.5 hue 0 1 0 blocks 0 "
                                             "/vignette /bloom=0.5 | z 1 1s: a plasma 2 "
                                             "0.5 hue 0 1 0 blocks 0"},
        {"vars.v=3",
         "show | s 1 1s: a plasma 3 1 hue 0 1 0 blocks 0 /vignette /bloom=0.5 | z 1 1s: "
         "a plasma 3 1 hue 0 1 0 blocks 0"},
        {"style.layer.palette=dense", "show | s 1 1s: a plasma 2 1 hue 0 1 0 dense 0 /vignette "
                                      "/bloom=0.5 | z 1 1s: a plasma 2 1 "
                                      "hue 0 1 0 dense 0"},
        {"chains.glow=vignette", "show | s 1 1s: " SET_A(" /vignette") " | " SET_Z},
        {"title=a: b",
         "! --set title=a: b:1:7: title: wants a text, not a mapping: text that holds"},
        {"scenes.s.gain=99", "! --set scenes.s.gain=99:1:15: scene 's': gain: 99 is outside 0..16"},
        {"scenes.s.gain=", "! --set scenes.s.gain=:1:15: wants a number, but has no value"},
        {"scenes.x.gain=1",
         "! --set scenes.x.gain=1:1:8: nothing is named 'x' here; there are s, z"},
        {"scenes[2].gain=1", "! --set scenes[2].gain=1:1:7: there is no [2]: the list has 2 items"},
        {"scenes.s.gian=1",
         "! --set scenes.s.gian=1:1:10: 'gian' is no key of a scene; did you mean"},
        {"scenes.s.layers.a.sped=1", "! --set scenes.s.layers.a.sped=1:1:19: 'sped' is no key of a "
                                     "layer; did you mean 'speed'?"},
        {"scenes.s.layers.a.field.sped=1",
         "! --set scenes.s.layers.a.field.sped=1:1:25: plasma has no parameter 'sped'; did you"},
        {"scenes.s.shaders.vignette.x=1",
         "! --set scenes.s.shaders.vignette.x=1:1:27: vignette has no parameter 'x'"},
        {"scenes.s.layers.a.cells.ticker.rows=99",
         "! --set scenes.s.layers.a.cells.ticker.rows=99:1:19: 'cells' is not given"},
        {"scenes.s.length.x=1", "! --set scenes.s.length.x=1:1:17: nothing can be set in '1s'"},
        {"vars.w=3", "! --set vars.w=3:1:6: there is no 'w' here; there are v"},
        {"scenes[x]=1", "! --set scenes[x]=1:1:7: an index is like [0]"},
        {"scenes[0]x=1", "! --set scenes[0]x=1:1:10: '.' or '[' must follow"},
        {"scenes.=1", "! --set scenes.=1:1:7: a key is missing after '.'"},
        {"a..b=1", "! --set a..b=1:1:3: a key is missing here"},
        {"scenes", "! --set scenes:1:1: wants PATH=VALUE"},
        {"=1", "! --set =1:1:1: wants PATH=VALUE"},
    };
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const GrLoadOptions options = {.sets = &cases[i].set, .set_count = 1};
        GrProblems problems = {0};
        GrShow *show = load(SET_SHOW, &options, &problems);
        char head[256];
        const char *expected = cases[i].expected;
        /* The argument itself may hold what separates file and place. */
        bool fault = expected[0] == '!';
        size_t name = strlen("--set ") + strlen(cases[i].set);
        if (!fault) {
            wrong += !compare(cases[i].set, show, &problems, expected);
        } else if (show || strlen(problems.list[0].file) != name ||
                   strncmp(expected + 2, problems.list[0].file, name) != 0) {
            print_error("%s: wrong file\n", cases[i].set);
            wrong++;
        } else {
            snprintf(head, sizeof head, "%d:%d: ", problems.list[0].line, problems.list[0].column);
            const char *rest = expected + 2 + name + 1;
            if (strncmp(rest, head, strlen(head)) != 0 ||
                !strstr(problems.list[0].message, rest + strlen(head))) {
                print_error("%s: wants %s, got %s%s\n", cases[i].set, rest, head,
                            problems.list[0].message);
                wrong++;
            }
        }
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    assert_int_equal(wrong, 0);
}

/* Cell effects are set by name or by number, in a list or alone; one alone merges like a field,
 * lists do not. */
static void sets_of_cells(void **state)
{
    (void)state;
    static const char show_text[] =
        "layers: {n: {field: plasma, cells: [shake, {ticker: {rows: 4}}]}}\n"
        "scenes:\n- {name: s, length: 1s, layers: [n, {name: b, cells: ticker}, {name: c, cells: "
        "{ticker: {rows: 7}}}, {name: d, extends: c, cells: {ticker: {speed: 2}}}, {name: e, "
        "extends: n, cells: [ticker]}]}\n";
    static const struct {
        const char *set;
        float rows[5]; /* of each layer's ticker */
    } cases[] = {{"title=x", {4, 3, 7, 7, 3}},
                 {"scenes.s.layers[0].cells.ticker.rows=5", {5, 3, 7, 7, 3}},
                 {"layers.n.cells[1].rows=6", {6, 3, 7, 7, 3}},
                 {"layers.n.cells[1].ticker.rows=6", {6, 3, 7, 7, 3}},
                 {"scenes.s.layers.b.cells={ticker: {rows: 8}}", {4, 8, 7, 7, 3}},
                 {"scenes.s.layers.c.cells.rows=9", {4, 3, 9, 7, 3}},
                 {"scenes.s.layers.c.cells.ticker.rows=9", {4, 3, 9, 7, 3}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const GrLoadOptions options = {.sets = &cases[i].set, .set_count = 1};
        GrProblems problems = {0};
        GrShow *show = load(show_text, &options, &problems);
        if (!show)
            fail_msg("%s: %s", cases[i].set, problems.list[0].message);
        for (int k = 0; k < 5; k++) {
            const GrLayer *layer = &show->scenes[0].layers[k];
            const FakeTicker *ticker = layer->cells[layer->cell_count - 1].params;
            if (ticker->rows < cases[i].rows[k] || ticker->rows > cases[i].rows[k])
                fail_msg("%s: layer %d has %g rows", cases[i].set, k, (double)ticker->rows);
        }
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* How a mistake in an argument reads, and with which code it ends. */
static void set_mistakes(void **state)
{
    (void)state;
    static const char *const usage[] = {"scenes.s.gian=1"}, *const value[] = {"scenes.s.gain=x"};
    GrProblems problems = {0};
    GrText out = {0};
    assert_null(load(SET_SHOW, &(GrLoadOptions){.sets = usage, .set_count = 1}, &problems));
    assert_int_equal(problems.list[0].code, GR_E_USAGE);
    gr_problem_render(&problems.list[0], &out);
    assert_string_equal(gr_text_string(&out),
                        "--set scenes.s.gian=1: 'gian' is no key of a scene; did you mean 'gain'?\n"
                        "      | scenes.s.gian=1\n"
                        "      |          ^\n");
    gr_problems_finish(&problems);
    assert_null(load(SET_SHOW, &(GrLoadOptions){.sets = value, .set_count = 1}, &problems));
    assert_int_equal(problems.list[0].code, GR_E_SHOW);
    gr_problems_finish(&problems);
    gr_text_finish(&out);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vars_files),
        cmocka_unit_test(sets),
        cmocka_unit_test(sets_of_cells),
        cmocka_unit_test(set_mistakes),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
