#!/bin/sh
# The job of `bench_export` as one ffmpeg command, the way a script would do it: crop to cover, five crossfades,
# 96 caption states, voices over ducked music, the same x264 settings.
# Usage: bench/ffmpeg_export.sh MEDIA OUT.mp4
set -eu
media=${1:?usage: bench/ffmpeg_export.sh MEDIA OUT.mp4}
out=${2:?usage: bench/ffmpeg_export.sh MEDIA OUT.mp4}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Captions: one event for each word of each segment, the word being said in another colour.
awk 'BEGIN {
    print "[Script Info]\nPlayResX: 1080\nPlayResY: 1920\n\n[V4+ Styles]"
    print "Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, BorderStyle, Outline, Alignment, MarginL, MarginR, MarginV"
    print "Style: c,Inter,72,&H00FFFFFF,&H00000000,-1,1,5,2,120,192,672"
    print "\n[Events]\nFormat: Layer, Start, End, Style, Text"
    split("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", word, " ")
    at = 0
    for (s = 0; s < 6; s++) {
        for (w = 1; w <= 16; w++) {
            from = at + 0.5 + (w - 1) * 0.24; to = from + 0.24
            text = ""; first = int((w - 1) / 4) * 4 + 1
            for (i = first; i < first + 4; i++)
                text = text (i == w ? "{\\c&H3D7AF2&}" word[i] "{\\c&HFFFFFF&}" : word[i]) " "
            printf "Dialogue: 0,%s,%s,c,%s\n", stamp(from), stamp(to), text
        }
        at += (s == 0 ? 5.0 : 4.9)
    }
}
function stamp(t) { return sprintf("%d:%02d:%05.2f", int(t / 3600), int(t % 3600 / 60), t % 60) }' > "$work/captions.ass"

cover="scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,setsar=1,fps=30,format=yuv420p,settb=1/30"
graph=""
index=0
for name in a b c d e f; do
    length=162
    [ "$index" = 0 ] && length=165
    graph="$graph[$index:v]$cover,trim=end_frame=$length,setpts=PTS-STARTPTS[$name];"
    index=$((index + 1))
done
graph="$graph[a][b]xfade=fade:duration=0.5:offset=5[ab];[ab][c]xfade=fade:duration=0.5:offset=9.9[abc];"
graph="$graph[abc][d]xfade=fade:duration=0.5:offset=14.8[abcd];[abcd][e]xfade=fade:duration=0.5:offset=19.7[abcde];"
graph="$graph[abcde][f]xfade=fade:duration=0.5:offset=24.6,format=yuv420p,ass=$work/captions.ass,trim=end_frame=900,format=yuv420p[v];"
voices=""
start=500
for number in 6 7 8 9 10 11; do
    graph="$graph[$number:a]aresample=48000,adelay=$start:all=1[s$number];"
    voices="$voices[s$number]"
    [ "$start" = 500 ] && start=5500 || start=$((start + 4900))
done
graph="$graph${voices}amix=inputs=6:normalize=0,aformat=channel_layouts=stereo,apad=whole_dur=30,asplit[voice][key];"
graph="$graph[12:a]atrim=end=30,volume=-12dB[music];[music][key]sidechaincompress=threshold=0.02:ratio=8[ducked];"
graph="$graph[voice][ducked]amix=inputs=2:normalize=0,loudnorm=I=-14:TP=-1.5,aresample=48000,atrim=end=30[s]"

ffmpeg -v error -y \
    -i "$media/a.mp4" -i "$media/b.mp4" -i "$media/c.webm" -i "$media/d.mp4" -i "$media/e.mp4" -i "$media/f.mp4" \
    -i "$media/voice1.wav" -i "$media/voice2.wav" -i "$media/voice3.wav" \
    -i "$media/voice4.wav" -i "$media/voice5.wav" -i "$media/voice6.wav" \
    -stream_loop -1 -i "$media/music.wav" \
    -filter_complex "$graph" -map "[v]" -map "[s]" \
    -c:v libx264 -preset veryfast -crf 19 -maxrate 10M -bufsize 15M -g 60 -bf 0 -profile:v high \
    -colorspace bt709 -color_primaries bt709 -color_trc bt709 -c:a aac -b:a 192k -movflags +faststart "$out"
