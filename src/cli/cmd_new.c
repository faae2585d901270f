/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "cli/command.h"
#include "cli/settings.h"
#include "scene/direct_new.h"

typedef struct NewArguments {
    const char *style, *output;
    bool overwrite;
    GrSettingArguments settings; /* only size and aspect are options here */
    GrOptionalU64 seed;
    bool no_cache;
} NewArguments;

static const GrOption options[] = {
    GR_OPT_TAKES(NewArguments, output, "output", "o", "FILE", GR_TAKES_FILE,
                 "the show's file (standard output otherwise)"),
    GR_OPT_FLAG(NewArguments, overwrite, "yes", "y", "replace the output if it exists"),
    GR_OPT_TAKES(NewArguments, style, "style", NULL, "LOOK", "looks",
                 "the look (glyphreel list looks; neon otherwise)"),
    GR_OPT_TAKES(NewArguments, settings.load.aspect, "aspect", NULL, "SHAPE", "aspects",
                 "landscape, portrait, feed, square or ultrawide"),
    {.name = "seed",
     .kind = GR_OPTION_U64,
     .offset = offsetof(NewArguments, seed),
     .value = "N",
     .help = "another variation"},
    GR_NO_CACHE_OPTION(NewArguments, no_cache),
};

static bool is_interrupted(void *user)
{
    (void)user;
    return gr_cli_interrupted != 0;
}

static int check_output(const NewArguments *arguments, const char *song, GrError *error)
{
    const char *output = arguments->output;
    if (!output)
        return GR_OK;
    if (gr_path_same_file(output, song))
        return gr_error_set(error, GR_E_USAGE, "%s is the song: it will not be overwritten",
                            output);
    return gr_settings_check_output(output, arguments->overwrite, error);
}

/* The song as it is seen from the show. */
static int write_file(GrNewOrder *order, const char *output, GrError *error)
{
    char named[GR_PATH_CAPACITY];
    GrText text = {0};
    int code = gr_path_from(output, order->song, named, error);
    order->named = named;
    order->show = output;
    if (!code)
        code = gr_direct_new(order, &text, error);
    if (!code)
        code = text.failed
                   ? gr_error_memory(error, "the show", text.length)
                   : gr_file_write_atomic(output, gr_text_string(&text), text.length, error);
    gr_text_finish(&text);
    return code;
}

static int run(const GrCommandInput *input)
{
    const NewArguments *arguments = input->values;
    GrNewOrder order = {.song = input->parsed->positional[0],
                        .style = arguments->style,
                        .seed = arguments->seed.value,
                        .stop = is_interrupted};
    GrWish wish;
    const GrShow nothing = {0};
    GrRational fps;
    const char *profile;
    int code = check_output(arguments, order.song, input->error);
    if (!code)
        code = gr_settings_wish(&arguments->settings, &wish, input->error);
    if (!code && arguments->settings.load.aspect)
        code = gr_profile_resolve(&wish, &nothing, true, &order.width, &order.height, &fps,
                                  &profile, input->error);
    if (code)
        return code;
    gr_cli_catch_interrupts();
    gr_cli_use_cache(arguments->no_cache);
    if (!arguments->output)
        return gr_direct_new(&order, input->out, input->error);
    code = write_file(&order, arguments->output, input->error);
    if (!code)
        gr_text_printf(input->out, "%s\n", arguments->output);
    return code;
}

const GrCommand gr_command_new = {
    .name = "new",
    .summary = "write a show for a song, to render as it is or to edit",
    .usage = "SONG [-o FILE] [--style LOOK] [--aspect SHAPE] [--seed N]",
    .about =
        "Hears a song and writes a whole show for it in one of the built-in looks: scenes on "
        "its parts and\nbars, the strongest where it is strongest, its title and artist in the "
        "first. It is the same show\nthat `glyphreel render SONG` draws. In a file (-o) the song "
        "is named as it is seen from there; on\nstandard output as you name it.",
    .examples = "  glyphreel new song.ogg -o show.yaml\n"
                "  glyphreel new song.ogg --style neon --aspect portrait --seed 3 -o show.yaml\n"
                "  glyphreel list looks\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(NewArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_FILE},
    .run = run,
};
