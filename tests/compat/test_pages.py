"""What nbgrader's own commands show of a submission: pages, and formgrader over HTTP."""

import json
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import pytest


class Active(HTMLParser):
    """Collects everything in a page that a browser would run or follow."""

    def __init__(self, html):
        super().__init__()
        self.found, self.in_script = [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.in_script = tag == "script"
        self.found += [v or "" for k, v in attrs if k.startswith("on") or k in ("href", "src")]

    def handle_data(self, data):
        if self.in_script:
            self.found.append(data)

    def handle_endtag(self, tag):
        self.in_script = False


def test_generate_feedback_writes_our_pages(graded, active):
    graded.course.run("nbgrader", "generate_feedback", "01_slope")
    pages = {
        file.parts[-3]: file.read_text()
        for file in graded.course.root.glob("class/feedback/*/01_slope/01_slope.html")
    }
    students = ["blank", "broken", "hostile", "key", "odd", "skipped", "warns", "wrong"]
    assert sorted(pages) == students
    assert "<b>16</b>" in pages["key"]
    for page in pages.values():
        assert "<script" not in page
        assert "default-src" in page
        assert not [piece for piece in Active(page).found if active in piece]
    assert "alert(&#39;student&#39;)" in pages["hostile"]


class Formgrader:
    """A real Jupyter server with formgrader, and what its API answers."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def get(self, path, method="GET"):
        request = urllib.request.Request(
            f"{self.url}/formgrader/{path}",
            headers={"Authorization": f"token {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read().decode()


@pytest.fixture(scope="module")
def formgrader(graded):
    token = "compat"
    extensions = {"nbgrader.server_extensions.formgrader": True, "jupyterlab": False}
    server = subprocess.Popen(
        [
            Path(sys.executable).parent / "jupyter-server",
            "--allow-root",
            "--no-browser",
            "--port=0",
            f"--ServerApp.root_dir={graded.course.root}",
            f"--IdentityProvider.token={token}",
            f"--ServerApp.jpserver_extensions={extensions!r}",
        ],
        cwd=graded.course.root,
        env=graded.course.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        addresses = queue.Queue()
        reader = threading.Thread(target=_read_log, args=(server.stderr, addresses))
        reader.start()
        yield Formgrader(_first_answer(addresses.get(timeout=120)), token)
        server.terminate()
        reader.join()


def _read_log(lines, addresses):
    """Read the server's log to its end; put the addresses in it into the queue."""
    for line in lines:
        for word in line.split():
            if word.startswith("http://127.0.0.1:"):
                addresses.put(word.partition("/tree")[0].partition("/?")[0])


def _first_answer(url):
    """Return `url` as soon as the server listens, which is shortly after it says so."""
    address = url.removeprefix("http://").split(":")
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(address, timeout=60).close()
            return url
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, f"nobody listens at {url}"


def test_formgrader_lists_the_submissions(formgrader):
    listed = {s["student"]: s for s in json.loads(formgrader.get("api/submissions/01_slope"))}
    assert listed["key"]["score"] == 16.0
    assert listed["key"]["max_score"] == 20.0
    assert listed["key"]["needs_manual_grade"]
    assert listed["key"]["autograded"]
    assert listed["blank"]["score"] == 0.0
    assert not listed["broken"]["autograded"]


def test_formgrader_shows_a_notebook_without_active_markup(formgrader, active):
    notebooks = json.loads(formgrader.get("api/submitted_notebooks/01_slope/01_slope"))
    found = {notebook["student"]: notebook["id"] for notebook in notebooks}
    page = formgrader.get(f"submissions/{found['hostile']}/")
    assert "check-step_1d" in page
    assert "Look: &lt;script&gt;" in page
    assert not [piece for piece in Active(page).found if active in piece]


def test_formgrader_autogrades_through_our_engine(formgrader, graded):
    record = graded.course.root / "class/records/01_slope/key.json"
    before = json.loads(record.read_text())
    answer = json.loads(formgrader.get("api/submission/01_slope/key/autograde", "POST"))
    assert answer["success"], answer
    after = json.loads(record.read_text())
    assert after["score"] == before["score"]
    assert after["seed"] != before["seed"]
