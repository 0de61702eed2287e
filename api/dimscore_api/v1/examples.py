"""The example that OpenAPI shows."""

from __future__ import annotations

import json
from typing import Any

TRANSCRIPT: dict[str, Any] = {
    "id": "call-1",
    "language": "en",
    "channel": "voice",
    "turns": [
        {"speaker": "agent", "text": "Good morning, Harbour Energy, how can I help?"},
        {
            "speaker": "customer",
            "text": "My meter shows nothing at all and I have two small children at home.",
        },
        {
            "speaker": "agent",
            "text": "That is no way to spend a morning with little ones. May I put you on hold "
            "for a minute while I look at the line?",
        },
        {"speaker": "system", "text": "", "event": "hold", "seconds": 55},
        {"speaker": "agent", "text": "Thank you for waiting. An engineer comes before noon."},
        {"speaker": "customer", "text": "Lovely, thank you so much."},
    ],
}

#: The same as a line of a batch.
JSON_LINES = json.dumps(TRANSCRIPT) + "\n"
