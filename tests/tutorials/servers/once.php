<?php
header("Content-Type: text/event-stream");
header("Cache-Control: no-cache");

echo "retry: 1000\n";
echo "data: " . date("c") . "\n\n";
flush();
?>
