/* SPDX-License-Identifier: MIT
 *
 * What a show says indirectly: includes, vars, extends, styles, named things, --vars and --set.
 * Each case is a show (or several files) and either facts of what comes of it or the first message.
 */
#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/gr-compose-XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
}

static int make_folder(void **state)
{
    char path[GR_PATH_CAPACITY];
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/lib", folder);
    return mkdir(path, 0777);
}

static int remove_folder(void **state)
{
    (void)state;
    return gr_folder_remove(folder, NULL);
}

static GrShow *load(const char *text, const GrLoadOptions *options, GrProblems *problems)
{
    static GrError error;
    char path[GR_PATH_CAPACITY];
    GrShow *show;
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    gr_show_load_text(path, text, strlen(text), options, &show, problems, &error);
    return show;
}

/* "title | scene gain length_s: layer effect speed opacity hue span base blend palette colours; ...
 * / shader ..." for every scene: what composing can change, in one line. */
static void describe(const GrShow *show, GrText *out)
{
    gr_text_printf(out, "%s |", show->title);
    for (int i = 0; i < show->scene_count; i++) {
        const GrScene *scene = &show->scenes[i];
        gr_text_printf(out, " %s %g %gs:", scene->name, (double)scene->look.gain,
                       (double)(scene->end_ns - scene->start_ns) / 1e9);
        for (int j = 0; j < scene->layer_count; j++) {
            const GrLayer *layer = &scene->layers[j];
            bool plasma = strcmp(layer->effect->name, "plasma") == 0;
            const FakePlasma *params = layer->params;
            gr_text_printf(
                out, " %s %s %g %g hue %g %g %g %s %d", layer->name, layer->effect->name,
                plasma ? (double)params->speed : (double)((const FakeRings *)layer->params)->count,
                (double)layer->look.opacity, (double)layer->look.hue, (double)layer->look.hue_span,
                (double)layer->look.hue_speed, layer->palette->name, layer->colour_count);
            gr_text_puts(out, j + 1 < scene->layer_count ? ";" : "");
        }
        for (int j = 0; j < scene->shader_count; j++) {
            const char *name = scene->shaders[j].shader->name;
            gr_text_printf(out, " /%s", name);
            if (strcmp(name, "bloom") == 0)
                gr_text_printf(out, "=%g",
                               (double)((const FakeBloom *)scene->shaders[j].params)->strength);
        }
        gr_text_puts(out, i + 1 < show->scene_count ? " |" : "");
    }
}

/* Compares what a load gave with what was expected: facts, or with "! " a message "LINE:COLUMN:
 * part of it", where the line may be of another file: "FILE:LINE:COLUMN: part". */
static bool compare(const char *name, const GrShow *show, const GrProblems *problems,
                    const char *expected)
{
    GrText got = {0};
    bool right;
    if (show) {
        describe(show, &got);
        right = strcmp(gr_text_string(&got), expected) == 0;
    } else {
        char place[32];
        const GrProblem *problem = &problems->list[0];
        snprintf(place, sizeof place, "%d:%d: ", problem->line, problem->column);
        gr_text_printf(&got, "! %s:%s%s", gr_path_name(problem->file), place, problem->message);
        const char *wants = expected + 2;
        size_t file = strcspn(wants, ":");
        const char *rest = strstr(wants, ": ");
        right = expected[0] == '!' && rest && strstr(problem->message, rest + 2) &&
                strncmp(gr_path_name(problem->file), wants, file) == 0 &&
                strncmp(place, wants + file + 1, strlen(place)) == 0 && problems->error_count == 1;
    }
    if (!right) {
        print_error("%s\n  wants %s\n  got   %s\n", name, expected, gr_text_string(&got));
        for (int i = 1; i < problems->count; i++)
            print_error("  and   %s\n", problems->list[i].message);
    }
    gr_text_finish(&got);
    return right;
}

typedef struct Case {
    const char *name, *show, *expected;
} Case;

static void run(const Case *cases, size_t count, const GrLoadOptions *options)
{
    int wrong = 0;
    for (size_t i = 0; i < count; i++) {
        GrProblems problems = {0};
        GrShow *show = load(cases[i].show, options, &problems);
        wrong += !compare(cases[i].name, show, &problems, cases[i].expected);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    assert_int_equal(wrong, 0);
}

#define RUN(cases, options) run(cases, sizeof(cases) / sizeof(cases)[0], options)
#define PLAIN               " plasma 1 1 hue 0 1 0 dense 0"
#define ONE                 "scenes: [{name: s, length: 1s, layers: [{field: plasma}]}]\n"
#define SCENE(rest)         "scenes: [{name: s, length: 1s, layers: [{field: plasma" rest "}]}]\n"

static void vars(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"a number", "vars: {v: 3}\n" SCENE(", opacity: $half, hue: {base: $v}"),
         "! show.yaml:2:67: there is no var 'half'"},
        {"of any kind",
         "vars: {field: {plasma: {speed: 7}}, list: [red, blue], hue: {base: 0.5}}\n"
         "scenes: [{name: s, length: 1s, layers: [{field: $field, colours: $list, hue: $hue}]}]\n",
         "show | s 1 1s: layer 1 plasma 7 1 hue 0.5 1 0 dense 2"},
        {"inside a text", "vars: {k: x, b: 5}\ntitle: ${k}-${b}.${k}\n" ONE,
         "x-5.x | s 1 1s: layer 1" PLAIN},
        {"in quotes", "vars: {k: x}\ntitle: \"${k}: $k $$k $ ${ $5 ${k\"\n" ONE,
         "x: $k $k $ ${ $5 ${k | s 1 1s: layer 1" PLAIN},
        {"a number in a text", "vars: {k: 5}\n" SCENE(", opacity: \"0.${k}\""),
         "show | s 1 1s: layer 1 plasma 1 0.5 hue 0 1 0 dense 0"},
        {"vars of vars", "vars: {k: $b, b: '${c}${c}', c: 1$$}\ntitle: $k\n" ONE,
         "1$1$ | s 1 1s: layer 1" PLAIN},
        {"keys are left alone", "vars: {title: x}\n$title: y\n" ONE,
         "! show.yaml:2:1: unknown key '$title'"},
        {"unknown", "vars: {accent: red}\n" SCENE(", colours: [blue, $acent]"),
         "! show.yaml:2:74: there is no var 'acent'; did you mean 'accent'?"},
        {"unknown in a text", "vars: {k: red}\ntitle: \"so ${b}\"\n" ONE,
         "! show.yaml:2:14: there is no var 'b' (write $$ for a dollar)"},
        {"a wrong value is told where it stands", "vars:\n  half: 50%\n" SCENE(", opacity: $half"),
         "! show.yaml:2:9: opacity: wants a number, not '50%': write 0.5"},
        {"a list in a text", "vars: {k: [1]}\ntitle: x${k}\n" ONE,
         "! show.yaml:2:11: ${k} inside a text wants a text, but the var holds a list"},
        {"circle", "vars: {k: $b, b: \"${c}\", c: [$k]}\n" ONE,
         "! show.yaml:1:31: vars go round in a circle: k -> b -> c -> k"},
        {"own circle", "vars: {aa: \"x $aa ${aa}\"}\n" ONE, "! show.yaml:1:21: aa -> aa"},
        {"braces in a list", "vars: {k: 1, b: [x, ${k}]}\n" ONE,
         "! show.yaml:1:21: ${...} needs quotes inside { } and [ ]"},
        {"names of expressions", "vars: {bass: 1}\n" ONE,
         "! show.yaml:1:8: vars: 'bass' has a meaning in expressions already"},
        {"in expressions", "vars: {k: 2*half, half: 0.25}\n" SCENE(", hue: k/4 + half"),
         "show | s 1 1s: layer 1 plasma 1 1 hue 0.375 1 0 dense 0"},
        {"a list in expressions", "vars: {k: [1]}\n" SCENE(", hue: 2*k"),
         "! show.yaml:2:64: hue.base: there is no 'k'"},
        {"names", "vars: {my-var: 1}\n" ONE, "! show.yaml:1:8: cannot be a var's name"},
        {"no mapping", "vars: [1]\n" ONE, "! show.yaml:1:7: vars: wants a mapping of names"},
        {"empty", "vars:\n" ONE, "show | s 1 1s: layer 1" PLAIN},
        {"twice", "vars: {k: 1, k: 2}\n" ONE, "! show.yaml:1:14: 'k' is given twice, first"},
        {"twice as a key", "vars: {k: 1}\nvars: {b: 1}\n" ONE,
         "! show.yaml:2:1: 'vars' is given twice"},
        {"anchors and merges",
         "vars: {k: &x {base: 0.25, span: 2}}\n" SCENE(", hue: {<<: *x, span: 3}"),
         "show | s 1 1s: layer 1 plasma 1 1 hue 0.25 3 0 dense 0"},
    };
    RUN(cases, NULL);
}

static void named_things(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"a layer by its name",
         "layers: {stars: {field: {plasma: {speed: 4}}}}\n"
         "scenes: [{name: s, length: 1s, layers: [stars, {field: plasma}]}]\n",
         "show | s 1 1s: stars plasma 4 1 hue 0 1 0 dense 0; layer 2" PLAIN},
        {"a layer extends",
         "layers: {a: {field: {plasma: {speed: 4}}, hue: {base: 0.5, span: 2}},\n"
         "         b: {extends: a, opacity: 0.5, hue: {span: 3}}}\n"
         "scenes: [{name: s, length: 1s, layers: [b, {name: x, extends: b, field: plasma, hue: "
         "0}]}]\n",
         "show | s 1 1s: b plasma 4 0.5 hue 0.5 3 0 dense 0; x plasma 4 0.5 hue 0 1 0 dense 0"},
        {"of the same scene",
         "scenes: [{name: s, length: 1s, layers: [{extends: b}, {name: b, field: plasma, opacity: "
         "0.25}]}]\n",
         "show | s 1 1s: layer 1 plasma 1 0.25 hue 0 1 0 dense 0; b plasma 1 0.25 hue 0 1 0 dense "
         "0"},
        {"another field brings its own parameters",
         "layers: {a: {field: {plasma: {speed: 4}}}}\n"
         "scenes: [{name: s, length: 1s, layers: [{extends: a, field: {rings: {count: 3}}}]}]\n",
         "show | s 1 1s: layer 1 rings 3 1 hue 0 1 0 dense 0"},
        {"glyphs beat an inherited palette",
         "layers: {a: {field: plasma, palette: blocks}}\n"
         "scenes: [{name: s, length: 1s, layers: [{extends: a, glyphs: \" .x\"}]}]\n",
         "show | s 1 1s: layer 1 plasma 1 1 hue 0 1 0 glyphs 0"},
        {"own colours and palettes",
         "colours: {dusk: [red, blue, 00ff00], one: orange, neon: [red]}\npalettes: {dots: \" "
         ".o\"}\n"
         "scenes: [{name: s, length: 1s, layers: [{field: plasma, colours: dusk, palette: dots},\n"
         "  {field: plasma, colours: one}, {field: plasma, colours: neon}]}]\n",
         "show | s 1 1s: layer 1 plasma 1 1 hue 0 1 0 dots 3; layer 2 plasma 1 1 hue 0 1 0 dense "
         "1; "
         "layer 3 plasma 1 1 hue 0 1 0 dense 1"},
        {"colours misspelt", "colours: {dusk: [red]}\n" SCENE(", colours: dsuk"),
         "! show.yaml:2:66: 'dsuk' is no colour ramp; did you mean 'dusk'?"},
        {"palette misspelt", "palettes: {dots: \" .o\"}\n" SCENE(", palette: dost"),
         "! show.yaml:2:66: there is no palette 'dost'; did you mean 'dots'?"},
        {"a wrong name of a ramp", "colours: {dusk: [red], dawn: nenon}\n" ONE,
         "! show.yaml:1:30: colours.dawn: 'nenon' is no colour ramp; did you mean 'neon'?"},
        {"a wrong ramp is told once", "colours: {dusk: [rde]}\n" SCENE(", colours: dusk"),
         "! show.yaml:1:18: colours.dusk: 'rde' is no colour; did you mean 'red'?"},
        {"chains",
         "chains: {glow: [vignette, {bloom: {strength: 2}}], all: [glow, bloom], one: vignette}\n"
         "scenes: [{name: s, length: 1s, layers: [{field: plasma}], shaders: [bloom, all]},\n"
         "         {name: t, length: 1s, layers: [{field: plasma}], shaders: one}]\n",
         "show | s 1 1s: layer 1" PLAIN
         " /bloom=0.5 /vignette /bloom=2 /bloom=0.5 | t 1 1s: layer 1" PLAIN " /vignette"},
        {"a chain misspelt",
         "chains: {dream: [vignette]}\nscenes: [{name: s, length: 1s, layers: "
         "[{field: plasma}], shaders: [draem]}]\n",
         "! show.yaml:2:69: there is no shader, chain or mood 'draem'; did you mean 'dream'?"},
        {"an own chain beats a mood",
         "chains: {clean: [vignette]}\nscenes: [{name: s, length: 1s, layers: [{field: plasma}], "
         "shaders: [clean, bloom]}]\n",
         "show | s 1 1s: layer 1" PLAIN " /vignette /bloom=0.5"},
        {"a mood misspelt",
         "scenes: [{name: s, length: 1s, layers: [{field: plasma}], shaders: cinematc}]\n",
         "! show.yaml:1:68: there is no shader, chain or mood 'cinematc'; did you mean "
         "'cinematic'?"},
        {"chains in a circle", "chains: {a: [b], b: [vignette, c], c: a}\n" ONE,
         "! show.yaml:1:39: chains go round in a circle: a -> b -> c -> a"},
        {"layers in a circle", "layers: {a: {extends: b}, b: {extends: a}}\n" ONE,
         "! show.yaml:1:40: extend each other go round in a circle: a -> b -> a"},
        {"a layer that extends itself",
         "scenes: [{name: s, length: 1s, layers: [{name: a, extends: a, field: plasma}]}]\n",
         "! show.yaml:1:60: circle: a -> a"},
        {"a layer misspelt",
         "layers: {stars: {field: plasma}}\nscenes: [{name: s, length: 1s, layers: "
         "[strs]}]\n",
         "! show.yaml:2:41: there is no layer 'strs'; did you mean 'stars'?"},
        {"extends misspelt",
         "layers: {stars: {field: plasma}}\nscenes: [{name: s, length: 1s, layers: "
         "[{extends: strs}]}]\n",
         "! show.yaml:2:51: extends: there is no layer 'strs'; did you mean 'stars'?"},
        {"a list of layers at the top", "layers: [{field: plasma}]\n" ONE,
         "! show.yaml:1:9: layers: wants a mapping of names, not a list"},
        {"extends a list", SCENE(", extends: [a]"), "! show.yaml:1:66: wants the name of a layer"},
    };
    RUN(cases, NULL);
}

static void scenes(void **state)
{
    (void)state;
    static const Case cases[] = {
        {"a template",
         "templates: {t: {length: 2s, gain: 0.5, layers: [{name: a, field: plasma}, {field: "
         "plasma}]}}\n"
         "scenes: [{extends: t}, {name: u, extends: t, gain: 2, layers: [{name: b, field: "
         "plasma},\n"
         "  {name: a, opacity: 0.5}]}]\n",
         "show | scene 1 0.5 2s: a" PLAIN "; layer 2" PLAIN " | u 2 2s: a plasma 1 0.5 hue 0 1 0 "
         "dense 0; layer 2" PLAIN "; b" PLAIN},
        {"a scene extends one that comes later, but not its name and start",
         "scenes: [{name: a, length: 1s, extends: b}, {name: b, start: 1s, length: 3s, layers: "
         "[{field: plasma}], shaders: vignette}]\n",
         "show | a 1 1s: layer 1" PLAIN " /vignette | b 1 3s: layer 1" PLAIN " /vignette"},
        {"a layer extends one that its scene inherits",
         "templates: {t: {length: 1s, layers: [{name: a, field: plasma, opacity: 0.5}]}}\n"
         "scenes: [{name: s, extends: t, layers: [{name: b, extends: a, hue: 0.25}]}]\n",
         "show | s 1 1s: a plasma 1 0.5 hue 0 1 0 dense 0; b plasma 1 0.5 hue 0.25 1 0 dense 0"},
        {"styles fill in what is lacking",
         "styles: {n: {scene: {gain: 0.5, shaders: [vignette]}, layer: {opacity: 0.5, palette: "
         "blocks,"
         " hue: {speed: 0.5, base: 0.5}}}}\nstyle: n\n"
         "scenes: [{name: a, length: 1s, layers: [{field: plasma, hue: {base: 0.25}}]},\n"
         "  {name: b, length: 1s, gain: 2, style: {layer: {opacity: 0.75}}, shaders: [], layers: "
         "[{field: plasma, glyphs: \".x\", hue: 0}]}]\n",
         "show | a 0.5 1s: layer 1 plasma 1 0.5 hue 0.25 1 0.5 blocks 0 /vignette | b 2 1s: layer "
         "1 "
         "plasma 1 0.75 hue 0 1 0 glyphs 0"},
        {"an inherited style beats the show's",
         "styles: {n: {scene: {gain: 0.5}}}\nstyle: {scene: {gain: 3}}\n"
         "templates: {t: {style: n, length: 1s, layers: [{field: plasma}]}}\n"
         "scenes: [{name: a, extends: t}, {name: b, length: 1s, layers: [{field: plasma}]}]\n",
         "show | a 0.5 1s: layer 1" PLAIN " | b 3 1s: layer 1" PLAIN},
        {"cuts show completed templates",
         "style: {scene: {gain: 2}}\nlayers: {n: {field: {plasma: {speed: 3}}}}\ntempo: 120\n"
         "templates: {a: {layers: [n]}, b: {extends: a, shaders: vignette}}\n"
         "scenes: [{cut: {every: 1s, from: [a, b], length: 2s}}]\n",
         "show | a 2 1s: n plasma 3 1 hue 0 1 0 dense 0 | b 2 1s: n plasma 3 1 hue 0 1 0 dense 0 "
         "/vignette"},
        {"misspelt",
         "templates: {verse: {gain: 1}}\nscenes: [{name: s, extends: vesre, length: 1s}]\n",
         "! show.yaml:2:29: there is no template or scene 'vesre'; did you mean 'verse'?"},
        {"circle", "templates: {a: {extends: b}, b: {extends: a}}\n" ONE,
         "! show.yaml:1:43: scenes that extend each other go round in a circle: a -> b -> a"},
        {"itself", "scenes: [{name: s, extends: s, length: 1s}]\n", "! show.yaml:1:29: s -> s"},
        {"a style misspelt", "styles: {night: {}}\nstyle: nihgt\n" ONE,
         "! show.yaml:2:8: there is no style 'nihgt'; did you mean 'night'?"},
        {"a key of a style misspelt is told once",
         "style: {layer: {opactiy: 1}}\nscenes: [{name: s, length: 1s, layers: [{field: plasma}, "
         "{field: plasma}]}]\n",
         "! show.yaml:1:17: style: layer: unknown key 'opactiy'; did you mean 'opacity'?"},
        {"a style with names", "style: {scene: {name: x}}\n" ONE,
         "! show.yaml:1:17: 'name' cannot come from a style"},
        {"a style of neither", "style: {gain: 2}\n" ONE,
         "! show.yaml:1:9: a style holds `scene:`, `layer:` and `text:`"},
        {"a template that is a list", "templates: {t: [1]}\n" ONE,
         "! show.yaml:1:16: templates: 't': wants a mapping"},
    };
    RUN(cases, NULL);
}

static void includes(void **state)
{
    (void)state;
    write_file("lib/a.yaml",
               "title: from a\nvars: {v: 2, w: 3}\ninclude: b.yaml\n"
               "layers: {x: &x {field: plasma, opacity: 0.5}, y: {<<: *x, hue: 0.5}}\n");
    write_file("lib/b.yaml", "seed: 9\ntitle: from b\nvars: {v: 9, u: 0.25}\n"
                             "scenes: [{name: of b, length: 2s, layers: [x, y]}]\n");
    write_file("lib/c.yaml", "title: from c\nlayers: {x: {field: rings}}\n");
    write_file("lib/list.yaml", "- 1\n");
    write_file("lib/bad.yaml", "vars:\n  a: [\n");
    write_file("lib/latin.yaml", "title: caf\xe9\n");
    write_file("lib/empty.yaml", "");
    write_file("lib/wrong.yaml", "vars: {loud: 7}\naudio: gone.ogg\n");
    write_file("lib/up.yaml", "include: ../show.yaml\n");
    write_file("lib/self.yaml", "vars: {a: 1}\ninclude: [c.yaml, self.yaml]\n");
    static const Case cases[] = {
        {"nested, own keys win", "include: lib/a.yaml\nvars: {v: 5}\ntitle: ${v} ${w} ${u}\n",
         "5 3 0.25 | of b 1 2s: x plasma 1 0.5 hue 0 1 0 dense 0; y plasma 1 0.5 hue 0.5 1 0 dense "
         "0"},
        {"own scenes", "include: lib/a.yaml\n" ONE, "from a | s 1 1s: layer 1" PLAIN},
        {"the later file wins", "include: [lib/a.yaml, lib/c.yaml]\n",
         "from c | of b 1 2s: x rings 8 1 hue 0 1 0 dense 0; y plasma 1 0.5 hue 0.5 1 0 dense 0"},
        {"missing", "include: lib/none.yaml\n" ONE,
         "! show.yaml:1:10: include: 'lib/none.yaml': No such file"},
        {"a folder", "include: [lib/c.yaml, lib]\n" ONE,
         "! show.yaml:1:23: include: 'lib': is a folder"},
        {"a device", "include: /dev/null\n" ONE, "! show.yaml:1:10: is not a regular file"},
        {"vars", "vars: {look: c}\ninclude: lib/$look.yaml\n" ONE,
         "! show.yaml:2:10: (vars do not count in include:)"},
        {"no name", "include: {a: b}\n" ONE, "! show.yaml:1:10: include: wants the name of a file"},
        {"no mapping", "include: lib/list.yaml\n" ONE,
         "! list.yaml:1:1: an included file is a mapping like a show, not a list"},
        {"not YAML", "include: lib/bad.yaml\n" ONE, "! bad.yaml:3:1: a value is missing here"},
        {"not UTF-8", "include: lib/latin.yaml\n" ONE, "! latin.yaml:1:11: byte 0xe9 is not UTF-8"},
        {"empty", "include: lib/empty.yaml\n" ONE, "! empty.yaml:0:0: the file is empty"},
        {"anchors do not cross files", "include: lib/a.yaml\n" SCENE(", <<: *x"),
         "! show.yaml:2:61: nothing is named 'x'"},
        {"mistakes in them", "include: lib/wrong.yaml\naudio: none\n" SCENE(", opacity: $loud"),
         "! wrong.yaml:1:14: opacity: 7 is outside 0..1"},
        {"files beside them", "include: lib/wrong.yaml\n" ONE,
         "! wrong.yaml:2:8: audio: 'gone.ogg': No such file or directory (file names are relative "
         "to the file they stand in)"},
        {"itself", "include: lib/self.yaml\n" ONE,
         "! self.yaml:2:19: circle: self.yaml -> self.yaml"},
        {"the show", "include: lib/up.yaml\n" ONE,
         "! up.yaml:1:10: include each other in a circle: show.yaml -> up.yaml -> show.yaml"},
    };
    write_file("show.yaml", ONE);
    RUN(cases, NULL);
    GrProblems problems = {0};
    GrShow *show = load("include: [lib/a.yaml, lib/c.yaml]\n", NULL, &problems);
    assert_non_null(show);
    assert_int_equal(show->file_count, 4);
    assert_string_equal(gr_path_name(show->files[3]), "c.yaml");
    assert_string_equal(gr_path_name(show->scenes[0].place.file), "b.yaml");
    assert_string_equal(gr_path_name(show->scenes[0].layers[0].place.file), "c.yaml");
    assert_int_equal(show->seed, 9);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

/* A chain and a fan of files: both end soon. */
static void many_includes(void **state)
{
    (void)state;
    char name[32], show[64];
    for (int i = 0; i < 20; i++) {
        char line[64];
        snprintf(name, sizeof name, "deep%d.yaml", i);
        snprintf(line, sizeof line, "include: deep%d.yaml\n", i + 1);
        write_file(name, line);
        snprintf(name, sizeof name, "fan%d.yaml", i); /* two of the next: 2^20 in all */
        snprintf(line, sizeof line, "include: [fan%d.yaml, fan%d.yaml]\n", i + 1, i + 1);
        write_file(name, i < 15 ? line : "vars: {a: 1}\n");
    }
    static const Case cases[] = {
        {"deep", "include: deep0.yaml\n" ONE,
         "! deep15.yaml:1:10: include: nested more than 16 files deep"},
    };
    RUN(cases, NULL);
    GrProblems problems = {0};
    snprintf(show, sizeof show, "include: fan0.yaml\n");
    assert_null(load(show, NULL, &problems));
    assert_non_null(strstr(problems.list[0].message, "a show has at most 64 files"));
    assert_int_equal(problems.list[0].code, GR_E_INPUT);
    gr_problems_finish(&problems);
}

/* As many files and values as there may be, and the moods of the program's own. */
static void as_many_as_there_may_be(void **state)
{
    (void)state;
    enum { FILES = 63, SETS = 64 };
    const char *sets[SETS + 1];
    GrText show = {0};
    GrProblems problems = {0};
    gr_text_puts(&show, "include: [");
    for (int i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "many%d.yaml", i);
        write_file(name, "x-a: 1\n");
        gr_text_printf(&show, "%s, ", name);
    }
    gr_text_puts(&show,
                 "]\nscenes: [{name: a, length: 1s, layers: [{field: plasma}], shaders: bloom}]\n");
    for (int i = 0; i < SETS + 1; i++)
        sets[i] = "scenes.a.gain=1";
    GrLoadOptions options = {.sets = sets, .set_count = SETS};
    GrShow *loaded = load(gr_text_string(&show), &options, &problems);
    if (!loaded)
        fail_msg("%s", problems.list[0].message);
    assert_int_equal(loaded->file_count, FILES + 1);
    gr_show_destroy(loaded);
    gr_problems_finish(&problems);
    options.set_count = SETS + 1;
    assert_null(load(gr_text_string(&show), &options, &problems));
    assert_non_null(strstr(problems.list[0].message, "at most 64 values can be set"));
    gr_problems_finish(&problems);
    gr_text_finish(&show);
}

static void vars_files(void **state)
{
    (void)state;
    char path[GR_PATH_CAPACITY];
    const GrLoadOptions options = {.vars_file = path};
    snprintf(path, sizeof path, "%s/lib/v.json", folder);
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

/* How a mistake in an argument reads, and with which code it ends. */
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

static bool stop_now(void *user)
{
    ++*(int *)user;
    return true;
}

static void stopping(void **state)
{
    (void)state;
    static GrError error;
    GrProblems problems = {0};
    GrShow *show;
    int asked = 0;
    assert_int_equal(gr_show_load_text("x.yaml", ONE, strlen(ONE),
                                       &(GrLoadOptions){.stop = stop_now, .user = &asked}, &show,
                                       &problems, &error),
                     GR_E_INTERRUPTED);
    assert_null(show);
    assert_true(asked > 0);
    assert_string_equal(error.message, "x.yaml: interrupted");
    gr_problems_finish(&problems);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vars),
        cmocka_unit_test(named_things),
        cmocka_unit_test(scenes),
        cmocka_unit_test(includes),
        cmocka_unit_test(many_includes),
        cmocka_unit_test(vars_files),
        cmocka_unit_test(sets),
        cmocka_unit_test(sets_of_cells),
        cmocka_unit_test(set_mistakes),
        cmocka_unit_test(stopping),
        cmocka_unit_test(as_many_as_there_may_be),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
