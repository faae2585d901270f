/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "scene/direct_new.h"

typedef struct NewArguments {
    const char *style;
    GrSettingArguments settings; /* only size and aspect are options here */
    GrOptionalU64 seed;
    bool no_cache;
} NewArguments;

static const GrOption options[] = {
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
    int code = gr_settings_wish(&arguments->settings, &wish, input->error);
    if (!code && arguments->settings.load.aspect)
        code = gr_profile_resolve(&wish, &nothing, true, &order.width, &order.height, &fps,
                                  &profile, input->error);
    if (code)
        return code;
    gr_cli_catch_interrupts();
    gr_cli_use_cache(arguments->no_cache);
    return gr_direct_new(&order, input->out, input->error);
}

const GrCommand gr_command_new = {
    .name = "new",
    .summary = "write a show for a song, to render as it is or to edit",
    .usage = "SONG [--style LOOK] [--aspect SHAPE] [--seed N] > show.yaml",
    .about =
        "Hears a song and writes a whole show for it in one of the built-in looks: scenes on "
        "its parts and\nbars, the strongest where it is strongest, its title and artist in the "
        "first. It is the same show\nthat `glyphreel render SONG` draws. Write it into the "
        "folder from which you name the song: that\nname goes into the show.",
    .examples = "  glyphreel new song.ogg > show.yaml\n"
                "  glyphreel new song.ogg --style neon --aspect portrait --seed 3 > show.yaml\n"
                "  glyphreel list looks\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(NewArguments),
    .least_positional = 1,
    .most_positional = 1,
    .takes = {GR_TAKES_FILE},
    .run = run,
};
