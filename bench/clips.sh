#!/bin/sh
# Makes the media of the export benchmark: six heavy clips of different makes, six voices, a music loop.
# Usage: bench/clips.sh FOLDER
set -eu
out=${1:?usage: bench/clips.sh FOLDER}
mkdir -p "$out"
cd "$out"

# Noise over moving patterns: as hard to decode and to encode as grainy footage.
clip() { # name width height rate seconds pattern encoder-options...
    name=$1 width=$2 height=$3 rate=$4 seconds=$5 pattern=$6
    shift 6
    [ -s "$name" ] && return 0
    ffmpeg -v error -y -f lavfi -i "$pattern=size=${width}x${height}:rate=$rate" -t "$seconds" \
        -vf "noise=alls=8:allf=t,format=yuv420p,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv" \
        "$@" "part-$name"
    mv "part-$name" "$name"
}

x264="-c:v libx264 -preset veryfast -crf 20 -g 250"
clip a.mp4 1080 1920 30 6 testsrc2 $x264
clip b.mp4 1280 720 24 6 mandelbrot $x264
clip c.webm 720 1280 25 6 testsrc2 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 6M
clip d.mp4 1080 1920 30 6 mandelbrot -c:v libx265 -preset ultrafast -crf 22 -tag:v hvc1 -x265-params log-level=error
clip e.mp4 1920 1080 30 6 testsrc2 $x264
clip f.mp4 1080 1920 30 6 mandelbrot $x264

# A voice: tones that come and go like syllables. The six differ.
for number in 1 2 3 4 5 6; do
    [ -s "voice$number.wav" ] && continue
    ffmpeg -v error -y -f lavfi -i "aevalsrc='0.25*sin(2*PI*(140+20*$number)*t)*(0.55+0.45*sin(2*PI*3.1*t))*gt(sin(2*PI*0.9*t),-0.8):s=22050:d=4'" \
        -c:a pcm_s16le "voice$number.wav"
done
[ -s music.wav ] || ffmpeg -v error -y -f lavfi \
    -i "aevalsrc='0.2*sin(2*PI*220*t)+0.15*sin(2*PI*277.2*t)+0.1*sin(2*PI*329.6*t*(1+0.001*sin(t)))':s=48000:d=8" \
    -ac 2 -c:a pcm_s16le music.wav
