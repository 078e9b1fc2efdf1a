"""A process of its own for what tests ask of espeak-ng: it changes its folder, and may abort.

Each line of standard input is a JSON list (language, text, marks); each line of output the phonemes and words, or an
error.
"""

import json
import sys

from reviewcast.engines.phonemization import MARKS, espeak, phonemize
from reviewcast.engines.wire import RequestError

for line in sys.stdin:
    language, text, marks = json.loads(line)
    try:
        answer = phonemize(text, espeak().speaker(language), marks or MARKS)
    except RequestError as error:
        answer = str(error)
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
