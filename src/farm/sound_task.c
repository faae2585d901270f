/* SPDX-License-Identifier: MIT */
#include "farm/sound_task.h"

#include "audio/reader.h"
#include "base/hash.h"
#include "farm/work_folder.h"
#include "media/av.h"
#include "media/container.h"
#include "media/sound.h"
#include "media/sound_copy.h"
#include "media/soundtrack.h"

/* Measured: AAC takes 23 ms for a second of music, the synth 8, a decoder less. */
enum { NS_PER_SECOND_OF_SOUND = 30000000 };

uint64_t gr_sound_task_key(const GrSoundTask *task)
{
    const char *codec = gr_container_sound_codec(task->container);
    uint64_t words[] = {task->plan->hash, gr_hash_string(codec, 0), gr_av_build_hash()};
    return gr_hash_bytes(words, sizeof words, 0);
}

static GrSegmentHeader header_of(const GrSoundTask *task, uint64_t key)
{
    return (GrSegmentHeader){
        .plan_hash = task->plan->hash,
        .segment_key = key,
        .index = GR_WORK_SOUND,
        .first_frame = task->plan->first,
        .frame_count = task->plan->count,
    };
}

bool gr_sound_task_reuse(const GrSoundTask *task, uint64_t key)
{
    char path[GR_PATH_CAPACITY];
    GrSegmentHeader header = header_of(task, key);
    gr_work_segment_path(task->folder, GR_WORK_SOUND, path);
    return gr_work_file_reuse(path, &header);
}

static int read_sound(void *user, float *interleaved, int frames, int *got, GrError *error)
{
    return gr_sound_reader_read(user, interleaved, frames, got, error);
}

static void tell_steps(void *user, int64_t frames_done)
{
    GrPulse *pulse = user;
    atomic_store_explicit(&pulse->steps, (uint64_t)frames_done, memory_order_relaxed);
}

static int open_source(void *user, GrPcmSource *source, GrError *error)
{
    const GrSoundTask *task = user;
    GrSoundReader *reader;
    int code = gr_sound_reader_open(task->sound, &reader, error);
    if (!code)
        *source = (GrPcmSource){read_sound, reader, gr_sound_reader_rate(reader),
                                gr_sound_reader_channels(reader), 0};
    return code;
}

static void close_source(void *user, GrPcmSource *source)
{
    (void)user;
    gr_sound_reader_close(source->user);
}

/* The source through what the show does to its sound, if it does something. */
static int filter(const GrSoundTask *task, const GrPcmSource *source, GrSoundtrackFilter **out,
                  GrError *error)
{
    const GrSoundtrack *track = &task->sound->track;
    double length_s = (double)task->show_ns / (double)GR_NS_PER_S, gain_db;
    *out = NULL;
    if (!gr_soundtrack_acts(track))
        return GR_OK;
    int code = gr_soundtrack_gain(track, open_source, close_source, (void *)task, length_s,
                                  &gain_db, error);
    return code ? code
                : gr_soundtrack_open(track, gain_db, source,
                                     (int64_t)(length_s * source->rate + 0.5), out, error);
}

static int copy(const GrSoundTask *task, uint64_t key, const char *path, GrPulse *pulse,
                GrError *error)
{
    const GrSoundCopyJob job = {
        .source = task->sound->path,
        .start_ns = task->sound->start_ns,
        .path = path,
        .container = task->container,
        .header = header_of(task, key),
        .fps = task->plan->fps,
        .progress = tell_steps,
        .user = pulse,
    };
    return gr_sound_copy_write(&job, error);
}

int gr_sound_task_run(const GrSoundTask *task, uint64_t key, GrPulse *pulse, GrError *error)
{
    char path[GR_PATH_CAPACITY];
    GrPcmSource source;
    GrSoundtrackFilter *filtered = NULL;
    gr_work_segment_path(task->folder, GR_WORK_SOUND, path);
    atomic_store_explicit(&pulse->state, GR_PULSE_WORK, memory_order_relaxed);
    if (task->sound->track.copied)
        return copy(task, key, path, pulse, error);
    int code = open_source((void *)task, &source, error);
    if (code)
        return code;
    code = filter(task, &source, &filtered, error);
    GrSoundJob job = {
        .source = source,
        .path = path,
        .container = task->container,
        .header = header_of(task, key),
        .fps = task->plan->fps,
        .progress = tell_steps,
        .user = pulse,
    };
    if (filtered) {
        job.source.read = gr_soundtrack_read;
        job.source.user = filtered;
    }
    job.source.skip_frames = gr_frame_first_sample(task->plan->first, task->plan->fps, source.rate);
    if (!code)
        code = gr_sound_write(&job, error);
    gr_soundtrack_close(filtered);
    close_source(NULL, &source);
    return code;
}

int64_t gr_sound_task_cost(const GrSoundTask *task)
{
    return (int64_t)(gr_frame_start_s(task->plan->count, task->plan->fps) * NS_PER_SECOND_OF_SOUND);
}
