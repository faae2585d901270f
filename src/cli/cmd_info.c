/* SPDX-License-Identifier: MIT */
#include "base/cache.h"
#include "base/cpu.h"
#include "cli/command.h"
#include "cli/libraries.h"
#include "glyph/font.h"
#include "media/encoder.h"

#include <stdio.h>

typedef struct InfoArguments {
    bool json;
} InfoArguments;

static const GrOption options[] = {
    GR_OPT_FLAG(InfoArguments, json, "json", NULL, "one JSON document"),
};

static const char *const fonts_of_default[] = {"terminal"};

static void level_names(GrText *out, bool usable)
{
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
#ifdef GR_HAVE_LEVEL_AVX512
        bool built = true;
#else
        bool built = level == GR_CPU_NONE;
#endif
        if (usable ? gr_cpu_usable((GrCpuLevel)level) : built)
            gr_text_printf(out, "%s%s", out->length ? " " : "", gr_cpu_level_names[level]);
    }
}

static void write_gib(GrText *out, const char *label, uint64_t bytes)
{
    if (bytes)
        gr_text_printf(out, "%-22s%.1f GiB\n", label, (double)bytes / (1 << 30));
    else
        gr_text_printf(out, "%-22sno limit\n", label);
}

typedef struct Facts {
    GrMachine machine;
    GrText built, usable, encoders;
    GrFonts *fonts;
    const GrLibraryVersion *libraries;
    char cache[GR_PATH_CAPACITY]; /* "": none */
    GrCacheSize cached;
} Facts;

static void write_text(const Facts *facts, GrText *out)
{
    const GrMachine *machine = &facts->machine;
    gr_text_printf(out, "glyphreel             " GR_VERSION "\n");
    gr_text_printf(out, "cores                 %d usable (%d online, %d by affinity, ",
                   machine->usable_cores, machine->online_cores, machine->affinity_cores);
    if (machine->cgroup_cpu_quota > 0)
        gr_text_printf(out, "%.2f by cgroup)\n", machine->cgroup_cpu_quota);
    else
        gr_text_puts(out, "no cgroup quota)\n");
    write_gib(out, "memory, all", machine->total_memory);
    write_gib(out, "memory, cgroup limit", machine->cgroup_memory_limit);
    write_gib(out, "memory, usable", machine->usable_memory);
    gr_text_printf(out, "SIMD levels built     %s\n", gr_text_string(&facts->built));
    gr_text_printf(out, "SIMD levels usable    %s (used: %s)\n", gr_text_string(&facts->usable),
                   gr_cpu_level_names[gr_cli_level]);
    for (const GrLibraryVersion *at = facts->libraries; at->name; at++)
        gr_text_printf(out, "%-22s%s\n", at->name, at->version);
    gr_text_printf(out, "encoders              %s\n", gr_text_string(&facts->encoders));
    if (facts->cache[0])
        gr_text_printf(out, "cache                 %s (%d entr%s, %.1f MiB)\n", facts->cache,
                       facts->cached.entries, facts->cached.entries == 1 ? "y" : "ies",
                       (double)facts->cached.bytes / (1 << 20));
    else
        gr_text_puts(out, "cache                 none\n");
    for (int i = 0; facts->fonts && i < gr_fonts_count(facts->fonts); i++) {
        const char *family, *file;
        gr_fonts_describe(facts->fonts, i, &family, &file);
        gr_text_printf(out, "%-22s%s%s%s\n", i ? "" : "fonts by default", family, file ? "  " : "",
                       file ? file : "");
    }
}

static void write_list(GrJson *json, const char *key, const char *words)
{
    gr_json_key(json, key);
    gr_json_open_array(json);
    char word[64];
    for (int used; sscanf(words, "%63s%n", word, &used) == 1; words += used)
        gr_json_string(json, word);
    gr_json_close_array(json);
}

static void write_json(const Facts *facts, GrText *out)
{
    const GrMachine *machine = &facts->machine;
    GrJson json = {.out = out};
    gr_json_open_object(&json);
    gr_json_key_int(&json, "version", 1);
    gr_json_key_string(&json, "glyphreel", GR_VERSION);
    gr_json_key(&json, "cores");
    gr_json_open_object(&json);
    gr_json_key_int(&json, "usable", machine->usable_cores);
    gr_json_key_int(&json, "online", machine->online_cores);
    gr_json_key_int(&json, "affinity", machine->affinity_cores);
    gr_json_key_number(&json, "cgroup_quota", machine->cgroup_cpu_quota);
    gr_json_close_object(&json);
    gr_json_key(&json, "memory_bytes");
    gr_json_open_object(&json);
    gr_json_key_int(&json, "total", (int64_t)machine->total_memory);
    gr_json_key_int(&json, "cgroup_limit", (int64_t)machine->cgroup_memory_limit);
    gr_json_key_int(&json, "usable", (int64_t)machine->usable_memory);
    gr_json_close_object(&json);
    write_list(&json, "simd_built", gr_text_string(&facts->built));
    write_list(&json, "simd_usable", gr_text_string(&facts->usable));
    gr_json_key_string(&json, "simd_used", gr_cpu_level_names[gr_cli_level]);
    gr_json_key(&json, "libraries");
    gr_json_open_object(&json);
    for (const GrLibraryVersion *at = facts->libraries; at->name; at++)
        gr_json_key_string(&json, at->name, at->version);
    gr_json_close_object(&json);
    write_list(&json, "encoders", gr_text_string(&facts->encoders));
    gr_json_key(&json, "cache");
    gr_json_open_object(&json);
    gr_json_key_string(&json, "folder", facts->cache[0] ? facts->cache : NULL);
    gr_json_key_int(&json, "entries", facts->cached.entries);
    gr_json_key_int(&json, "bytes", (int64_t)facts->cached.bytes);
    gr_json_key_int(&json, "limit_bytes", (int64_t)GR_CACHE_BYTES);
    gr_json_close_object(&json);
    gr_json_key(&json, "fonts");
    gr_json_open_array(&json);
    for (int i = 0; facts->fonts && i < gr_fonts_count(facts->fonts); i++) {
        const char *family, *file;
        gr_fonts_describe(facts->fonts, i, &family, &file);
        gr_json_open_object(&json);
        gr_json_key_string(&json, "family", family);
        gr_json_key_string(&json, "file", file);
        gr_json_close_object(&json);
    }
    gr_json_close_array(&json);
    gr_json_close_object(&json);
}

static int run(const GrCommandInput *input)
{
    const InfoArguments *arguments = input->values;
    Facts facts = {.libraries = gr_library_versions()};
    gr_machine_detect(&facts.machine);
    if (gr_cache_place(facts.cache))
        facts.cached = gr_cache_measure(facts.cache);
    else
        facts.cache[0] = '\0';
    level_names(&facts.built, false);
    level_names(&facts.usable, true);
    GrEncoderInfo encoders[64];
    int count = gr_encode_encoders(encoders, 64);
    for (int i = 0; i < count && i < 64; i++)
        gr_text_printf(&facts.encoders, "%s%s", i ? " " : "", encoders[i].name);
    int code = gr_fonts_open(fonts_of_default, 1, &facts.fonts, input->error);
    if (!code && arguments->json)
        write_json(&facts, input->out);
    else if (!code)
        write_text(&facts, input->out);
    gr_fonts_close(facts.fonts);
    gr_text_finish(&facts.built);
    gr_text_finish(&facts.usable);
    gr_text_finish(&facts.encoders);
    return code;
}

const GrCommand gr_command_info = {
    .name = "info",
    .summary = "what this machine and this build can do",
    .usage = "[--json]",
    .about =
        "Shows cores, memory, SIMD levels, libraries, encoders, the cache and fonts, as a render "
        "would see them.",
    .examples = "  glyphreel info\n"
                "  glyphreel info --json\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(InfoArguments),
    .run = run,
};
