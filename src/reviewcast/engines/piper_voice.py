"""Piper in a voice process: phonemes in, sound out, with the time of each word.

piper-tts and onnxruntime are imported here alone. What the model leaves to chance is decided by a seed: onnxruntime's
generators start from it with each session, and each sentence is said by a fork that never used them.
"""

from __future__ import annotations

import json
import platform
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from reviewcast.engines.neural_worker import NO_FILE, Sound
from reviewcast.engines.phonemization import espeak, phonemize
from reviewcast.engines.wire import RequestError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from reviewcast.engines.neural_worker import Files, Request
    from reviewcast.engines.piper_stages import Stage

    Arrays = Mapping[str, NDArray[Any]]


class Session(Protocol):
    """What is used of onnxruntime's."""

    def run(self, outputs: None, inputs: Arrays) -> list[NDArray[Any]]:
        """All outputs of the model for these inputs, by their names."""


_SEED = 165

_BLOCKED = platform.machine().lower() in {"x86_64", "amd64"}
"""Whether onnxruntime keeps channels in blocks here: its kernels that do are written for these processors."""

_OWN_PACE = 165

_PHONEME, _ROUNDED_UP = 0.0201, 0.48
"""Seconds that a phoneme lasts before its length becomes whole frames, and the frames that are added by that."""


class Config(NamedTuple):
    """What a voice's JSON file says, as far as it is needed."""

    rate: int
    hop: int
    """Frames of sound for each frame of latents."""
    espeak: str
    """espeak-ng's name of the voice that writes its phonemes."""
    ids: Mapping[str, list[int]]
    noise: float
    noise_of_lengths: float
    length: float
    speakers: int
    names: Mapping[str, int]
    """Of the speakers, where they have some."""
    speaker: int
    """Who speaks when nobody is named."""


def load(files: Files, request: Request) -> PiperModel:
    """The voice of *files*; RequestError where they are not one that can be run."""
    del request
    try:
        config = _configured(files.read("config"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise files.broken("config", f"is not the description of a Piper voice ({_brief(error)})") from None
    return PiperModel(files, config)


class PiperModel:
    """A voice in memory."""

    def __init__(self, files: Files, config: Config) -> None:
        data = files.read("model")
        import onnxruntime

        from reviewcast.engines.piper_graph import ModelError, take_apart

        self._config = config
        onnxruntime.set_seed(_SEED)
        try:
            parts = take_apart(data, blocked=_BLOCKED)
            del data
            self._front = session_of(parts.front)
            self._stages = [(stage, session_of(stage.model)) for stage in parts.stages]
        except ModelError as error:
            raise files.broken("model", f"cannot be used: {error}") from None
        except NO_FILE:
            raise
        except Exception as error:  # onnxruntime has many classes of its own, and no common one
            raise files.refused("model", error) from None
        self._parts = parts
        espeak().speaker(config.espeak)  # before the fork: it reads its voice from files

    def prepare(self, files: Files, request: Request) -> None:
        """Check that there is such a speaker."""
        del files
        self._speaker(request.voice)

    def say(self, request: Request) -> Sound:
        """As :class:`reviewcast.engines.neural_worker.Model` says."""
        found = phonemize(request.text or "", espeak().speaker(self._config.espeak))
        ids, starts = _to_ids(found.phonemes, self._config.ids)
        latent, lengths, speaker = self._encode(ids, request)
        sound = self._decode(latent, speaker)
        words = _words(found.words, starts, lengths, self._config.hop)
        return Sound(_to_pcm(sound), self._config.rate, words)

    def _encode(self, ids: Sequence[int], request: Request) -> tuple[Any, Any, Any]:
        """(latents, lengths, speaker): what the front gives, None where it does not."""
        import numpy as np

        config = self._config
        scales = [
            config.noise * request.noise,
            config.length * _stretch(_OWN_PACE / request.rate, config),
            config.noise_of_lengths * request.noise,
        ]
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array(scales, np.float32),
        }
        if self._parts.takes_speaker:
            inputs["sid"] = np.array([self._speaker(request.voice)], np.int64)
        latent, *more = self._front.run(None, inputs)
        lengths = more.pop(0).reshape(-1) if self._parts.has_lengths else None
        return latent, lengths, more.pop(0) if self._parts.has_speaker else None

    def _decode(self, latent: NDArray[np.float32], speaker: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """The sound, in frames of one sample."""
        if not self._stages:
            return latent.reshape(-1)
        sound = latent[:, :, None, :]
        for number, (stage, session) in enumerate(self._stages):
            extra: Arrays = {} if number or speaker is None else {"speaker": speaker[:, :, None, :]}
            sound = in_windows(stage, session, sound, extra, stage.window)
        return sound.reshape(-1)

    def _speaker(self, voice: str) -> int:
        """The number of the speaker that is named behind the ``#`` of *voice*."""
        _, _, name = voice.partition("#")
        config = self._config
        if not name:
            return config.speaker
        number = config.names.get(name, int(name) if name.isascii() and name.isdigit() else -1)
        if 0 <= number < config.speakers:
            return number
        if config.speakers <= 1:
            raise RequestError(
                f'there is no speaker "{name[:40]}" in it, which has but one; leave out what follows "#"'
            )
        known = ", ".join(sorted(config.names)[:5]) or f"0 to {config.speakers - 1}"
        raise RequestError(f'there is no speaker "{name[:40]}" in it; there are {config.speakers}: {known}')


def _stretch(times: float, config: Config) -> float:
    """What the model is to be told so that a sentence lasts so many *times* as long.

    It rounds the length of every phoneme, and of every joint between two, up to whole frames, so that half of what it
    is told would not be half as long. As each lasts a frame at least, about 350 words a minute are the most.
    """
    frames = _PHONEME * config.rate / config.hop
    return max(0.05, (times * (frames + _ROUNDED_UP) - _ROUNDED_UP) / frames)


def session_of(model: bytes) -> Session:
    """What runs *model*, on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_mem_pattern = False  # a plan for each new length of a sentence: 4 % slower than none
    session: Session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session


def in_windows(
    stage: Stage, session: Session, source: NDArray[np.float32], extra: Arrays, window: int
) -> NDArray[np.float32]:
    """All of *source* through *stage*, *window* frames at a time with what they depend on."""
    import numpy as np

    frames = source.shape[3]
    whole: NDArray[np.float32] | None = None
    for start in range(0, frames, window):
        end = min(frames, start + window)
        first, last = max(0, start - stage.reach), min(frames, end + stage.reach)
        piece = session.run(None, {"x": np.ascontiguousarray(source[..., first:last]), **extra})[0]
        if whole is None:
            whole = np.empty((*piece.shape[:3], frames * stage.scale), np.float32)
        begin = (start - first) * stage.scale
        whole[..., start * stage.scale : end * stage.scale] = piece[..., begin : begin + (end - start) * stage.scale]
    assert whole is not None
    return whole


def _to_ids(phonemes: Sequence[str], ids: Mapping[str, list[int]]) -> tuple[list[int], list[int]]:
    """What the model takes for *phonemes*, and where the ids of each begin among them."""
    from piper.phoneme_ids import phonemes_to_ids

    starts, at = [], len(ids["^"]) + len(ids["_"])
    for phoneme in phonemes:
        starts.append(at)
        at += len(ids[phoneme]) + len(ids["_"]) if phoneme in ids else 0
    return phonemes_to_ids(list(phonemes), ids), starts


def _words(
    words: Sequence[tuple[int, int]], starts: Sequence[int], lengths: NDArray[np.float32] | None, hop: int
) -> tuple[tuple[int, int], ...]:
    """(position in the text, first frame) of each word, by the lengths of the phonemes before it."""
    import numpy as np

    if lengths is None:
        return ()
    begins = np.concatenate([[0.0], np.cumsum(lengths, dtype=np.float64)])
    return tuple((position, int(begins[starts[index]]) * hop) for position, index in words if index < len(starts))


def _to_pcm(sound: NDArray[np.float32]) -> bytes:
    """At the model's own level, which the last of its nodes keeps below full scale.

    Piper itself makes the loudest frame of each utterance full scale. Over the sentences of a review the levels then
    vary by 1.8 dB, where the model's own vary by 0.8 dB (standard deviation of the gated level).
    """
    import numpy as np

    if not np.isfinite(sound).all():
        raise RequestError("the model makes no sound of it, but numbers beyond all bounds")
    pcm: bytes = np.rint(np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()
    return pcm


# --- its description --------------------------------------------------------------------------------------


def _configured(data: bytes) -> Config:
    """The description in *data*; ValueError, KeyError and the like for what is none."""
    found: dict[str, Any] = json.loads(data)
    kind = found.get("phoneme_type", "espeak")
    if kind != "espeak":
        raise RequestError(f'it reads "{str(kind)[:20]}" and not what espeak-ng writes; choose another voice')
    inference = found.get("inference", {})
    speakers = int(_within(found.get("num_speakers", 1), 0, 100_000))
    return Config(
        rate=int(_within(found["audio"]["sample_rate"], 8_000, 48_000)),
        hop=int(_within(found.get("hop_length", 256), 1, 4_096)),
        espeak=str(found["espeak"]["voice"]),
        ids=_ids(found),
        noise=_within(inference.get("noise_scale", 0.667), 0, 5),
        noise_of_lengths=_within(inference.get("noise_w", 0.8), 0, 5),
        length=_within(inference.get("length_scale", 1), 0.1, 10),
        speakers=speakers,
        names={str(name): int(number) for name, number in found.get("speaker_id_map", {}).items()},
        speaker=int(_within(found.get("default_speaker_id", 0), 0, max(0, speakers - 1))),
    )


def _ids(found: dict[str, Any]) -> dict[str, list[int]]:
    """The numbers of the model for each phoneme."""
    ids = {str(sign): [int(number) for number in numbers] for sign, numbers in found["phoneme_id_map"].items()}
    most = int(found["num_symbols"])
    if not all(ids.get(sign) for sign in "_^$") or not all(0 <= each < most for many in ids.values() for each in many):
        raise ValueError("its table of phonemes does not fit")
    return ids


def _within(value: object, least: float, most: float) -> float:
    number = float(value)  # type: ignore[arg-type]
    if not least <= number <= most:
        raise ValueError(f"{value} is not from {least} to {most}")
    return number


def _brief(error: BaseException) -> str:
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first[:120]}"
