const http = require('http');

http
  .createServer((req, res) => {
    if (req.url === '/clock') {
      res.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache',
        Connection: 'keep-alive',
      });
      const timer = setInterval(() => {
        res.write('data: ' + new Date().toISOString() + '\n\n');
      }, 1000);
      req.on('close', () => clearInterval(timer));
    } else {
      res.writeHead(404);
      res.end();
    }
  })
  .listen(process.env.PORT, '127.0.0.1');
