<?php
header('Content-Type: text/event-stream');
header('Cache-Control: no-cache');

while (!connection_aborted()) {
    $time = date('c');
    echo "data: {$time}\n\n";
    if (ob_get_level() > 0) {
        ob_flush();
    }
    flush();
    sleep(1);
}
