/* SPDX-License-Identifier: MIT
 *
 * What a show says indirectly: includes, vars, extends, styles, named things.
 */
#include "composed.h"

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
        {"layers on top",
         "layers: {w: {field: {plasma: {speed: 4}}}}\non_top: w\n"
         "templates: {t: {layers: [{field: plasma}]}}\n"
         "scenes: [{name: s, extends: t, length: 1s}, {name: u, extends: s},\n"
         "  {name: z, length: 1s, layers: [{name: w, field: plasma}, {field: plasma}]},\n"
         "  {cut: {every: 1s, from: t, length: 1s}}]\n",
         "show | s 1 1s: layer 1" PLAIN "; w plasma 4 1 hue 0 1 0 dense 0 | u 1 1s: layer 1" PLAIN
         "; w plasma 4 1 hue 0 1 0 dense 0 | z 1 1s: w" PLAIN "; layer 2" PLAIN
         " | t 1 1s: layer 1" PLAIN "; w plasma 4 1 hue 0 1 0 dense 0"},
        {"a layer on top misspelt", "layers: {words: {field: plasma}}\non_top: [wrods]\n" ONE,
         "! show.yaml:2:10: there is no layer 'wrods'; did you mean 'words'?"},
        {"a mapping on top", "on_top: [{field: plasma}]\n" ONE,
         "! show.yaml:1:9: on_top: wants names of layers under `layers:`"},
        {"layers below every scene",
         "layers: {w: {field: {plasma: {speed: 4}}}, v: {field: plasma}}\nbelow: [w]\non_top: v\n"
         "templates: {t: {layers: [{field: plasma}]}}\n"
         "scenes: [{name: s, extends: t, length: 1s},\n"
         "  {name: z, length: 1s, layers: [{field: plasma}, w]}]\n",
         "show | s 1 1s: w plasma 4 1 hue 0 1 0 dense 0; layer 2" PLAIN "; v" PLAIN
         " | z 1 1s: layer 1" PLAIN "; w plasma 4 1 hue 0 1 0 dense 0; v" PLAIN},
        {"a mapping below", "below: {field: plasma}\n" ONE,
         "! show.yaml:1:8: below: wants names of layers under `layers:`"},
        {"below of a scene that extends",
         "layers: {w: {field: {plasma: {speed: 4}}}}\n"
         "templates: {t: {layers: [{name: a, field: plasma}]},\n"
         "  u: {extends: t, below: w}}\n"
         "scenes: [{name: s, length: 1s, extends: u, below: [{field: {plasma: {speed: 9}}}],\n"
         "  layers: [{field: rings}]}]\n",
         "show | s 1 1s: layer 1 plasma 9 1 hue 0 1 0 dense 0; w plasma 4 1 hue 0 1 0 dense 0; "
         "a" PLAIN "; layer 4 rings 8 1 hue 0 1 0 dense 0"},
        {"one of the same name moves below",
         "templates: {t: {layers: [{field: plasma}, {name: a, field: {plasma: {speed: 2}}}]}}\n"
         "scenes: [{name: s, length: 1s, extends: t, below: [{name: a, opacity: 0.5}]}]\n",
         "show | s 1 1s: a plasma 2 0.5 hue 0 1 0 dense 0; layer 2" PLAIN},
        {"below without layers", "scenes: [{name: s, length: 1s, below: [{field: plasma}]}]\n",
         "show | s 1 1s: layer 1" PLAIN},
        {"a number below",
         "scenes: [{name: s, length: 1s, layers: [{field: plasma}], below: {a: 1}}]\n",
         "! show.yaml:1:66: scene 's': below: wants a list of layers (each starts with '- '), not "
         "a "
         "mapping"},
        {"below twice",
         "scenes: [{name: s, length: 1s, below: [{field: plasma}], below: [{field: plasma}]}]\n",
         "! show.yaml:1:58: 'below' is given twice"},
        {"a layer below misspelt",
         "layers: {cover: {field: plasma}}\n"
         "scenes: [{name: s, length: 1s, layers: [{field: plasma}], below: [covre]}]\n",
         "! show.yaml:2:67: there is no layer 'covre'; did you mean 'cover'?"},
        {"below from a style", "style: {scene: {below: [{field: plasma}]}}\n" ONE,
         "! show.yaml:1:17: style: scene: 'below' cannot come from a style"},
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
        {"and names of such",
         "layers: [{field: plasma}]\n"
         "scenes: [{name: s, length: 1s, layers: [strs, {name: a, extends: a}]}]\n",
         "! show.yaml:1:9: layers: wants a mapping of names, not a list"},
        {"layers over all of a show, twice",
         "layers: {n: {field: plasma}}\non_top: [n, n]\n"
         "scenes: [{name: s, length: 1s, layers: []}, {name: z, length: 1s, layers: []}]\n",
         "! show.yaml:2:13: on_top: 'n' is named twice: it lies there once"},
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
        {"one shader with parameters needs no list",
         "scenes: [{name: a, length: 1s, layers: [{field: plasma}], shaders: {bloom: "
         "{strength: 2}}}]\n",
         "show | a 1 1s: layer 1" PLAIN " /bloom=2"},
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
         "! show.yaml:1:9: a style holds `scene:`, `layer:`, `text:` and `lyrics:`"},
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
    assert_string_equal(gr_path_name(show->files[3].path), "c.yaml");
    assert_string_equal(show->files[3].role, "one of the show's files");
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
        cmocka_unit_test(stopping),
        cmocka_unit_test(as_many_as_there_may_be),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
