<?php
// An event stream with PHP alone: numbered events, resumption, heartbeats and CORS.
//
//   PHP_CLI_SERVER_WORKERS=4 php -S 127.0.0.1:3000 server.php
//
// Each open stream occupies a process. Processes share no memory, so the events here are the seconds of the clock. Yours may be
// the rows of a table: `SELECT id, data FROM events WHERE id > ? ORDER BY id`.

declare(strict_types=1);

const HEARTBEAT_SECONDS = 15;

header('Access-Control-Allow-Origin: *');
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS') {
    header('Access-Control-Allow-Headers: Last-Event-ID, Authorization');
    header('Access-Control-Max-Age: 600');
    http_response_code(204);
    exit;
}
if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '/events') {
    http_response_code(404);
    exit;
}

header('Content-Type: text/event-stream');
header('Cache-Control: no-store');
header('X-Accel-Buffering: no'); // tells nginx not to buffer events
set_time_limit(0);
while (ob_get_level()) {
    ob_end_clean();
}

function send(string $text): void
{
    echo $text; // ends the process if the client has disconnected
    flush();
}

send(":\n\n"); // some clients fire `open` only after the first byte
$header = $_SERVER['HTTP_LAST_EVENT_ID'] ?? '';
$last = preg_match('/^\d+$/D', $header) ? max((int) $header, time() - 1000) : time();
$heartbeat = time() + HEARTBEAT_SECONDS;
while (true) {
    for (; $last < time(); $last++) {
        $id = $last + 1;
        send("id: $id\ndata: " . json_encode(['time' => date(DATE_ATOM, $id)]) . "\n\n");
    }
    if (time() >= $heartbeat) {
        $heartbeat += HEARTBEAT_SECONDS;
        send(":\n\n");
    }
    usleep(200_000);
}
