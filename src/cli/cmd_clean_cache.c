/* SPDX-License-Identifier: MIT */
#include "base/cache.h"
#include "cli/command.h"

static int run(const GrCommandInput *input)
{
    char folder[GR_PATH_CAPACITY];
    GrCacheSize removed;
    if (!gr_cache_place(folder)) {
        gr_text_puts(input->out, "there is no cache\n");
        return GR_OK;
    }
    int code = gr_cache_clear(folder, &removed, input->error);
    if (!code)
        gr_text_printf(input->out, "%s: %d entr%s removed, %.1f MiB\n", folder, removed.entries,
                       removed.entries == 1 ? "y" : "ies", (double)removed.bytes / (1 << 20));
    return code;
}

const GrCommand gr_command_clean_cache = {
    .name = "clean-cache",
    .summary = "forget what was heard of songs",
    .usage = "",
    .about = "What was heard of a song is kept in the user's cache folder, so that hearing it "
             "again takes no time:\n$GLYPHREEL_CACHE, else glyphreel in $XDG_CACHE_HOME or "
             "~/.cache; an empty GLYPHREEL_CACHE means\nnone. At most 1 GiB is kept, what was "
             "used last. This empties it.",
    .examples = "  glyphreel clean-cache\n"
                "  glyphreel info\n",
    .run = run,
};
