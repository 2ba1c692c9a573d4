"""Live practice in a real Firefox, where pictures come from the video and not from the track."""

import time

from tests.browser.firefox import firefox

PERSON = """() => { if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  const clip = Object.assign(document.createElement("video"), { src: "/samples/lunge_front.mp4", muted: true });
  await new Promise((ok) => { clip.onloadeddata = ok; });
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 }), pen = canvas.getContext("2d");
  let n = 0;
  setInterval(() => { pen.drawImage(clip, 0, 0, 640, 480); pen.fillRect(0, 0, 1, 1 + (n++ % 2)); }, 1000 / 30);
  setTimeout(() => clip.play(), 9000);  // set-up check and countdown pass on the first picture
  return canvas.captureStream();
}; }"""
"""A sample clip as the camera."""
PAGES = ("/", "/practice", "/plan", "/progress", "/review", "/videos", "/athlete", "/trust", "/sources")


def test_live_practice_in_firefox(base: str) -> None:
    with firefox() as page:
        for path in PAGES:
            page.open(base + path)
            time.sleep(0.5)
        assert page.wrong == []

        page.open(f"{base}/practice?sample=1")
        page.until("document.body.dataset.stage === 'done'", 90)
        report = page.js("document.querySelector('set-summary').report")
        assert [rep["side"] for rep in report["reps"]] == ["left", "right"] * 4  # samples/lunge_front.truth.json
        assert {cue["fault"] for cue in report["cues"]} >= {"shallow", "stiff_ankle"}

        page.call("script.addPreloadScript", functionDeclaration=PERSON)
        page.open(f"{base}/practice")
        page.js("document.querySelector('button[value=camera]').click()")
        page.until("document.body.dataset.stage === 'live'", 60)
        page.until("Number(document.querySelector('#number').textContent) >= 1", 60)
        assert page.js("globalThis.MediaStreamTrackProcessor === undefined")

        # a camera that goes away: here the video says that it has ended, too
        page.js("document.querySelector('.stage video').srcObject.getTracks().forEach((track) => track.stop())")
        time.sleep(1.0)
        assert page.js("document.body.dataset.stage") == "live"
        assert page.wrong == []
