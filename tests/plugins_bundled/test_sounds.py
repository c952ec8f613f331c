"""
The sounds of the bundled gifts: short, small, clear, and just what their scores say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import largesse_classics
import largesse_seasons
from largesse_classics.sounds import score as classics
from largesse_classics.sounds.parts import RATE, Glide, Rush, Struck, frequency_of
from largesse_classics.sounds.playing import mu_law, played, sample_of, samples_of, write
from largesse_classics.sounds.score import BELL, WOOD
from largesse_seasons.sounds import score as seasons

if TYPE_CHECKING:
    from largesse import GiftType

GIFT_TYPES = {
    gift_type.key: gift_type
    for gift_type in (
        *largesse_classics.largesse_gift_types(),
        *largesse_seasons.largesse_gift_types(largesse_seasons.LARGESSE_CONFIG()),
    )
}
SCORES = classics.SCORES | seasons.SCORES
BYTES_MAX = 20_000
SECONDS_MAX = 2.0
LOUDEST = 32_767


def wav(gift_type: GiftType) -> bytes:
    sound = gift_type.media.sound
    assert isinstance(sound, Path)
    assert sound.name == f"{gift_type.key}.wav"
    return sound.read_bytes()


def test_each_gift_has_a_score() -> None:
    assert list(SCORES) == list(GIFT_TYPES)


@pytest.mark.parametrize("gift_type", GIFT_TYPES.values(), ids=GIFT_TYPES)
def test_a_sound_is_short_and_small_and_within_the_time_of_its_gift(gift_type: GiftType) -> None:
    content = wav(gift_type)
    seconds = len(samples_of(content)) / RATE
    assert len(content) <= BYTES_MAX
    assert seconds == pytest.approx(SCORES[gift_type.key].seconds, abs=1 / RATE)
    assert seconds < min(SECONDS_MAX, gift_type.media.duration_ms / 1_000)


@pytest.mark.parametrize("gift_type", GIFT_TYPES.values(), ids=GIFT_TYPES)
def test_a_sound_is_loud_enough_and_never_clipped_and_ends_in_silence(gift_type: GiftType) -> None:
    samples = samples_of(wav(gift_type))
    assert 0.75 < max(map(abs, samples)) / LOUDEST < 0.85
    assert max(map(abs, samples[-20:])) / LOUDEST < 0.01


@pytest.mark.parametrize("key", ["rose", "paper_plane", "guitar", "whale", "diya"])
def test_a_sound_is_what_its_score_says(key: str) -> None:
    score = SCORES[key]
    again = samples_of(played(score.parts, score.seconds))
    shipped = samples_of(wav(GIFT_TYPES[key]))
    # Sines differ in their last digit from machine to machine, and a sample then by a step, which is a thirtieth of it.
    assert len(again) == len(shipped)
    assert all(abs(one - other) <= 8 + abs(one) / 15 for one, other in zip(again, shipped, strict=True))


def test_scores_are_played_into_files_of_their_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"rose": SCORES["rose"]}, tmp_path)

    assert capsys.readouterr().out == "rose.wav: 0.36 s, 5818 bytes\n"
    assert [path.name for path in tmp_path.iterdir()] == ["rose.wav"]
    assert (tmp_path / "rose.wav").read_bytes() == played(SCORES["rose"].parts, 0.36)


def test_a_file_is_wav_of_one_channel_by_mu_law() -> None:
    content = played([Struck(WOOD, "A4")], 0.1)
    assert content[:4] == b"RIFF"
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    assert content[8:16] == b"WAVEfmt "
    assert content[20:24] == b"\x07\x00\x01\x00"
    assert int.from_bytes(content[24:28], "little") == RATE
    assert len(samples_of(content)) == RATE // 10


def test_mu_law_keeps_a_sample_to_a_thirtieth() -> None:
    for sample in range(-32_635, 32_636, 7):
        assert abs(sample_of(mu_law(sample)) - sample) <= 4 + abs(sample) / 30
    assert [mu_law(sample) for sample in (0, 32_767, -32_768)] == [0xFF, 0x80, 0x00]


def test_notes_are_in_equal_temperament() -> None:
    assert [round(frequency_of(note), 2) for note in ("A4", "C5", "F#5", "C4")] == [440.0, 523.25, 739.99, 261.63]


def test_what_is_no_note_is_refused() -> None:
    with pytest.raises(ValueError, match="'H4' is no note"):
        frequency_of("H4")


@pytest.mark.parametrize(
    "part", [Struck(BELL, "A5 . C6+E6"), Glide("A3", "A4", 0.0, 0.2, vibrato_hertz=6), Rush(500, 2_000, 0.0, 0.2)]
)
def test_a_part_sounds_the_same_each_time(part: Struck | Glide | Rush) -> None:
    assert played([part], 0.25) == played([part], 0.25)
    assert len(set(played([part], 0.25))) > 100
