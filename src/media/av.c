/* SPDX-License-Identifier: MIT */
#include "media/av.h"

#include "base/hash.h"

#include "base/log.h"

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <stdio.h>
#include <string.h>

/* libav's log callback has no user pointer, so what an operation says can only be caught by thread;
 * nothing but error texts ever reads it. */
static _Thread_local struct {
    char text[1024];
    size_t length;
} heard;

static void remember(const char *line)
{
    size_t length = strlen(line);
    size_t gap = heard.length ? 2 : 0;
    if (heard.length + gap + length + 1 > sizeof heard.text)
        return;
    if (gap)
        memcpy(heard.text + heard.length, "; ", gap);
    memcpy(heard.text + heard.length + gap, line, length + 1);
    heard.length += gap + length;
}

/* "[libx264 @ 0x55d0c8]": the address is noise. */
static void forget_addresses(char *line)
{
    char *at = line;
    while ((at = strstr(at, " @ 0x")) != NULL) {
        char *close = strchr(at, ']');
        if (!close)
            return;
        memmove(at, close, strlen(close) + 1);
    }
}

static void listen(void *object, int level, const char *format, va_list arguments)
{
    if (level > AV_LOG_INFO)
        return;
    char line[1024];
    int print_prefix = 1;
    if (av_log_format_line2(object, level, format, arguments, line, sizeof line, &print_prefix) < 0)
        return;
    line[strcspn(line, "\n")] = '\0';
    if (!line[0])
        return;
    forget_addresses(line);
    if (level <= AV_LOG_WARNING)
        remember(line);
    gr_log(level <= AV_LOG_WARNING ? GR_LOG_INFO : GR_LOG_DEBUG, "%s", line);
}

void gr_av_begin(void)
{
    av_log_set_callback(listen);
    heard.length = 0;
    heard.text[0] = '\0';
}

const char *gr_av_heard(void)
{
    return heard.text;
}

int gr_av_error(GrError *error, int code, int cause, const char *format, ...)
{
    if (cause == AVERROR(ENOSPC) || cause == AVERROR(ENOMEM) || cause == AVERROR(EDQUOT) ||
        cause == AVERROR(EFBIG))
        code = GR_E_SPACE;
    else if (cause == AVERROR_EXIT)
        code = GR_E_INTERRUPTED;
    char what[1024], why[AV_ERROR_MAX_STRING_SIZE] = "";
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (code == GR_E_INTERRUPTED)
        return gr_error_set(error, code, "%s: interrupted", what);
    av_strerror(cause, why, sizeof why);
    const char *said = heard.length ? heard.text : NULL;
    return gr_error_set(error, code, "%s: %s%s%s%s", what, why, said ? " (" : "", said ? said : "",
                        said ? ")" : "");
}

char *gr_av_url(const char *path)
{
    return av_asprintf("file:%s", path);
}

/* Whoever is given them takes them out. */
static AVDictionary *only_files(void)
{
    AVDictionary *options = NULL;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    return options;
}

/* libav takes `shot_%d.png` for many files, unless the one that is meant is open already. */
static int open_by_itself(AVFormatContext **format, const char *url)
{
    AVDictionary *options = only_files();
    *format = avformat_alloc_context();
    int result = !*format || !options
                     ? AVERROR(ENOMEM)
                     : avio_open2(&(*format)->pb, url, AVIO_FLAG_READ, NULL, &options);
    av_dict_free(&options);
    if (result < 0) {
        avformat_free_context(*format);
        *format = NULL;
    }
    return result;
}

int gr_av_open(AVFormatContext **format, const char *path)
{
    AVDictionary *options = only_files();
    char *url = gr_av_url(path);
    gr_av_begin();
    int result = !url || !options    ? AVERROR(ENOMEM)
                 : strchr(path, '%') ? open_by_itself(format, url)
                                     : 0;
    AVIOContext *own = result >= 0 && *format ? (*format)->pb : NULL;
    if (result >= 0)
        result = avformat_open_input(format, url, NULL, &options);
    if (own && result >= 0)
        (*format)->flags &= ~AVFMT_FLAG_CUSTOM_IO; /* it is closed with the rest */
    else if (own)
        avio_closep(&own);
    av_dict_free(&options);
    av_free(url);
    return result;
}

AVRational gr_av_rational(GrRational r)
{
    return (AVRational){(int)r.num, (int)r.den};
}

uint64_t gr_av_build_hash(void)
{
    return gr_hash_string(avcodec_configuration(), avcodec_version());
}
