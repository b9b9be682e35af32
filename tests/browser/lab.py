"""A JupyterLab on loopback: no setting of the user's is read, no other machine is asked."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    # windowing would take outputs that are out of sight off the page
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


class Server:
    """A JupyterLab without any of the user's settings, on a free port, in a folder of its own."""

    def __init__(self, home: Path):
        self.folder, self.log = home / "notebooks", home / "server.log"
        settings = home / "settings"
        for folder in (self.folder, settings):
            folder.mkdir()
        (settings / "overrides.json").write_text(json.dumps(SETTINGS))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
        command += ["--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
        command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
        command += [f"--ServerApp.root_dir={self.folder}", "--LabApp.expose_app_in_browser=True"]
        command += ["--LabApp.extension_manager=readonly", "--LabApp.news_url="]
        command += [f"--LabApp.app_settings_dir={settings}"]
        places = {
            name: str(home / name.lower())
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
        }
        environment = {**os.environ, **places, "IPYTHONDIR": str(home / "ipython")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=subprocess.STDOUT
            )

    def wait(self):
        deadline = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/api/status", timeout=2).close()
                return
            alive = self.process.poll() is None and time.monotonic() < deadline
            assert alive, self.log.read_text()[-4000:]
            time.sleep(0.1)  # polling a process that has no other sign of life

    def stop(self):
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(f"{self.url}/api/kernels", timeout=5) as answer:
                kernels = json.load(answer)
            for kernel in kernels:
                address = f"{self.url}/api/kernels/{kernel['id']}"
                request = urllib.request.Request(address, method="DELETE")
                urllib.request.urlopen(request, timeout=10).close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def lab(home: Path):
    """A Server that answers, stopped at the end."""
    server = Server(home)
    try:
        server.wait()
        yield server
    finally:
        server.stop()
