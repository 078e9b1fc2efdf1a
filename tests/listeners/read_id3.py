"""What mutagen finds in an MP3's ID3 tag, as JSON; run by the Python of .peers, since mutagen is under the GPL."""

import json
import sys

from mutagen.id3 import ID3

tag = ID3(sys.argv[1], translate=False)
found = {
    "version": tag.version,
    "contents": [list(frame.child_element_ids) for frame in tag.getall("CTOC")],
    "chapters": {
        frame.element_id: [frame.start_time, frame.end_time, str(frame.sub_frames["TIT2"])]
        for frame in tag.getall("CHAP")
    },
}
json.dump(found, sys.stdout)
