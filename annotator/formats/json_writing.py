"""JSON as the exports write it: in UTF-8, without spaces between its signs, a value always the same bytes.

What writes here must not read back: every proof takes another library.
"""

import json

import orjson


def json_line(value: object) -> bytes:
    """A value as JSON on a line that ends with LF. Raises ValueError or TypeError for what JSON cannot hold.

    All numbers must be finite, which is not checked here: others may become null. The store gives none.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # it takes no whole numbers beyond 64 bits, and no values within 255 others
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{text}\n".encode()
