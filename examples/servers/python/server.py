"""An event stream with FastAPI: numbered events, resumption, heartbeats and CORS."""

import asyncio
import json
import os
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import StreamingResponse

HEARTBEAT_SECONDS = 15.0

history: deque[tuple[int, str]] = deque(maxlen=1000)
published = asyncio.Condition()
last_id = 0


async def publish(data: object) -> None:
    global last_id
    async with published:
        last_id += 1
        history.append((last_id, f"id: {last_id}\ndata: {json.dumps(data)}\n\n"))
        published.notify_all()


async def tick() -> None:
    while True:
        await publish({"time": datetime.now(UTC).isoformat()})
        await asyncio.sleep(1)


async def events_after(last: int) -> AsyncIterator[str]:
    """Yields the events after `last`, until the client disconnects."""
    yield ":\n\n"  # some clients fire `open` only after the first byte
    heartbeat = asyncio.get_running_loop().time() + HEARTBEAT_SECONDS
    while True:
        missed = [(id, text) for id, text in history if id > last]
        if missed:
            last = missed[-1][0]
            yield "".join(text for _, text in missed)
        try:
            async with asyncio.timeout_at(heartbeat), published:
                await published.wait_for(lambda: last_id > last)
        except TimeoutError:
            heartbeat += HEARTBEAT_SECONDS
            yield ":\n\n"


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    ticking = asyncio.create_task(tick())
    yield
    ticking.cancel()


app = FastAPI(lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_headers=["Last-Event-ID", "Authorization"],
)


@app.get("/events")
async def events(last_event_id: Annotated[str, Header()] = "") -> StreamingResponse:
    last = int(last_event_id) if last_event_id.isdecimal() else last_id
    return StreamingResponse(
        events_after(last),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "3000")))
