# SPDX-License-Identifier: LGPL-2.1-or-later
"""look.py PAGE FOLDER: opens the page in headless Chromium, in light and dark, narrow and wide, prints
it, and says what is wrong with it, one thing a line. Leaves screenshots and a print in the folder.
Speaks to Chromium's driver itself, so that it needs nothing but Python."""
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.request

MOST_PDF_BYTES = 1 << 20
PAPER_POINTS = 842  # the height of A4

LOOK = """
const bad = [];
const page = document.documentElement;
if (page.scrollWidth > page.clientWidth) bad.push('the page is wider than its window');
if (!page.lang) bad.push('the page has no lang');
if (!document.title) bad.push('the page has no title');
if (document.querySelector('script')) bad.push('there is a script');
for (const table of document.querySelectorAll('table')) {
  for (const th of table.querySelectorAll('thead th'))
    if (th.scope !== 'col') bad.push('a heading without scope: ' + th.textContent);
  for (const row of table.querySelectorAll('tbody tr'))
    if (!row.querySelector('th[scope=row]')) bad.push('a row without a header: ' + row.textContent);
}
for (const part of document.querySelectorAll('.scroll'))
  if (innerWidth >= 1400 && part.scrollWidth > part.clientWidth + 1)
    bad.push(part.getAttribute('aria-label') + ': has to be scrolled');
const charts = [...document.querySelectorAll('svg')];
if (!charts.length) bad.push('there is no chart');
if (!document.querySelector('tbody tr')) bad.push('there is no table');
charts.forEach(svg => {
  const name = svg.getAttribute('aria-label'), frame = svg.getBoundingClientRect();
  if (!name || svg.getAttribute('role') !== 'img') bad.push('a chart has no name');
  if (frame.width < 100 || frame.height < 30)
    bad.push(name + ': its box is ' + frame.width + ' by ' + frame.height);
  const texts = [...svg.querySelectorAll('text')].map(
    text => [text.textContent, text.getBoundingClientRect()]);
  const lines = [...svg.querySelectorAll('line')].map(line => line.getBoundingClientRect());
  if (!texts.length) bad.push(name + ': it has no text');
  texts.forEach(([text, box], n) => {
    if (box.height < 9) bad.push(name + ': too small to read: ' + text);
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
        || box.bottom > frame.bottom + 1) bad.push(name + ': cut off: ' + text);
    for (const [other, at] of texts.slice(n + 1))
      if (box.left < at.right - 1 && at.left < box.right - 1 && box.top < at.bottom - 4
          && at.top < box.bottom - 4) bad.push(name + ': ' + text + ' overlaps ' + other);
    if (lines.some(line => line.left < box.right - 1 && box.left + 1 < line.right
                   && line.top < box.bottom - 4 && box.top + 4 < line.bottom))
      bad.push(name + ': a line runs through ' + text);
  });
});
return bad;
"""


class Driver:
    """A session of chromedriver."""

    def __init__(self):
        for _ in range(10):  # the port that it chose may be taken before it listens
            port = self.start()
            if port:
                break
        self.base = f"http://127.0.0.1:{port[1]}/session"
        options = {"args": ["--headless", "--disable-gpu", "--disable-dev-shm-usage"]}
        if os.geteuid() == 0:  # Chromium refuses to run as root within its sandbox
            options["args"].append("--no-sandbox")
        wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.base += "/" + self.post("", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def start(self):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                        text=True)
        for line in self.process.stdout:
            port = re.search(r"successfully on port (\d+)", line)
            if port:
                return port
        self.process.wait()
        return None

    def post(self, path, body):
        request = urllib.request.Request(self.base + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def cdp(self, command, **params):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": params})

    def log(self, kind):
        return [entry["message"] for entry in self.post("/se/log", {"type": kind})]

    def close(self):
        urllib.request.urlopen(urllib.request.Request(self.base, method="DELETE"), timeout=60)
        self.process.terminate()
        self.process.wait()


def look(driver, page, folder, scheme, width):
    driver.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
               mobile=False)
    driver.cdp("Emulation.setEmulatedMedia",
               features=[{"name": "prefers-color-scheme", "value": scheme}])
    driver.post("/url", {"url": page.resolve().as_uri()})
    problems = driver.post("/execute/sync", {"script": LOOK, "args": []})
    problems += [f"the console says: {message}" for message in driver.log("browser")]
    for message in driver.log("performance"):
        event = json.loads(message)["message"]
        url = event["params"].get("request", {}).get("url", "")
        if event["method"] == "Network.requestWillBeSent" and url != page.resolve().as_uri():
            problems.append(f"a request to {url}")
    shot = driver.cdp("Page.captureScreenshot", captureBeyondViewport=True)
    (folder / f"{page.stem}-{scheme}-{width}.png").write_bytes(base64.b64decode(shot["data"]))
    return [f"{scheme}, {width} pixels: {problem}" for problem in problems]


def look_at_paper(pdf):
    """What is wrong with a PDF: its size, and pages of which half or more stays empty. Ghostscript
    tells up to where a page is printed; the last page may end anywhere."""
    size = pdf.stat().st_size
    problems = [f"a PDF of {size} bytes"] if size > MOST_PDF_BYTES else []
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
    if not pages:
        problems.append("there is no page")
    if not shutil.which("gs"):
        print("how full the pages are is not known: there is no gs", file=sys.stderr)
        return problems
    said = subprocess.run(["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=bbox", pdf],
                          capture_output=True, text=True, check=True).stderr
    boxes = re.findall(r"^%%BoundingBox: \d+ (\d+) \d+ (\d+)$", said, re.MULTILINE)
    if len(boxes) != pages:
        problems.append(f"{pages} pages, of which {len(boxes)} can be printed")
    problems += [f"page {number} of {pages} is half empty" for number, (bottom, _)
                 in enumerate(boxes[:-1], 1) if int(bottom) > PAPER_POINTS / 2]
    return problems


def print_page(driver, page, folder):
    """Prints the page that is open to a PDF, and says what is wrong with that."""
    pdf = folder / f"{page.stem}.pdf"
    printed = driver.cdp("Page.printToPDF", printBackground=False, paperWidth=8.27,
                         paperHeight=PAPER_POINTS / 72)
    pdf.write_bytes(base64.b64decode(printed["data"]))
    return [f"paper: {problem}" for problem in look_at_paper(pdf)]


def main():
    page, folder = map(pathlib.Path, sys.argv[1:3])
    folder.mkdir(parents=True, exist_ok=True)
    driver = Driver()
    problems = []
    try:
        for scheme in "light", "dark":
            for width in 360, 1400, 2400:
                problems += look(driver, page, folder, scheme, width)
        problems += print_page(driver, page, folder)
    finally:
        driver.close()
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
