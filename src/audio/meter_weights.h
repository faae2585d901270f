/* SPDX-License-Identifier: MIT
 *
 * How meter.c weighs what it sees: what speaks for a beat by itself, and what only does so
 * together with something else, by way of a few soft thresholds.
 *
 * Found by ranking the candidates of tempo.c for a few thousand pieces whose beats are known, so
 * that the true one comes first (softmax over the candidates of a piece, gradient descent, weights
 * held small). Most pieces were grooves of seventeen kinds made for this: rock, metal, thrash,
 * ballads, house, hip-hop, drum and bass, funk, shuffles, folk and more, at 58 to 205 beats a
 * minute, most rock and metal between 95 and 190, with guitars, bass, voice and cymbals of random
 * sound and level, uneven playing, drift, parts without drums and saturation; a fifth were pieces
 * of the built-in synth.
 */
#ifndef GR_AUDIO_METER_WEIGHTS_H
#define GR_AUDIO_METER_WEIGHTS_H

#include "audio/meter.h"

enum { KINDS = 8 };

static const float straight[METER_SIGHTS] = {
    3.48f,   -0.478f, -0.353f, 0.242f, -0.526f, 1.94f,   -0.084f, 0.0647f, 0.432f,
    -0.423f, -0.313f, -1.01f,  0.896f, 0.368f,  -0.452f, -0.869f, -1.52f,  -0.0794f,
    0.562f,  0.239f,  2.64f,   0.619f, 1.69f,   -0.248f, -0.192f, -0.496f};
static const float into[KINDS][METER_SIGHTS] = {
    {-2.26f,  2.19f,   -0.611f, 0.636f,  0.937f, 0.844f, 0.886f,  0.0624f,  0.948f,
     0.0493f, -0.291f, -0.356f, -0.696f, 1.91f,  0.433f, 0.497f,  -0.0761f, 0.00742f,
     -0.206f, -0.22f,  -2.17f,  0.0124f, -1.17f, 0.964f, 0.0657f, -0.332f},
    {-0.822f, -2.23f,  -0.441f, -0.767f, 0.492f, -0.723f, 0.0356f, 0.221f,  0.167f,
     -2.28f,  -0.295f, 0.947f,  -0.272f, -3.58f, -0.455f, 0.0437f, -0.581f, 0.0204f,
     0.134f,  1.26f,   1.9f,    0.855f,  0.299f, -0.744f, -0.19f,  -0.0206f},
    {-0.0472f, -0.471f, -0.946f, -1.54f, 0.00592f, -3.87f, -1.02f,  0.307f, -0.161f,
     0.311f,   -2.6f,   -0.153f, 0.883f, -1.34f,   -1.05f, 0.85f,   1.04f,  0.101f,
     0.164f,   0.167f,  -5.34f,  1.66f,  0.653f,   1.43f,  -0.134f, -0.229f},
    {-0.678f, -0.00388f, -0.188f, 0.564f, -0.856f, -0.15f, -1.63f,  -0.273f, 0.0507f,
     -1.19f,  -1.13f,    0.689f,  -1.23f, -0.227f, -1.47f, -0.951f, -0.431f, 0.212f,
     0.188f,  1.49f,     0.374f,  0.141f, 1.28f,   0.168f, 0.153f,  -0.455f},
    {-0.875f,  -2.45f,   -0.966f, -2.66f, 0.506f, -1.09f, 0.387f,  -1.09f,   0.339f,
     0.822f,   0.149f,   3.27f,   0.217f, -0.45f, 0.189f, -0.182f, -0.0707f, -0.227f,
     -0.0676f, -0.0974f, -1.09f,  1.44f,  -1.43f, -0.27f, -0.528f, -0.16f},
    {-1.65f, -2.17f,  0.0347f,  1.75f,  -2.58f, -1.16f,  -1.08f,   0.0375f, -0.12f,
     0.966f, -0.748f, -0.0503f, -1.63f, -1.05f, -0.775f, -0.0262f, -2.27f,  0.0494f,
     0.4f,   0.162f,  0.657f,   -1.06f, 1.13f,  -1.6f,   0.412f,   0.609f},
    {1.12f,   2.41f,   -0.873f, 0.428f,  0.507f, 3.36f,  -0.478f, 0.863f,  0.246f,
     0.157f,  0.0545f, -1.46f,  0.712f,  2.42f,  -1.09f, -0.907f, -0.143f, -0.329f,
     -0.287f, -0.279f, 1.13f,   -0.741f, 3.28f,  1.66f,  0.0636f, -0.867f},
    {-0.0855f, 0.607f,  0.338f, -1.01f,  -0.221f, 1.4f,      0.232f, -0.573f, -0.0626f,
     -0.0671f, -0.178f, 0.135f, -0.659f, 0.529f,  -0.00374f, -1.15f, -0.349f, -0.283f,
     -0.375f,  -0.124f, 0.321f, -0.612f, 0.453f,  -0.436f,   -0.69f, -1.69f}};
static const float rest[KINDS] = {-0.0311f, 1.65f, 2.11f, 1.69f, 2.31f, 3.51f, -1.21f, 0.92f};
static const float out[KINDS] = {-1.7f, 1.34f, -2.24f, 1.27f, -0.993f, 1.57f, 1.58f, 0.473f};

#endif
